"""How does what people type into a cell read to the register? A word, a day, an amount, a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from unicodedata import normalize

from traceability.domain.civil import CHINA
from traceability.domain.errors import Fault
from traceability.domain.sheets import read_date, read_unit

_SERIAL = re.compile(r"[34567][0-9]{4}")  # a day as Excel counts it: 1982 to 2119
_SERIAL_START = date(1899, 12, 30)
_MOMENT = re.compile(r"(.+?)(?:T|\s+)([0-9]{1,2})[:：]([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?")
_ZONED = re.compile(r".+(?:Z|[+-][0-9]{2}:[0-9]{2})")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_MONEY = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?")
Read = Callable[[str], object]


class UnreadableError(ValueError):
    """A cell cannot be read; the code says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def fault(self, field: str, row: int, column: str | None) -> Fault:
        """Say it of a place in the sheet."""
        return Fault(field, self.code, row=row, column=column, values=self.values)


def plain(text: str) -> str:
    """Fold full-width letters and odd blanks, as input methods leave them."""
    return " ".join(normalize("NFKC", text).split())


def as_said(text: str) -> str:
    """Take a name as it stands."""
    return text.strip()


def day(text: str) -> date:
    """Read a day; a number that Excel lost the form of is a day too."""
    found = read_date(text)
    if found is None and _SERIAL.fullmatch(plain(text)):
        return _SERIAL_START + timedelta(days=int(plain(text)))
    if found is None:
        raise UnreadableError("field.date")
    return found


def moment(text: str) -> datetime:
    """Read a day and a time of day; without a zone it is China's, without a time it is noon."""
    folded = normalize("NFKC", text).strip()
    if _ZONED.fullmatch(folded):
        try:
            return datetime.fromisoformat(folded)
        except ValueError:
            raise UnreadableError("sheet.moment") from None
    found = _MOMENT.fullmatch(folded)
    on = read_date(found[1] if found else folded)
    if on is None:
        raise UnreadableError("sheet.moment")
    hour, minute = (int(found[2]), int(found[3])) if found else (12, 0)
    if hour > 23 or minute > 59:
        raise UnreadableError("sheet.moment")
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=CHINA)


def amount(text: str) -> str:
    """Read a number with or without the commas between thousands."""
    folded = plain(text).replace("，", ",")
    return folded.replace(",", "") if _GROUPED.fullmatch(folded) else folded


def whole(text: str) -> int:
    """Read a whole number."""
    folded = amount(text)
    if not (folded.isascii() and folded.isdigit() and len(folded) <= 9):
        raise UnreadableError("field.number")
    return int(folded)


def fen(text: str) -> int:
    """Read a price in yuan as fen, exactly."""
    found = _MONEY.fullmatch(amount(text).removeprefix("¥").strip())
    if found is None:
        raise UnreadableError("sheet.money")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0") or 0)


def unit(text: str) -> str:
    """Read a unit: kg, 公斤, 袋."""
    return read_unit(text)


def code(text: str) -> str:
    """Read a number or code: full-width digits and blanks are folded, small letters raised."""
    return plain(text).replace(" ", "").upper()


def one_of(words: Mapping[str, object]) -> Read:
    """Read one of some words, in either language."""
    known = {plain(word).casefold(): value for word, value in words.items()}
    shown = "、".join(word for word in words if not word.isascii()) or ", ".join(words)

    def read(text: str) -> object:
        try:
            return known[plain(text).casefold()]
        except KeyError:
            raise UnreadableError("sheet.word", words=shown[:200], text=text[:40]) from None

    return read
