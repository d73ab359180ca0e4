"""Which pages has the console? Signing in and out, and a home for each role."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from traceability.console.answers import PageRoute, language_for, static_files, trouble
from traceability.console.apply import router as apply
from traceability.console.canteen.home import show_home
from traceability.console.canteen.pages import router as canteen
from traceability.console.door import LOGIN, leave
from traceability.console.door import router as door
from traceability.console.enterprise.home import enterprise_page
from traceability.console.enterprise.pages import router as enterprise
from traceability.console.everyone.pages import router as everyone
from traceability.console.laboratory.pages import router as laboratory
from traceability.console.passkey_door import router as passkey_door
from traceability.console.regulator.city import show_city
from traceability.console.regulator.pages import router as regulator
from traceability.console.views import view_home
from traceability.console.visitors import (
    HOME,
    find_visitor,
    session_secret,
)
from traceability.console.visits import Visit
from traceability.domain.errors import SignInError
from traceability.domain.kinds import Role
from traceability.routes.desk import house_of
from traceability.services.overview import read_overview

__all__ = ["router", "static_files"]

_HOMES = {  # roles with a home of their own
    Role.ENTERPRISE: enterprise_page,
    Role.CANTEEN: show_home,
    Role.REGULATOR: show_city,
}
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
        return leave("ended")
    if actor.role in _HOMES:
        return _HOMES[actor.role](request)

    visit = Visit(request, house, actor, secret, language_for(request))
    return visit.page("home.html", **view_home(actor, visit.read(read_overview), visit.language))


for room in (
    door,
    passkey_door,
    apply,
    everyone,
    enterprise,
    laboratory,
    canteen,
    regulator,
):
    router.include_router(room)


@router.api_route("/{rest:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def nothing_here(request: Request, rest: str) -> Response:
    """Say that there is no such page; the address with a slash at its end is the home."""
    if rest == "":
        return RedirectResponse(HOME, 303)
    return trouble(request, 404, "not_found")
