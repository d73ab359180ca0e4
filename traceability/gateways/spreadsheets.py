"""How is a spreadsheet read, whatever wrote it, and written so that no program misreads it?

`.xlsx` by openpyxl with its dangers taken out: what it unpacks to is bounded before it is unpacked,
entities are refused (defusedxml), formulas are told apart and never computed. `.csv` in UTF-8,
UTF-16 with its mark, or GB 18030, as Chinese spreadsheet programs save it.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from traceability.domain.errors import RuleError
from traceability.domain.sheets import MOST_COLUMNS, MOST_ROWS, SheetCell, column_letter, safe_text

LARGEST_BYTES = 5 * 1024 * 1024
_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_FILES = 200
_ZIP_START = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", "\t", ";")
_SHOWN_CONTROLS = frozenset("\t\r\n")
Lines = list[list[SheetCell]]


def read_spreadsheet(content: bytes) -> Lines:
    """Give the lines of a spreadsheet's first sheet, or raise RuleError `sheet.…`."""
    if not content.strip():
        raise RuleError("sheet.empty", field="file")
    if len(content) > LARGEST_BYTES:
        raise RuleError("sheet.too_large", field="file", limit="5 MB")
    if content.startswith(_OLD_EXCEL):
        raise RuleError("sheet.old_format", field="file")
    if content.startswith(_ZIP_START):
        return _read_xlsx(content)
    return _read_csv(_decode(content))


def _read_xlsx(content: bytes) -> Lines:
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
        return _bounded(_cells(row) for row in rows)
    except (
        InvalidFileException,
        DefusedXmlException,
        ParseError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
    ):
        raise RuleError("sheet.unreadable", field="file") from None


def _check_archive(content: bytes) -> None:
    """Refuse what would unpack to more than a workbook of our size can hold (zip bomb)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RuleError("sheet.unreadable", field="file") from None
    if len(files) > _MOST_FILES or sum(file.file_size for file in files) > _MOST_UNPACKED:
        raise RuleError("sheet.too_large_inside", field="file", limit="60 MB")


def _cells(row: Sequence[Any]) -> list[SheetCell]:
    return [_cell(cell) for cell in row]


def _cell(cell: Any) -> SheetCell:
    value = cell.value
    if value is None:
        return SheetCell("")
    if cell.data_type == "f":
        return SheetCell(str(value)[:60], is_formula=True)
    return SheetCell(_say(value))


def _say(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value)


def _bounded(lines: Iterable[list[SheetCell]]) -> Lines:
    """Take the lines, without the empty ones at the end; refuse more than a sheet may have."""
    taken: Lines = []
    for line in lines:
        while line and not line[-1].text:
            line.pop()
        if len(line) > MOST_COLUMNS:
            raise RuleError("sheet.too_many_columns", field="file", most=MOST_COLUMNS)
        taken.append(line)
        if len(taken) > MOST_ROWS + 1 and line:
            raise RuleError("sheet.too_many_rows", field="file", most=MOST_ROWS)
    while taken and not taken[-1]:
        taken.pop()
    return taken


def _decode(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise RuleError("sheet.encoding", field="file")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _is_text(text: str) -> bool:
    """Tell text from bytes that merely decode: control, private and unassigned characters."""
    return not any(
        unicodedata.category(sign) in {"Cc", "Co", "Cn", "Cs"} and sign not in _SHOWN_CONTROLS
        for sign in set(text)
    )


def _read_csv(text: str) -> Lines:
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _bounded([SheetCell(cell) for cell in line] for line in reader)
    except csv.Error:
        raise RuleError("sheet.unreadable", field="file") from None


def write_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Write lines as CSV in UTF-8 with its mark, which Excel needs; nothing in it computes."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[safe_text(cell) for cell in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, lines: Sequence[Sequence[str]], *, blank_rows: int = 200) -> bytes:
    """Write lines as a workbook of text cells, the first line as headings.

    Every cell is text, the empty ones below too: so no program turns a long number into 6.97E+12
    or loses a leading zero.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(lines[0] if lines else ()):
        sheet.column_dimensions[column_letter(place)].width = max(12, min(28, len(heading) + 4))
    fill = PatternFill("solid", fgColor="E8F0EA")
    for number, line in enumerate(lines):
        cells = []
        for text in line:
            cell = WriteOnlyCell(sheet, value=safe_text(text))
            cell.number_format = "@"
            if number == 0:
                cell.font, cell.fill = Font(bold=True), fill
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    for _ in range(blank_rows):
        cells = [WriteOnlyCell(sheet, value="") for _ in (lines[0] if lines else ())]
        for cell in cells:
            cell.number_format = "@"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
