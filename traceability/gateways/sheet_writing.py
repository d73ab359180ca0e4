"""How is a spreadsheet written, so that no program misreads it and nothing in it computes?

By XlsxWriter, which only writes: a third of the time of openpyxl, and no line is kept in memory.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from traceability.domain.sheets import column_letter, safe_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_CELL = 32_767  # characters: what spreadsheet programs take
_LONGEST_TITLE = 31
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
_NARROWEST, _WIDEST = 12, 28  # characters of a column
_TEXT = {"num_format": "@"}
_TOP = _TEXT | {"bold": True, "bg_color": "#E8F0EA", "text_wrap": True, "valign": "top"}
_MARKED = _TEXT | {"bg_color": "#FBE8E7"}


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
    return write_workbook({title: lines}, blank_rows=blank_rows)


def write_workbook(sheets: Mapping[str, Sequence[Sequence[str]]], *, blank_rows: int = 0) -> bytes:
    """Write a workbook of several sheets, each by its title."""
    out = io.BytesIO()
    _write(out, sheets, blank_rows)
    return out.getvalue()


def write_long_xlsx(out: IO[bytes], title: str, lines: Iterable[Sequence[str]]) -> None:
    """Write any number of lines into a file, line by line."""
    _write(out, {title: lines})


def write_marked_xlsx(
    title: str, lines: Sequence[Sequence[str]], marks: Mapping[tuple[int, str], str]
) -> bytes:
    """Write lines back with marks: a cell's fill, and what to do about it at the end of its line.

    `marks` are by the line's number (the first is 1) and the column's letter.
    """
    told: dict[int, list[str]] = {}
    for (row, letter), words in marks.items():
        told.setdefault(row, []).append(f"{letter}{row}: {words}" if letter else words)
    width = max((len(line) for line in lines), default=0)
    out = io.BytesIO()
    with Workbook(out, {"constant_memory": True}) as book:
        sheet = _Sheet.add(book, title)
        marked = book.add_format(_MARKED)
        for number, line in enumerate(lines, start=1):
            words = "\n".join(told.get(number, ()))
            for place, text in enumerate([*line, *[""] * (width - len(line)), words]):
                is_marked = (number, column_letter(place)) in marks and place < len(line)
                sheet.put(number - 1, place, text, marked if is_marked else sheet.text)
    return out.getvalue()


def _write(
    out: IO[bytes], sheets: Mapping[str, Iterable[Sequence[str]]], blank_rows: int = 0
) -> None:
    with Workbook(out, {"constant_memory": True}) as book:
        top = book.add_format(_TOP)
        for title, lines in sheets.items():
            sheet = _Sheet.add(book, title)
            following = iter(lines)
            headings = next(following, ())
            for place, heading in enumerate(headings):
                width = max(_NARROWEST, min(_WIDEST, len(heading) + 4))
                sheet.sheet.set_column(place, place, width)
                sheet.put(0, place, heading, top)
            number = 0
            for number, line in enumerate(following, start=1):
                for place, text in enumerate(line):
                    sheet.put(number, place, text, sheet.text)
            for blank in range(number + 1, number + 1 + blank_rows):
                for place in range(len(headings)):
                    sheet.put(blank, place, "", sheet.text)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet whose first line stays in sight, and whose cells are text."""

    sheet: Worksheet
    text: Format

    @classmethod
    def add(cls, book: Workbook, title: str) -> _Sheet:
        sheet = book.add_worksheet(title[:_LONGEST_TITLE])
        sheet.freeze_panes(1, 0)
        return cls(sheet, book.add_format(_TEXT))

    def put(self, row: int, place: int, text: str, form: Format) -> None:
        if text:
            plain = _UNWRITABLE.sub("", safe_text(text))[:_LONGEST_CELL]
            self.sheet.write_string(row, place, plain, form)
        else:
            self.sheet.write_blank(row, place, None, form)
