"""How does the console answer? A page in the reader's language, under a strict policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from traceability.console.kept_forms import MOST_FIELDS, MOST_FILES, keep_form
from traceability.console.visitors import (
    HOME,
    SecondFactorNeededError,
    comes_from_elsewhere,
    find_former_visitor,
    session_secret,
)
from traceability.console.words import say
from traceability.domain.access import Actor
from traceability.domain.errors import ForbiddenError, NotFoundError, RegisterError, SignInError
from traceability.routes.desk import BusyError, house_of
from traceability.routes.words import language_of

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "language"
_YEAR_S = 365 * 24 * 3600
_TAKEN_S = 24 * 3600
_FORM_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_ROOMS = frozenset({"enterprise", "canteen", "regulator"})
"""The desks whose pages have a style sheet of their own beside the one of all desks."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers would then call the origin of our own forms "null".
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def static_files() -> StaticFiles:
    """Serve the style sheet."""
    return StaticFiles(directory=HERE / "static")


def language_for(request: Request) -> str:
    """Give the language that was asked for, here or on an earlier page; else the browser's."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return _LANGUAGES.get(asked) or language_of(request.headers.get("Accept-Language", ""))


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Write a page; a language that was asked for by its link is kept for the next ones."""
    language = language_for(request)
    settings = house_of(request).settings
    other = "zh" if language == "en" else "en"
    kept = {name: text for name, text in request.query_params.items() if name != "lang"}
    text = _templates.get_template(template).render(
        language=language,
        other=other,
        other_address="?" + urlencode(kept | {"lang": other}),
        t=lambda key: say(key, language),
        city=settings.city_en if language == "en" else settings.city_zh,
        room=_room(template, values.get("actor")),
        **values,
    )
    headers = _HEADERS | {"Content-Language": language}
    answer = Response(text, status, headers, media_type="text/html; charset=utf-8")
    asked = request.query_params.get("lang")
    if asked in _LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            asked,
            max_age=_YEAR_S,
            path="/console",
            httponly=True,
            secure=settings.is_secure,
            samesite="lax",
        )
    return answer


def _room(template: str, actor: Actor | None) -> str:
    """Name the room whose style a page has: that of its template, else that of its reader."""
    folder = template.partition("/")[0]
    if folder in _ROOMS:
        return folder
    return actor.role.value if actor and "/" not in template and actor.role in _ROOMS else ""


def trouble(request: Request, status: int, key: str) -> Response:
    """Write a page about something that cannot be shown, and what to do now."""
    answer = page(request, "trouble.html", status, heading=key, remedy=f"{key}_do")
    if status == 503:
        answer.headers["Retry-After"] = "2"
    return answer


async def _at_the_door(request: Request) -> Response:
    """Lead to the login; a form that was sent waits there, so that nothing typed is lost."""
    is_part = request.headers.get("HX-Request")
    secret = session_secret(request)
    if request.method != "POST" or is_part or not secret or comes_from_elsewhere(request):
        return _to_the_door(request)
    house = house_of(request)
    owner = await run_in_threadpool(find_former_visitor, house, secret)
    if owner is None:
        return _to_the_door(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        typed = {name: text for name, text in form.multi_items() if isinstance(text, str)}
    typed.pop("csrf", None)
    kept = keep_form(house, owner, request.url.path, typed)
    if kept is None:
        return _to_the_door(request)
    told = say("ended_form", language_for(request))
    return page(request, "login.html", 401, told=told, next_page=HOME, kept=kept)


def _to_the_door(request: Request) -> Response:
    """Lead to the login, and from there back to the page that was asked for.

    Only who brings the cookie of a session had one that could end.
    """
    why = "ended" if session_secret(request) else "sign_in_first"
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = "/console/login?" + urlencode({why: 1, "next": target})
    if request.headers.get("HX-Request"):  # its page stays open, and shows the login in itself
        return Response(status_code=401, headers={"Cache-Control": "no-store"})
    return RedirectResponse(address, 303)


def _tell_taken(request: Request, answer: Response) -> Response:
    """Tell the browser which form was taken, so that it forgets the draft of that one only.

    Every other redirect (the log-in of a session that was ended elsewhere) leaves the draft.
    """
    key = getattr(request.state, "form_key", "")
    if answer.status_code == 303 and _FORM_KEY.fullmatch(key):
        is_secure = house_of(request).settings.is_secure
        answer.set_cookie(
            "taken", key, max_age=_TAKEN_S, path=HOME, secure=is_secure, samesite="strict"
        )
    return answer


_TROUBLES: dict[type[Exception], tuple[int, str]] = {
    BusyError: (503, "busy"),
    NotFoundError: (404, "not_found"),
    RequestValidationError: (400, "malformed"),
    HTTPException: (400, "malformed"),
    ForbiddenError: (403, "forbidden"),
    RegisterError: (500, "broken"),
    SQLAlchemyError: (500, "broken"),
}
_KNOWN = tuple(_TROUBLES)


class PageRoute(APIRoute):
    """A route whose refusals are pages: problem+json is for machines."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer a refusal with a page in words."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return _tell_taken(request, await handle(request))
            except SignInError:
                return await _at_the_door(request)
            except SecondFactorNeededError:
                return RedirectResponse("/console/me/second-factor?must=1", 303)
            except _KNOWN as error:
                status, key = next(
                    said for kind, said in _TROUBLES.items() if isinstance(error, kind)
                )
                if status == 500:
                    path = request.url.path
                    structlog.get_logger().error("unexpected", exc_info=error, path=path)
                return trouble(request, status, key)

        return answered
