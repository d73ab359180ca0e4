"""What are the numbers and figures of a page made of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Aside:
    """A second number, said in words, with the list behind it."""

    text: str
    href: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the city, the list behind it, and what else is worth knowing.

    An address is empty where the reader may not see the list.
    """

    name: str
    value: str
    href: str
    more: tuple[Aside, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with the same as a table: its heading, and rows of (name, address, values)."""

    heading: str
    note: str
    href: str
    legend: tuple[tuple[str, str], ...]  # class of the style sheet, words
    picture: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


def short(language: str) -> str:
    """Give the language as dates are written in."""
    return "en" if language == "en" else "zh"


def say_month(day: date, language: str) -> str:
    """Write the month of a day in full."""
    if language == "en":
        return f"{day:%B %Y}"
    return f"{day.year}年{day.month}月"


def short_month(day: date, language: str) -> str:
    """Write a month as short as an axis wants it."""
    return f"{day:%b}" if language == "en" else f"{day.month}月"
