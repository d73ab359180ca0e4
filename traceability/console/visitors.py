"""Who opens a page, did our own page send this form, and where may he go on to?"""

from __future__ import annotations

import hmac
import re
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request
from sqlmodel import Session

from traceability.domain.access import Actor
from traceability.routes.desk import SESSION_COOKIE, House, now, retrying
from traceability.services import users

HOME = "/console"
# Only plain addresses of ours: no host, no backslash, no control character, no step upwards.
_OURS = re.compile(r"/console(/(?!\.)[A-Za-z0-9._~-]+)*(\?[A-Za-z0-9._~=&%+-]*)?")
_DOORS = ("/console/login", "/console/logout")


def session_secret(request: Request) -> str:
    """Give the secret in the session cookie, or nothing."""
    return request.cookies.get(SESSION_COOKIE, "")


class SecondFactorNeededError(Exception):
    """The role of whoever is signed in must show a second factor, and this session has not."""


def find_visitor(house: House, secret: str, *, may_be_weak: bool = False) -> Actor:
    """Give who is signed in and keep the session alive, or raise SignInError."""
    roles, idle = house.settings.second_factor_roles, house.settings.session_idle

    def find() -> Actor:
        with Session(house.engine) as session:
            actor = users.actor_by_session(session, secret, now(), idle)
            if not may_be_weak and users.is_weak(session, secret, roles):
                raise SecondFactorNeededError
            users.keep_session(session, secret, now())
            session.commit()
            return actor

    return retrying(find)


def find_former_visitor(house: House, secret: str) -> UUID | None:
    """Give whose session has ended, if that is still known."""

    def find() -> UUID | None:
        with Session(house.engine) as session:
            return users.owner_of_ended(session, secret)

    return retrying(find)


def comes_from_elsewhere(request: Request) -> bool:
    """Tell whether another site's page sent this form: browsers say so themselves.

    A client that sends neither header is no browser, so nobody's browser can be abused through it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("Host")


def is_our_form(secret: str, token: str) -> bool:
    """Tell whether a form carries the token of its session."""
    return hmac.compare_digest(token.encode(), users.csrf_token(secret).encode())


def safe_next(address: str) -> str:
    """Give the page of the console to go on to; anything else, or a door, is the home."""
    if not _OURS.fullmatch(address) or address.startswith(_DOORS):
        return HOME
    return address
