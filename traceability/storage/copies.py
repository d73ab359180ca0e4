"""Queries: which package codes were scanned enough to be looked at, and when and where?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from consumer_web.tables import PublishedTrace, ScannedCode, ScannedPlace, SuspectCode
from traceability.domain.copies import DayOfScans
from traceability.storage.tables import Batch


@dataclass(frozen=True, slots=True)
class ScannedPackage:
    """A package code that was scanned of late, and whose it is."""

    code: str
    org_id: UUID
    batch_id: UUID


def packages_to_judge(
    session: Session, origin: str, since: date, fewest_scans: int, after: str, limit: int
) -> Sequence[ScannedPackage]:
    """Give codes that were scanned since a day, often enough, and are not suspected yet."""
    suspected = select(SuspectCode.code).where(SuspectCode.origin == origin)
    query = (
        select(ScannedCode.code, Batch.org_id, Batch.id)
        .join(
            PublishedTrace,
            (col(PublishedTrace.gtin) == col(ScannedCode.gtin))
            & (col(PublishedTrace.lot) == col(ScannedCode.lot))
            & (col(PublishedTrace.origin) == col(ScannedCode.origin)),
        )
        .join(Batch, col(Batch.id) == col(PublishedTrace.batch_id))
        .where(
            ScannedCode.origin == origin,
            col(ScannedCode.last_on) >= since,
            col(ScannedCode.scans) >= fewest_scans,
            col(ScannedCode.code) > after,
            col(ScannedCode.code).not_in(suspected),
        )
        .order_by(col(ScannedCode.code))
        .limit(limit)
    )
    return [ScannedPackage(*row) for row in session.exec(query)]


def scans_of(
    session: Session, origin: str, codes: Sequence[str], since: date
) -> dict[str, list[DayOfScans]]:
    """Give the days and cities of some codes' scans."""
    query = select(ScannedPlace).where(
        ScannedPlace.origin == origin,
        col(ScannedPlace.code).in_(codes),
        col(ScannedPlace.day) >= since,
    )
    found: dict[str, list[DayOfScans]] = defaultdict(list)
    for row in session.exec(query):
        found[row.code].append(DayOfScans(row.region, row.day, row.scans))
    return found
