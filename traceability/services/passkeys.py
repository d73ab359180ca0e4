"""Stories: somebody adds a passkey to his account, signs in by it, takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.gateways.passkeys import Proven, RelyingParty, credential_of
from traceability.schemas.passkeys import PasskeyCreate, PasskeyList, PasskeyPublic
from traceability.storage.ids import new_id
from traceability.storage.passkeys import find_passkey, list_passkeys_of
from traceability.storage.tables import Passkey
from traceability.storage.work import Work

MOST_PASSKEYS = 10  # of one user


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser was asked to sign, and when: it is taken once."""

    value: bytes
    made_at: datetime


def list_passkeys(work: Work) -> PasskeyList:
    """List the caller's passkeys."""
    work.actor.require(Action.READ_SELF)
    rows = list_passkeys_of(work.session, work.actor.user_id)
    return PasskeyList(items=[PasskeyPublic.model_validate(row) for row in rows])


def plan_passkey(work: Work, party: RelyingParty, challenge: bytes) -> str:
    """Write what the caller's browser needs to make a passkey (JSON of WebAuthn)."""
    work.actor.require(Action.READ_SELF)
    known = list_passkeys_of(work.session, work.actor.user_id)
    if len(known) >= MOST_PASSKEYS:
        raise RuleError("passkey.too_many", most=MOST_PASSKEYS)
    user = (work.actor.user_id.bytes, work.actor.username, work.actor.username)
    return party.ask_for_new(challenge, user, [row.credential_id for row in known])


def add_passkey(
    work: Work, party: RelyingParty, challenge: bytes, entered: PasskeyCreate
) -> PasskeyPublic:
    """Keep a passkey that the caller's browser made."""
    work.actor.require(Action.READ_SELF)
    if len(list_passkeys_of(work.session, work.actor.user_id)) >= MOST_PASSKEYS:
        raise RuleError("passkey.too_many", most=MOST_PASSKEYS)
    made = party.check_new(challenge, entered.answer)
    if made is None:
        raise RuleError("passkey.refused", field="passkey_name")
    if find_passkey(work.session, made.credential_id) is not None:
        raise ConflictError("passkey.known", field="passkey_name")
    row = Passkey(
        id=new_id(),
        user_id=work.actor.user_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=entered.name,
        recorded_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return PasskeyPublic.model_validate(row)


def remove_passkey(work: Work, passkey_id: UUID) -> PasskeyList:
    """Take one of the caller's passkeys away."""
    work.actor.require(Action.READ_SELF)
    row = work.session.get(Passkey, passkey_id)
    if row is None or row.user_id != work.actor.user_id:
        raise NotFoundError("passkey.not_found", id=passkey_id)
    work.session.delete(row)
    work.session.flush()
    return list_passkeys(work)


def take_passkey(
    session: Session, party: RelyingParty, challenge: Challenge, answer: str, now: datetime
) -> UUID | None:
    """Give whose passkey has answered a challenge, and use the challenge up; None if none has."""
    row = find_passkey(session, credential_of(answer))
    if row is None or (row.challenged_at is not None and challenge.made_at <= row.challenged_at):
        return None
    known = Proven(row.credential_id, row.public_key, row.sign_count)
    shown = party.check(challenge.value, answer, known)
    if shown is None:
        return None
    row.sign_count, row.used_at, row.challenged_at = shown.sign_count, now, challenge.made_at
    return row.user_id
