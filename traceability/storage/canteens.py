"""Queries: a canteen's ledger, its store, and what all canteens received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.canteens import IssuePurpose, Received
from traceability.domain.civil import CHINA
from traceability.domain.errors import RuleError
from traceability.domain.kinds import Acceptance
from traceability.storage.batches import batches_by_id, in_chunks
from traceability.storage.paging import cursor_of, read_cursor
from traceability.storage.store_stock import goods_in_store
from traceability.storage.tables import Batch, Purchase, ReceivedMonth, StockIssue


def midnight(day: date) -> datetime:
    """Give the instant at which a day begins in China."""
    return datetime.combine(day, time(), CHINA)


def newest_page(
    session: Session, query: SelectOfScalar[Purchase], after: str | None, limit: int
) -> tuple[Sequence[Purchase], str | None]:
    """Give a page of ledger lines, the newest delivery first, and the next cursor."""
    order = (col(Purchase.delivered_at), col(Purchase.id))
    if after is not None:
        last = session.get(Purchase, read_cursor(after))
        if last is None:
            raise RuleError("cursor.malformed", field="cursor")
        query = query.where(tuple_(*order) < (last.delivered_at, last.id))
    rows = session.exec(query.order_by(*(key.desc() for key in order)).limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], cursor_of(rows[limit - 1].id)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a canteen still has of a lot, or of a delivery without a code."""

    purchase: Purchase  # the first delivery of the lot
    batch: Batch | None
    amount: int

    @property
    def mass_g(self) -> int:
        """Give its mass, in proportion to what was delivered."""
        return self.purchase.mass_g * self.amount // self.purchase.amount


def stored_by(session: Session, canteen: UUID) -> list[Stored]:
    """Give what a canteen has, what must be used first on top.

    Coded lots follow from the register's balance, others from deliveries less what was taken out;
    both are kept up as they change. A lot stands at its first delivery.
    """
    amounts = goods_in_store(session, canteen)
    first: dict[UUID, Purchase] = {}
    for purchase in _accepted(session, canteen, amounts):
        first.setdefault(purchase.batch_id or purchase.id, purchase)
    batches = batches_by_id(session, (one.batch_id for one in first.values() if one.batch_id))
    found = [
        Stored(one, batches[one.batch_id] if one.batch_id else None, amounts[goods_id])
        for goods_id, one in first.items()
    ]
    return sorted(found, key=_use_order)


def _accepted(session: Session, canteen: UUID, goods: Iterable[UUID]) -> list[Purchase]:
    """Give the accepted deliveries of lots, and those without a code, oldest first."""
    found: list[Purchase] = []
    for chunk in in_chunks(goods):
        for column in (col(Purchase.batch_id), col(Purchase.id)):
            query = select(Purchase).where(
                Purchase.org_id == canteen,
                Purchase.acceptance == Acceptance.ACCEPTED.value,
                column.in_(chunk),
            )
            found += session.exec(query)
    return sorted(found, key=lambda one: (one.delivered_at, one.id))


def _use_order(stored: Stored) -> tuple[date, datetime]:
    return stored.purchase.best_before or date.max, stored.purchase.delivered_at


def taken_out(session: Session, purchase_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Sum what was taken out of the store, delivery by delivery."""
    found: dict[UUID, int] = {}
    for chunk in in_chunks(purchase_ids):
        query = (
            select(StockIssue.purchase_id, func.sum(StockIssue.amount))
            .where(col(StockIssue.purchase_id).in_(chunk))
            .group_by(col(StockIssue.purchase_id))
        )
        found |= {purchase_id: int(amount) for purchase_id, amount in session.exec(query)}
    return found


def last_use(session: Session, canteen: UUID) -> datetime | None:
    """Give when goods were last taken out for the kitchen."""
    return session.exec(
        select(func.max(StockIssue.issued_at)).where(
            StockIssue.org_id == canteen, StockIssue.purpose == IssuePurpose.USED.value
        )
    ).one()


def received_in(session: Session, month: date, canteen: UUID | None = None) -> dict[UUID, Received]:
    """Give what each canteen accepted in a civil month; only one canteen's if it is named."""
    query = select(ReceivedMonth).where(ReceivedMonth.month == month)
    if canteen is not None:
        query = query.where(ReceivedMonth.org_id == canteen)
    return {
        row.org_id: Received(row.mass_g, row.traced_mass_g, row.lines, row.traced_lines)
        for row in session.exec(query)
    }
