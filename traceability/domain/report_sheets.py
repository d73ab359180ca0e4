"""What is in a spreadsheet of results? One line per sample, one column per measured item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from traceability.domain.errors import Fault
from traceability.domain.kinds import InspectionKind
from traceability.domain.sheets import Column, Sheet, SheetRow, fault_at, read_date, read_unit

FIELDS: dict[str, bool] = {  # name → must its column be there?
    "gtin": False,
    "lot": True,
    "kind": True,
    "sample_no": True,
    "sampled_on": True,
    "sampled_place": False,
    "sampled_amount": False,
    "sampled_unit": False,
    "sampled_by": False,
    "report_no": True,
    "reported_on": True,
    "basis": False,
}
_HEADINGS = {
    "gtin": "商品条码",
    "lot": "批号",
    "kind": "检验类别",
    "sample_no": "样品编号",
    "sampled_on": "采样日期",
    "sampled_place": "采样地点",
    "sampled_amount": "采样数量",
    "sampled_unit": "数量单位",
    "sampled_by": "采样人",
    "report_no": "报告编号",
    "reported_on": "报告日期",
    "basis": "检验依据",
}
_KINDS = {
    "出厂检验": InspectionKind.FACTORY,
    "型式检验": InspectionKind.TYPE,
    "监督抽检": InspectionKind.SUPERVISION,
    "委托检验": InspectionKind.COMMISSIONED,
} | {kind.value: kind for kind in InspectionKind}


@dataclass(frozen=True, slots=True)
class ItemHeading:
    """A measured item as the template names it."""

    parameter: str
    name: str
    unit: str


def template_lines(
    gtin: str | None, kind: InspectionKind, items: Iterable[ItemHeading]
) -> list[list[str]]:
    """Write the headings of a template, and a first line with what is known already."""
    headings = [f"{words} [{name}]" for name, words in _HEADINGS.items()]
    headings += [f"{item.name} [{item.parameter} {item.unit or '%'}]" for item in items]
    word = next(zh for zh, known in _KINDS.items() if known is kind)
    first = {"gtin": gtin or "", "kind": word}
    return [headings, [first.get(name, "") for name in _HEADINGS]]


def to_entered(row: SheetRow, sheet: Sheet) -> tuple[dict[str, Any], list[Fault]]:
    """Write a line as the contract of a report wants it; what cannot be read becomes a fault."""
    said: dict[str, Any] = dict(row.fields)
    faults = _read_days(said, row, sheet)
    said["kind"] = _KINDS.get(said.get("kind", "").casefold())
    if "kind" in row.fields and said["kind"] is None:
        faults.append(fault_at(row, sheet, "kind", "sheet.kind", words="、".join(list(_KINDS)[:4])))
    if "gtin" in said:
        said["gtin"] = normalize("NFKC", said["gtin"])
    if "sampled_unit" in said:
        said["sampled_unit"] = read_unit(said["sampled_unit"])
    for name, is_needed in FIELDS.items():
        if is_needed and not row.fields.get(name):
            faults.append(fault_at(row, sheet, name, "field.missing"))
    if not row.items:
        faults.append(Fault("results", "sheet.no_results", row=row.number))
    said["results"] = [
        {"parameter": column.name, "value": _bare(text, column), "unit": column.unit or ""}
        for column, text in row.items
    ]
    return said, faults


def _bare(text: str, column: Column) -> str:
    """Take the sign of per cent off a value whose column has it, as spreadsheets add it."""
    is_repeated = column.unit == "%" and text.endswith(("%", "％"))
    return text[:-1].rstrip() if is_repeated else text


def _read_days(said: dict[str, Any], row: SheetRow, sheet: Sheet) -> list[Fault]:
    faults = []
    for name in ("sampled_on", "reported_on"):
        if name in said:
            said[name] = read_date(said[name])
            if said[name] is None:
                faults.append(fault_at(row, sheet, name, "field.date"))
    return faults


def column_of_result(row: SheetRow, place: int) -> str | None:
    """Give the column of a line's n-th measured item."""
    return row.items[place][0].letter if place < len(row.items) else None
