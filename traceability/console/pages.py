"""Which pages has the console? Signing in and out, and a home for each role."""

from __future__ import annotations

import math
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from traceability.console.answers import PageRoute, language_for, page, static_files, trouble
from traceability.console.canteen.home import show_home
from traceability.console.canteen.pages import router as canteen
from traceability.console.enterprise.pages import router as enterprise
from traceability.console.everyone.pages import router as everyone
from traceability.console.frame import places_of
from traceability.console.laboratory.pages import router as laboratory
from traceability.console.regulator.city import city_home
from traceability.console.regulator.pages import router as regulator
from traceability.console.views import view_home
from traceability.console.visitors import (
    HOME,
    comes_from_elsewhere,
    find_visitor,
    is_our_form,
    safe_next,
    session_secret,
)
from traceability.console.visits import Visit
from traceability.console.words import say
from traceability.domain.errors import SignInError, TooManyAttemptsError
from traceability.domain.kinds import Role
from traceability.routes.auth import close_session, set_session_cookie, sign_in
from traceability.routes.desk import SESSION_COOKIE, House, house_of, now, retrying
from traceability.schemas.overview import Overview
from traceability.schemas.parties import SignIn
from traceability.services import users
from traceability.services.overview import read_overview
from traceability.storage.work import reading

__all__ = ["router", "static_files"]

LOGIN = f"{HOME}/login"
_REASONS = {"ended", "out"}
router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("")
def home(request: Request) -> Response:
    """Show the home of whoever is signed in."""
    house, secret = house_of(request), session_secret(request)
    if not secret:
        return RedirectResponse(LOGIN, 303)
    try:
        actor = find_visitor(house, secret)
    except SignInError:
        return _leave("ended")

    if actor.role is Role.REGULATOR:
        return city_home(Visit(request, house, actor, secret, language_for(request)))
    if actor.role is Role.CANTEEN:
        return show_home(request)

    def look() -> Overview:
        with reading(house.engine, actor, now(), house.settings.register_origin) as work:
            return read_overview(work)

    said = view_home(actor, retrying(look), language_for(request))
    places = places_of(actor, HOME)
    csrf = users.csrf_token(secret)
    return page(request, "home.html", actor=actor, csrf=csrf, places=places, **said)


def _leave(why: str) -> Response:
    answer = RedirectResponse(f"{LOGIN}?{why}=1", 303)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


@router.get("/login")
def login_form(request: Request, next_page: Annotated[str, Query(alias="next")] = HOME) -> Response:
    """Show the form for name and password, or send on whoever is signed in already."""
    house, secret = house_of(request), session_secret(request)
    if secret and _is_known(house, secret):
        return RedirectResponse(safe_next(next_page), 303)
    told = next((why for why in sorted(_REASONS) if why in request.query_params), "")
    return page(request, "login.html", told=told, next_page=safe_next(next_page))


def _is_known(house: House, secret: str) -> bool:
    try:
        find_visitor(house, secret)
    except SignInError:
        return False
    return True


@router.post("/login")
def login(
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next_page: Annotated[str, Form(alias="next")] = HOME,
) -> Response:
    """Sign in; after a mistake the name stays, the password does not."""
    house, name = house_of(request), _plain(username)
    if comes_from_elsewhere(request):
        return _again(request, 403, name, next_page, {"username": "foreign"})
    missing = {
        field: f"{field}_missing"
        for field, typed in (("username", name), ("password", password))
        if not typed
    }
    if missing:
        return _again(request, 422, name, next_page, missing)
    address = request.client.host if request.client else ""
    try:
        secret, _ = sign_in(house, SignIn(username=name, password=password), address)
    except TooManyAttemptsError as error:
        wait_s = int(str(error.values["retry_after"]))
        refused = _again(request, 429, name, next_page, {"username": "too_many"}, wait_s)
        refused.headers["Retry-After"] = str(wait_s)
        return refused
    except (SignInError, ValidationError):
        return _again(request, 401, name, next_page, {"password": "wrong"})
    close_session(house, session_secret(request) or None)
    answer = RedirectResponse(safe_next(next_page), 303)
    set_session_cookie(answer, house, secret)
    return answer


def _plain(name: str) -> str:
    """Fold what input methods and phones make of a name: full width, blanks, a capital."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def _again(
    request: Request,
    status: int,
    name: str,
    next_page: str,
    wrong: dict[str, str],
    wait_s: int = 0,
) -> Response:
    language = language_for(request)
    minutes = math.ceil(wait_s / 60)
    errors = {field: say(key, language).format(minutes=minutes) for field, key in wrong.items()}
    return page(
        request,
        "login.html",
        status,
        errors=errors,
        username=name,
        next_page=safe_next(next_page),
    )


@router.post("/logout")
def logout(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Sign out; only the page of this session can ask for it."""
    secret = session_secret(request)
    if not secret:
        return RedirectResponse(LOGIN, 303)
    if not is_our_form(secret, csrf):
        return trouble(request, 403, "stale")
    close_session(house_of(request), secret)
    return _leave("out")


for room in (everyone, enterprise, laboratory, canteen, regulator):
    router.include_router(room)


@router.api_route("/{rest:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def nothing_here(request: Request, rest: str) -> Response:
    """Say that there is no such page; the address with a slash at its end is the home."""
    if rest == "":
        return RedirectResponse(HOME, 303)
    return trouble(request, 404, "not_found")
