"""Stories: people get accounts, sign in, and make tokens for their machines."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete
from sqlmodel import Session, col, select

from traceability.domain.access import Action, Actor
from traceability.domain.errors import (
    ConflictError,
    NotFoundError,
    RuleError,
    SignInError,
    TooManyAttemptsError,
)
from traceability.domain.kinds import ROLE_HOMES, OrganizationKind, Role
from traceability.schemas.parties import (
    Me,
    SessionPublic,
    SignIn,
    TokenCreate,
    TokenCreated,
    TokenPage,
    TokenPublic,
    UserCreate,
    UserPage,
    UserPublic,
)
from traceability.schemas.sign_in import PasswordChanged, SessionList, SessionListed
from traceability.storage.applications import open_application_of
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.parties import find_user, get_organization
from traceability.storage.tables import (
    ApiToken,
    ApplicantPassword,
    LoginAttempt,
    LoginSession,
    PasswordCredential,
    UserAccount,
)
from traceability.storage.work import Work

SESSION_LIFE = timedelta(hours=12)
FORGOTTEN = timedelta(days=1)
ATTEMPT_WINDOW = timedelta(minutes=15)
MOST_FAILURES = {"name": 8, "address": 40, "application": 6}
TOKEN_PREFIX = "gyl_"  # noqa: S105 - marks our tokens for secret scanners


@cache
def _hasher(cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=cost, memory_cost=19_456, parallelism=1)  # OWASP's argon2id


def hash_password(password: str, cost: int = 2) -> str:
    """Hash a password with argon2id."""
    return _hasher(cost).hash(password)


def is_password_right(known_hash: str, typed: str) -> bool:
    """Tell whether what was typed has this hash; slow on purpose."""
    try:
        return _hasher(2).verify(known_hash, typed)
    except VerificationError:
        return False


def register_user(work: Work, entered: UserCreate, password_hash: str) -> UserPublic:
    """Give a person an account in an organisation whose kind fits the role.

    The hash is made by the caller, before the transaction: it takes long on purpose.
    """
    work.actor.require(Action.REGISTER_USER)
    organization = get_organization(work.session, entered.org_id)
    if OrganizationKind(organization.kind) not in ROLE_HOMES[entered.role]:
        raise RuleError("user.role_does_not_fit", field="role", kind=organization.kind)
    if find_user(work.session, entered.username) is not None:
        raise ConflictError("user.name_taken", field="username", username=entered.username)
    user = UserAccount(
        id=new_id(),
        recorded_at=work.now,
        **entered.model_dump(exclude={"password"}),
    )
    work.add(user)
    work.session.flush()
    work.session.add(
        PasswordCredential(user_id=user.id, password_hash=password_hash, changed_at=work.now)
    )
    return UserPublic.model_validate(user)


def list_users(work: Work, after: str | None, limit: int) -> UserPage:
    """List users."""
    work.actor.require(Action.READ_USERS)
    rows, following = page_of(work.session, select(UserAccount), col(UserAccount.id), after, limit)
    return UserPage(items=[UserPublic.model_validate(row) for row in rows], next=following)


def count_attempt(session: Session, name: str, address: str, now: datetime) -> None:
    """Count a sign-in against the name and the address before it is tried; refuse too many.

    Counting first leaves no gap for guesses made at the same moment.
    """
    _count(session, (("name", name), ("address", address)), now)


def count_application(session: Session, address: str, now: datetime) -> None:
    """Count an application to enter the register against its address; refuse too many."""
    _count(session, (("application", address),), now)


def _count(session: Session, subjects: Iterable[tuple[str, str]], now: datetime) -> None:
    session.execute(
        delete(LoginAttempt).where(col(LoginAttempt.window_started_at) < now - 4 * ATTEMPT_WINDOW)
    )
    for kind, subject in subjects:
        key = _subject(kind, subject)
        attempt = session.get(LoginAttempt, key, with_for_update=True)
        if attempt is None:
            session.add(LoginAttempt(subject=key, failures=1, window_started_at=now))
        elif now - attempt.window_started_at >= ATTEMPT_WINDOW:
            attempt.failures, attempt.window_started_at = 1, now
        elif attempt.failures >= MOST_FAILURES[kind]:
            rest = ATTEMPT_WINDOW - (now - attempt.window_started_at)
            raise TooManyAttemptsError(
                "sign_in.too_many_attempts", retry_after=int(rest.total_seconds()) + 1
            )
        else:
            attempt.failures += 1


def forgive_attempt(session: Session, name: str, address: str) -> None:
    """Take back the count of a sign-in that succeeded."""
    for kind, subject in (("name", name), ("address", address)):
        attempt = session.get(LoginAttempt, _subject(kind, subject), with_for_update=True)
        if attempt is not None and attempt.failures > 0:
            attempt.failures -= 1


def _subject(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def check_password(session: Session, entered: SignIn) -> UserAccount | None:
    """Give the active user whose name and password these are; equally slow for unknown names.

    Raises SignInError for somebody whose enterprise has applied and is not let in (yet).
    """
    user = find_user(session, entered.username)
    credential = session.get(PasswordCredential, user.id) if user and user.is_active else None
    application = open_application_of(session, entered.username) if user is None else None
    applied = session.get(ApplicantPassword, application.id) if application else None
    known = credential or applied
    try:
        _hasher(2).verify(known.password_hash if known else _decoy(), entered.password)
    except VerificationError:
        return None
    if application is not None and applied is not None:
        raise SignInError(
            f"sign_in.application_{application.state}", reason=application.reason or ""
        )
    return user if credential else None


@cache
def _decoy() -> str:
    return hash_password(secrets.token_hex())


def open_session(
    session: Session,
    user: UserAccount,
    now: datetime,
    agent: str = "",
    *,
    is_strong: bool = False,
) -> tuple[str, SessionPublic]:
    """Open a session; give its secret, for the cookie alone, and what the caller may know."""
    secret = secrets.token_urlsafe(32)
    # A day longer than it lasts: who comes back to a form is still known as its writer.
    session.execute(delete(LoginSession).where(col(LoginSession.expires_at) < now - FORGOTTEN))
    session.add(
        LoginSession(
            token_hash=fingerprint(secret),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LIFE,
            agent=agent[:200],
            is_strong=is_strong,
        )
    )
    me = me_of(actor_of(session, user))
    return secret, SessionPublic(
        **me.model_dump(), csrf_token=csrf_token(secret), expires_at=now + SESSION_LIFE
    )


def is_weak(session: Session, secret: str, roles: frozenset[Role]) -> bool:
    """Tell whether a session lacks the second factor that the role of its user must show."""
    found = session.get(LoginSession, fingerprint(secret))
    if found is None or found.is_strong or not roles:
        return False
    user = session.get(UserAccount, found.user_id)
    return user is not None and Role(user.role) in roles


def strengthen_session(session: Session, secret: str) -> None:
    """Note that a session has shown a second factor."""
    found = session.get(LoginSession, fingerprint(secret))
    if found is not None:
        found.is_strong = True


def owner_of_ended(session: Session, secret: str) -> UUID | None:
    """Give whose session this was, ended or not."""
    found = session.get(LoginSession, fingerprint(secret))
    return found.user_id if found is not None else None


def list_sessions(work: Work, secret: str, idle: timedelta) -> SessionList:
    """List the caller's sessions that have not ended, by being idle or by age; `secret` is this."""
    query = (
        select(LoginSession)
        .where(
            LoginSession.user_id == work.actor.user_id,
            col(LoginSession.expires_at) > work.now,
            col(LoginSession.seen_at) > work.now - idle,
        )
        .order_by(col(LoginSession.seen_at).desc())
    )
    this = fingerprint(secret)
    return SessionList(
        items=[
            SessionListed(
                id=row.token_hash[:24],
                created_at=row.created_at,
                seen_at=row.seen_at,
                agent=row.agent,
                is_strong=row.is_strong,
                is_this=row.token_hash == this,
            )
            for row in work.session.exec(query)
        ]
    )


def end_session(work: Work, session_id: str, secret: str, idle: timedelta) -> SessionList:
    """End one of the caller's sessions."""
    query = select(LoginSession).where(LoginSession.user_id == work.actor.user_id)
    found = [row for row in work.session.exec(query) if row.token_hash[:24] == session_id]
    if not found:
        raise NotFoundError("session.not_found")
    work.session.delete(found[0])
    work.session.flush()
    return list_sessions(work, secret, idle)


def change_password(work: Work, password_hash: str, secret: str) -> PasswordChanged:
    """Give the caller another password; every other session of his ends.

    The caller has shown the old one, and made the hash, before the transaction.
    """
    credential = work.session.get(PasswordCredential, work.actor.user_id)
    if credential is None:
        raise NotFoundError("user.no_password")
    credential.password_hash, credential.changed_at = password_hash, work.now
    others = select(LoginSession).where(
        LoginSession.user_id == work.actor.user_id,
        LoginSession.token_hash != fingerprint(secret),
    )
    ended = list(work.session.exec(others))
    for each in ended:
        work.session.delete(each)
    return PasswordChanged(sessions_ended=len(ended))


def close_session(session: Session, secret: str) -> None:
    """End a session."""
    session.execute(delete(LoginSession).where(col(LoginSession.token_hash) == fingerprint(secret)))


def fingerprint(secret: str) -> str:
    """Give what is kept of a secret: its SHA-256; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(secret: str) -> str:
    """Give the token that a page sends back with each write, bound to the session."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def actor_by_session(session: Session, secret: str, now: datetime, idle: timedelta) -> Actor:
    """Give who a session cookie belongs to, or raise SignInError."""
    found = session.get(LoginSession, fingerprint(secret))
    if found is None or found.expires_at <= now or now - found.seen_at > idle:
        raise SignInError("sign_in.session_ended")
    return active_actor(session, found.user_id)


def session_left_s(session: Session, secret: str, now: datetime, idle: timedelta) -> int:
    """Give how many seconds a session lasts if it is not used again; 0 where it has ended."""
    found = session.get(LoginSession, fingerprint(secret))
    if found is None:
        return 0
    ends_at = min(found.expires_at, found.seen_at + idle)
    return max(0, int((ends_at - now).total_seconds()))


def keep_session(session: Session, secret: str, now: datetime) -> None:
    """Note that a session is in use; at most once a minute, to spare writes."""
    found = session.get(LoginSession, fingerprint(secret))
    if found is not None and now - found.seen_at > timedelta(minutes=1):
        found.seen_at = now


def actor_by_token(session: Session, token: str, now: datetime) -> Actor:
    """Give who a bearer token belongs to, or raise SignInError."""
    found = session.exec(select(ApiToken).where(ApiToken.token_hash == fingerprint(token))).first()
    is_over = found and (found.revoked_at or (found.expires_at and found.expires_at <= now))
    if found is None or is_over:
        raise SignInError("sign_in.token_unknown")
    return active_actor(session, found.user_id)


def active_actor(session: Session, user_id: UUID) -> Actor:
    """Give who an active user is, or raise SignInError."""
    user = session.get(UserAccount, user_id)
    if user is None or not user.is_active:
        raise SignInError("sign_in.user_inactive")
    return actor_of(session, user)


def actor_of(session: Session, user: UserAccount) -> Actor:
    """Give who a user is and for whom he speaks."""
    organization = get_organization(session, user.org_id)
    return Actor(
        user_id=user.id,
        username=user.username,
        role=Role(user.role),
        org_id=organization.id,
        org_kind=OrganizationKind(organization.kind),
        org_name=organization.name,
        uscc=organization.uscc,
    )


def me_of(actor: Actor) -> Me:
    """Tell the caller who he is."""
    return Me.model_validate(actor)


def create_token(work: Work, entered: TokenCreate) -> TokenCreated:
    """Make a bearer token for the caller; its secret is shown this once."""
    work.actor.require(Action.MANAGE_TOKENS)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        user_id=work.actor.user_id,
        name=entered.name,
        token_hash=fingerprint(secret),
        expires_at=entered.expires_at,
    )
    work.add(token)
    public = TokenPublic.model_validate(token)
    return TokenCreated(**public.model_dump(), token=secret)


def revoke_token(work: Work, token_id: UUID) -> TokenPublic:
    """End one of the caller's tokens."""
    work.actor.require(Action.MANAGE_TOKENS)
    token = work.session.get(ApiToken, token_id)
    if token is None or token.user_id != work.actor.user_id:
        raise NotFoundError("token.not_found", id=token_id)
    if token.revoked_at is None:
        work.change(token, revoked_at=work.now)
    return TokenPublic.model_validate(token)


def list_tokens(work: Work, after: str | None, limit: int) -> TokenPage:
    """List the caller's tokens."""
    work.actor.require(Action.MANAGE_TOKENS)
    query = select(ApiToken).where(ApiToken.user_id == work.actor.user_id)
    rows, following = page_of(work.session, query, col(ApiToken.id), after, limit)
    return TokenPage(items=[TokenPublic.model_validate(row) for row in rows], next=following)
