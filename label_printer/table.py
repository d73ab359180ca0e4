"""Which labels does a CSV file ask for, and where is it wrong?"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TextIO

from label_printer.errors import TableError
from label_printer.label import CAPTIONS, Label

_FIELDS = tuple(field.name for field in fields(Label))
_DATES = frozenset({"produced_on", "best_before"})
_REQUIRED = ("payload", "product")

_OTHER_NAMES = {
    "二维码": "payload",
    "网址": "payload",
    "链接": "payload",
    "url": "payload",
    "品名": "product",
    "产品": "product",
    "规格": "net_content",
    "等级": "grade",
    "产品标准代号": "standard",
    "生产批号": "lot",
    "保质期": "best_before",
    "企业": "enterprise",
    "生产企业": "enterprise",
    "生产许可证编号": "sc_licence",
    "防伪码": "code",
}
_COLUMNS = {name: name for name in _FIELDS} | {CAPTIONS[n]: n for n in _FIELDS} | _OTHER_NAMES

_DAY = re.compile(r"(\d{4})\s*[-/.年 ]?\s*(\d{1,2})\s*[-/.月 ]?\s*(\d{1,2})\s*日?")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell; rows count as a spreadsheet does, the heading is row 1."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        column = f"“{CAPTIONS[self.field]}”({self.field})"
        return f"第 {self.row} 行 row {self.row}, {column}: {self.reason}"


def read_table(path: Path) -> Iterator[tuple[int, Label | Fault]]:
    """Give row number and label, or what is wrong with the row; blank rows are passed over.

    The file may be UTF-8 or GB18030 (as spreadsheets in Chinese save it). Raise `TableError` if
    it cannot be read or its heading lacks a column.
    """
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            yield from _read(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"无法读取 · cannot read {path}: {error}") from error


def _encoding(path: Path) -> str:
    """Tell UTF-8 from GB18030; text in the latter is practically never valid UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(1 << 16):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def _read(file: TextIO) -> Iterator[tuple[int, Label | Fault]]:
    heading = file.readline()
    delimiter = max(",;\t", key=heading.count)
    columns = _columns(next(csv.reader([heading], delimiter=delimiter), []))
    for row, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=True), start=2):
        if not any(cell.strip() for cell in cells):
            continue
        given = {field: cells[at].strip() for field, at in columns.items() if at < len(cells)}
        yield row, _label(row, given)


def _columns(heading: list[str]) -> dict[str, int]:
    """Find the column of each field; columns that we do not know are left alone."""
    columns: dict[str, int] = {}
    for at, name in enumerate(heading):
        field = _COLUMNS.get(name.strip()) or _COLUMNS.get(name.strip().lower())
        if field in columns:
            raise TableError(f"两列重复 · two columns for {CAPTIONS[field]} ({field})")
        if field is not None:
            columns[field] = at
    lacking = [f"{CAPTIONS[name]} ({name})" for name in _REQUIRED if name not in columns]
    if lacking:
        raise TableError(f"第 1 行表头缺少 · the heading lacks: {', '.join(lacking)}")
    return columns


def _label(row: int, given: Mapping[str, str]) -> Label | Fault:
    texts = {field: text for field, text in given.items() if text}
    for field in _REQUIRED:
        if field not in texts:
            return Fault(row, field, "没有填写 · is empty")
    days: dict[str, date] = {}
    for field in _DATES & texts.keys():
        day = _day(texts.pop(field))
        if day is None:
            return Fault(row, field, f"不是日期 · not a date like 2025-03-01: {given[field]}")
        days[field] = day
    return Label(
        payload=texts.pop("payload"),
        product=texts.pop("product"),
        produced_on=days.get("produced_on"),
        best_before=days.get("best_before"),
        **texts,
    )


def _day(text: str) -> date | None:
    """Read 2025-03-01, 2025/3/1, 20250301 or 2025年3月1日."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
