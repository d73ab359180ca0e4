"""How is a line of results read as a report?"""

from __future__ import annotations

from datetime import date

import pytest

from traceability.domain.kinds import InspectionKind
from traceability.domain.report_sheets import FIELDS, ItemHeading, template_lines, to_entered
from traceability.domain.sheets import SheetCell, read_sheet

ITEMS = [ItemHeading("cd", "镉(以Cd计)", "mg/kg"), ItemHeading("moisture", "水分", "%")]
LINE = {"lot": "HP1", "kind": "监督抽检", "sample_no": "S1", "sampled_on": "2026/11/4",
        "report_no": "R1", "reported_on": "20261105", "sampled_amount": "2", "sampled_unit": "公斤",
        "cd mg/kg": "0.05", "moisture %": "13.1%"}  # fmt: skip


def entered(**said: str) -> tuple[dict[str, object], list[tuple[str | None, str]]]:
    headings, first = template_lines("06974413020181", InspectionKind.SUPERVISION, ITEMS)
    first += [""] * (len(headings) - len(first))
    line = LINE | said
    cells = [
        SheetCell(line.get(heading.partition("[")[2].rstrip("]"), known))
        for heading, known in zip(headings, first, strict=True)
    ]
    sheet = read_sheet([[SheetCell(text) for text in headings], cells], FIELDS)
    assert sheet.faults == []
    made, faults = to_entered(sheet.rows[0], sheet)
    return made, [(fault.column, fault.code) for fault in faults]


def test_a_template_filled_in_reads_as_a_report() -> None:
    made, faults = entered()
    assert faults == []
    assert (made["gtin"], made["kind"]) == ("06974413020181", InspectionKind.SUPERVISION)
    assert (made["sampled_on"], made["reported_on"]) == (date(2026, 11, 4), date(2026, 11, 5))
    assert made["sampled_unit"] == "kg"
    assert made["results"] == [
        {"parameter": "cd", "value": "0.05", "unit": "mg/kg"},
        {"parameter": "moisture", "value": "13.1", "unit": "%"},
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("出厂检验", "factory"),
        ("型式检验", "type"),
        ("委托检验", "commissioned"),
        ("Factory", "factory"),
    ],
)
def test_kinds_are_read_in_both_languages(word: str, kind: str) -> None:
    assert entered(kind=word)[0]["kind"] == kind


@pytest.mark.parametrize(
    ("word", "unit"),
    [("克", "g"), ("吨", "t"), ("升", "L"), ("KG", "kg"), ("瓶", "each"), ("斤", "斤")],
)
def test_units_are_read_as_people_write_them(word: str, unit: str) -> None:
    assert entered(sampled_unit=word)[0]["sampled_unit"] == unit


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"sampled_on": "24/11/2026"}, "field.date"),
        ({"kind": "抽检"}, "sheet.kind"),
        ({"lot": ""}, "field.missing"),
        ({"report_no": "-"}, "field.missing"),
        ({"cd mg/kg": "", "moisture %": ""}, "sheet.no_results"),
    ],
)
def test_what_is_missing_or_strange_is_told(said: dict[str, str], code: str) -> None:
    assert [found for _, found in entered(**said)[1]] == [code]
