"""Queries: penalties, what is told of them, and the message that leaves.

`compose_penalty` is the only place where an identity number is read in clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError
from traceability.domain.identity_numbers import IdentityCipher
from traceability.domain.kinds import (
    OPEN_OBJECTIONS,
    DeliveryKind,
    ObjectionSubject,
    PenaltySeverity,
    PenaltyState,
)
from traceability.domain.penalty_fields import PenaltyFields, normalise_decision_no
from traceability.domain.penalty_kinds import split_kinds
from traceability.domain.penalty_visibility import PenaltyFacts
from traceability.domain.penalty_wire import CODES, to_wire
from traceability.storage.outbox import DeliveryOrder, queue_delivery
from traceability.storage.tables import CreditAnswer, CreditDelivery, Objection, Penalty
from traceability.storage.work import Work

NOT_PUBLIC = "轻微行政处罚，不予公示。"
"""The standard has no field that says so: a minor penalty carries it in its remark."""
_LONGEST_REMARK = 512
NUMBERS = {
    "legal_representative_id_no": "legal_representative_id_cipher",
    "person_id_no": "person_id_cipher",
}
"""Field → column of its cipher text."""
COLUMNS = frozenset(
    name for name in CODES if name not in NUMBERS and not name.endswith("_10k_yuan")
) | {"fine_fen", "confiscated_fen"}
"""Fields that are columns of the same name."""


def get_penalty(session: Session, penalty_id: UUID, field: str | None = None) -> Penalty:
    """Give a penalty and keep others from changing it until the commit, or NotFoundError."""
    found = session.get(Penalty, penalty_id, with_for_update=True)
    if found is None:
        raise NotFoundError("penalty.not_found", field=field, id=penalty_id)
    return found


def find_decision(session: Session, authority_uscc: str, decision_no: str) -> Penalty | None:
    """Find the one record of a decision by its authority and normalised number."""
    return session.exec(
        select(Penalty).where(
            Penalty.authority_uscc == authority_uscc, Penalty.decision_no == decision_no
        )
    ).first()


def matches(text: str) -> ColumnElement[bool]:
    """Match a penalty by a part of its number or of its party's name, or by the party's code."""
    number = col(Penalty.decision_no).contains(normalise_decision_no(text), autoescape=True)
    name = col(Penalty.party_name).contains(text, autoescape=True)
    return or_(number, name, col(Penalty.party_uscc) == text.upper())


def contested(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Tell to which of the penalties an objection is open."""
    query = select(Objection.subject_id).where(
        Objection.subject_kind == ObjectionSubject.PENALTY.value,
        col(Objection.subject_id).in_(list(ids)),
        col(Objection.state).in_([state.value for state in OPEN_OBJECTIONS]),
    )
    return set(session.exec(query))


def newest_deliveries(session: Session, ids: Iterable[UUID]) -> dict[UUID, CreditDelivery]:
    """Give the newest delivery of each penalty record."""
    query = (
        select(CreditDelivery)
        .where(
            col(CreditDelivery.subject_id).in_(list(ids)),
            CreditDelivery.kind == DeliveryKind.PENALTY.value,
        )
        .order_by(col(CreditDelivery.id))
    )
    return {delivery.subject_id: delivery for delivery in session.exec(query)}


def penalties_of(session: Session, org_id: UUID) -> Sequence[Penalty]:
    """Give an enterprise's penalties, newest decision first."""
    return session.exec(
        select(Penalty)
        .where(Penalty.org_id == org_id)
        .order_by(col(Penalty.decided_on).desc(), col(Penalty.id).desc())
    ).all()


def facts_of(penalty: Penalty, is_contested: bool) -> PenaltyFacts:
    """Give what decides whether the public may see a penalty."""
    return PenaltyFacts(
        severity=penalty.severity,
        state=penalty.state,
        party_kind=penalty.party_kind,
        party_name=penalty.party_name,
        decision_no=penalty.decision_no,
        authority_name=penalty.authority_name,
        penalty_kinds=split_kinds(penalty.penalty_kinds),
        decided_on=penalty.decided_on,
        publicity_until=penalty.publicity_until,
        is_contested=is_contested,
    )


def fields_of(penalty: Penalty, cipher: IdentityCipher) -> PenaltyFields:
    """Give the thirty fields of a record, the identity numbers in clear."""
    values = {name: getattr(penalty, name) for name in COLUMNS}
    values["penalty_kinds"] = split_kinds(penalty.penalty_kinds)
    for name, column in NUMBERS.items():
        sealed = getattr(penalty, column)
        values[name] = cipher.open(sealed, place_of(penalty.id, column)) if sealed else None
    return PenaltyFields(**values)


def with_identity_numbers(session: Session, ids: Iterable[UUID]) -> list[UUID]:
    """Name those of some penalties that hold a number of an identity paper."""
    query = select(Penalty.id).where(
        col(Penalty.id).in_(list(ids)),
        or_(
            col(Penalty.legal_representative_id_cipher).is_not(None),
            col(Penalty.person_id_cipher).is_not(None),
        ),
    )
    return list(session.exec(query.order_by(col(Penalty.id))))


def place_of(penalty_id: UUID, column: str) -> str:
    """Name the place to which a cipher text is bound."""
    return f"{Penalty.__tablename__}/{penalty_id}/{column}"


def compose_penalty(session: Session, cipher: IdentityCipher, penalty: Penalty) -> dict[str, str]:
    """Compose the message of a penalty as it stands now, with the official codes.

    Read the row anew, so that a correction that was just committed goes out and not what it
    corrects. The message may be kept nowhere.
    """
    session.refresh(penalty)
    fields = fields_of(penalty, cipher)
    if penalty.severity == PenaltySeverity.MINOR:
        remark = (NOT_PUBLIC + (fields.remark or ""))[:_LONGEST_REMARK]
        fields = replace(fields, remark=remark)
    return to_wire(fields)


def queue_penalty(work: Work, penalty: Penalty, kind: DeliveryKind) -> None:
    """Queue what the credit system is to be told of a penalty, in the transaction of its record.

    The key names the party by its code; a natural person, who has none, by the record, because
    a number that can be guessed must not be hashed into a key that others keep.
    """
    party = penalty.party_uscc or f"record:{penalty.id}"
    key = f"{party}/{penalty.decision_no}/{penalty.authority_uscc}/{penalty.revision}"
    order = DeliveryOrder(
        kind, penalty.org_id, "penalty", penalty.id, penalty.revision, idempotency_key=key
    )
    queue_delivery(work, order)


def was_perhaps_received(session: Session, penalty_id: UUID) -> bool:
    """Tell whether the credit system has the record, or may have it without our knowing.

    Only a delivery that was refused is surely not there.
    """
    refused = select(CreditAnswer.delivery_id).where(col(CreditAnswer.is_accepted).is_(False))
    query = select(CreditDelivery.id).where(
        CreditDelivery.subject_id == penalty_id, col(CreditDelivery.id).not_in(refused)
    )
    return session.exec(query).first() is not None


def due_for_end(session: Session, today: date) -> Sequence[Penalty]:
    """Give the public penalties whose window is over, locked."""
    return session.exec(
        select(Penalty)
        .where(
            Penalty.state == PenaltyState.IN_FORCE.value,
            Penalty.severity != PenaltySeverity.MINOR.value,
            col(Penalty.publicity_until) < today,
        )
        .order_by(col(Penalty.id))
        .with_for_update()
    ).all()
