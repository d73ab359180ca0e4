"""Queries: which enterprises and canteens are there, and how does each stand?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consumer_web.tables import PublishedStanding
from traceability.domain.kinds import OrganizationKind, Standing
from traceability.domain.trust_rules import TrustGrade
from traceability.storage.tables import (
    Batch,
    CanteenNotice,
    Organization,
    Product,
    Purchase,
    ReceivedMonth,
    TrustScoreRow,
)
from traceability.storage.trust_scores import newest_scores


def organizations_like(
    kind: OrganizationKind, q: str | None, district: str | None
) -> SelectOfScalar[Organization]:
    """Select the organisations of a kind by a part of the name, the start of a code, a district."""
    query = select(Organization).where(col(Organization.kind) == kind.value)
    if q:
        query = query.where(
            or_(
                col(Organization.name).contains(q, autoescape=True),
                col(Organization.uscc).startswith(q.upper(), autoescape=True),
            )
        )
    if district:
        query = query.where(col(Organization.district) == district)
    return query


def of_standing(
    query: SelectOfScalar[Organization], standing: Standing, origin: str
) -> SelectOfScalar[Organization]:
    """Keep the enterprises of a standing."""
    of_it = select(PublishedStanding.uscc).where(
        PublishedStanding.origin == origin, PublishedStanding.standing == standing.value
    )
    return query.where(col(Organization.uscc).in_(of_it))


def of_grade(
    query: SelectOfScalar[Organization], grade: TrustGrade
) -> SelectOfScalar[Organization]:
    """Keep the enterprises of a grade."""
    newest = newest_scores().where(TrustScoreRow.grade == grade.value).subquery()
    return query.where(col(Organization.id).in_(select(newest.c.org_id)))


def districts_of(session: Session, kind: OrganizationKind) -> list[str]:
    """List the districts that organisations of a kind are in."""
    query = select(Organization.district).where(col(Organization.kind) == kind.value).distinct()
    return sorted(session.exec(query))


def products_by_enterprise(session: Session, ids: Iterable[UUID]) -> dict[UUID, int]:
    """Count the products of enterprises."""
    return _counted(session, Product, ids)


def released_by_enterprise(
    session: Session, ids: Iterable[UUID], since: datetime
) -> dict[UUID, int]:
    """Count the lots that enterprises released since an instant."""
    rows = session.exec(
        select(Batch.org_id, func.count())
        .where(col(Batch.org_id).in_(list(ids)), col(Batch.released_at) >= since)
        .group_by(col(Batch.org_id))
    )
    return dict(rows.all())


def accepted_by_canteen(session: Session, ids: Iterable[UUID], since: date) -> dict[UUID, int]:
    """Count the deliveries that canteens accepted since the first day of a month."""
    rows = session.exec(
        select(ReceivedMonth.org_id, func.sum(ReceivedMonth.lines))
        .where(col(ReceivedMonth.org_id).in_(list(ids)), col(ReceivedMonth.month) >= since)
        .group_by(col(ReceivedMonth.org_id))
    )
    return {org_id: int(number) for org_id, number in rows}


def last_deliveries(session: Session, ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Give the instant of each canteen's last delivery, from the end of its index."""
    last = (
        select(func.max(Purchase.delivered_at))
        .where(Purchase.org_id == Organization.id)
        .scalar_subquery()
    )
    rows = session.exec(select(Organization.id, last).where(col(Organization.id).in_(list(ids))))
    return {org_id: instant for org_id, instant in rows if instant is not None}


def open_notices_by_canteen(session: Session, ids: Iterable[UUID]) -> dict[UUID, int]:
    """Count the notices that canteens have not answered."""
    rows = session.exec(
        select(CanteenNotice.org_id, func.count())
        .where(
            col(CanteenNotice.org_id).in_(list(ids)), col(CanteenNotice.acknowledged_at).is_(None)
        )
        .group_by(col(CanteenNotice.org_id))
    )
    return dict(rows.all())


def _counted(session: Session, model: type[Product], ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = session.exec(
        select(model.org_id, func.count())
        .where(col(model.org_id).in_(list(ids)))
        .group_by(col(model.org_id))
    )
    return dict(rows.all())
