"""What do the pages of the credit loop share? Small tables, days and amounts in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from fastapi import Request, Response

from consumer_web.civil_time import say_date, say_instant
from traceability.console.forms import wrong_with
from traceability.console.lists import Asked, Filter, Said
from traceability.console.visits import Visit
from traceability.console.words import WORDS, say, tone
from traceability.domain.errors import RegisterError

E = TypeVar("E", bound=StrEnum)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a small table: a text, perhaps a link, a second line, and a mark."""

    text: str
    href: str = ""
    small: str = ""
    tone: str = ""
    css: str = ""
    instant: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a small table: the key of its words, and how its cells stand."""

    head: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Lines(Generic[R]):
    """A page of rows that were gathered from several stories."""

    items: Sequence[R]
    next: str | None


def told_in(visit: Visit) -> str:
    """Say what has just been done, if it is one of ours."""
    key = f"cr_told_{visit.request.query_params.get('told', '')}"
    return say(key, visit.language) if key in WORDS else ""


def id_in(request: Request, name: str) -> UUID | None:
    """Give an id of the address; a wrong one is none."""
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


def chosen(asked: Asked, name: str, kind: type[E]) -> E | None:
    """Give what a filter chose; the list let only its own values through."""
    value = asked.get(name)
    return kind(value) if value else None


def choice_of(name: str, heading: str, kind: type[StrEnum], prefix: str, language: str) -> Filter:
    """Make a filter of the values of a kind."""
    return Filter(name, heading, [(one.value, say(f"{prefix}{one}", language)) for one in kind])


def short(language: str) -> str:
    """Give the language's name as dates want it."""
    return "en" if language == "en" else "zh"


def say_day(day: date | None, language: str) -> str:
    """Write a day."""
    return say_date(day, short(language)) if day else ""


def say_time(instant: datetime | None, language: str) -> str:
    """Write an instant in China's time."""
    return say_instant(instant, short(language)) if instant else ""


def day_said(day: date, language: str) -> Said:
    """Write a day as the cell of a list."""
    return Said(say_day(day, language), instant=day.isoformat(), exported=day.isoformat())


def time_said(instant: datetime, language: str) -> Said:
    """Write an instant as the cell of a list."""
    words = say_time(instant, language)
    return Said(words, instant=instant.isoformat(), exported=words)


def state_said(key: str, language: str, more: str = "") -> Said:
    """Write a state as the cell of a list, in words and shape."""
    return Said(say(key, language), tone=tone(key), more=more)


def marked(key: str, language: str, small: str = "") -> Cell:
    """Write a state as the cell of a small table."""
    return Cell(say(key, language), tone=tone(key), small=small, css="state")


def say_kilograms(grams: int) -> str:
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
