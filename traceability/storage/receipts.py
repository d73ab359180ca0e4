"""What did the credit system answer? Each answer once, and the delivery's state with it."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.credit_messages import CreditReceipt
from traceability.domain.kinds import DeliveryState
from traceability.storage.ids import new_id
from traceability.storage.outbox import NEVER, get_delivery, get_delivery_work
from traceability.storage.tables import CreditAnswer, CreditDelivery
from traceability.storage.work import Work

_SETTLED = (DeliveryState.ACKNOWLEDGED, DeliveryState.REFUSED)


def record_receipt(
    work: Work, delivery_id: UUID, receipt: CreditReceipt, body_sha256: str, channel: str
) -> CreditDelivery:
    """Record an answer; the same one again changes nothing.

    Whoever holds the lease by now: the answer is a fact. A delivery that was superseded meanwhile
    keeps its state, and one that was given up is settled after all.
    """
    delivery = get_delivery(work.session, delivery_id, locked=True)
    if _is_known(work.session, delivery, receipt):
        return delivery
    work.add(
        CreditAnswer(
            id=new_id(),
            recorded_at=work.now,
            org_id=delivery.org_id,
            delivery_id=delivery.id,
            is_accepted=receipt.is_accepted,
            receipt_no=receipt.receipt_no,
            received_at=receipt.received_at,
            body_sha256=body_sha256,
            errors=[{"code": each.code, "message": each.message} for each in receipt.errors],
            channel=channel,
        )
    )
    if delivery.state != DeliveryState.SUPERSEDED:
        state = DeliveryState.ACKNOWLEDGED if receipt.is_accepted else DeliveryState.REFUSED
        work.change(delivery, state=state.value, receipt_no=receipt.receipt_no, settled_at=work.now)
    waiting = get_delivery_work(work.session, delivery.id)
    waiting.due_at, waiting.leased_by, waiting.leased_until = NEVER, None, None
    waiting.last_trouble = None
    return delivery


def _is_known(session: Session, delivery: CreditDelivery, receipt: CreditReceipt) -> bool:
    is_settled = delivery.state in _SETTLED or delivery.state == DeliveryState.SUPERSEDED
    return is_settled and any(
        answer.receipt_no == receipt.receipt_no and answer.is_accepted == receipt.is_accepted
        for answer in answers_of(session, delivery.id)
    )


def answers_of(session: Session, delivery_id: UUID) -> list[CreditAnswer]:
    """Give all answers to a delivery, the newest first."""
    return list(
        session.exec(
            select(CreditAnswer)
            .where(CreditAnswer.delivery_id == delivery_id)
            .order_by(col(CreditAnswer.id).desc())
        )
    )
