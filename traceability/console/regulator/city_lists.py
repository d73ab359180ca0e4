"""Which lists has the city? Enterprises and canteens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from consumer_web.civil_time import say_date, say_instant
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.figures import short
from traceability.console.words import say, tone
from traceability.domain.civil import civil_date
from traceability.domain.kinds import Standing
from traceability.domain.trust_rules import TrustGrade
from traceability.routes.desk import now
from traceability.schemas.directory import CanteenLine, DirectoryQuery, EnterpriseLine
from traceability.services import directory


def enterprises_list(districts: Sequence[str], language: str) -> Listing[EnterpriseLine]:
    """Give the enterprises, in the order of their entry."""

    def grade(row: EnterpriseLine) -> Said:
        if row.grade is None:
            return Said("—")
        return Said(f"{row.grade} · {row.score}", exported=f"{row.grade} {row.score}")

    return Listing(
        address="/console/enterprises",
        heading="place_enterprises",
        search="find_organization",
        filters=(
            Filter(
                "standing",
                "standing",
                [(each.value, say(f"standing_{each.value}", language)) for each in Standing],
            ),
            Filter("past", "dir_past", [("delisted", say("dir_ever_delisted", language))]),
            Filter("grade", "dir_grade", [(each.value, each.value) for each in TrustGrade]),
            _districts(districts),
        ),
        columns=(
            Column(
                "enterprise",
                lambda row: Said(row.name, f"/console/enterprises/{row.id}"),
                "lead",
            ),
            Column("uscc", lambda row: row.uscc, "code"),
            Column("district", lambda row: row.district),
            Column("dir_grade_score", grade, is_named=True),
            Column("products", lambda row: f"{row.products:,}", "right", is_named=True),
            Column("dir_released", lambda row: f"{row.released:,}", "right", is_named=True),
            Column("dir_licence", lambda row: licence_until(row.sc_valid_until, language)),
            Column(
                "standing",
                lambda row: Said(
                    say(f"standing_{row.standing}", language), tone=tone(row.standing)
                ),
                "state",
            ),
        ),
        find=lambda work, asked: directory.list_enterprises(work, _directory(asked)),
        count=lambda work, asked: directory.count_enterprises(work, _directory(asked)),
        empty="dir_no_enterprises",
        first_step=("/console/enterprises/new", "dir_new"),
    )


def canteens_list(districts: Sequence[str], language: str) -> Listing[CanteenLine]:
    """Give the canteens, in the order of their entry."""
    return Listing(
        address="/console/canteens",
        heading="place_canteens",
        search="find_organization",
        filters=(_districts(districts),),
        columns=(
            Column(
                "canteen",
                lambda row: Said(row.name, f"/console/canteens/{row.id}/ledger"),
                "lead",
            ),
            Column("uscc", lambda row: row.uscc, "code"),
            Column("district", lambda row: row.district),
            Column("dir_deliveries", lambda row: f"{row.deliveries:,}", "right", is_named=True),
            Column("dir_last_delivery", lambda row: moment(row.last_delivery_at, language)),
            Column(
                "dir_notices",
                lambda row: (
                    Said(
                        say("dir_open_notices", language).format(row.open_notices),
                        tone="careful",
                    )
                    if row.open_notices
                    else Said("—")
                ),
                "state",
            ),
        ),
        find=lambda work, asked: directory.list_canteens(work, _directory(asked)),
        count=lambda work, asked: directory.count_canteens(work, _directory(asked)),
        empty="dir_no_canteens",
    )


def _districts(names: Sequence[str]) -> Filter:
    return Filter("district", "district", [(name, name) for name in names] or [("", "")])


def _directory(asked: Asked) -> DirectoryQuery:
    standing, grade = asked.get("standing"), asked.get("grade")
    return DirectoryQuery(
        q=asked.q or None,
        standing=Standing(standing) if standing else None,
        was_delisted=asked.get("past") == "delisted",
        grade=TrustGrade(grade) if grade else None,
        district=asked.get("district"),
        cursor=asked.after,
        limit=asked.limit,
    )


def day(on: date | None, language: str) -> Said:
    """Say a day, or that there is none."""
    if on is None:
        return Said("—", exported="")
    return Said(say_date(on, short(language)), instant=on.isoformat(), exported=on.isoformat())


def moment(at: datetime | None, language: str) -> Said:
    """Say an instant to the minute, or that there is none."""
    if at is None:
        return Said("—", exported="")
    words = say_instant(at, short(language))
    return Said(words, instant=at.isoformat(), exported=words)


def licence_until(until: date | None, language: str, today: date | None = None) -> Said:
    """Say until when a licence holds; one that ran out, or soon will, is marked."""
    shown = day(until, language)
    if until is None:
        return shown
    left = (until - (today or civil_date(now()))).days
    tone_of_it = "bad" if left < 0 else "careful" if left <= 30 else ""
    return Said(shown.text, tone=tone_of_it, instant=shown.instant, exported=shown.exported)
