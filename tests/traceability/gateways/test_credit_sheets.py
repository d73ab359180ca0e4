"""The official sheets go out as text, and what comes back is read line by line."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.credit_side import AUTHORITY, penalty_record
from traceability.domain.credit_messages import FieldError
from traceability.domain.errors import FaultsError
from traceability.gateways.credit_sheets import (
    HEADINGS,
    LEGAL_COLUMNS,
    PERSON_COLUMNS,
    read_receipts,
    write_penalty_csv,
    write_penalty_workbook,
)
from traceability.gateways.sheet_writing import write_csv, write_xlsx
from traceability.gateways.spreadsheets import read_spreadsheet

PERSON = penalty_record(
    2, CF_XDR_LB="自然人", CF_XDR_MC="王五", CF_XDR_SHXYM="", CF_FRDB="",
    CF_XDR_ZJLX="身份证", CF_XDR_ZJHM="441302199001011234",
)  # fmt: skip
RECORDS = [penalty_record(1), PERSON]
HEADS = ["序号", HEADINGS["CF_WSH"], HEADINGS["CF_CFJGDM"], "回执结果", "退回原因", "回执编号"]


def sheet(*lines: list[str], heads: list[str] = HEADS) -> list[Any]:
    return read_spreadsheet(write_xlsx("回执", [heads, *lines], blank_rows=3))


def faults(*lines: list[str], heads: list[str] = HEADS) -> set[tuple[int | None, str | None, str]]:
    with pytest.raises(FaultsError) as refused:
        read_receipts(sheet(*lines, heads=heads))
    return {(fault.row, fault.column, fault.code) for fault in refused.value.faults}


def test_the_standard_has_thirty_fields_in_two_sheets() -> None:
    assert len(HEADINGS) == 30
    assert set(LEGAL_COLUMNS) == set(HEADINGS) - {"CF_XDR_ZJLX", "CF_XDR_ZJHM"}
    assert PERSON_COLUMNS[:4] == ("CF_XDR_MC", "CF_XDR_ZJLX", "CF_XDR_ZJHM", "CF_WSH")
    assert len(PERSON_COLUMNS) == 3 + 17


def test_the_workbook_has_both_sheets_as_text() -> None:
    book = load_workbook(io.BytesIO(write_penalty_workbook(RECORDS)))
    legal, person = book.worksheets
    assert legal.title == "法人及非法人组织、个体工商户"
    assert [cell.value for cell in legal[1]] == [HEADINGS[code] for code in LEGAL_COLUMNS]
    assert (legal.max_row, person.max_row) == (2, 2)
    row = {HEADINGS[c]: cell for c, cell in zip(PERSON_COLUMNS, person[2], strict=True)}
    assert row["证件号码"].value == "441302199001011234"
    assert {cell.number_format for cell in [*legal[2], *person[2]]} == {"@"}
    fine = legal[2][LEGAL_COLUMNS.index("CF_NR_FK")]
    assert (fine.value, fine.data_type) == ("6.000000", "s")
    assert "441302199001011234" not in str([cell.value for cell in legal[2]])


@pytest.mark.parametrize("is_person", [False, True])
def test_a_csv_has_its_mark_and_one_sheet(is_person: bool) -> None:
    content = write_penalty_csv(RECORDS, is_person=is_person)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 2
    assert lines[1][0] == ("王五" if is_person else "惠州市东江粮油有限公司")


def test_nothing_in_a_sheet_computes() -> None:
    evil = penalty_record(1, CF_XDR_MC='=HYPERLINK("http://x","y")', BZ="@SUM(A1)", CF_SY="+1+1")
    book = load_workbook(io.BytesIO(write_penalty_workbook([evil])))
    values = [cell.value for cell in book.worksheets[0][2]]
    assert not any(cell.data_type == "f" for cell in book.worksheets[0][2])
    assert [v for v in values if v and v[0] in "=@+"] == []


def test_receipts_come_back() -> None:
    accepted = ["1", "惠市监处罚【2026】1号", AUTHORITY.lower(), "接收", "", "HZ-1"]
    refused = ["2", "惠市监处罚〔2026〕2号", AUTHORITY, "退回", "罚款金额(万元)：单位不对", ""]
    first, second = read_receipts(sheet(accepted, refused))
    assert (first.decision_no, first.authority_uscc) == ("惠市监处罚〔2026〕1号", AUTHORITY)
    assert (first.is_accepted, first.receipt_no, first.errors) == (True, "HZ-1", ())
    assert (second.is_accepted, second.receipt_no, second.row) == (False, None, 3)
    assert second.errors == (FieldError("CF_NR_FK", "罚款金额(万元)：单位不对"),)


def test_a_csv_of_receipts_is_read_too() -> None:
    content = write_csv([HEADS, ["1", "A1", AUTHORITY, "accepted", "", ""]])
    assert read_receipts(read_spreadsheet(content))[0].is_accepted


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (["1", "", AUTHORITY, "接收", "", ""], (2, "B", "field.missing")),
        (["1", "A1", "", "接收", "", ""], (2, "C", "field.missing")),
        (["1", "A1", AUTHORITY, "也许", "", ""], (2, "D", "receipt.verdict")),
        (["1", "A1", AUTHORITY, "", "", ""], (2, "D", "receipt.verdict")),
        (["1", "A1", AUTHORITY, "退回", "", ""], (2, "E", "receipt.reason_missing")),
        (["1", "A1", AUTHORITY, "接收", "", "9" * 101], (2, "F", "sheet.cell_too_long")),
        (["1", "=A1", AUTHORITY, "接收", "", ""], (2, "B", "sheet.formula")),
    ],
)
def test_a_fault_is_named_by_row_and_column(line: list[str], fault: tuple[int, str, str]) -> None:
    assert faults(line) == {fault}


def test_the_whole_sheet_may_be_wrong() -> None:
    line = ["1", "A1", AUTHORITY, "接收", "", ""]
    assert faults(line, heads=["序号", "文号", "代码", "结果", "", ""]) == {
        (1, None, "sheet.column_missing")
    }
    assert faults() == {(None, None, "sheet.empty")}
    assert faults(line, line) == {(3, "B", "receipt.twice")}
