"""How do the cells of a spreadsheet become the fields of records, and where does each one stand?

A heading ends with the name of its field in square brackets, `采样日期 [sampled_on]`; a measured
item has its unit beside it, `镉(以Cd计) [cd mg/kg]`. Whatever stands before the bracket is for
people. Columns may be left out or stand in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from traceability.domain.errors import Fault
from traceability.domain.quantities import SPOKEN_UNITS

MOST_ROWS = 2_000
MOST_COLUMNS = 260
MOST_FAULTS = 200  # more help nobody
LONGEST_CELL = 1_000
LONGEST_HEADING = 200
_HEADING = re.compile(r"\[ ?([A-Za-z][A-Za-z0-9_]{0,59})(?:[ ,]+([^\] ,][^\]]{0,19}?))? ?\]$")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DATE = re.compile(r"([0-9]{4})\s*([-/.年])\s*([0-9]{1,2})\s*([-/.月])\s*([0-9]{1,2})\s*(日?)")
_DATE_MARKS = frozenset({("-", "-", ""), ("/", "/", ""), (".", ".", ""), ("年", "月", "日")})
_TIME = re.compile(r"(?:T|\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\Z")
_DASHES = "-–—―−/\\ "
_NUMBER = re.compile(r"[+-]\s*(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_MANGLED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}")
# Full-width forms, odd spaces and brackets → ASCII. NFKC would do more: 10³ is not 103.
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", ord("【"): "[", ord("】"): "]", ord("µ"): "μ"
}  # fmt: skip


UNIT_WORDS = {"克": "g", "千克": "kg", "公斤": "kg", "吨": "t", "毫升": "ml", "升": "L"}
UNIT_WORDS |= dict.fromkeys(("袋", "瓶", "桶", "盒", "件", "包", "罐", "听"), "each")
UNIT_WORDS |= {unit.lower(): unit for unit in SPOKEN_UNITS}  # Excel and people write KG and Ml


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell as text; a formula is told apart, because nobody computes it here."""

    text: str
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a field, or an item with the unit of its values."""

    letter: str
    name: str
    unit: str | None


@dataclass(slots=True)
class SheetRow:
    """One record of the sheet; `number` is the line as the spreadsheet counts it."""

    number: int
    fields: dict[str, str] = field(default_factory=dict)
    items: list[tuple[Column, str]] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """What was read, and everything that is wrong with it."""

    columns: dict[str, Column]
    rows: list[SheetRow]
    faults: list[Fault]

    def column_of(self, name: str) -> str | None:
        """Give the letter of a field's column."""
        return self.columns[name].letter if name in self.columns else None


def column_letter(place: int) -> str:
    """Name a column as spreadsheets do: A, B … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheet(
    lines: Sequence[Sequence[SheetCell]], known: Mapping[str, bool], *, takes_items: bool = True
) -> Sheet:
    """Read a sheet whose first line are headings; `known` tells which fields must be there.

    Everything that is not a known field is taken for a measured item, where the sheet takes such.
    """
    faults: list[Fault] = []
    columns = _read_headings(lines[0] if lines else (), known, faults, takes_items=takes_items)
    names = {column.name for column in columns.values()}
    faults += [
        Fault(name, "sheet.column_missing", row=1, values={"name": name})
        for name, is_needed in known.items()
        if is_needed and name not in names
    ]
    sheet = Sheet({column.name: column for column in columns.values()}, [], faults)
    if not faults:
        _read_rows(lines, columns, known, sheet)
    if len(faults) > MOST_FAULTS:
        row = faults[MOST_FAULTS].row
        faults[MOST_FAULTS:] = [Fault("file", "sheet.many_faults", row=row)]
    return sheet


def _read_rows(
    lines: Sequence[Sequence[SheetCell]],
    columns: Mapping[int, Column],
    known: Mapping[str, bool],
    sheet: Sheet,
) -> None:
    for number, line in enumerate(lines[1:], start=2):
        row = _read_row(number, line, columns, known, sheet.faults)
        if row.fields or row.items:
            sheet.rows.append(row)
        if len(sheet.faults) > MOST_FAULTS:
            return
    if not sheet.rows and not sheet.faults:
        sheet.faults.append(Fault("file", "sheet.empty"))


def _read_headings(
    line: Sequence[SheetCell],
    known: Mapping[str, bool],
    faults: list[Fault],
    *,
    takes_items: bool,
) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    names: set[str] = set()
    for place, cell in enumerate(line):
        text = " ".join(cell.text.translate(_FOLDED).split())
        if not text:
            continue
        letter = column_letter(place)
        found = _HEADING.search(text) if len(text) <= LONGEST_HEADING else None
        name = found[1].lower() if found else ""
        is_item = takes_items and found is not None and found[2] is not None
        if found is None or not (name in known or is_item):
            faults.append(_at(letter, 1, "sheet.heading_unknown", {"heading": text[:60]}))
        elif name in names:
            faults.append(_at(letter, 1, "sheet.column_twice", {"name": name}))
        else:
            names.add(name)
            columns[place] = Column(letter, name, found[2])
    return columns


def _read_row(
    number: int,
    line: Sequence[SheetCell],
    columns: Mapping[int, Column],
    known: Mapping[str, bool],
    faults: list[Fault],
) -> SheetRow:
    row = SheetRow(number)
    for place, cell in enumerate(line):
        text = cell.text.strip()
        if not text.translate(_FOLDED).strip(_DASHES) and not cell.is_formula:
            continue
        column = columns.get(place)
        letter = column_letter(place)
        if column is None:
            faults.append(_at(letter, number, "sheet.no_heading", {}))
        elif cell.is_formula or is_formula(text):
            values = {"cell": f"{letter}{number}"}
            faults.append(_at(letter, number, "sheet.formula", values, column.name))
        elif len(text) > LONGEST_CELL:
            values = {"most": str(LONGEST_CELL)}
            faults.append(_at(letter, number, "sheet.cell_too_long", values, column.name))
        elif column.name not in known:
            row.items.append((column, text))
        elif _MANGLED.fullmatch(text):
            faults.append(_at(letter, number, "sheet.number_mangled", {"text": text}, column.name))
        else:
            row.fields[column.name] = text
    return row


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would compute a text instead of showing it (CSV injection).

    A Chinese or Japanese spreadsheet takes full-width signs for the same.
    """
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    sign = text[:1].translate(_FOLDED)
    if sign in {"+", "-"}:
        return len(text) > 1 and not _NUMBER.fullmatch(text.translate(_FOLDED))
    return sign in {"=", "@"}


def safe_text(text: str) -> str:
    """Write a text so that a spreadsheet shows it and computes nothing."""
    return f"'{text}" if is_formula(text) else text


def read_date(text: str) -> date | None:
    """Read a day as people write it: 2026-11-24, 2026/11/24, 20261124, 2026年11月24日."""
    plain = _TIME.sub("", text.translate(_FOLDED).strip())
    if compact := _COMPACT_DATE.fullmatch(plain):
        return _day(compact[1], compact[2], compact[3])
    found = _DATE.fullmatch(plain)
    if found is None or (found[2], found[4], found[6]) not in _DATE_MARKS:
        return None
    return _day(found[1], found[3], found[5])


def read_unit(text: str) -> str:
    """Give a unit as the register writes it; a word it does not know stays as it is."""
    plain = normalize("NFKC", text).strip()
    return UNIT_WORDS.get(plain.casefold(), plain)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def fault_at(row: SheetRow, sheet: Sheet, name: str, code: str, **values: object) -> Fault:
    """Say that a field of a line is wrong, by the line's number and the column's letter."""
    return Fault(name, code, row=row.number, column=sheet.column_of(name), values=values)


def _at(
    letter: str, row: int, code: str, values: Mapping[str, str], name: str | None = None
) -> Fault:
    return Fault(name or letter, code, row=row, column=letter, values=values)
