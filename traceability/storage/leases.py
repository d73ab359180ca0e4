"""Who sends which delivery now? Leases that end by themselves, committed before anything is sent.

A worker that dies leaves its leases behind; once they have run out another one sends the same
message under the same key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from traceability.domain.kinds import DeliveryState
from traceability.storage.tables import CreditDelivery, DeliveryWork


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose a delivery is for now; `attempts` counts this one too."""

    delivery_id: UUID
    holder: str
    until: datetime
    attempts: int
    first_attempt_at: datetime


def lanes_due(session: Session, now: datetime) -> list[str]:
    """Give the queues in which something is due; one that is stuck does not hold up the others."""
    query = select(DeliveryWork.lane).where(DeliveryWork.due_at <= now).distinct()
    return sorted(session.exec(query))


def lease_due(
    session: Session, lane: str, holder: str, now: datetime, *, lease_s: float, limit: int
) -> list[Lease]:
    """Take what is due in a lane; of the deliveries of one record only the oldest."""
    earlier = aliased(CreditDelivery)
    is_behind = (
        select(earlier.id)
        .where(
            earlier.subject_id == CreditDelivery.subject_id,
            earlier.state == DeliveryState.QUEUED.value,
            col(earlier.id) < col(CreditDelivery.id),
        )
        .exists()
    )
    rows = session.exec(
        select(DeliveryWork)
        .join(CreditDelivery, col(CreditDelivery.id) == col(DeliveryWork.delivery_id))
        .where(
            DeliveryWork.lane == lane,
            DeliveryWork.due_at <= now,
            or_(col(DeliveryWork.leased_until).is_(None), col(DeliveryWork.leased_until) <= now),
            CreditDelivery.state == DeliveryState.QUEUED.value,
            ~is_behind,
        )
        .order_by(col(DeliveryWork.due_at), col(DeliveryWork.delivery_id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=DeliveryWork)
    )
    return [_lease(row, holder, now, lease_s) for row in rows]


def _lease(row: DeliveryWork, holder: str, now: datetime, lease_s: float) -> Lease:
    row.leased_by, row.leased_until = holder, now + timedelta(seconds=lease_s)
    row.attempts += 1
    row.first_attempt_at = row.first_attempt_at or now
    return Lease(row.delivery_id, holder, row.leased_until, row.attempts, row.first_attempt_at)


def find_leased(session: Session, lease: Lease) -> DeliveryWork | None:
    """Give the working state if the lease still holds, locked; None if another took it over."""
    return session.exec(
        select(DeliveryWork)
        .where(
            DeliveryWork.delivery_id == lease.delivery_id,
            DeliveryWork.leased_by == lease.holder,
            DeliveryWork.attempts == lease.attempts,
        )
        .with_for_update()
    ).first()


def give_back(session: Session, leases: Iterable[Lease]) -> None:
    """Give up leases under which nothing was sent: they do not count as attempts."""
    for lease in leases:
        row = find_leased(session, lease)
        if row is not None:
            row.leased_by, row.leased_until = None, None
            row.attempts -= 1
