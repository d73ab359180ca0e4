"""Is a spreadsheet read as its author sees it, and refused before it does harm?"""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from traceability.domain.errors import RuleError
from traceability.domain.sheets import MOST_COLUMNS, MOST_ROWS, SheetCell
from traceability.gateways.sheet_writing import write_csv, write_xlsx
from traceability.gateways.spreadsheets import LARGEST_BYTES, read_spreadsheet

PATIENCE_S = 30  # no measure of speed: without bounds these files take many minutes
HEADINGS = ["批号 [lot]", "镉(以Cd计) [cd mg/kg]"]
SHEET, STYLES, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
Change = Callable[[bytes], bytes]


def refused(content: bytes) -> str:
    start = time.monotonic()
    with pytest.raises(RuleError) as caught:
        read_spreadsheet(content)
    assert time.monotonic() - start < PATIENCE_S
    assert caught.value.field == "file"
    return caught.value.code


def texts(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in line] for line in read_spreadsheet(content)]


def book(*lines: list[object], formats: Mapping[str, str] | None = None) -> bytes:
    """Write a workbook as spreadsheet programs do: numbers as numbers, dates as dates."""
    made = Workbook()
    for line in lines:
        made.active.append(line)
    for place, number_format in (formats or {}).items():
        made.active[place].number_format = number_format
    return saved(made)


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content: bytes, parts: Mapping[str, Change]) -> bytes:
    """Write a workbook anew with some of its parts changed, or new ones."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            part = old.read(name) if name in old.namelist() else b""
            new.writestr(name, parts.get(name, bytes)(part))
    return out.getvalue()


def put(rows: bytes, behind: bytes = b"") -> bytes:
    """Put rows of XML into a sheet."""
    end = b"</sheetData>"
    blank = write_xlsx("a", [HEADINGS], blank_rows=0)
    return changed(blank, {SHEET: lambda part: part.replace(end, rows + end + behind)})


def cell(place: str, inner: bytes, kind: str = "n") -> bytes:
    return b'<c r="%s" t="%s">%s</c>' % (place.encode(), kind.encode(), inner)


def row(number: int, *cells: bytes) -> bytes:
    return b'<row r="%d">%s</row>' % (number, b"".join(cells))


# --- What people send -------------------------------------------------------------------------


@pytest.mark.parametrize("write", [lambda lines: write_xlsx("检验结果", lines), write_csv])
def test_what_goes_out_comes_back(write: Callable[[list[list[str]]], bytes]) -> None:
    lines = [HEADINGS, ["007", "0.050"], ["06901234567892", "未检出(<0.005)"], ["L,1;\n2", '"']]
    assert texts(write(lines)) == lines


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (0.1, "0.1"),
        (0.3, "0.3"),
        (0.1 + 0.2, "0.3"),  # the program shows 15 digits, and so 0.3
        (1.1, "1.1"),
        (1e-05, "0.00001"),
        (5.0, "5"),
        (12, "12"),
        (1200.0, "1200"),
        (-0.5, "-0.5"),
        (0, "0"),
        (6901234567892, "6901234567892"),
        (6901234567892.0, "6901234567892"),
        (0.123456789012345, "0.123456789012345"),
        (2026112400000012345, "2.02611240000001E+18"),  # it has lost its last digits
        ("06901234567892", "06901234567892"),
        ("1.2×10³", "1.2×10³"),
        (True, "TRUE"),
        (datetime(2026, 11, 24), "2026-11-24"),  # noqa: DTZ001 - a sheet has no time zone
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 9, 30), "2026-11-24 09:30:00"),  # noqa: DTZ001
    ],
)
def test_a_cell_is_read_as_its_author_sees_it(typed: object, shown: str) -> None:
    assert texts(book(["a"], [typed])) == [["a"], [shown]]


@pytest.mark.parametrize(
    ("stored", "number_format", "shown"),
    [
        (0.135, "0.0%", "13.5%"),
        (0.135, "0%", "13.5%"),
        (0.001, "0.00%", "0.1%"),
        (13.5, '0.0"%"', "13.5"),
        (46350, 'yyyy"年"m"月"d"日"', "2026-11-24"),
        (46350, "0.00", "46350"),
        (0.05, '0.00" mg/kg"', "0.05"),
    ],
)
def test_a_number_is_read_by_its_format(stored: float, number_format: str, shown: str) -> None:
    assert texts(book(["a"], [stored], formats={"A2": number_format}))[1] == [shown]


@given(st.decimals(min_value=0, max_value=10**9, places=5))
@settings(max_examples=40, deadline=None)
def test_every_typed_number_is_read_exactly(typed: Decimal) -> None:
    assert Decimal(texts(book([float(typed)]))[0][0]) == typed


def test_numbers_are_exact_with_all_digits_that_excel_stores() -> None:
    cells = (cell("A2", b"<v>1.1000000000000001</v>"), cell("B2", b"<v>1E-05</v>"))
    more = (cell("A3", b"<v>0.30000000000000004</v>"), cell("B3", b"<v>5.0000000000000003E-2</v>"))
    assert texts(put(row(2, *cells) + row(3, *more)))[1:] == [["1.1", "0.00001"], ["0.3", "0.05"]]


def test_cells_of_every_kind_are_read() -> None:
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
    strings += "<t>批</t></si><si><r><t>未</t></r><r><t>检出</t></r></si></sst>".encode()
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    shared = changed(
        put(row(2, cell("A2", b"<v>0</v>", "s"), cell("B2", b"<v>1</v>", "s"))),
        {
            "xl/sharedStrings.xml": lambda _: strings,
            "[Content_Types].xml": lambda part: part.replace(b"</Types>", named),
        },
    )
    assert texts(shared)[1:] == [["批", "未检出"]]
    kinds = (
        cell("A2", b"<v>#DIV/0!</v>", "e"),
        cell("B2", b"<v>1</v>", "b"),
        cell("C2", b"<v>plain</v>", "str"),
        cell("D2", b"<is><t>inside</t></is>", "inlineStr"),
        cell("E2", b"<v>2026-11-24</v>", "d"),
        cell("F2", b""),
    )
    read = texts(put(row(2, *kinds)))[1]
    assert read == ["#DIV/0!", "TRUE", "plain", "inside", "2026-11-24"]


def test_blank_and_merged_cells_keep_every_row_where_it_stands() -> None:
    made = Workbook()
    made.active.append([*HEADINGS, None, " "])
    made.active["A4"], made.active["B6"] = "L1", 0.5
    made.active.merge_cells("A4:B4")
    for number in range(7, 3000):
        made.active.cell(number, 1).number_format = "0.0"
    assert texts(saved(made)) == [HEADINGS, [], [], ["L1"], [], ["", "0.5"]]


def test_the_first_sheet_that_one_can_see_is_read() -> None:
    made = Workbook()
    made.active.append(["hidden"])
    made.active.sheet_state = "veryHidden"
    made.create_sheet("检验结果").append(["seen"])
    assert texts(saved(made)) == [["seen"]]


def test_a_formula_is_told_apart_and_never_computed() -> None:
    made = book(["a"], ["=1+1", "=cmd|'/c calc'!A1"])
    assert read_spreadsheet(made)[1] == [
        SheetCell("=1+1", is_formula=True),
        SheetCell("=cmd|'/c calc'!A1", is_formula=True),
    ]
    shared = b'<f t="shared" si="0" ref="A2:A3">B2*2</f><v>4</v>'
    more = b'<f t="shared" si="0"/><v>4</v>'
    rows = row(2, cell("A2", shared)) + row(3, cell("A3", more), cell("B3", b'<f t="array"/>'))
    assert all(one.is_formula for line in read_spreadsheet(put(rows))[1:] for one in line)


LINES = [["批号 [lot]", "镉 [cd mg/kg]"], ["2026-117", "未检出"], ["两\n行", "a,b;c\td"]]


def as_csv(delimiter: str = ",", end: str = "\r\n") -> str:
    return end.join(
        delimiter.join(f'"{text}"' if set(text) & set(",;\t\n") else text for text in line)
        for line in LINES
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_form_that_programs_save(encoding: str, delimiter: str) -> None:
    assert texts(as_csv(delimiter).encode(encoding)) == LINES
    assert texts(as_csv(delimiter, "\n").encode(encoding) + b"" if encoding != "utf-16" else
                 as_csv(delimiter, "\n").encode(encoding)) == LINES  # fmt: skip


def test_the_separator_is_found_outside_quotes() -> None:
    assert texts(b'"a,b,c [lot]";d\n1;2') == [["a,b,c [lot]", "d"], ["1", "2"]]
    assert texts(b"a\rb") == [["a"], ["b"]]
    assert texts("𰻞面 [lot]\n\U00030000".encode()) == [["𰻞面 [lot]"], ["\U00030000"]]


# --- What must not come in --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b" \r\n\t", "sheet.empty"),
        (b"a" * (LARGEST_BYTES + 1), "sheet.too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "sheet.old_format"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"),
            "sheet.encrypted",
        ),
        (bytes(range(256)), "sheet.unreadable"),
        (b"%PDF-1.7\n\x00\x01", "sheet.unreadable"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "sheet.unreadable"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "sheet.unreadable"),
        (b'a [lot]\n"never closed', "sheet.unreadable"),
        (b'a [lot]\n"x"y', "sheet.unreadable"),
        (b"PK\x03\x04" + bytes(100), "sheet.unreadable"),
        ("批号 [lot]".encode()[:-9] + b"\xff", "sheet.encoding"),
        ("\ufffd\ufffd [lot]\n1".encode(), "sheet.encoding"),
        (b"a\x07b", "sheet.encoding"),
        (b"\xff\xfea\x00\x00\xd8b\x00", "sheet.encoding"),
        (b"\xff\xfea", "sheet.encoding"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_is_no_spreadsheet_is_refused(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_two_thousand_rows_and_260_columns_are_taken_and_not_one_more() -> None:
    lines = [["a"] for _ in range(MOST_ROWS + 1)]
    for write in (write_csv, lambda lines: write_xlsx("a", lines)):
        assert len(texts(write(lines))) == MOST_ROWS + 1
        assert refused(write([*lines, ["b"]])) == "sheet.too_many_rows"
        assert len(texts(write([["a"] * MOST_COLUMNS]))[0]) == MOST_COLUMNS
        assert refused(write([["a"] * 300])) == "sheet.too_many_columns"


def test_nothing_far_below_or_far_right_is_lost_in_silence() -> None:
    far = row(3000, cell("A3000", b"<v>1</v>"))
    assert refused(put(far)) == "sheet.too_many_rows"
    assert refused(("a [lot]\n" + "\n" * 3000 + "b").encode()) == "sheet.too_many_rows"
    last = row(1_048_576, cell("XFD1048576", b"<v>1</v>"))
    assert refused(put(last)) == "sheet.too_many_columns"
    assert refused(put(row(2, cell("KN2", b"<v>1</v>")))) == "sheet.too_many_columns"
    assert refused(put(row(10**9, cell("A1", b"<v>1</v>")))) == "sheet.unreadable"


@pytest.mark.parametrize("content", [
    write_csv([["a", "b"]] * 50_000),
    put(b"".join(row(n, *[cell(f"{c}{n}", b"<v>1</v>") for c in "ABCDEFGH"])
                 for n in range(2, 50_002))),
], ids=["csv", "xlsx"])  # fmt: skip
def test_fifty_thousand_rows_are_refused_at_once(content: bytes) -> None:
    assert refused(content) == "sheet.too_many_rows"


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    zeros = b" " * 70_000_000
    assert refused(put(zeros)) == "sheet.too_large_inside"
    blank = book(["a"])
    assert refused(changed(blank, {"xl/media/a.png": lambda _: zeros})) == "sheet.too_large_inside"
    assert refused(changed(blank, {STYLES: lambda part: part + zeros[:5_000_000]})) == (
        "sheet.too_large_inside"
    )
    many = {f"xl/media/{number}.png": lambda _: zeros[:1_000_000] for number in range(80)}
    assert refused(changed(blank, many)) == "sheet.too_large_inside"
    nested = changed(blank, {"xl/media/a.zip": lambda _: put(zeros)})
    assert texts(nested) == [["a"]]  # nobody opens it


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    bomb = put(b" " * 70_000_000)
    content = bytearray(bomb)
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            (size,) = struct.unpack_from("<I", content, start + place)
            struct.pack_into("<I", content, start + place, min(size, 2000))
            start += 4
    assert refused(bytes(content)) == "sheet.unreadable"


TAGS = {
    "formats": {STYLES: (b"</cellXfs>", b"<xf/>" * 200_000)},
    "names": {WORKBOOK: (b"</workbook>", b"<definedName/>" * 200_000)},
    "merged cells": {SHEET: (b"</worksheet>", b'<mergeCell ref="A1"/>' * 200_000)},
    "cells of a row": {SHEET: (b"</sheetData>", b"<row>" + b"<c/>" * 200_000 + b"</row>")},
}


@pytest.mark.parametrize("parts", TAGS.values(), ids=TAGS)
def test_a_workbook_that_would_take_minutes_is_refused(
    parts: dict[str, tuple[bytes, bytes]],
) -> None:
    changes = {
        name: lambda part, before=before, more=more: part.replace(before, more + before)
        for name, (before, more) in parts.items()
    }
    assert refused(changed(book(["a"]), changes)) == "sheet.too_complex"


BOMB = b'<!DOCTYPE a [<!ENTITY x "ha">' + b"".join(
    b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10 if n else b"&x;" * 10) for n in range(9)
)
BOMB += b"]>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x8 SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE], ids=["bomb", "outside"])
@pytest.mark.parametrize("part", [SHEET, WORKBOOK, STYLES, "[Content_Types].xml"])
def test_entities_are_refused(doctype: bytes, part: str) -> None:
    def add(xml: bytes) -> bytes:
        return doctype + xml.split(b"?>", 1)[-1].replace(b"</", b"&x8;</", 1)

    assert refused(changed(book(["a"]), {part: add})) == "sheet.unreadable"


def test_a_damaged_workbook_is_refused() -> None:
    whole = book(["a", 1, 0.5])
    middle = whole.index(b"sheet1.xml") + 60
    broken = whole[:middle] + bytes(20) + whole[middle + 20 :]
    assert refused(broken) == "sheet.unreadable"
    assert refused(whole[: len(whole) // 2]) == "sheet.unreadable"
    assert refused(changed(whole, {SHEET: lambda part: part[:200]})) == "sheet.unreadable"
    assert refused(changed(whole, {WORKBOOK: lambda _: b""})) == "sheet.unreadable"
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert refused(letter.getvalue()) == "sheet.unreadable"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(WORKBOOK, "<workbook/>")
    assert refused(packed.getvalue()) == "sheet.unreadable"


SEED = book([*HEADINGS, "a"], ["L1", 0.5, date(2026, 11, 24)], ["=A1", True, "x"])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([SHEET, STYLES, WORKBOOK, "xl/sharedStrings.xml"]), st.data())
def test_a_workbook_with_changed_parts_is_never_a_surprise(part: str, data: st.DataObject) -> None:
    def spoil(xml: bytes) -> bytes:
        spoiled = bytearray(xml)
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(spoiled)))
            wrong = data.draw(st.sampled_from([b"<c/>", b"9", b"-", b"ZZZZ", b'"', b">", b"\xff"]))
            spoiled[place : place + data.draw(st.integers(0, 3))] = wrong
        return bytes(spoiled)

    try:
        read_spreadsheet(changed(SEED, {part: spoil}))
    except RuleError as error:
        told = error.code
    else:
        told = "sheet."
    assert told.startswith("sheet.")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read_spreadsheet(content)
    except RuleError as error:
        told = error.code
    else:
        told = "sheet."
    assert told.startswith("sheet.")


# --- What goes out ----------------------------------------------------------------------------

INJECTIONS = ["=cmd|'/c calc'!A1", "@SUM(A1)", "+1+cmd", "-2+3+cmd", "-2+3", "\t=1", "\r=1", "＝1"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_that_goes_out_computes(text: str) -> None:
    lines = read_spreadsheet(write_xlsx("a", [["a"], [text]]))
    assert not lines[1][0].is_formula
    assert lines[1][0].text[:1] == "'"
    assert write_csv([[text]]).decode("utf-8-sig").lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-0.5", "+3", "1-2", "a=b", "a@b", "'", "<0.05", "-1.2e-5"])
def test_harmless_text_goes_out_as_it_is(text: str) -> None:
    assert texts(write_csv([["a"], [text]]))[1] == [text]
