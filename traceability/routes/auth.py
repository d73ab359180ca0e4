"""REST: signing in and out, users, tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine
from sqlmodel import Session

from traceability.domain.access import Action
from traceability.domain.errors import RegisterError, SignInError
from traceability.routes.desk import (
    SESSION_COOKIE,
    Cursor,
    Desk,
    House,
    Limit,
    house_of,
    needs,
    now,
    retrying,
)
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
from traceability.services import second_factors, users
from traceability.storage.passkeys import has_passkey
from traceability.storage.tables import UserAccount

_WRONG_CODES = frozenset({"second_factor.wrong", "sign_in.code_wrong"})
router = APIRouter(tags=["sign in"])


@router.post("/sessions", status_code=201)
def create_session(entered: SignIn, request: Request, response: Response) -> SessionPublic:
    """Sign in with name and password, and `code` where there is an app; sets the session cookie."""
    house = house_of(request)
    address = request.client.host if request.client else ""
    secret, shown = sign_in(house, entered, address, request.headers.get("User-Agent", ""))
    set_session_cookie(response, house, secret)
    return shown


def sign_in(
    house: House, entered: SignIn, address: str, agent: str = ""
) -> tuple[str, SessionPublic]:
    """Check name and password, and the code where there is one; open a session.

    Failures are counted and limited. Raises SignInError `sign_in.code_needed` when all is right
    but the code is missing.
    """
    user = check_name_and_password(house, entered, address)
    return open_session(house, user, entered.code, agent)


def check_name_and_password(house: House, entered: SignIn, address: str) -> UserAccount:
    """Give the user whose name and password these are, or raise SignInError."""
    retrying(lambda: _count(house, entered.username, address))

    def check() -> UserAccount | None:
        with Session(house.engine, expire_on_commit=False) as session:
            return users.check_password(session, entered)

    try:
        user = retrying(check)  # slow on purpose, and so outside of every writing transaction
    except SignInError:  # name and password are right, but their enterprise is not let in
        retrying(lambda: _forgive(house, entered.username, address))
        raise
    if user is None:
        raise SignInError("sign_in.wrong", field="password")
    retrying(lambda: _forgive(house, entered.username, address))
    return user


def open_session(
    house: House, user: UserAccount, code: str, agent: str
) -> tuple[str, SessionPublic]:
    """Open a session for somebody whose password was right; his app's code is checked here.

    Who has a passkey and no app gets in on the console only, where the passkey can be shown.
    """

    def open_it() -> tuple[str, SessionPublic] | None:
        with Session(writing(house)) as session:
            is_strong = second_factors.has_factor(session, user.id)
            if is_strong and not second_factors.takes_code(
                session, user.id, code, now(), house.identity_cipher
            ):
                return None
            opened = users.open_session(session, user, now(), agent, is_strong=is_strong)
            session.commit()
            return opened

    with Session(house.engine) as session:
        has_app = second_factors.has_factor(session, user.id)
        needs_more = has_app or has_passkey(session, user.id)
    if not needs_more:
        opened = retrying(open_it)
    elif not code or not has_app:
        raise SignInError("sign_in.code_needed", field="code")
    else:
        with count_code(house, user.username):
            opened = retrying(open_it)
            if opened is None:
                raise SignInError("sign_in.code_wrong", field="code")
    if opened is None:  # the app was set up at this very moment
        raise SignInError("sign_in.code_needed", field="code")
    return opened


def open_strong_session(house: House, user: UserAccount, agent: str) -> tuple[str, SessionPublic]:
    """Open a session for somebody who has shown a passkey."""

    def open_it() -> tuple[str, SessionPublic]:
        with Session(writing(house)) as session:
            opened = users.open_session(session, user, now(), agent, is_strong=True)
            session.commit()
            return opened

    return retrying(open_it)


@contextmanager
def count_code(house: House, username: str) -> Iterator[None]:
    """Count a try of a code against its account, whoever tries; forgive it if it was right."""
    subject = f"code of {username}"
    retrying(lambda: _count(house, subject, subject))
    try:
        yield
    except RegisterError as error:
        if error.code not in _WRONG_CODES:  # refused for another reason: the code was not looked at
            retrying(lambda: _forgive(house, subject, subject))
        raise
    retrying(lambda: _forgive(house, subject, subject))


def strengthen(house: House, secret: str) -> None:
    """Note that a session has shown a second factor."""

    def note() -> None:
        with Session(writing(house)) as session:
            users.strengthen_session(session, secret)
            session.commit()

    retrying(note)


def writing(house: House) -> Engine:
    """Give the engine for what is written outside of a use case."""
    return house.engine.execution_options(is_writing=True)


def _count(house: House, name: str, address: str) -> None:
    with Session(writing(house)) as session:
        users.count_attempt(session, name, address, now())
        session.commit()


def _forgive(house: House, name: str, address: str) -> None:
    with Session(writing(house)) as session:
        users.forgive_attempt(session, name, address)
        session.commit()


def set_session_cookie(response: Response, house: House, secret: str) -> None:
    """Hand the session to the browser: not readable by scripts, not sent from other sites."""
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(users.SESSION_LIFE.total_seconds()),
        httponly=True,
        secure=house.settings.is_secure,
        samesite="lax",
        path="/",
    )


@router.get("/sessions/current")
def read_session(desk: Annotated[Desk, needs(Action.READ_SELF)]) -> Me:
    """Tell who is signed in."""
    return users.me_of(desk.actor)


@router.delete("/sessions/current", status_code=204)
def delete_session(
    request: Request, response: Response, desk: Annotated[Desk, needs(Action.READ_SELF)]
) -> None:
    """Sign out."""
    close_session(desk.house, request.cookies.get(SESSION_COOKIE))
    response.delete_cookie(SESSION_COOKIE, path="/")


def close_session(house: House, secret: str | None) -> None:
    """End the session of a cookie."""
    if secret is None:
        return
    with Session(house.engine.execution_options(is_writing=True)) as session:
        users.close_session(session, secret)
        session.commit()


@router.post("/users", status_code=201, response_model=UserPublic)
def create_user(
    entered: UserCreate, desk: Annotated[Desk, needs(Action.REGISTER_USER)]
) -> Response:
    """Give a person an account."""
    hashed = users.hash_password(entered.password)
    return desk.record(lambda work: users.register_user(work, entered, hashed))


@router.get("/users")
def list_users(
    desk: Annotated[Desk, needs(Action.READ_USERS)], cursor: Cursor = None, limit: Limit = 50
) -> UserPage:
    """List users."""
    return desk.read(lambda work: users.list_users(work, cursor, limit))


@router.post("/tokens", status_code=201, response_model=TokenCreated)
def create_token(
    entered: TokenCreate, desk: Annotated[Desk, needs(Action.MANAGE_TOKENS)]
) -> Response:
    """Make a bearer token; its secret is in this answer and nowhere else."""
    return desk.record(lambda work: users.create_token(work, entered), is_secret=True)


@router.get("/tokens")
def list_tokens(
    desk: Annotated[Desk, needs(Action.MANAGE_TOKENS)], cursor: Cursor = None, limit: Limit = 50
) -> TokenPage:
    """List the caller's tokens."""
    return desk.read(lambda work: users.list_tokens(work, cursor, limit))


@router.delete("/tokens/{token_id}", response_model=TokenPublic)
def delete_token(token_id: UUID, desk: Annotated[Desk, needs(Action.MANAGE_TOKENS)]) -> Response:
    """Revoke a token; its record stays."""
    return desk.record(lambda work: users.revoke_token(work, token_id), status=200)
