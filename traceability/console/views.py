"""How does an overview become tables of words, ready for the page?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from consumer_web.civil_time import say_date
from traceability.console.words import say, tone
from traceability.domain.access import Actor
from traceability.schemas.batches import BatchPublic
from traceability.schemas.overview import Overview


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere; `about` says to what, where the word alone does not."""

    text: str
    href: str
    about: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: words, links, or a status with its mark.

    On a phone the first cell leads, the status stands at the right, the others follow below;
    `head` is the column's name where the words need it there.
    """

    text: str = ""
    links: tuple[Link, ...] = ()
    tone: str = ""
    place: str = "more"
    is_code: bool = False
    instant: str = ""
    head: str = ""


@dataclass(frozen=True)
class Table:
    """A list of records with its heading and what to say when it is empty."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    empty_link: Link | None


def view_home(actor: Actor, overview: Overview, language: str) -> dict[str, Any]:
    """Give numbers and tables of a role's home, and the notice that it needs."""
    return {
        "role": say(actor.role.value, language),
        "numbers": [
            (say(key, language), f"{number:,}", tone(key) if number else "plain")
            for key, number in overview.counts.items()
        ],
        "notice": _notice(overview, language),
        "tables": list(_tables(actor, overview, language)),
    }


def _notice(overview: Overview, language: str) -> Cell | None:
    if undelivered := overview.counts.get("undelivered"):
        return Cell(say("undelivered_do", language).format(number=undelivered), tone="bad")
    return None


def _tables(actor: Actor, overview: Overview, language: str) -> Iterable[Table]:
    if actor.is_authority:
        yield _watched(overview, language)
        yield _reports(overview, language, "failed_reports", "no_failed")
    else:
        yield _reports(overview, language, "newest_reports", "no_reports")


def _table(
    language: str,
    heading: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Cell, ...]],
    empty: str,
) -> Table:
    names = tuple(say(column, language) for column in columns)
    laid_out = tuple((replace(first, place="lead"), *rest) for first, *rest in rows)
    is_first_step = say(empty, language).endswith(("：", ":"))
    link = Link(say("interface", language), "/openapi.json") if is_first_step else None
    return Table(say(heading, language), names, laid_out, say(empty, language), link)


def _lot(batch: BatchPublic) -> Cell:
    if batch.gtin and batch.released_at:
        link = Link(batch.lot, f"/trace/{batch.gtin}/{batch.lot}")
        return Cell(links=(link,), is_code=True)
    return Cell(batch.lot, is_code=True)


def _status(word: str, language: str) -> Cell:
    return Cell(say(word, language), tone=tone(word), place="state")


def _day(day: date, column: str, language: str) -> Cell:
    said = say_date(day, _short(language))
    return Cell(said, instant=day.isoformat(), head=say(column, language))


def _short(language: str) -> str:
    return "en" if language == "en" else "zh"


def _reports(overview: Overview, language: str, heading: str, empty: str) -> Table:
    rows = [
        (
            Cell(named.inspection.report_no, is_code=True),
            Cell(named.batch.name),
            _lot(named.batch),
            _day(named.inspection.reported_on, "reported", language),
            _status(named.inspection.verdict, language),
        )
        for named in overview.inspections
    ]
    columns = ("report", "product", "lot", "reported", "verdict")
    return _table(language, heading, columns, rows, empty)


def _watched(overview: Overview, language: str) -> Table:
    rows = [
        (
            Cell(organization.name),
            Cell(organization.district),
            Cell(organization.uscc, is_code=True),
            _status(str(organization.standing), language),
        )
        for organization in overview.watched
    ]
    columns = ("enterprise", "district", "uscc", "standing")
    return _table(language, "watched", columns, rows, "no_watched")
