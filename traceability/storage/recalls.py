"""Queries: which lots are recalled, and which canteens have what of them?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.kinds import Acceptance, BatchStatus
from traceability.storage.batches import in_chunks
from traceability.storage.tables import Batch, CanteenNotice, Purchase


@dataclass(frozen=True, slots=True)
class Taken:
    """What a canteen accepted of a lot in all, and when last."""

    canteen_id: UUID
    batch_id: UUID
    amount: int
    last_at: datetime


def recalled_batches(q: str | None) -> SelectOfScalar[Batch]:
    """Select recalled lots, by the start of the lot number or a part of the name."""
    query = select(Batch).where(Batch.status == BatchStatus.RECALLED.value)
    if q:
        query = query.where(
            or_(
                col(Batch.lot).startswith(q.upper(), autoescape=True),
                col(Batch.name).contains(q, autoescape=True),
            )
        )
    return query


def notices_of(session: Session, batch_ids: Iterable[UUID]) -> Sequence[CanteenNotice]:
    """Give the notices that canteens got about recalled lots, oldest first."""
    return session.exec(
        select(CanteenNotice)
        .where(col(CanteenNotice.batch_id).in_(list(batch_ids)))
        .order_by(col(CanteenNotice.id))
    ).all()


def taken_in(session: Session, batch_ids: Iterable[UUID]) -> list[Taken]:
    """Give what canteens accepted of lots, by canteen and lot."""
    found: list[Taken] = []
    for chunk in in_chunks(batch_ids):
        rows = session.exec(
            select(
                Purchase.org_id,
                Purchase.batch_id,
                func.sum(Purchase.amount),
                func.max(col(Purchase.delivered_at)),
            )
            .where(
                col(Purchase.batch_id).in_(chunk),
                Purchase.acceptance == Acceptance.ACCEPTED.value,
            )
            .group_by(col(Purchase.org_id), col(Purchase.batch_id))
        )
        found += [
            Taken(canteen, batch_id, int(amount), last)
            for canteen, batch_id, amount, last in rows
            if batch_id is not None
        ]
    return found
