"""Which pages has an organisation for its own accounts, and a person for the tokens of machines?"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_date
from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.routes.desk import now
from traceability.schemas.parties import TokenCreate
from traceability.schemas.staff import StaffCreate
from traceability.services import staff, users

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_STAFF, _TOKENS = "/console/staff", "/console/tokens"
_MANAGE, _MAKE = Action.MANAGE_STAFF, Action.MANAGE_TOKENS
_TOLD = {"added", "closed", "opened"}
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_DAYS = {"30": 30, "90": 90, "365": 365, "": None}
_MOST_TOKENS = 100


@router.get("/staff")
def show_staff(request: Request, told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the accounts of one's organisation."""
    visit = open_visit(request, _MANAGE)
    return _staff(visit, told=told if told in _TOLD else "")


def _staff(
    visit: Visit,
    status: int = 200,
    wrong: Wrong | None = None,
    *,
    told: str = "",
    values: dict[str, str] | None = None,
) -> Response:
    found = visit.read(staff.list_staff)
    return visit.page(
        "everyone/staff.html",
        status,
        wrong=wrong,
        found=found,
        told=say(f"staff_told_{told}", visit.language) if told else "",
        values=values or {},
    )


def _password() -> str:
    """Make a password that can be read out: the colleague changes it at once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


@router.post("/staff")
def add_member(request: Request, typed: Typed) -> Response:
    """Open an account for a colleague; its first password is shown this once."""
    visit = open_form(request, _MANAGE, typed)
    password = _password()
    try:
        entered = StaffCreate.model_validate(
            {**said(typed, "username", "display_name"), "password": password}
        )
        hashed = users.hash_password(password)
        visit.record(lambda work: staff.add_member(work, entered, hashed), typed, is_secret=True)
    except (RegisterError, ValidationError) as error:
        return _staff(visit, 422, wrong_with(error, visit.language), values=typed)
    return visit.page("everyone/first_password.html", username=entered.username, password=password)


@router.post("/staff/{user_id}/password")
def reset_password(request: Request, user_id: UUID, typed: Typed) -> Response:
    """Give a colleague another password; it is shown this once."""
    visit = open_form(request, _MANAGE, typed)
    password = _password()
    hashed = users.hash_password(password)
    try:
        made = visit.record(
            lambda work: staff.reset_password(work, user_id, hashed), typed, is_secret=True
        )
    except RegisterError as error:
        return _staff(visit, 422, wrong_with(error, visit.language))
    return visit.page("everyone/first_password.html", username=made["username"], password=password)


@router.post("/staff/{user_id}/close")
def close_member(request: Request, user_id: UUID, typed: Typed) -> Response:
    """Close a colleague's account."""
    return _set_active(request, user_id, typed, is_active=False)


@router.post("/staff/{user_id}/open")
def open_member(request: Request, user_id: UUID, typed: Typed) -> Response:
    """Open a colleague's account again."""
    return _set_active(request, user_id, typed, is_active=True)


def _set_active(
    request: Request, user_id: UUID, typed: dict[str, str], *, is_active: bool
) -> Response:
    visit = open_form(request, _MANAGE, typed)
    try:
        visit.record(
            lambda work: staff.set_member_active(work, user_id, is_active=is_active), typed
        )
    except RegisterError as error:
        return _staff(visit, 422, wrong_with(error, visit.language))
    return see_other(f"{_STAFF}?told={'opened' if is_active else 'closed'}")


@router.get("/tokens")
def show_tokens(request: Request) -> Response:
    """Show the tokens that one's machines use."""
    return _tokens(open_visit(request, _MAKE))


def _tokens(
    visit: Visit,
    status: int = 200,
    wrong: Wrong | None = None,
    *,
    values: dict[str, str] | None = None,
    made: str = "",
) -> Response:
    found = visit.read(lambda work: users.list_tokens(work, None, _MOST_TOKENS))
    short = "en" if visit.language == "en" else "zh"
    rows = [
        {
            "token": token,
            "until": say_date(civil_date(token.expires_at), short) if token.expires_at else "",
            "is_over": bool(token.expires_at and token.expires_at <= now()),
        }
        for token in reversed(found.items)
    ]
    return visit.page(
        "everyone/tokens.html",
        status,
        wrong=wrong,
        rows=rows,
        made=made,
        values=values or {"days": "365"},
        lives=[(days, say(f"token_days_{days or 'ever'}", visit.language)) for days in _DAYS],
    )


@router.post("/tokens")
def make_token(request: Request, typed: Typed) -> Response:
    """Make a token; it is shown this once."""
    visit = open_form(request, _MAKE, typed)
    days = _DAYS.get(typed.get("days", ""))
    try:
        entered = TokenCreate.model_validate(
            {**said(typed, "name"), "expires_at": now() + timedelta(days=days) if days else None}
        )
        made = visit.record(lambda work: users.create_token(work, entered), typed, is_secret=True)
    except (RegisterError, ValidationError) as error:
        return _tokens(visit, 422, wrong_with(error, visit.language), values=typed)
    return _tokens(visit, made=made["token"])


@router.post("/tokens/{token_id}/revoke")
def revoke_token(request: Request, token_id: UUID, typed: Typed) -> Response:
    """End a token at once."""
    visit = open_form(request, _MAKE, typed)
    try:
        visit.record(lambda work: users.revoke_token(work, token_id), typed)
    except RegisterError as error:
        return _tokens(visit, 422, wrong_with(error, visit.language))
    return see_other(_TOKENS)
