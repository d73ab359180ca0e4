"""Story: a record goes to the public credit system, and what it answers is kept.

The worker takes deliveries under a lease, sends each outside of any transaction, and settles it;
a regulator sees how far each one is, and may send again what was given up.
"""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.credit_messages import CreditReceipt
from traceability.domain.delivery_policy import DeliveryPolicy
from traceability.domain.errors import RuleError
from traceability.domain.kinds import DeliveryState
from traceability.domain.penalty_wire import name_of_code
from traceability.schemas.deliveries import (
    AnswerError,
    AnswerPublic,
    DeliveryDetail,
    DeliveryPage,
    DeliveryPublic,
)
from traceability.storage.leases import Lease, find_leased, give_back, lanes_due, lease_due
from traceability.storage.outbox import NEVER, get_delivery, get_delivery_work, requeue_delivery
from traceability.storage.paging import page_of
from traceability.storage.receipts import answers_of, record_receipt
from traceability.storage.tables import CreditAnswer, CreditDelivery
from traceability.storage.work import Work

LONGEST_TROUBLE = 500
_DICE = SystemRandom()


def take_due(work: Work, holder: str, policy: DeliveryPolicy) -> list[Lease]:
    """Take what is due, from every lane; committed before anything is sent."""
    work.actor.require(Action.DELIVER_RECORDS)
    return [
        lease
        for lane in lanes_due(work.session, work.now)
        for lease in lease_due(
            work.session, lane, holder, work.now, lease_s=policy.lease_s, limit=policy.batch
        )
    ]


def return_unsent(work: Work, leases: list[Lease]) -> None:
    """Give leases back under which nothing was sent."""
    work.actor.require(Action.DELIVER_RECORDS)
    give_back(work.session, leases)


def settle(work: Work, lease: Lease, receipt: CreditReceipt, body_sha256: str) -> None:
    """Keep the answer to a delivery."""
    work.actor.require(Action.DELIVER_RECORDS)
    record_receipt(work, lease.delivery_id, receipt, body_sha256, "http")


def note_trouble(
    work: Work,
    lease: Lease,
    trouble: str,
    policy: DeliveryPolicy,
    *,
    asked_s: float | None = None,
    is_final: bool = False,
) -> None:
    """Plan the next attempt, or give the delivery up; whoever lost the lease changes nothing."""
    work.actor.require(Action.DELIVER_RECORDS)
    delivery = get_delivery(work.session, lease.delivery_id, locked=True)
    waiting = find_leased(work.session, lease)
    if waiting is None:
        return
    waiting.leased_by, waiting.leased_until = None, None
    waiting.last_trouble = trouble[:LONGEST_TROUBLE]
    tried_for_s = (work.now - lease.first_attempt_at).total_seconds()
    if is_final or policy.is_hopeless(lease.attempts, tried_for_s):
        waiting.due_at = NEVER
        if delivery.state == DeliveryState.QUEUED:
            work.change(delivery, state=DeliveryState.DEAD.value, settled_at=work.now)
        return
    wait_s = policy.wait_s(lease.attempts, _DICE.random(), asked_s)
    waiting.due_at = work.now + timedelta(seconds=wait_s)


def list_deliveries(
    work: Work,
    state: DeliveryState | None,
    subject_id: UUID | None,
    after: str | None,
    limit: int,
) -> DeliveryPage:
    """List deliveries, of one state or of one record."""
    work.actor.require(Action.READ_DELIVERIES)
    query = select(CreditDelivery)
    if state is not None:
        query = query.where(CreditDelivery.state == state.value)
    if subject_id is not None:
        query = query.where(CreditDelivery.subject_id == subject_id)
    rows, following = page_of(work.session, query, col(CreditDelivery.id), after, limit)
    return DeliveryPage(items=[DeliveryPublic.model_validate(row) for row in rows], next=following)


def read_delivery(work: Work, delivery_id: UUID) -> DeliveryDetail:
    """Give a delivery with its attempts and answers."""
    work.actor.require(Action.READ_DELIVERIES)
    return _detail(work, get_delivery(work.session, delivery_id))


def resend_delivery(work: Work, delivery_id: UUID) -> DeliveryDetail:
    """Send a delivery again that was given up, or at once one that waits for its next attempt.

    The key stays the same: what the credit system has already, it has once.
    """
    work.actor.require(Action.RESEND_DELIVERIES)
    delivery = get_delivery(work.session, delivery_id, locked=True)
    if delivery.state not in {DeliveryState.DEAD, DeliveryState.QUEUED}:
        raise RuleError("delivery.not_resendable", field="state", state=delivery.state)
    requeue_delivery(work, delivery)
    return _detail(work, delivery)


def _detail(work: Work, delivery: CreditDelivery) -> DeliveryDetail:
    waiting = get_delivery_work(work.session, delivery.id)
    is_due = delivery.state == DeliveryState.QUEUED
    return DeliveryDetail(
        **DeliveryPublic.model_validate(delivery).model_dump(),
        attempts=waiting.attempts,
        first_attempt_at=waiting.first_attempt_at,
        next_attempt_at=waiting.due_at if is_due else None,
        last_trouble=waiting.last_trouble,
        answers=[_answer(answer) for answer in answers_of(work.session, delivery.id)],
    )


def _answer(answer: CreditAnswer) -> AnswerPublic:
    errors = [
        AnswerError(code=each["code"], field=name_of_code(each["code"]), message=each["message"])
        for each in answer.errors
    ]
    return AnswerPublic(**answer.model_dump(exclude={"errors"}), errors=errors)
