"""How does a sheet become what the use cases take? Line by line; every fault keeps its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from traceability.domain.desk_kinds import ImportKind
from traceability.domain.errors import Fault, RegisterError
from traceability.domain.import_sheets import KINDS, SheetKind, read_fields
from traceability.domain.import_words import Read, one_of
from traceability.domain.kinds import DocumentType, LineRole, PartySide, PartyType
from traceability.domain.sheets import Sheet, SheetCell, SheetRow, fault_at, read_sheet
from traceability.importing.cell_rules import wrong_cells
from traceability.importing.references import References, gtin14, look_up
from traceability.publishing.words import CATEGORY_NAMES
from traceability.schemas.batches import BatchCreate
from traceability.schemas.events import EventCreate
from traceability.schemas.products import ProductCreate
from traceability.schemas.purchases import PurchaseCreate
from traceability.storage.work import Work

Tell = Callable[[int, int], None]
Line = tuple[SheetRow, dict[str, Any]]
_TELL_EVERY = 250
_MODELS: dict[ImportKind, type[BaseModel]] = {
    ImportKind.PRODUCTS: ProductCreate,
    ImportKind.BATCHES: BatchCreate,
    ImportKind.EVENTS: EventCreate,
    ImportKind.PURCHASES: PurchaseCreate,
}
_FOOD = one_of(
    {zh: code for code, (zh, _) in CATEGORY_NAMES.items()} | {code: code for code in CATEGORY_NAMES}
)
_READERS: Mapping[str, Read] = {"food_category": _FOOD, "material": _FOOD}
# What the contracts call a thing that a sheet calls otherwise.
_COLUMNS = {
    "product_id": "gtin", "batch_id": "lot", "loss": "loss_kg", "parties": "to_uscc",
    "documents": "delivery_note", "price_fen": "price_yuan",
}  # fmt: skip
_RULE_CELLS = {"batch.material_missing": "material"}
UNKNOWN = UUID(int=0)  # stands for what a cell names and nobody knows, so that the rest is read


@dataclass(frozen=True)
class Item:
    """One record to be, and the lines of the sheet that say it.

    Where a cell of them is wrong, it is what can be read of the others, and is judged only.
    """

    rows: tuple[SheetRow, ...]
    entered: Any
    is_whole: bool = True


@dataclass
class Reading:
    """A sheet that is being read: what it says, and everything that is wrong with it."""

    kind: ImportKind
    sheet: Sheet
    references: References
    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    first_rows: dict[str, int] = field(default_factory=dict)  # of the bar codes of new products
    wrong: set[tuple[int, str]] = field(default_factory=set)  # cells: line and field

    def fault(self, row: SheetRow, name: str, code: str, **values: object) -> None:
        """Note what is wrong with a cell of a line; of one cell, the first thing only.

        What no column says is told at the column that names the goods.
        """
        name = _COLUMNS.get(name, name)
        if name not in KINDS[self.kind].known:
            name = "gtin" if self.kind is ImportKind.PRODUCTS else "lot"
        if (row.number, name) not in self.wrong:
            self.wrong.add((row.number, name))
            self.faults.append(fault_at(row, self.sheet, name, code, **values))

    def is_wrong(self, row: SheetRow, *names: str) -> bool:
        """Tell whether one of some cells of a line is known to be wrong."""
        return any((row.number, name) in self.wrong for name in names)

    def has_faults(self, rows: Sequence[SheetRow]) -> bool:
        """Tell whether anything is wrong with some lines."""
        numbers = {row.number for row in rows}
        return any(number in numbers for number, _ in self.wrong)

    def blame(
        self, rows: Sequence[SheetRow], place: Sequence[object], code: str, **values: object
    ) -> None:
        """Note a refusal by the place that a contract gives it: field, or line and field."""
        row, name = rows[0], str(place[0]) if place else "row"
        if name == "lines":
            number = int(str(place[1])) if len(place) > 1 and str(place[1]).isdigit() else 0
            row = rows[min(number, len(rows) - 1)]
            name = str(place[2]) if len(place) > 2 else "lot"
        self.fault(row, name, code, **values)

    def refuse(self, item: Item, error: RegisterError) -> None:
        """Note what a use case refused."""
        values = {name: value for name, value in error.values.items() if name != "index"}
        self.blame(item.rows, (error.field or "row").split("."), error.code, **values)


def read_items(
    work: Work, kind: ImportKind, lines: Sequence[Sequence[SheetCell]], tell: Tell
) -> Reading:
    """Read a sheet into what the use cases of its kind take."""
    sheet = read_sheet(lines, KINDS[kind].known, takes_items=False)
    reading = Reading(kind, sheet, References(work.now), faults=list(sheet.faults))
    reading.wrong = {(fault.row or 0, fault.field) for fault in sheet.faults}
    said = _read_lines(reading, KINDS[kind])
    reading.references = look_up(work, [fields for _, fields in said])
    groups = _together(said) if kind is ImportKind.EVENTS else [[line] for line in said]
    for number, group in enumerate(groups):
        _enter(reading, group)
        if number % _TELL_EVERY == 0:
            tell(number, len(groups))
    return reading


def _read_lines(reading: Reading, form: SheetKind) -> list[Line]:
    """Read what can be read of the lines, and note what cannot."""
    said = []
    for row in reading.sheet.rows:
        fields, faults = read_fields(row, reading.sheet, form, _READERS)
        for each in faults:
            reading.fault(row, each.field, each.code, **each.values)
        said.append((row, fields))
    return said


def _together(said: Sequence[Line]) -> list[list[Line]]:
    """Put the lines with the same event number together: they are the lines of one event."""
    groups: dict[object, list[Line]] = {}
    for row, fields in said:
        groups.setdefault(fields.get("event_no") or row.number, []).append((row, fields))
    return list(groups.values())


def _enter(reading: Reading, group: Sequence[Line]) -> None:
    rows = tuple(row for row, _ in group)
    for row, fields in group:
        for name, error in wrong_cells(reading.kind, fields, reading.references.now):
            reading.fault(row, name, error.code, **error.values)
    said = _SAY[reading.kind](reading, group)
    entered: object = None
    try:
        entered = _MODELS[reading.kind].model_validate(said)
    except ValidationError as error:
        for item in error.errors():
            if item["loc"]:
                reading.blame(rows, item["loc"], item["type"], **(item.get("ctx") or {}))
            elif not reading.has_faults(rows):  # a rule over several cells
                reading.blame(rows, (_RULE_CELLS.get(item["type"], "row"),), item["type"])
    if entered is None or reading.has_faults(rows):
        reading.items.append(Item(rows, said, is_whole=False))
    else:
        reading.items.append(Item(rows, entered))


def _say_product(reading: Reading, group: Sequence[Line]) -> dict[str, Any]:
    row, said = group[0]
    gtin = gtin14(said.get("gtin")) or ""
    if gtin and gtin in reading.first_rows:
        reading.fault(row, "gtin", "sheet.row_twice", first=reading.first_rows[gtin])
    reading.first_rows.setdefault(gtin, row.number)
    return said


def _say_batch(reading: Reading, group: Sequence[Line]) -> dict[str, Any]:
    row, said = group[0]
    gtin = gtin14(said.pop("gtin", None))
    if gtin is None:
        return said | ({"product_id": UNKNOWN} if reading.is_wrong(row, "gtin") else {})
    product_id = reading.references.products.get(gtin, UNKNOWN)
    if product_id == UNKNOWN:
        reading.fault(row, "gtin", "sheet.no_product", gtin=gtin)
    return said | {"product_id": product_id}


def _say_purchase(reading: Reading, group: Sequence[Line]) -> dict[str, Any]:
    row, said = group[0]
    if "price_yuan" in said:
        said["price_fen"] = said.pop("price_yuan")
    return {"batch_id": _find_lot(reading, row, said)} | said


def _say_event(reading: Reading, group: Sequence[Line]) -> dict[str, Any]:
    row, first = group[0]
    said: dict[str, Any] = {name: first[name] for name in ("step", "event_time") if name in first}
    said["lines"] = [_say_line(reading, each, dict(fields)) for each, fields in group]
    said["parties"] = [
        _say_party(reading, row, name, side, first[name])
        for name, side in (("to_uscc", PartySide.DESTINATION), ("from_uscc", PartySide.SOURCE))
        if name in first
    ]
    if "from_name" in first:
        said["parties"].append({"side": PartySide.SOURCE, "name": first["from_name"]})
    if "delivery_note" in first:
        paper = {"type": DocumentType.DESPATCH_ADVICE, "number": first["delivery_note"]}
        said["documents"] = [paper]
    if "loss_kg" in first:
        said["loss"] = {"amount": first["loss_kg"], "unit": "kg"}
    return said


def _say_line(reading: Reading, row: SheetRow, fields: dict[str, Any]) -> dict[str, Any]:
    line = {"role": fields.get("role", LineRole.ITEM)}
    line |= {name: fields[name] for name in ("amount", "unit") if name in fields}
    return line | {"batch_id": _find_lot(reading, row, fields)}


def _say_party(
    reading: Reading, row: SheetRow, name: str, side: PartySide, uscc: str
) -> dict[str, Any]:
    found = reading.references.organizations.get(uscc, UNKNOWN)
    if found == UNKNOWN:
        reading.fault(row, name, "sheet.no_organization", uscc=uscc)
    return {"side": side, "type": PartyType.POSSESSING, "organization_id": found}


def _find_lot(reading: Reading, row: SheetRow, said: dict[str, Any]) -> object:
    lot, gtin = said.pop("lot", None), gtin14(said.pop("gtin", None))
    if lot is None or reading.is_wrong(row, "gtin"):
        return UNKNOWN
    found = reading.references.batch_of(gtin, lot)
    if found is None:
        reading.fault(row, "lot", "sheet.no_batch", lot=lot)
    return found or UNKNOWN


_SAY = {
    ImportKind.PRODUCTS: _say_product,
    ImportKind.BATCHES: _say_batch,
    ImportKind.EVENTS: _say_event,
    ImportKind.PURCHASES: _say_purchase,
}


def with_texts(
    faults: Sequence[Fault], lines: Sequence[Sequence[SheetCell]]
) -> list[dict[str, Any]]:
    """Write faults as they are kept, each with what stands in its cell."""
    kept = []
    for fault in faults:
        kept.append(
            {
                "field": fault.field,
                "code": fault.code,
                "row": fault.row,
                "column": fault.column,
                "text": _text_at(lines, fault),
                "values": {name: str(value)[:200] for name, value in fault.values.items()},
            }
        )
    return kept


def _text_at(lines: Sequence[Sequence[SheetCell]], fault: Fault) -> str:
    if fault.row is None or fault.column is None or fault.row > len(lines):
        return ""
    place = 0
    for letter in fault.column:
        place = place * 26 + ord(letter) - ord("A") + 1
    line = lines[fault.row - 1]
    return line[place - 1].text[:60] if place <= len(line) else ""
