"""How does an enterprise that has no account yet ask to be let in, and learn what became of it?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_instant
from traceability.console.answers import PageRoute, language_for, page
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.visitors import comes_from_elsewhere
from traceability.console.words import say
from traceability.domain.commitment import CURRENT
from traceability.domain.errors import (
    ConflictError,
    NotFoundError,
    RegisterError,
    SignInError,
    TooManyAttemptsError,
)
from traceability.routes.applications import door_of, submit_application
from traceability.routes.auth import check_name_and_password
from traceability.routes.desk import house_of
from traceability.schemas.applications import (
    ApplicationCreate,
    ApplicationPublic,
    ApplicationReceipt,
)
from traceability.schemas.parties import SignIn
from traceability.services import applications

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_FIELDS = (
    "uscc", "name", "district", "address", "sc_licence", "sc_valid_until", "contact_name",
    "contact_phone",
)  # fmt: skip
_KEPT = (*_FIELDS, "username", "commitment")  # a password is never written into a page


@router.get("/apply")
def apply_form(request: Request) -> Response:
    """Show the form of an enterprise that asks to be let in, and where to ask for an answer."""
    return _form(request, {})


def _form(
    request: Request,
    typed: dict[str, str],
    wrong: Wrong | None = None,
    status: int = 200,
    asked: Wrong | None = None,
) -> Response:
    values = {name: typed.get(name, "") for name in (*_KEPT, "receipt")}
    clauses = CURRENT.clauses_en if language_for(request) == "en" else CURRENT.clauses_zh
    return page(
        request, "apply.html", status, values=values, wrong=wrong or Wrong(),
        asked=asked, commitment=CURRENT.version, clauses=clauses,
    )  # fmt: skip


@router.post("/apply")
def apply(request: Request, typed: Typed) -> Response:
    """Take an application in, and show its receipt."""
    language = language_for(request)
    if comes_from_elsewhere(request):
        return _form(request, typed, Wrong((say("foreign", language),)), 403)
    try:
        entered = _read(typed)
        answer = submit_application(house_of(request), entered, _address(request))
    except TooManyAttemptsError as error:
        return _too_many(request, typed, error)
    except ConflictError as error:
        sent_twice = _own_application(request, typed) if error.field == "username" else None
        return sent_twice or _form(request, typed, wrong_with(error, language), 422)
    except (RegisterError, ValidationError) as error:
        return _form(request, typed, wrong_with(error, language), 422)
    receipt = ApplicationReceipt.model_validate_json(bytes(answer.body))
    return page(request, "application.html", 201, receipt=receipt.receipt, state="waiting")


def _read(typed: dict[str, str]) -> ApplicationCreate:
    given: dict[str, Any] = said(typed, *_FIELDS, "username", "commitment")
    for name in ("uscc", "sc_licence"):
        if name in given:
            given[name] = given[name].upper()
    given["username"] = given.get("username", "").lower()
    password = typed.get("password", "")
    if password != typed.get("again", ""):
        raise ConflictError("password.differs", field="again")
    return ApplicationCreate.model_validate({**given, "password": password})


def _too_many(request: Request, typed: dict[str, str], error: TooManyAttemptsError) -> Response:
    answer = _form(request, typed, wrong_with(error, language_for(request)), 429)
    answer.headers["Retry-After"] = str(error.values["retry_after"])
    return answer


def _own_application(request: Request, typed: dict[str, str]) -> Response | None:
    """Give the state of the application that the same form brought a moment ago, if it did."""
    entered = SignIn(username=typed["username"].strip().lower(), password=typed["password"])
    try:
        check_name_and_password(house_of(request), entered, _address(request))
    except (SignInError, TooManyAttemptsError) as error:
        return tell_applicant(request, error, entered.username)
    return None


def tell_applicant(request: Request, error: RegisterError, username: str) -> Response | None:
    """Tell somebody whose name and password are right what became of his application."""
    if not error.code.startswith("sign_in.application_"):
        return None
    found = door_of(house_of(request)).read(
        lambda work: applications.read_own_application(work, username)
    )
    return _state(request, found)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@router.get("/apply/receipt")
def show_receipt(request: Request, code: Annotated[str, Query(max_length=24)] = "") -> Response:
    """Show what became of the application with a receipt."""
    try:
        found = door_of(house_of(request)).read(lambda work: applications.read_receipt(work, code))
    except NotFoundError as error:
        wrong = wrong_with(error, language_for(request))
        return _form(request, {"receipt": code}, status=404, asked=wrong)
    return _state(request, found)


def _state(request: Request, found: ApplicationPublic) -> Response:
    short = "en" if language_for(request) == "en" else "zh"
    return page(
        request,
        "application.html",
        application=found,
        state=found.state.value,
        sent=say_instant(found.recorded_at, short),
        decided=say_instant(found.decided_at, short) if found.decided_at else "",
    )
