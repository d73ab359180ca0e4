"""Stories: an organisation looks after its own accounts.

The keeper of an organisation is its oldest active account: the administrator opens that one, the
others are the keeper's business. Not so at the authority, where two people must check each other:
there the administrator alone opens accounts.
"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.schemas.parties import UserPublic
from traceability.schemas.staff import StaffCreate, StaffMember, StaffPublic
from traceability.storage.ids import new_id
from traceability.storage.parties import find_user
from traceability.storage.passkeys import list_passkeys_of
from traceability.storage.tables import (
    LoginSession,
    PasswordCredential,
    SecondFactor,
    UserAccount,
)
from traceability.storage.work import Work

MOST_ACCOUNTS = 200


def list_staff(work: Work) -> StaffPublic:
    """List the accounts of the caller's organisation, the keeper's first."""
    work.actor.require(Action.MANAGE_STAFF)
    rows = _accounts(work)
    keeper = _keeper_of(rows)
    factors = set(
        work.session.exec(
            select(SecondFactor.user_id).where(
                col(SecondFactor.user_id).in_([row.id for row in rows]),
                col(SecondFactor.confirmed_at).is_not(None),
            )
        )
    )
    return StaffPublic(
        is_keeper=keeper == work.actor.user_id,
        items=[
            StaffMember(
                **UserPublic.model_validate(row).model_dump(),
                is_keeper=row.id == keeper,
                has_second_factor=row.id in factors,
            )
            for row in rows
        ],
    )


def _accounts(work: Work) -> list[UserAccount]:
    query = select(UserAccount).where(UserAccount.org_id == work.actor.org_id)
    return list(work.session.exec(query.order_by(col(UserAccount.id)).limit(MOST_ACCOUNTS)))


def _keeper_of(rows: list[UserAccount]) -> UUID | None:
    return next((row.id for row in rows if row.is_active), None)


def _require_keeper(work: Work) -> list[UserAccount]:
    work.actor.require(Action.MANAGE_STAFF)
    rows = _accounts(work)
    if _keeper_of(rows) != work.actor.user_id:
        raise ForbiddenError("staff.keeper_only")
    return rows


def add_member(work: Work, entered: StaffCreate, password_hash: str) -> UserPublic:
    """Open an account for a colleague, in the caller's role and organisation."""
    rows = _require_keeper(work)
    if len(rows) >= MOST_ACCOUNTS:
        raise RuleError("staff.too_many", most=MOST_ACCOUNTS)
    if find_user(work.session, entered.username) is not None:
        raise ConflictError("user.name_taken", field="username", username=entered.username)
    user = UserAccount(
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        username=entered.username,
        display_name=entered.display_name,
        role=work.actor.role.value,
    )
    work.add(user)
    work.session.flush()
    work.session.add(
        PasswordCredential(user_id=user.id, password_hash=password_hash, changed_at=work.now)
    )
    return UserPublic.model_validate(user)


def set_member_active(work: Work, user_id: UUID, *, is_active: bool) -> UserPublic:
    """Close a colleague's account or open it again; what he recorded stays."""
    user = _colleague(work, user_id)
    if user.is_active != is_active:
        work.change(user, is_active=is_active)
    if not is_active:
        _end_sessions(work, user_id)
    return UserPublic.model_validate(user)


def reset_password(work: Work, user_id: UUID, password_hash: str) -> UserPublic:
    """Give a colleague another password, and take a lost phone's second factors away."""
    user = _colleague(work, user_id)
    credential = work.session.get(PasswordCredential, user_id)
    if credential is None:
        raise NotFoundError("staff.not_found", id=user_id)
    credential.password_hash, credential.changed_at = password_hash, work.now
    factor = work.session.get(SecondFactor, user_id)
    if factor is not None:
        work.session.delete(factor)
    for passkey in list_passkeys_of(work.session, user_id):
        work.session.delete(passkey)
    _end_sessions(work, user_id)
    return UserPublic.model_validate(user)


def _colleague(work: Work, user_id: UUID) -> UserAccount:
    user = next((row for row in _require_keeper(work) if row.id == user_id), None)
    if user is None:
        raise NotFoundError("staff.not_found", id=user_id)
    if user.id == work.actor.user_id:
        raise RuleError("staff.not_oneself")
    return user


def _end_sessions(work: Work, user_id: UUID) -> None:
    for row in work.session.exec(select(LoginSession).where(LoginSession.user_id == user_id)):
        work.session.delete(row)
