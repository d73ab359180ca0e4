"""How does one get in and out? Name and password, an app's code, and a form that waited."""

from __future__ import annotations

import math
import unicodedata
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from sqlmodel import Session

from traceability.console.answers import PageRoute, language_for, trouble
from traceability.console.apply import tell_applicant
from traceability.console.entering import door_page, is_in_place, let_in
from traceability.console.kept_forms import make_ticket, read_ticket
from traceability.console.passkey_door import is_passkey_on
from traceability.console.visitors import (
    HOME,
    SecondFactorNeededError,
    comes_from_elsewhere,
    find_visitor,
    is_our_form,
    safe_next,
    session_secret,
)
from traceability.console.words import say
from traceability.domain.errors import SignInError, TooManyAttemptsError
from traceability.routes.auth import (
    check_name_and_password,
    close_session,
    open_session,
)
from traceability.routes.desk import SESSION_COOKIE, House, house_of, retrying
from traceability.schemas.parties import SignIn
from traceability.services.second_factors import has_factor
from traceability.storage.passkeys import has_passkey
from traceability.storage.tables import UserAccount

LOGIN = f"{HOME}/login"
_LONGEST_KEPT = 300_000
_REASONS = {"ended", "out", "sign_in_first"}
router = APIRouter(include_in_schema=False, route_class=PageRoute)
Kept = Annotated[str, Form(max_length=_LONGEST_KEPT)]


def leave(why: str) -> Response:
    """Lead to the door, and forget the cookie."""
    answer = RedirectResponse(f"{LOGIN}?{why}=1", 303)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


@router.get("/login")
def login_form(request: Request, next_page: Annotated[str, Query(alias="next")] = HOME) -> Response:
    """Show the form for name and password, or send on whoever is signed in already."""
    house, secret = house_of(request), session_secret(request)
    if secret and not is_in_place(request) and _is_known(house, secret):
        return RedirectResponse(safe_next(next_page), 303)
    why = next((why for why in sorted(_REASONS) if why in request.query_params), "")
    told = _say_why(request, why) if why else ""
    return _first_step(request, told=told, next_page=safe_next(next_page))


def _say_why(request: Request, why: str) -> str:
    minutes = house_of(request).settings.session_idle_minutes
    return say(why, language_for(request)).format(minutes=minutes)


def _first_step(request: Request, status: int = 200, **values: Any) -> Response:
    has_key = is_passkey_on(house_of(request))
    return door_page(request, "login.html", status, has_passkey=has_key, **values)


def _is_known(house: House, secret: str) -> bool:
    try:
        find_visitor(house, secret)
    except SignInError:
        return False
    except SecondFactorNeededError:
        return True
    return True


@router.post("/login")
def login(
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next_page: Annotated[str, Form(alias="next")] = HOME,
    kept: Kept = "",
) -> Response:
    """Sign in; after a mistake the name stays, the password does not."""
    house, name = house_of(request), _plain(username)
    carried: dict[str, Any] = {"username": name, "next_page": safe_next(next_page), "kept": kept}
    if comes_from_elsewhere(request):
        return _again(request, 403, {"username": "foreign"}, carried)
    missing = {
        field: f"{field}_missing"
        for field, typed in (("username", name), ("password", password))
        if not typed
    }
    if missing:
        return _again(request, 422, missing, carried)
    try:
        entered = SignIn(username=name, password=password)
        user = check_name_and_password(house, entered, _address(request))
    except TooManyAttemptsError as error:
        return _wait(request, error, "login.html", {"username": "too_many"}, carried)
    except (SignInError, ValidationError) as error:
        told = tell_applicant(request, error, name) if isinstance(error, SignInError) else None
        return told or _again(request, 401, {"password": "wrong"}, carried)
    try:
        return _enter(request, user, "", next_page, kept)
    except SignInError:
        ticket = make_ticket(house, user.id)
        return _second_step(request, user.id, ticket=ticket, next_page=next_page, kept=kept)


@router.post("/login/code")
def login_code(
    request: Request,
    ticket: Annotated[str, Form(max_length=400)] = "",
    code: Annotated[str, Form(max_length=40)] = "",
    next_page: Annotated[str, Form(alias="next")] = HOME,
    kept: Kept = "",
) -> Response:
    """Take the code of an authenticator app after the password was right."""
    house = house_of(request)
    user_id = read_ticket(house, ticket)
    if comes_from_elsewhere(request) or user_id is None:
        return RedirectResponse(LOGIN, 303)

    def find() -> UserAccount | None:
        with Session(house.engine, expire_on_commit=False) as session:
            return session.get(UserAccount, user_id)

    user = retrying(find)
    carried = {"ticket": ticket, "next_page": safe_next(next_page), "kept": kept}
    if user is None or not user.is_active:
        return RedirectResponse(LOGIN, 303)
    try:
        return _enter(request, user, _plain(code), next_page, kept)
    except TooManyAttemptsError as error:
        return _wait(request, error, "login_code.html", {"code": "too_many"}, carried)
    except SignInError:
        errors = _words(request, {"code": "code_wrong"})
        return _second_step(request, user_id, 401, errors=errors, **carried)


def _second_step(request: Request, user_id: UUID, status: int = 200, **values: Any) -> Response:
    """Ask for what its owner has: the code of an app, a passkey, or one of both."""
    house = house_of(request)

    def find() -> tuple[bool, bool]:
        with Session(house.engine) as session:
            return has_factor(session, user_id), has_passkey(session, user_id)

    has_app, has_key = retrying(find)
    shown = {"has_app": has_app, "has_passkey": has_key and is_passkey_on(house)}
    return door_page(request, "login_code.html", status, **shown, **values)


def _enter(request: Request, user: UserAccount, code: str, next_page: str, kept: str) -> Response:
    agent = request.headers.get("User-Agent", "")
    return let_in(request, open_session(house_of(request), user, code, agent), next_page, kept)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _plain(name: str) -> str:
    """Fold what input methods and phones make of a name: full width, blanks, a capital."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def _words(request: Request, wrong: dict[str, str], wait_s: int = 0) -> dict[str, str]:
    minutes, language = math.ceil(wait_s / 60), language_for(request)
    return {field: say(key, language).format(minutes=minutes) for field, key in wrong.items()}


def _again(
    request: Request, status: int, wrong: dict[str, str], carried: dict[str, Any]
) -> Response:
    return _first_step(request, status, errors=_words(request, wrong), **carried)


def _wait(
    request: Request,
    error: TooManyAttemptsError,
    template: str,
    wrong: dict[str, str],
    carried: dict[str, Any],
) -> Response:
    wait_s = int(str(error.values["retry_after"]))
    errors = _words(request, wrong, wait_s)
    shown = {"has_app": True, "has_passkey": False}
    answer = door_page(request, template, 429, errors=errors, **shown, **carried)
    answer.headers["Retry-After"] = str(wait_s)
    return answer


@router.post("/logout")
def logout(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Sign out; only the page of this session can ask for it."""
    secret = session_secret(request)
    if not secret:
        return RedirectResponse(LOGIN, 303)
    if not is_our_form(secret, csrf):
        return trouble(request, 403, "stale")
    close_session(house_of(request), secret)
    return leave("out")
