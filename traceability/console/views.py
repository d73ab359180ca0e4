"""How does an overview become tables of words, ready for the page?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.console.words import say, tone
from traceability.domain.access import Actor
from traceability.domain.civil import CHINA
from traceability.domain.kinds import Role
from traceability.publishing.words import say_amount
from traceability.schemas.batches import BatchPublic
from traceability.schemas.overview import Overview


@dataclass(frozen=True)
class Link:
    """A word that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True)
class Cell:
    """One cell: words, links, or a status with its mark."""

    text: str = ""
    links: tuple[Link, ...] = ()
    tone: str = ""
    code: bool = False


@dataclass(frozen=True)
class Table:
    """A list of records with its heading and what to say when it is empty."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


def view_home(actor: Actor, overview: Overview, language: str) -> dict[str, Any]:
    """Give numbers and tables of a role's home."""
    role = "enterprise" if actor.role is Role.ENTERPRISE else actor.role.value
    return {
        "role": say(role, language),
        "numbers": [(say(key, language), number) for key, number in overview.counts.items()],
        "tables": list(_tables(actor, overview, language)),
    }


def _tables(actor: Actor, overview: Overview, language: str) -> Iterable[Table]:
    if actor.is_authority:
        yield _watched(overview, language)
        yield _reports(overview, language, "failed_reports", "no_failed")
    elif actor.role is Role.INSPECTOR:
        yield _reports(overview, language, "newest_reports", "no_reports")
    elif actor.role is Role.CANTEEN:
        yield _purchases(overview, language)
    else:
        yield _batches(overview, language)


def _table(
    language: str,
    heading: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Cell, ...]],
    empty: str,
) -> Table:
    names = tuple(say(column, language) for column in columns)
    return Table(say(heading, language), names, tuple(rows), say(empty, language))


def _lot(batch: BatchPublic) -> Cell:
    if batch.gtin and batch.released_at:
        return Cell(links=(Link(batch.lot, f"/trace/{batch.gtin}/{batch.lot}"),), code=True)
    return Cell(batch.lot, code=True)


def _status(word: str, language: str) -> Cell:
    return Cell(say(word, language), tone=tone(word))


def _amount(amount: int, unit: str, material: str, language: str) -> str:
    each = ("瓶", "bottles") if "oil" in material else ("袋", "bags")
    said = say_amount(amount, unit, each=each)
    return said.en if language == "en" else said.zh


def _batches(overview: Overview, language: str) -> Table:
    rows = [
        (
            _lot(batch),
            Cell(batch.name),
            Cell(_amount(batch.quantity, batch.unit, batch.material, language)),
            Cell(batch.produced_on.isoformat()),
            _status(batch.status, language),
            Cell(links=_label_links(batch)),
        )
        for batch in overview.batches
    ]
    columns = ("lot", "product", "amount", "produced", "status", "label")
    return _table(language, "newest_batches", columns, rows, "no_batches")


def _label_links(batch: BatchPublic) -> tuple[Link, ...]:
    if batch.status != "released":
        return ()
    address = f"/api/batches/{batch.id}/label"
    return tuple(Link(kind.upper(), f"{address}.{kind}") for kind in ("pdf", "png", "svg"))


def _reports(overview: Overview, language: str, heading: str, empty: str) -> Table:
    rows = [
        (
            Cell(named.inspection.report_no, code=True),
            _lot(named.batch),
            Cell(named.batch.name),
            Cell(named.inspection.reported_on.isoformat()),
            _status(named.inspection.verdict, language),
        )
        for named in overview.inspections
    ]
    columns = ("report", "lot", "product", "reported", "verdict")
    return _table(language, heading, columns, rows, empty)


def _purchases(overview: Overview, language: str) -> Table:
    rows = [
        (
            Cell(named.purchase.delivered_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")),
            Cell(named.batch.name),
            _lot(named.batch),
            Cell(
                _amount(named.purchase.amount, named.purchase.unit, named.batch.material, language)
            ),
            _status(named.purchase.acceptance, language),
        )
        for named in overview.purchases
    ]
    columns = ("delivered", "product", "lot", "amount", "outcome")
    return _table(language, "newest_purchases", columns, rows, "no_purchases")


def _watched(overview: Overview, language: str) -> Table:
    rows = [
        (
            Cell(organization.name),
            Cell(organization.uscc, code=True),
            _status(str(organization.standing), language),
        )
        for organization in overview.watched
    ]
    return _table(language, "watched", ("enterprise", "uscc", "standing"), rows, "no_watched")
