"""Queries: how does the city stand, by number, month, day and district?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consumer_web.tables import PublishedStanding, ScannedPlace, ScanTally, SuspectCode
from traceability.domain.civil import CHINA
from traceability.domain.kinds import (
    InspectionKind,
    ReportState,
    ResultVerdict,
    Standing,
    StandingState,
)
from traceability.storage.overview import counts_by
from traceability.storage.tables import Inspection, Organization, StandingChange

SIGNED = col(Inspection.state) == ReportState.SIGNED.value


@dataclass(frozen=True, slots=True)
class Tested:
    """How many reports passed and how many failed."""

    passed: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """Count the reports with a verdict."""
        return self.passed + self.failed


def start_of(day: date) -> datetime:
    """Give the first instant of a day in China."""
    return datetime.combine(day, time(), CHINA)


def standings_by_word(session: Session, origin: str) -> dict[str, int]:
    """Count the enterprises of this register by their standing."""
    is_ours = col(PublishedStanding.origin) == origin
    return counts_by(session, col(PublishedStanding.standing), is_ours)


def ever_delisted() -> SelectOfScalar[UUID]:
    """Select the enterprises that a delisting ever took effect for."""
    return (
        select(StandingChange.org_id)
        .where(
            StandingChange.standing == Standing.DELISTED.value,
            StandingChange.state == StandingState.EFFECTIVE.value,
        )
        .distinct()
    )


def count_ever_delisted(session: Session) -> int:
    """Count the enterprises that a delisting ever took effect for."""
    once = ever_delisted().subquery()
    return int(session.exec(select(func.count()).select_from(once)).one())


def tested_by_month(session: Session, since: date) -> dict[date, Tested]:
    """Count signed reports by the month of their day, from a day on."""
    rows = session.exec(
        select(col(Inspection.reported_on), col(Inspection.verdict), func.count())
        .where(SIGNED, col(Inspection.reported_on) >= since)
        .group_by(col(Inspection.reported_on), col(Inspection.verdict))
    )
    return _tested((day.replace(day=1), verdict, number) for day, verdict, number in rows)


def tested_by_district(session: Session, since: date) -> dict[str, Tested]:
    """Count official reports by the district of the maker, from a day on."""
    by_maker = (
        select(col(Inspection.batch_org_id), col(Inspection.verdict), func.count().label("number"))
        .where(
            SIGNED,
            col(Inspection.reported_on) >= since,
            Inspection.kind == InspectionKind.SUPERVISION.value,
        )
        .group_by(col(Inspection.batch_org_id), col(Inspection.verdict))
        .subquery()
    )
    rows = session.exec(
        select(col(Organization.district), by_maker.c.verdict, by_maker.c.number).join(
            by_maker, col(Organization.id) == by_maker.c.batch_org_id
        )
    )
    return _tested(rows)


def _tested(rows: Iterable[tuple[Any, str, int]]) -> dict[Any, Tested]:
    counted: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, verdict, number in rows:
        counted[key][verdict] += number
    return {
        key: Tested(by[ResultVerdict.PASS.value], by[ResultVerdict.FAIL.value])
        for key, by in counted.items()
    }


def scans_by_day(session: Session, origin: str, since: date) -> dict[date, int]:
    """Count how often pages were looked at, by day."""
    return _by_day(
        session, col(ScanTally.day), col(ScanTally.scans), col(ScanTally.origin) == origin,
        col(ScanTally.day) >= since,
    )  # fmt: skip


def suspected_scans_by_day(session: Session, origin: str, since: date) -> dict[date, int]:
    """Count how often the pages of suspected codes were looked at, by day."""
    suspected = select(SuspectCode.code).where(SuspectCode.origin == origin)
    return _by_day(
        session, col(ScannedPlace.day), col(ScannedPlace.scans),
        col(ScannedPlace.origin) == origin, col(ScannedPlace.day) >= since,
        col(ScannedPlace.code).in_(suspected),
    )  # fmt: skip


def _by_day(
    session: Session, day: Any, scans: Any, *conditions: ColumnElement[bool]
) -> dict[date, int]:
    rows: Sequence[tuple[date, int]] = session.exec(
        select(day, func.sum(scans)).where(*conditions).group_by(day)
    ).all()
    return {on: int(number) for on, number in rows}


def open_failures() -> tuple[ColumnElement[bool], ...]:
    """Select the signed reports that failed for safety and that no later one replaces."""
    later = aliased(Inspection)
    replaced = select(later.id).where(
        col(later.replaces_id) == Inspection.id, col(later.state) == ReportState.SIGNED.value
    )
    return (
        SIGNED,
        col(Inspection.verdict) == ResultVerdict.FAIL.value,  # which safety decides; indexed
        col(Inspection.safety_verdict) == ResultVerdict.FAIL.value,
        ~replaced.exists(),
    )
