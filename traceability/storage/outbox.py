"""How does the public credit system hear of a record? Through a queue in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.storage.ids import new_id
from traceability.storage.tables import CreditDelivery, DeliveryWork
from traceability.storage.work import Work

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When a delivery is due that is settled: the queue's index then holds it behind all others."""


@dataclass(frozen=True, slots=True)
class DeliveryOrder:
    """What is to be told: a revision of a record, and the key under which it counts once.

    `domain.credit_messages.delivery_key` makes the key: party + decision number + authority +
    revision. Deliveries of one record go out one after the other, whatever their lanes.
    """

    kind: DeliveryKind
    org_id: UUID  # the enterprise whom it is about
    subject_kind: str  # table of the record
    subject_id: UUID
    subject_revision: int
    idempotency_key: str
    lane: str = "penalties"


def queue_delivery(work: Work, order: DeliveryOrder) -> CreditDelivery:
    """Queue a message in the transaction of its record; it goes out once that is committed.

    Deliveries of earlier revisions that were not sent yet, or were refused, are superseded.
    """
    earlier = work.session.exec(
        select(CreditDelivery)
        .where(
            CreditDelivery.subject_id == order.subject_id,
            CreditDelivery.kind == order.kind.value,
            CreditDelivery.subject_revision < order.subject_revision,
            col(CreditDelivery.state).in_(
                [s.value for s in (DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.DEAD)]
            ),
        )
        .with_for_update()
    )
    for delivery in earlier:
        work.change(delivery, state=DeliveryState.SUPERSEDED.value, settled_at=work.now)
        get_delivery_work(work.session, delivery.id).due_at = NEVER
    delivery = CreditDelivery(
        id=new_id(),
        recorded_at=work.now,
        org_id=order.org_id,
        lane=order.lane,
        kind=order.kind.value,
        subject_kind=order.subject_kind,
        subject_id=order.subject_id,
        subject_revision=order.subject_revision,
        idempotency_key=order.idempotency_key,
        state=DeliveryState.QUEUED.value,
    )
    work.add(delivery)
    work.session.flush()
    work.session.add(DeliveryWork(delivery_id=delivery.id, lane=order.lane, due_at=work.now))
    return delivery


def requeue_delivery(work: Work, delivery: CreditDelivery) -> None:
    """Let a delivery go out again now, under its old key; its attempts are counted anew.

    Whoever holds its lease loses it: if both send, the key makes one record of it.
    """
    if delivery.state != DeliveryState.QUEUED:
        work.change(delivery, state=DeliveryState.QUEUED.value, settled_at=None)
    waiting = get_delivery_work(work.session, delivery.id)
    waiting.due_at, waiting.attempts, waiting.first_attempt_at = work.now, 0, None
    waiting.leased_by, waiting.leased_until = None, None


def get_delivery(session: Session, delivery_id: UUID, *, locked: bool = False) -> CreditDelivery:
    """Give a delivery, or raise NotFoundError; `locked` until the transaction ends."""
    query = select(CreditDelivery).where(CreditDelivery.id == delivery_id)
    found = session.exec(query.with_for_update() if locked else query).first()
    if found is None:
        raise NotFoundError("delivery.not_found", id=delivery_id)
    return found


def get_delivery_work(session: Session, delivery_id: UUID) -> DeliveryWork:
    """Give the working state of a delivery that exists."""
    return session.exec(select(DeliveryWork).where(DeliveryWork.delivery_id == delivery_id)).one()
