"""How is a spreadsheet read, whatever wrote it?

`.xlsx` by openpyxl with its dangers taken out: what it unpacks to is bounded before it is parsed,
entities are refused (defusedxml), formulas are told apart and never computed. `.csv` in UTF-8,
UTF-16 with its mark, or GB 18030, as Chinese spreadsheet programs save it.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from threading import Lock
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.utils.exceptions import InvalidFileException

from traceability.domain.errors import RuleError
from traceability.domain.sheets import MOST_COLUMNS, MOST_ROWS, SheetCell

LARGEST_BYTES = 5 * 1024 * 1024
_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_STRINGS = 20 * 1024 * 1024  # bytes of the texts that the cells of all sheets share
_MOST_OF_A_PART = 4 * 1024 * 1024  # bytes of formats, names, relations: each is read whole
_MOST_TAGS = 1_000_000  # of a sheet: 2 000 rows of 80 texts or 120 numbers
_MOST_TAGS_OF_STRINGS = 400_000
_MOST_TAGS_OF_A_PART = 60_000
_MOST_TAGS_OF_A_ROW = 40_000  # its cells are held together in memory
_MOST_FILES = 200
_LAST_ROW = 1_048_576  # of any spreadsheet program
_PIECE = 1024 * 1024
_ZIP_START = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # how Excel and WPS keep a file with a password
_ROW = re.compile(rb"<(?:[A-Za-z0-9]+:)?row\b")
_DELIMITERS = (",", "\t", ";")
_QUOTED = re.compile(r'"[^"]*"')
_SHOWN_CONTROLS = frozenset("\t\r\n")
_READING = Lock()  # one workbook in memory at a time; openpyxl's warnings are everybody's
# What strange bytes make openpyxl raise, besides its own errors.
_TROUBLE = (
    InvalidFileException, DefusedXmlException, TokenizerError, ParseError, zipfile.BadZipFile,
    zlib.error, struct.error, ArithmeticError, AssertionError, AttributeError, LookupError,
    OSError, RuntimeError, TypeError, ValueError, EOFError,
)  # fmt: skip
Lines = list[list[SheetCell]]


def read_spreadsheet(content: bytes, most_rows: int = MOST_ROWS) -> Lines:
    """Give the lines of a spreadsheet's first visible sheet, or raise RuleError `sheet.…`."""
    check_spreadsheet(content)
    if content.startswith(_ZIP_START):
        return _read_xlsx(content, most_rows)
    return _read_csv(_decode(content), most_rows)


def check_spreadsheet(content: bytes) -> None:
    """Refuse at a glance what is no spreadsheet, or one that cannot be opened."""
    if not content.strip():
        raise RuleError("sheet.empty", field="file")
    if len(content) > LARGEST_BYTES:
        raise RuleError("sheet.too_large", field="file", limit="5 MB")
    if content.startswith(_OLD_EXCEL):
        is_locked = _LOCKED in content
        raise RuleError("sheet.encrypted" if is_locked else "sheet.old_format", field="file")


def _read_xlsx(content: bytes, most_rows: int) -> Lines:
    try:
        _check_archive(content, most_rows)
        with _READING, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
            sheet.reset_dimensions()  # what a file says of its own size may be wrong
            return _bounded(_rows(sheet), most_rows)
    except StopIteration:
        raise RuleError("sheet.empty", field="file") from None
    except _TROUBLE:
        raise RuleError("sheet.unreadable", field="file") from None


def _check_archive(content: bytes, most_rows: int) -> None:
    """Unpack everything once, piece by piece: what a ZIP says of its own sizes may be a lie."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = archive.infolist()
        if len(files) > _MOST_FILES:
            raise RuleError("sheet.too_complex", field="file")
        for file in files:
            if file.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise RuleError("sheet.unreadable", field="file")
            unpacked += _check_part(archive, file, _MOST_UNPACKED - unpacked, most_rows)


def _check_part(archive: zipfile.ZipFile, file: zipfile.ZipInfo, most: int, most_rows: int) -> int:
    """Unpack one file of a workbook, its checksum with it; tell its size."""
    if file.filename.startswith("xl/worksheets/"):
        tags: _Tags = _SheetTags(_MOST_TAGS, most_rows)
    elif "haredStrings" in file.filename:
        most, tags = min(most, _MOST_STRINGS), _Tags(_MOST_TAGS_OF_STRINGS)
    elif file.filename.endswith((".xml", ".rels")):
        most, tags = min(most, _MOST_OF_A_PART), _Tags(_MOST_TAGS_OF_A_PART)
    else:
        tags = _Tags(most)  # a picture, a printer's settings: nobody parses it
    size = 0
    with archive.open(file) as opened:
        while piece := opened.read(_PIECE):
            size += len(piece)
            if size > most:
                raise RuleError("sheet.too_large_inside", field="file", limit="60 MB")
            tags.count(piece)
    return size


class _Tags:
    """Counts the tags of a part: to parse one costs a hundred times what it weighs."""

    def __init__(self, most: int) -> None:
        self.left = most

    def count(self, piece: bytes) -> None:
        self.left -= piece.count(b"<")
        if self.left < 0:
            raise RuleError("sheet.too_complex", field="file")


class _SheetTags(_Tags):
    """Counts the tags of a sheet row by row."""

    def __init__(self, most: int, most_rows: int) -> None:
        super().__init__(most)
        self.most_rows = most_rows
        self.rows = 0
        self.in_row = 0

    def count(self, piece: bytes) -> None:
        for number, part in enumerate(_ROW.split(piece)):
            self.rows += number > 0
            self.in_row = part.count(b"<") + (self.in_row if number == 0 else 0)
            if self.in_row > _MOST_TAGS_OF_A_ROW:
                raise RuleError("sheet.too_complex", field="file")
        if piece.count(b"<") > self.left and self.rows > self.most_rows + 1:
            raise RuleError("sheet.too_many_rows", field="file", most=self.most_rows)
        super().count(piece)


def _rows(sheet: Any) -> Iterator[list[SheetCell]]:
    for number, row in enumerate(sheet.iter_rows()):
        if number >= _LAST_ROW:
            raise ValueError("a row below the last one")
        yield _cells(row)


def _cells(row: Sequence[Any]) -> list[SheetCell]:
    width = next((n for n in range(len(row), 0, -1) if row[n - 1].value is not None), 0)
    _check_width(width)
    return [_cell(cell) for cell in row[:width]]


def _cell(cell: Any) -> SheetCell:
    value = cell.value
    if value is None:
        return SheetCell("")
    if cell.data_type == "f":
        return SheetCell(str(value)[:60], is_formula=True)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return SheetCell(_say_number(value, is_percent=_is_percent(cell)))
    return SheetCell(_say(value))


def _is_percent(cell: Any) -> bool:
    """Tell whether the program shows a number times 100; a sign in quotes only stands there."""
    return "%" in _QUOTED.sub("", cell.number_format)


def _say_number(value: float, *, is_percent: bool) -> str:
    """Write a number as the program shows it, which keeps 15 digits: 0.1+0.2 is 0.3.

    A longer one has lost its last digits in the program; its exponent tells so.
    """
    number = Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number) >= 10**15:
        return f"{number:E}"
    plain = f"{number * 100 if is_percent else number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{plain}%" if is_percent else plain


def _say(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return str(value).upper() if isinstance(value, bool) else str(value)


def _bounded(lines: Iterable[list[SheetCell]], most_rows: int) -> Lines:
    """Take the lines, without the empty ones at the end; refuse more than a sheet may have."""
    taken: Lines = []
    for number, line in enumerate(lines):
        while line and not line[-1].text.strip():
            line.pop()
        if not line:
            continue
        if number > most_rows:
            raise RuleError("sheet.too_many_rows", field="file", most=most_rows)
        taken += [[] for _ in range(number - len(taken))]
        taken.append(line)
    return taken


def _check_width(width: int) -> None:
    if width > MOST_COLUMNS:
        raise RuleError("sheet.too_many_columns", field="file", most=MOST_COLUMNS)


def _decode(content: bytes) -> str:
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content and not is_utf16:
        raise RuleError("sheet.unreadable", field="file")
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text, is_certain=encoding != "gb18030"):
            return text
        break  # a damaged file in this encoding is not a sound one in the next
    raise RuleError("sheet.encoding", field="file")


def _is_text(text: str, *, is_certain: bool) -> bool:
    """Tell text from bytes that merely decode: control, private and unassigned characters.

    UTF-8 fits nothing else by chance: it may hold characters newer than this program.
    """
    strange = {"Cc"} if is_certain else {"Cc", "Co", "Cn", "Cs"}
    return not any(
        sign == "\ufffd" or (unicodedata.category(sign) in strange and sign not in _SHOWN_CONTROLS)
        for sign in set(text)
    )


def _read_csv(text: str, most_rows: int) -> Lines:
    if text.lstrip().startswith("<"):  # a web page, as some programs export under .xls
        raise RuleError("sheet.unreadable", field="file")
    first = _QUOTED.sub("", text[:_PIECE].lstrip()).split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _bounded((_texts(line) for line in reader), most_rows)
    except csv.Error:
        raise RuleError("sheet.unreadable", field="file") from None


def _texts(line: list[str]) -> list[SheetCell]:
    while line and not line[-1].strip():
        line.pop()
    _check_width(len(line))
    return [SheetCell(text) for text in line]
