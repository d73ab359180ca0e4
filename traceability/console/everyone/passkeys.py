"""Which page keeps one's passkeys? They are added and taken away with the password shown again."""

from __future__ import annotations

import json
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from consumer_web.civil_time import say_instant
from traceability.console.answers import PageRoute
from traceability.console.everyone.account import check_own_password
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.kept_forms import new_challenge, open_challenge, seal_challenge
from traceability.console.passkey_door import relying_party_of
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError, RuleError
from traceability.routes.auth import strengthen
from traceability.routes.desk import now
from traceability.schemas.passkeys import PasskeyCreate
from traceability.services import passkeys

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_HERE = "/console/me/passkeys"
_SELF = Action.READ_SELF


@router.get("/me/passkeys")
def show_passkeys(request: Request) -> Response:
    """Show the passkeys of whoever is signed in."""
    return _page(open_visit(request, _SELF, may_be_weak=True))


def _page(
    visit: Visit,
    status: int = 200,
    wrong: Wrong | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    relying_party_of(visit.house)
    short = "en" if visit.language == "en" else "zh"
    shown = [
        {
            "id": each.id,
            "name": each.name,
            "made": say_instant(each.recorded_at, short),
            "used": say_instant(each.used_at, short) if each.used_at else "—",
        }
        for each in visit.read(passkeys.list_passkeys).items
    ]
    return visit.page(
        "everyone/passkeys.html", status, wrong=wrong, passkeys=shown, values=values or {}
    )


@router.post("/me/passkeys/challenge")
def make_challenge(request: Request, typed: Typed) -> Response:
    """Give what the browser needs to make a passkey, after the password."""
    visit = open_form(request, _SELF, typed, may_be_weak=True)
    party, challenge = relying_party_of(visit.house), new_challenge()
    try:
        check_own_password(visit, typed.get("password", ""), "password")
        options = visit.read(lambda work: passkeys.plan_passkey(work, party, challenge))
    except RegisterError as error:
        wrong = wrong_with(error, visit.language)
        return JSONResponse({"trouble": wrong.sentences}, 422)
    sealed = seal_challenge(visit.house, _purpose(visit), challenge, now())
    return JSONResponse(
        {"challenge": sealed, "options": json.loads(options)},
        headers={"Cache-Control": "no-store"},
    )


def _purpose(visit: Visit) -> str:
    return f"new passkey of {visit.actor.user_id}"


@router.post("/me/passkeys")
def add_passkey(request: Request, typed: Typed) -> Response:
    """Keep a passkey that the browser made; this session has shown it with that."""
    visit = open_form(request, _SELF, typed, may_be_weak=True)
    party = relying_party_of(visit.house)
    try:
        opened = open_challenge(visit.house, _purpose(visit), typed.get("challenge", ""))
        if opened is None:
            raise RuleError("passkey.stale", field="passkey_name")
        name = as_written(typed, "passkey_name").get("passkey_name", "")
        entered = PasskeyCreate.model_validate({"name": name, "answer": typed.get("answer", "")})
        visit.record(
            lambda work: passkeys.add_passkey(work, party, opened[0], entered), _key(typed)
        )
    except ValidationError as error:
        found = wrong_with(error, visit.language)
        fields = {"passkey_name": next(iter(found.fields.values()), "")}
        return _page(visit, 422, Wrong(found.lines, fields), typed)
    except RegisterError as error:
        return _page(visit, 422, wrong_with(error, visit.language), typed)
    strengthen(visit.house, visit.secret)
    return see_other(_HERE)


def _key(typed: dict[str, str]) -> dict[str, str]:
    """Leave the password out of what a repetition is known by."""
    return {name: typed.get(name, "") for name in ("form_key", "challenge", "answer")}


@router.post("/me/passkeys/removal")
def remove_passkey(request: Request, typed: Typed) -> Response:
    """Take a passkey away; the password must be shown."""
    visit = open_form(request, _SELF, typed)
    try:
        check_own_password(visit, typed.get("removal_password", ""), "removal_password")
        chosen = _id_of(typed.get("passkey", ""))
        named = {"form_key": typed.get("form_key", ""), "passkey": str(chosen)}
        visit.record(lambda work: passkeys.remove_passkey(work, chosen), named)
    except RegisterError as error:
        return _page(visit, 422, wrong_with(error, visit.language))
    return see_other(_HERE)


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("passkey.not_found") from None
