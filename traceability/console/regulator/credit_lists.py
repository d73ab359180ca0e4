"""How does a list of the credit loop look? One table, its search and filters in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request, Response

from consumer_web.civil_time import say_date, say_instant
from traceability.console.forms import wrong_with
from traceability.console.visits import Visit
from traceability.console.words import WORDS, say, tone
from traceability.domain.errors import RegisterError

E = TypeVar("E", bound=StrEnum)
_LONGEST_QUERY = 60
_LONGEST_CURSOR = 100
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a text, perhaps a link, a second line, and a mark that is told by shape too."""

    text: str
    href: str = ""
    small: str = ""
    tone: str = ""
    css: str = ""
    instant: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its head, and how its cells stand."""

    head: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its parameter, its label's key, the words of its values, and what is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Listing:
    """A list, ready for the page."""

    heading: str
    lead: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str
    following: str | None = None
    query: str | None = None  # None: the list has no search field
    find: str = ""
    choices: Sequence[Choice] = ()
    acts: Sequence[tuple[str, str]] = ()  # address, key of its words
    tabs: Sequence[tuple[str, str, bool]] = ()  # address, key of its words, whether it is here
    empty_link: tuple[str, str] | None = None
    more: Mapping[str, str] = field(default_factory=dict)


def show_list(visit: Visit, listing: Listing) -> Response:
    """Write the page of a list."""
    kept = {choice.name: choice.chosen for choice in listing.choices if choice.chosen}
    if listing.query:
        kept["q"] = listing.query
    kept |= listing.more
    following = "?" + urlencode(kept | {"after": listing.following}) if listing.following else ""
    return visit.page(
        "regulator/credit_list.html",
        listing=listing,
        address=visit.request.url.path,
        is_filtered=bool(kept),
        told=told_in(visit.request),
        following=following,
    )


def told_in(request: Request) -> str:
    """Give the key of what has just been done, if it is one of ours."""
    key = f"cr_told_{request.query_params.get('told', '')}"
    return key if key in WORDS else ""


def asked(request: Request, name: str = "q") -> str:
    """Give a short text of the address."""
    return request.query_params.get(name, "").strip()[:_LONGEST_QUERY]


def cursor_in(request: Request) -> str | None:
    """Give where the list goes on."""
    return request.query_params.get("after", "")[:_LONGEST_CURSOR] or None


def chosen_in(request: Request, name: str, kind: type[E]) -> E | None:
    """Give the chosen value of a filter; a wrong one is no filter."""
    text = request.query_params.get(name, "")
    return kind(text) if text in set(kind) else None


def id_in(request: Request, name: str) -> UUID | None:
    """Give an id of the address; a wrong one is none."""
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


def options(kind: type[StrEnum], prefix: str, language: str) -> list[tuple[str, str]]:
    """Give the values of a filter with their words."""
    return [(each.value, say(f"{prefix}{each.value}", language)) for each in kind]


def short(language: str) -> str:
    """Give the language's name as dates want it."""
    return "en" if language == "en" else "zh"


def say_day(day: date | None, language: str) -> str:
    """Write a day."""
    return say_date(day, short(language)) if day else ""


def say_time(instant: datetime | None, language: str) -> str:
    """Write an instant in China's time."""
    return say_instant(instant, short(language)) if instant else ""


def when(instant: datetime, language: str) -> Cell:
    """Write an instant as a cell."""
    return Cell(say_time(instant, language), instant=instant.isoformat())


def marked(key: str, language: str, small: str = "") -> Cell:
    """Write a state as a cell, in words and shape."""
    return Cell(say(key, language), tone=tone(key), small=small, css="state")


def say_kilograms(grams: int, language: str) -> str:
    """Write a mass as people say it: kilograms below ten tonnes, else tonnes."""
    kilograms = grams / 1000
    if kilograms < 10_000:
        return f"{kilograms:,.1f}".removesuffix(".0") + " kg"
    return f"{kilograms / 1000:,.1f}".removesuffix(".0") + " t"


def days_left(left: int | None, due_on: date, language: str) -> tuple[str, str]:
    """Tell how many working days are left, with its mark."""
    if left is None:
        return say_day(due_on, language), ""
    if left < 0:
        return say("cr_overdue", language).format(days=-left), "bad"
    mark = "careful" if left <= 1 else ""
    return say("cr_days_left", language).format(days=left), mark


def refuse_page(visit: Visit, error: RegisterError, back: tuple[str, str]) -> Response:
    """Say why a form cannot be opened at all, and where to go from there."""
    return visit.page(
        "regulator/credit_refused.html", 422, wrong=wrong_with(error, visit.language), back=back
    )
