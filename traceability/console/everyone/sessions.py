"""How does a page that stays open learn how long its session lasts, and make it last?"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from traceability.console.answers import PageRoute
from traceability.console.entering import said_of_session
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
    """Tell whose session it is and how long; to ask is not to use it, so it lasts no longer."""
    secret = session_secret(request)
    said = said_of_session(house_of(request), secret) if secret else {}
    if not said:
        raise SignInError("sign_in.session_ended")
    return JSONResponse(said, headers=_UNKEPT)


@router.post("/session")
def stay(request: Request, typed: Typed) -> Response:
    """Use the session, so that it lasts; but never beyond its half day."""
    visit = open_form(request, Action.READ_SELF, typed, may_be_weak=True)
    return JSONResponse(said_of_session(visit.house, visit.secret), headers=_UNKEPT)
