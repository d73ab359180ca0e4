"""Which pages has one's own account? Password, authenticator app, and where one is signed in."""

from __future__ import annotations

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import TypeAdapter, ValidationError

from consumer_web.civil_time import say_instant
from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, wrong_with
from traceability.console.passkey_door import is_passkey_on
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError, RuleError, SignInError
from traceability.routes.auth import check_name_and_password, count_code, strengthen
from traceability.schemas.parties import Password, SignIn
from traceability.services import passkeys, second_factors, users

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_ME = "/console/me"
_FACTOR = f"{_ME}/second-factor"
_SELF = Action.READ_SELF
_NEW_PASSWORD: TypeAdapter[str] = TypeAdapter(Password)
_TOLD = {"password", "session", "factor_off"}


@router.get("/me")
def show_account(request: Request, told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the account of whoever is signed in."""
    visit = open_visit(request, _SELF)
    return _account(visit, told=told if told in _TOLD else "")


def _account(
    visit: Visit, status: int = 200, wrong: Wrong | None = None, told: str = ""
) -> Response:
    idle = visit.house.settings.session_idle
    found = visit.read(lambda work: users.list_sessions(work, visit.secret, idle))
    short = "en" if visit.language == "en" else "zh"
    sessions = [
        {
            "id": each.id,
            "agent": _browser(each.agent) or say("me_machine", visit.language),
            "seen": say_instant(each.seen_at, short),
            "opened": say_instant(each.created_at, short),
            "is_this": each.is_this,
        }
        for each in found.items
    ]
    factor = visit.read(second_factors.read_factor)
    is_on = is_passkey_on(visit.house)
    return visit.page(
        "everyone/account.html",
        status,
        wrong=wrong,
        told=say(f"me_told_{told}", visit.language) if told else "",
        role=say(visit.actor.role, visit.language),
        sessions=sessions,
        factor=factor,
        passkeys=visit.read(passkeys.list_passkeys).items if is_on else None,
    )


def _browser(agent: str) -> str:
    """Name a browser and its system in two words, as people know them."""
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
    browsers = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
    system = next((each for each in systems if each in agent), "")
    browser = next((each for each in browsers if each in agent), "")
    named = {"MicroMessenger": "微信", "Edg": "Edge"}.get(browser, browser)
    return " · ".join(filter(None, (named, system)))


@router.post("/me/password")
def change_password(request: Request, typed: Typed) -> Response:
    """Change the password; every other session ends."""
    visit = open_form(request, _SELF, typed)
    try:
        if typed.get("new") != typed.get("again"):
            raise RuleError("password.differs", field="again")
        try:
            new = _NEW_PASSWORD.validate_python(typed.get("new", ""))
        except ValidationError:
            raise RuleError("password.short", field="new") from None
        check_own_password(visit, typed.get("old", ""), "old")
        hashed = users.hash_password(new)
        once = {name: typed.get(name, "") for name in ("form_key",)}
        visit.record(lambda work: users.change_password(work, hashed, visit.secret), once)
    except RegisterError as error:
        return _account(visit, 422, wrong_with(error, visit.language))
    return see_other(f"{_ME}?told=password")


def check_own_password(visit: Visit, password: str, field: str) -> None:
    """Have the password shown again; wrong ones are counted as at the door."""
    address = visit.request.client.host if visit.request.client else ""
    try:
        entered = SignIn(username=visit.actor.username, password=password)
        check_name_and_password(visit.house, entered, address)
    except (SignInError, ValidationError):
        raise RuleError("password.wrong", field=field) from None


@router.post("/me/sessions/{session_id}/end")
def end_session(
    request: Request,
    session_id: Annotated[str, Path(pattern="^[0-9a-f]{24}$")],
    typed: Typed,
) -> Response:
    """Sign out somewhere else."""
    visit = open_form(request, _SELF, typed)
    idle = visit.house.settings.session_idle
    try:
        visit.record(lambda work: users.end_session(work, session_id, visit.secret, idle), typed)
    except RegisterError as error:
        return _account(visit, 422, wrong_with(error, visit.language))
    return see_other(f"{_ME}?told=session")


@router.get("/me/second-factor")
def show_factor(request: Request, must: str = "") -> Response:
    """Show how an authenticator app is set up."""
    visit = open_visit(request, _SELF, may_be_weak=True)
    return _factor(visit, must=must == "1")


def _factor(
    visit: Visit, status: int = 200, wrong: Wrong | None = None, *, must: bool = False
) -> Response:
    shown: dict[str, Any] = {"is_on": visit.read(second_factors.read_factor).is_on}
    if not shown["is_on"]:
        issuer = f"{visit.house.settings.city_zh}信用粮油"
        cipher = visit.house.identity_cipher
        plan = visit.record(
            lambda work: second_factors.plan_factor(work, cipher, issuer), {}, is_secret=True
        )
        secret = plan["secret"]
        shown |= {
            "picture": segno.make(plan["address"], error="m").svg_data_uri(scale=5, border=4),
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        }
    return visit.page(
        "everyone/second_factor.html",
        status,
        wrong=wrong,
        must=must,
        has_passkeys=is_passkey_on(visit.house),
        values={},
        **shown,
    )


@router.post("/me/second-factor")
def confirm_factor(request: Request, typed: Typed) -> Response:
    """Turn the second factor on with its first code; show the recovery codes once."""
    visit = open_form(request, _SELF, typed, may_be_weak=True)
    code, cipher = typed.get("code", ""), visit.house.identity_cipher
    try:
        with count_code(visit.house, visit.actor.username):
            made = visit.record(
                lambda work: second_factors.confirm_factor(work, cipher, code), {}, is_secret=True
            )
    except RegisterError as error:
        return _factor(visit, 422, wrong_with(error, visit.language))
    strengthen(visit.house, visit.secret)
    return visit.page("everyone/recovery_codes.html", codes=made["codes"])


@router.post("/me/second-factor/removal")
def remove_factor(request: Request, typed: Typed) -> Response:
    """Take the second factor away; a code of it must be shown."""
    visit = open_form(request, _SELF, typed)
    code, cipher = typed.get("code", ""), visit.house.identity_cipher
    try:
        with count_code(visit.house, visit.actor.username):
            visit.record(
                lambda work: second_factors.remove_factor(work, cipher, code), {}, is_secret=True
            )
    except RegisterError as error:
        return _factor(visit, 422, wrong_with(error, visit.language))
    return see_other(f"{_ME}?told=factor_off")
