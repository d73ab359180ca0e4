"""What exactly is the credit system told? Messages are composed when they are sent.

So identity numbers stand in no queue: they are read from their cipher at the last moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlmodel import Session, col, select

from traceability.domain.civil import civil_date
from traceability.domain.credit_messages import CreditMessage
from traceability.domain.errors import NotFoundError
from traceability.domain.identity_numbers import IdentityCipher, NoIdentityCipher
from traceability.domain.kinds import DeliveryKind, OrganizationKind
from traceability.domain.penalty_wire import CODES, write_date
from traceability.storage.penalties import compose_penalty
from traceability.storage.tables import (
    CreditDelivery,
    JointTask,
    Organization,
    Penalty,
    StandingCase,
    UserAccount,
)

Compose = Callable[[Session, CreditDelivery], CreditMessage]

_ENDING = ("party_name", "party_uscc", "decision_no", "authority_uscc")


def composer(cipher: IdentityCipher) -> Compose:
    """Give the function that composes messages; it raises ValueError where it cannot."""

    def compose(session: Session, delivery: CreditDelivery) -> CreditMessage:
        kind = DeliveryKind(delivery.kind)
        if kind not in _RECORDS:
            raise ValueError(f"no message is known for {kind}")
        record = _RECORDS[kind](session, delivery, cipher)
        return CreditMessage(kind, delivery.idempotency_key, delivery.subject_revision, record)

    return compose


def _penalty_of(session: Session, delivery: CreditDelivery) -> Penalty:
    found = session.get(Penalty, delivery.subject_id)
    if found is None:
        raise NotFoundError("delivery.record_gone", id=delivery.subject_id)
    return found


def _penalty(
    session: Session, delivery: CreditDelivery, cipher: IdentityCipher
) -> Mapping[str, object]:
    return compose_penalty(session, cipher, _penalty_of(session, delivery))


def _ending(session: Session, delivery: CreditDelivery, _: IdentityCipher) -> Mapping[str, object]:
    penalty = _penalty_of(session, delivery)
    said = {CODES[name]: getattr(penalty, name) or "" for name in _ENDING}
    return said | {
        "ended_on": write_date(penalty.ended_on) if penalty.ended_on else "",
        "reason": penalty.ended_reason or penalty.state,
        "decision_no": penalty.repair_no or "",
    }


def _feedback(
    session: Session, delivery: CreditDelivery, _: IdentityCipher
) -> Mapping[str, object]:
    """Say what was done about a subject of the list; the responder is who decided its case."""
    task = session.get(JointTask, delivery.subject_id)
    subject = session.get(Organization, delivery.org_id)
    if task is None or subject is None or task.fed_back_at is None:
        raise NotFoundError("delivery.record_gone", id=delivery.subject_id)
    responder = _responder(session, task)
    return {
        "task_no": task.task_no,
        "subject_name": subject.name,
        "subject_uscc": task.uscc,
        "responder_name": responder.name,
        "responder_uscc": responder.uscc,
        "applied": bool(task.has_applied),
        "measure": task.measure or "",
        "case_text": task.response or "",
        "acted_on": write_date(civil_date(task.fed_back_at)),
    }


def _responder(session: Session, task: JointTask) -> Organization:
    """Give the authority that decided the case, or that has run the register longest."""
    decided = (
        select(Organization)
        .join(UserAccount, col(UserAccount.org_id) == col(Organization.id))
        .join(StandingCase, col(StandingCase.closed_by) == col(UserAccount.id))
        .where(StandingCase.id == task.case_id)
    )
    oldest = (
        select(Organization)
        .where(Organization.kind == OrganizationKind.REGULATOR.value)
        .order_by(col(Organization.id))
        .limit(1)
    )
    found = session.exec(decided).first() or session.exec(oldest).first()
    if found is None:
        raise NotFoundError("delivery.record_gone", id=task.id)
    return found


_RECORDS: dict[
    DeliveryKind, Callable[[Session, CreditDelivery, IdentityCipher], Mapping[str, object]]
] = {
    DeliveryKind.PENALTY: _penalty,
    DeliveryKind.REPAIR: _ending,
    DeliveryKind.WITHDRAWAL: _ending,
    DeliveryKind.FEEDBACK: _feedback,
}


WITHOUT_IDENTITY_NUMBERS = composer(NoIdentityCipher())
"""Composes whatever has no identity number in it."""
