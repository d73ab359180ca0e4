"""The console's first pages: signing in and out, and a home for each role."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import ValidationError
from sqlmodel import Session
from starlette.staticfiles import StaticFiles

from traceability.console.views import view_home
from traceability.console.words import say
from traceability.domain.access import Actor
from traceability.domain.errors import RegisterError, SignInError
from traceability.routes import words as refusals
from traceability.routes.auth import close_session, set_session_cookie, sign_in
from traceability.routes.desk import SESSION_COOKIE, House, find_actor, house_of, now, retrying
from traceability.schemas.parties import SignIn
from traceability.services import users
from traceability.services.overview import read_overview
from traceability.storage.work import reading

HERE = Path(__file__).parent
router = APIRouter(include_in_schema=False)
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}


def static_files() -> StaticFiles:
    """Serve the style sheet."""
    return StaticFiles(directory=HERE / "static")


@router.get("")
def home(request: Request) -> Response:
    """Show the home of whoever is signed in."""
    house = house_of(request)
    try:
        actor = _who(house, request)
    except SignInError as error:
        ended = "?ended=1" if error.code == "sign_in.session_ended" else ""
        return RedirectResponse(f"/console/login{ended}", 303)
    with reading(house.engine, actor, now(), house.settings.register_origin) as work:
        overview = read_overview(work)
    language = _language(request)
    secret = request.cookies.get(SESSION_COOKIE, "")
    said = view_home(actor, overview, language)
    return _page(request, "home.html", actor=actor, csrf=users.csrf_token(secret), **said)


def _who(house: House, request: Request) -> Actor:
    def find() -> Actor:
        with Session(house.engine) as session:
            return find_actor(session, request)

    return retrying(find)


@router.get("/login")
def login_form(request: Request) -> Response:
    """Show the form for name and password."""
    message = say("session_ended", _language(request)) if "ended" in request.query_params else ""
    return _page(request, "login.html", message=message, username="")


@router.post("/login")
def login(
    request: Request,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Sign in; what was typed wrong stays, but for the password."""
    language = _language(request)
    if _comes_from_elsewhere(request):
        return _page(
            request, "login.html", 403, message=say("foreign", language), username=username
        )
    house = house_of(request)
    address = request.client.host if request.client else ""
    try:
        entered = SignIn(username=username, password=password)
        secret, _ = sign_in(house, entered, address)
    except ValidationError:
        message = refusals.say("sign_in.wrong", language, {})[1]
        return _page(request, "login.html", 401, message=message, username=username)
    except RegisterError as error:
        message = refusals.say(error.code, language, error.values)[1]
        status = 401 if isinstance(error, SignInError) else 429
        return _page(request, "login.html", status, message=message, username=username)
    answer = RedirectResponse("/console", 303)
    set_session_cookie(answer, house, secret)
    return answer


def _comes_from_elsewhere(request: Request) -> bool:
    """Tell whether another site's page sent this form: browsers say so themselves."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("Host")


@router.post("/logout")
def logout(request: Request, csrf: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Sign out."""
    secret = request.cookies.get(SESSION_COOKIE, "")
    answer = RedirectResponse("/console/login", 303)
    if secret and hmac.compare_digest(csrf.encode(), users.csrf_token(secret).encode()):
        close_session(house_of(request), secret)
        answer.delete_cookie(SESSION_COOKIE, path="/")
        return answer
    return RedirectResponse("/console", 303)


@router.get("/{rest:path}")
def nothing_here(request: Request, rest: str) -> Response:
    """Say that there is no such page; the address with a slash at its end is the home."""
    if rest == "":
        return RedirectResponse("/console", 303)
    return _page(request, "missing.html", 404)


def _language(request: Request) -> str:
    asked = request.query_params.get("lang")
    if asked in {"zh", "en"}:
        return "en" if asked == "en" else "zh-CN"
    return refusals.language_of(request.headers.get("Accept-Language", ""))


def _page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    language = _language(request)
    other = "zh" if language == "en" else "en"
    text = _templates.get_template(template).render(
        language=language,
        other=other,
        t=lambda key: say(key, language),
        city=house_of(request).settings.city_en
        if language == "en"
        else house_of(request).settings.city_zh,
        **values,
    )
    headers = _HEADERS | {"Content-Language": language}
    return Response(text, status, headers, media_type="text/html; charset=utf-8")
