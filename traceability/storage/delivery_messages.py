"""What exactly is the credit system told? Messages are composed when they are sent.

So identity numbers stand in no queue: they are read from their cipher at the last moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from uuid import UUID

from sqlmodel import Session

from traceability.domain.credit_messages import CreditMessage
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import DeliveryKind
from traceability.domain.penalty_fields import PenaltyFields
from traceability.domain.penalty_wire import CODES, to_wire, write_date
from traceability.storage.tables import CreditDelivery, Penalty

Decipher = Callable[[UUID, str], str]
"""Gives the number of an identity paper for the id of its record and its cipher."""
Compose = Callable[[Session, CreditDelivery], CreditMessage]

_ENDING = ("party_name", "party_uscc", "decision_no", "authority_uscc")
_CIPHERS = {
    "legal_representative_id_no": "legal_representative_id_cipher",
    "person_id_no": "person_id_cipher",
}


def composer(decipher: Decipher) -> Compose:
    """Give the function that composes messages; it raises ValueError where it cannot."""

    def compose(session: Session, delivery: CreditDelivery) -> CreditMessage:
        kind = DeliveryKind(delivery.kind)
        if kind not in _RECORDS:
            raise ValueError(f"no message is known for {kind}")
        record = _RECORDS[kind](session, delivery, decipher)
        return CreditMessage(kind, delivery.idempotency_key, delivery.subject_revision, record)

    return compose


def _penalty_of(session: Session, delivery: CreditDelivery) -> Penalty:
    found = session.get(Penalty, delivery.subject_id)
    if found is None:
        raise NotFoundError("delivery.record_gone", id=delivery.subject_id)
    return found


def _penalty(
    session: Session, delivery: CreditDelivery, decipher: Decipher
) -> Mapping[str, object]:
    penalty = _penalty_of(session, delivery)
    plain: dict[str, Any] = {
        name: getattr(penalty, name)
        for name in PenaltyFields.__dataclass_fields__
        if name not in _CIPHERS
    }
    plain["penalty_kinds"] = tuple(penalty.penalty_kinds.split(";"))
    for name, column in _CIPHERS.items():
        cipher = getattr(penalty, column)
        plain[name] = decipher(penalty.id, cipher) if cipher else None
    return to_wire(PenaltyFields(**plain))


def _ending(session: Session, delivery: CreditDelivery, _: Decipher) -> Mapping[str, object]:
    penalty = _penalty_of(session, delivery)
    said = {CODES[name]: getattr(penalty, name) or "" for name in _ENDING}
    return said | {
        "ended_on": write_date(penalty.ended_on) if penalty.ended_on else "",
        "reason": penalty.ended_reason or penalty.state,
        "decision_no": penalty.repair_no or "",
    }


_RECORDS: dict[
    DeliveryKind, Callable[[Session, CreditDelivery, Decipher], Mapping[str, object]]
] = {
    DeliveryKind.PENALTY: _penalty,
    DeliveryKind.REPAIR: _ending,
    DeliveryKind.WITHDRAWAL: _ending,
}


def _no_cipher(record_id: UUID, _: str) -> NoReturn:
    raise ValueError(f"the identity number of {record_id} cannot be read: no cipher is set up")


WITHOUT_IDENTITY_NUMBERS = composer(_no_cipher)
"""Composes whatever has no identity number in it."""
