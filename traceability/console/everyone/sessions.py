"""How does a page that stays open learn how long its session lasts, and make it last?"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from traceability.console.answers import PageRoute
from traceability.console.entering import session_left
from traceability.console.forms import Typed
from traceability.console.visitors import session_secret
from traceability.console.visits import open_form
from traceability.domain.access import Action
from traceability.domain.errors import SignInError
from traceability.routes.desk import house_of

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_UNKEPT = {"Cache-Control": "no-store"}


@router.get("/session")
def read_session(request: Request) -> Response:
    """Tell how many seconds are left; to ask is not to use it, so it does not last longer."""
    secret = session_secret(request)
    left = session_left(house_of(request), secret) if secret else 0
    if not left:
        raise SignInError("sign_in.session_ended")
    return JSONResponse({"left_s": left}, headers=_UNKEPT)


@router.post("/session")
def stay(request: Request, typed: Typed) -> Response:
    """Use the session, so that it lasts; but never beyond its half day."""
    visit = open_form(request, Action.READ_SELF, typed, may_be_weak=True)
    return JSONResponse({"left_s": session_left(visit.house, visit.secret)}, headers=_UNKEPT)
