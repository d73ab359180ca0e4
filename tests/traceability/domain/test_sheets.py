"""How do the cells of a spreadsheet become fields, and where does each mistake stand?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.sheets import (
    MOST_FAULTS,
    Sheet,
    SheetCell,
    column_letter,
    is_formula,
    read_date,
    read_sheet,
    safe_text,
)

KNOWN = {"lot": True, "note": False}


def sheet(*lines: list[str]) -> Sheet:
    return read_sheet([[SheetCell(text) for text in line] for line in lines], KNOWN)


def faults(*lines: list[str]) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in sheet(*lines).faults]


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV")])
def test_columns_are_named_as_programs_name_them(place: int, letter: str) -> None:
    assert column_letter(place) == letter


def test_columns_stand_in_any_order_and_may_be_left_out() -> None:
    read = sheet(["镉(以Cd计) [cd mg/kg]", "批号 [lot]"], ["0.05", "HP1"])
    assert read.faults == []
    (row,) = read.rows
    assert (row.number, row.fields) == (2, {"lot": "HP1"})
    assert [(column.name, column.unit, text) for column, text in row.items] == [
        ("cd", "mg/kg", "0.05")
    ]


@pytest.mark.parametrize("heading", ["批号［lot］", "批号【lot】", "[LOT]", " 批号  [ lot ] "])
def test_a_heading_may_be_written_by_a_chinese_keyboard(heading: str) -> None:
    assert faults([heading], ["HP1"]) == []


@pytest.mark.parametrize(
    ("headings", "code", "column"),
    [
        (["[note]"], "sheet.column_missing", None),
        (["[lot]", "[lot]"], "sheet.column_twice", "B"),
        (["[lot]", "铅 [pb]"], "sheet.heading_unknown", "B"),
        (["[lot]", "备注"], "sheet.heading_unknown", "B"),
    ],
)
def test_a_heading_that_is_not_understood_is_named(
    headings: list[str], code: str, column: str | None
) -> None:
    assert (1, column, code) in faults(headings, ["HP1"])


def test_every_mistake_has_its_row_and_column() -> None:
    found = faults(
        ["[lot]", "[note]"],
        ["HP1", "=1+1"],
        ["6.97E+12", "x"],
        ["HP2", "x" * 1001],
        ["HP3", "", "stray"],
    )
    assert found == [
        (2, "B", "sheet.formula"),
        (3, "A", "sheet.number_mangled"),
        (4, "B", "sheet.cell_too_long"),
        (5, "C", "sheet.no_heading"),
    ]


def test_dashes_and_blanks_mean_that_nothing_was_measured() -> None:
    read = sheet(["[lot]", "铅 [pb mg/kg]"], ["HP1", "—"], ["HP2", "/"], ["", ""])
    assert [(row.number, row.items) for row in read.rows] == [(2, []), (3, [])]


def test_more_mistakes_than_anybody_reads_are_summed_up() -> None:
    found = sheet(["[lot]"], *([["=1"]] * (MOST_FAULTS + 50))).faults
    assert (len(found), found[-1].code) == (MOST_FAULTS + 1, "sheet.many_faults")


@pytest.mark.parametrize(
    "text", ["=1", "@SUM(A1)", "+1+cmd|' /C calc'!A0", "-2+3+cmd", "＝1", "\t=1"]
)
def test_what_a_program_would_compute_is_a_formula_and_written_as_text(text: str) -> None:
    assert is_formula(text)
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+0.3", "-", "HP-1", "1.2×10³", "<0.01", "未检出"])
def test_what_people_type_is_no_formula(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize(
    "text",
    ["2026-11-04", "2026/11/4", "2026.11.4", "20261104", "2026年11月4日", "２０２６-11-04",
     "2026-11-04T00:00:00", "2026-11-04 08:30"],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert read_date(text) == date(2026, 11, 4)


@pytest.mark.parametrize(
    "text", ["2026-13-01", "24/11/2026", "11-24", "2026-11/24", "今天", "45000"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_no_grid_of_texts_is_a_surprise(lines: list[list[str]]) -> None:
    read = sheet(*lines)
    assert read.rows or read.faults


@given(st.text(max_size=40))
def test_a_text_that_goes_out_is_never_a_formula(text: str) -> None:
    assert not is_formula(safe_text(text))
