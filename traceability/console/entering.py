"""What happens at the door once somebody is known, on its own page or in place on another?

In place: a page that is open keeps what was typed into it, its script shows the login in it. The
answer then says whether the same person came back; only then the page may go on.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlmodel import Session

from traceability.console.answers import page
from traceability.console.kept_forms import open_form_of
from traceability.console.visitors import find_former_visitor, safe_next, session_secret
from traceability.routes.auth import close_session, set_session_cookie
from traceability.routes.desk import House, house_of, now, retrying
from traceability.schemas.parties import SessionPublic
from traceability.services import users
from traceability.storage.tables import UserAccount


def is_in_place(request: Request) -> bool:
    """Tell whether a script asks, for a page that stays open."""
    return "HX-Request" in request.headers


def door_page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Write a page of the door, or the panel in its stead where a page stays open."""
    if not is_in_place(request):
        return page(request, template, status, **values)
    known = values | {"username": values.get("username") or former_name(request)}
    return page(request, template.replace("login", "panel_login"), status, **known)


def former_name(request: Request) -> str:
    """Name whose session this browser's was, ended or not."""
    house, secret = house_of(request), session_secret(request)
    owner = find_former_visitor(house, secret) if secret else None

    def find() -> UserAccount | None:
        with Session(house.engine) as session:
            return session.get(UserAccount, owner)

    user = retrying(find) if owner is not None else None
    return user.username if user is not None else ""


def let_in(
    request: Request, opened: tuple[str, SessionPublic], next_page: str, kept: str
) -> Response:
    """Go on with what waited, else to the page that was asked for; the old session ends."""
    house, (secret, shown) = house_of(request), opened
    former = session_secret(request)
    owner = find_former_visitor(house, former) if former else None
    close_session(house, former or None)
    if is_in_place(request):
        answer = _back_in_place(house, secret, is_same=owner == shown.user_id)
    else:
        answer = _next_page(request, opened, next_page, kept)
    set_session_cookie(answer, house, secret)
    return answer


def _next_page(
    request: Request, opened: tuple[str, SessionPublic], next_page: str, kept: str
) -> Response:
    secret, shown = opened
    waiting = open_form_of(house_of(request), shown.user_id, kept) if kept else None
    if waiting is not None and safe_next(waiting.address) == waiting.address:
        csrf = users.csrf_token(secret)
        return page(request, "resume.html", waiting=waiting, csrf=csrf)
    return RedirectResponse(safe_next(next_page), 303)


def _back_in_place(house: House, secret: str, *, is_same: bool) -> Response:
    """Tell the open page how to go on; another person's page it may not be, so it is left."""
    said = said_of_session(house, secret) if is_same else {}
    return JSONResponse({"is_same": is_same, **said}, headers={"Cache-Control": "no-store"})


def said_of_session(house: House, secret: str) -> dict[str, Any]:
    """Tell an open page whose session it is now, its token, and how long it lasts; {} if over."""

    def find() -> dict[str, Any]:
        with Session(house.engine) as session:
            left = users.session_left_s(session, secret, now(), house.settings.session_idle)
            owner = str(users.owner_of_ended(session, secret))
            said = {"left_s": left, "user": owner, "csrf": users.csrf_token(secret)}
            return said if left else {}

    return retrying(find)
