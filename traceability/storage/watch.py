"""Queries: failed reports, lots that are scanned much, products that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consumer_web.tables import PublishedTrace, ScanTally
from traceability.domain.kinds import Approval, InspectionKind, ResultVerdict
from traceability.storage.city import SIGNED, open_failures
from traceability.storage.searching import begins_with
from traceability.storage.tables import Batch, Inspection, Organization, Product


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which failed reports are wanted."""

    q: str | None = None
    is_open: bool | None = None
    kind: InspectionKind | None = None
    since: date | None = None
    until: date | None = None
    with_passed: bool = False


def failed_reports(session: Session, wanted: Wanted) -> SelectOfScalar[Inspection]:
    """Select signed reports that failed, or all, by number, lot, maker and day."""
    query = select(Inspection).where(SIGNED)
    if not wanted.with_passed:
        query = query.where(Inspection.verdict == ResultVerdict.FAIL.value)
    if wanted.is_open is not None:
        is_open = and_(*open_failures())
        query = query.where(is_open if wanted.is_open else not_(is_open))
    if wanted.kind is not None:
        query = query.where(Inspection.kind == wanted.kind.value)
    if wanted.since is not None:
        query = query.where(col(Inspection.reported_on) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(Inspection.reported_on) <= wanted.until)
    return query.where(_speaks_of(session, wanted.q)) if wanted.q else query


def _speaks_of(session: Session, q: str) -> ColumnElement[bool]:
    lots = select(Batch.id).where(begins_with(session, Batch.lot, q.upper()))
    makers = select(Organization.id).where(
        or_(
            col(Organization.name).contains(q, autoescape=True), col(Organization.uscc) == q.upper()
        )
    )
    return or_(
        col(Inspection.report_no).startswith(q, autoescape=True),
        col(Inspection.batch_id).in_(lots),
        col(Inspection.batch_org_id).in_(makers),
    )


@dataclass(frozen=True, slots=True)
class ScannedLot:
    """How often a lot's page was looked at, and from how many cities."""

    gtin: str
    lot: str
    scans: int
    regions: int
    batch_id: UUID | None


def most_scanned(
    session: Session, origin: str, since: date, until: date, most: int
) -> list[ScannedLot]:
    """List the lots that were looked at most in some days."""
    total = func.sum(ScanTally.scans)
    rows: Sequence[tuple[str, str, int, int]] = session.exec(
        select(
            ScanTally.gtin,
            ScanTally.lot,
            total,
            func.count(func.distinct(func.nullif(col(ScanTally.region), ""))),
        )
        .where(
            ScanTally.origin == origin,
            col(ScanTally.day) >= since,
            col(ScanTally.day) <= until,
        )
        .group_by(col(ScanTally.gtin), col(ScanTally.lot))
        .order_by(total.desc(), col(ScanTally.gtin), col(ScanTally.lot))
        .limit(most)
    ).all()
    found = []
    for gtin, lot, scans, regions in rows:
        page = session.get(PublishedTrace, (gtin, lot, origin))
        found.append(ScannedLot(gtin, lot, int(scans), regions, page.batch_id if page else None))
    return found


def products_like(approval: Approval | None, q: str | None) -> SelectOfScalar[Product]:
    """Select products by approval, and by a part of their or their maker's name."""
    query = select(Product)
    if approval is not None:
        query = query.where(Product.approval == approval.value)
    if q:
        makers = select(Organization.id).where(col(Organization.name).contains(q, autoescape=True))
        query = query.where(
            or_(col(Product.name).contains(q, autoescape=True), col(Product.org_id).in_(makers))
        )
    return query
