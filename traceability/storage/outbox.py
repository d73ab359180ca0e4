"""How does the public credit system hear of a record? Through a queue in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.storage.ids import new_id
from traceability.storage.tables import CreditDelivery, DeliveryWork
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class DeliveryOrder:
    """What is to be told: a revision of a record, and the key under which it counts once."""

    kind: DeliveryKind
    org_id: UUID  # the enterprise whom it is about
    subject_kind: str  # table of the record
    subject_id: UUID
    subject_revision: int
    idempotency_key: str  # party + decision number + authority + revision
    lane: str = "penalties"


def queue_delivery(work: Work, order: DeliveryOrder) -> CreditDelivery:
    """Queue a message in the transaction of its record; it goes out once that is committed.

    Deliveries of earlier revisions that were not sent yet, or were refused, are superseded.
    """
    earlier = work.session.exec(
        select(CreditDelivery).where(
            CreditDelivery.subject_id == order.subject_id,
            CreditDelivery.kind == order.kind.value,
            CreditDelivery.subject_revision < order.subject_revision,
            col(CreditDelivery.state).in_(
                [s.value for s in (DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.DEAD)]
            ),
        )
    )
    for delivery in earlier:
        work.change(delivery, state=DeliveryState.SUPERSEDED.value, settled_at=work.now)
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
