"""REST: signing in and out, users, tokens."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from traceability.domain.access import Action
from traceability.domain.errors import SignInError
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
from traceability.services import users
from traceability.storage.tables import UserAccount

router = APIRouter(tags=["sign in"])


@router.post("/sessions", status_code=201)
def create_session(entered: SignIn, request: Request, response: Response) -> SessionPublic:
    """Sign in with name and password; sets the session cookie."""
    house = house_of(request)
    address = request.client.host if request.client else ""
    secret, shown = sign_in(house, entered, address)
    set_session_cookie(response, house, secret)
    return shown


def sign_in(house: House, entered: SignIn, address: str) -> tuple[str, SessionPublic]:
    """Check name and password and open a session; failures are counted and limited."""
    moment = now()
    writing = house.engine.execution_options(is_writing=True)

    def count() -> None:
        with Session(writing) as session:
            users.count_attempt(session, entered.username, address, moment)
            session.commit()

    def check() -> UserAccount | None:
        with Session(house.engine, expire_on_commit=False) as session:
            return users.check_password(session, entered)

    def open_it(user: UserAccount) -> tuple[str, SessionPublic]:
        with Session(writing) as session:
            users.forgive_attempt(session, entered.username, address)
            opened = users.open_session(session, user, moment)
            session.commit()
            return opened

    retrying(count)
    user = retrying(check)  # slow on purpose, and so outside of every writing transaction
    if user is None:
        raise SignInError("sign_in.wrong", field="password")
    return retrying(lambda: open_it(user))


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
