"""Stories: a second person checks a delivery too and signs (双人联检)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.canteens import MOST_TRIES, SignedHow, check_second_person
from traceability.domain.errors import NotFoundError, RuleError
from traceability.publishing.purchases import get_visible_purchase, show_purchases
from traceability.schemas.purchases import Colleague, PurchasePage, PurchasePublic
from traceability.storage.ids import new_id
from traceability.storage.tables import (
    Purchase,
    PurchaseSignature,
    SigningCode,
    UserAccount,
)
from traceability.storage.work import Work

_LOOKED_BACK = timedelta(days=30)
_MOST = 20


def list_waiting(work: Work) -> PurchasePage:
    """List the canteen's deliveries of the last month that nobody signed a second time."""
    work.actor.require(Action.RECORD_PURCHASES)
    signed = select(PurchaseSignature.id).where(
        PurchaseSignature.org_id == work.actor.org_id,
        PurchaseSignature.purchase_id == Purchase.id,
    )
    rows = work.session.exec(
        select(Purchase)
        .where(
            Purchase.org_id == work.actor.org_id,
            col(Purchase.second_checked_by).is_(None),
            Purchase.delivered_at >= work.now - _LOOKED_BACK,
            ~signed.exists(),
        )
        .order_by(col(Purchase.id).desc())
        .limit(_MOST)
    ).all()
    return PurchasePage(items=show_purchases(work, rows))


def list_colleagues(work: Work) -> list[Colleague]:
    """List who can sign after the actor, the one who signed last on top."""
    work.actor.require(Action.RECORD_PURCHASES)
    people = work.session.exec(
        select(UserAccount)
        .where(
            UserAccount.org_id == work.actor.org_id,
            col(UserAccount.is_active).is_(True),
            UserAccount.id != work.actor.user_id,
        )
        .order_by(col(UserAccount.id))
    ).all()
    ids = [person.id for person in people]
    codes = work.session.exec(select(SigningCode.user_id).where(col(SigningCode.user_id).in_(ids)))
    with_code = set(codes)
    last = work.session.exec(
        select(PurchaseSignature.signed_by)
        .where(PurchaseSignature.org_id == work.actor.org_id)
        .order_by(col(PurchaseSignature.id).desc())
        .limit(1)
    ).first()
    ordered = sorted(people, key=lambda person: person.id != last)
    return [
        Colleague(id=person.id, name=person.display_name, has_code=person.id in with_code)
        for person in ordered
    ]


def has_signing_code(work: Work) -> bool:
    """Tell whether the actor has a code to sign with."""
    return work.session.get(SigningCode, work.actor.user_id) is not None


def set_signing_code(work: Work, code_hash: str) -> Colleague:
    """Keep the hash of the actor's own four figures; the hash is made before the transaction."""
    work.actor.require(Action.RECORD_PURCHASES)
    known = work.session.get(SigningCode, work.actor.user_id)
    if known is None:
        known = SigningCode(user_id=work.actor.user_id, code_hash="", changed_at=work.now)
        work.session.add(known)
    known.code_hash, known.failures, known.changed_at = code_hash, 0, work.now
    user = work.session.get_one(UserAccount, work.actor.user_id)
    return Colleague(id=user.id, name=user.display_name, has_code=True)


def take_try(work: Work, signer_id: UUID) -> str:
    """Count a try of somebody's code before it is compared; give the hash to compare with.

    Counting first leaves no gap for guesses made at the same moment. After five tries only the
    password is taken.
    """
    work.actor.require(Action.RECORD_PURCHASES)
    _colleague(work, signer_id)
    known = work.session.get(SigningCode, signer_id, with_for_update=True)
    if known is None:
        raise RuleError("signature.no_code", field="signer")
    if known.failures >= MOST_TRIES:
        raise RuleError("signature.code_locked", field="password")
    known.failures += 1
    return known.code_hash


def tries_left(work: Work, signer_id: UUID) -> int:
    """Tell how many tries a person's code has left."""
    known = work.session.get(SigningCode, signer_id)
    return MOST_TRIES - known.failures if known else 0


def username_of(work: Work, signer_id: UUID) -> str:
    """Give the name with which a colleague signs in."""
    work.actor.require(Action.RECORD_PURCHASES)
    return _colleague(work, signer_id).username


def _colleague(work: Work, user_id: UUID) -> UserAccount:
    user = work.session.get(UserAccount, user_id)
    if user is None or user.org_id != work.actor.org_id or not user.is_active:
        raise RuleError("signature.not_a_colleague", field="signer")
    return user


def sign_purchase(work: Work, purchase_id: UUID) -> PurchasePublic:
    """Sign as the second person, signed in with the own account."""
    work.actor.require(Action.RECORD_PURCHASES)
    return _sign(work, purchase_id, work.actor.user_id, SignedHow.OWN_DEVICE)


def sign_for(work: Work, purchase_id: UUID, signer_id: UUID, how: SignedHow) -> PurchasePublic:
    """Sign for a colleague whose code or password was just found right."""
    work.actor.require(Action.RECORD_PURCHASES)
    signed = _sign(work, purchase_id, signer_id, how)
    known = work.session.get(SigningCode, signer_id)
    if known is not None:
        known.failures = 0
    return signed


def _sign(work: Work, purchase_id: UUID, signer_id: UUID, how: SignedHow) -> PurchasePublic:
    purchase = get_visible_purchase(work, purchase_id)
    if not work.actor.owns(purchase.org_id):
        raise NotFoundError("purchase.not_found", id=purchase_id)
    shown = show_purchases(work, [purchase])[0]
    check_second_person(
        is_first=signer_id == purchase.recorded_by, is_signed=not shown.waits_for_second
    )
    user = _colleague(work, signer_id)
    work.add(
        PurchaseSignature(
            id=new_id(),
            recorded_at=work.now,
            org_id=purchase.org_id,
            purchase_id=purchase.id,
            signed_by=user.id,
            signer=user.display_name,
            how=how.value,
        )
    )
    work.session.flush()
    return show_purchases(work, [purchase])[0]
