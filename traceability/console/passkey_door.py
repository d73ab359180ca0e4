"""How does one get in with a passkey, after the password or in its stead?"""

from __future__ import annotations

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlmodel import Session

from traceability.console.answers import PageRoute, language_for
from traceability.console.entering import door_page, let_in
from traceability.console.kept_forms import (
    new_challenge,
    open_challenge,
    read_ticket,
    seal_challenge,
)
from traceability.console.visitors import HOME, comes_from_elsewhere, safe_next
from traceability.console.words import say
from traceability.domain.errors import NotFoundError, SignInError, TooManyAttemptsError
from traceability.gateways.passkeys import LONGEST_ANSWER, RelyingParty
from traceability.routes.auth import count_code, open_strong_session, writing
from traceability.routes.desk import House, house_of, now, retrying
from traceability.services.passkeys import Challenge, take_passkey
from traceability.storage.passkeys import list_passkeys_of
from traceability.storage.tables import UserAccount

_LOGIN = f"{HOME}/login"
_PURPOSE = "sign in"
router = APIRouter(include_in_schema=False, route_class=PageRoute)


def is_passkey_on(house: House) -> bool:
    """Tell whether this installation takes passkeys: its host name must be settled."""
    return bool(house.settings.public_host)


def relying_party_of(house: House) -> RelyingParty:
    """Give the name to which passkeys are bound here; NotFoundError where there is none."""
    if not is_passkey_on(house):
        raise NotFoundError("passkey.not_found")
    return RelyingParty(house.settings.public_host, f"{house.settings.city_zh}信用粮油")


@router.post("/login/passkey/challenge")
def make_challenge(request: Request, ticket: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Give what the browser is to sign; after a right password, with that person's passkeys."""
    house = house_of(request)
    party = relying_party_of(house)
    if comes_from_elsewhere(request):
        return JSONResponse({}, 403)
    user_id = read_ticket(house, ticket) if ticket else None
    known = _credentials(house, user_id) if user_id is not None else []
    challenge = new_challenge()
    sealed = seal_challenge(house, _PURPOSE, challenge, now())
    return JSONResponse(
        {"challenge": sealed, "options": json.loads(party.ask(challenge, known))},
        headers={"Cache-Control": "no-store"},
    )


def _credentials(house: House, user_id: UUID) -> list[str]:
    def find() -> list[str]:
        with Session(house.engine) as session:
            return [row.credential_id for row in list_passkeys_of(session, user_id)]

    return retrying(find)


@router.post("/login/passkey")
def login_by_passkey(
    request: Request,
    challenge: Annotated[str, Form(max_length=1000)] = "",
    answer: Annotated[str, Form(max_length=LONGEST_ANSWER)] = "",
    next_page: Annotated[str, Form(alias="next")] = HOME,
    kept: Annotated[str, Form(max_length=300_000)] = "",
) -> Response:
    """Let in whose passkey has answered."""
    house = house_of(request)
    relying_party_of(house)
    if comes_from_elsewhere(request):
        return RedirectResponse(_LOGIN, 303)
    address = request.client.host if request.client else ""
    status, key = 401, "passkey_wrong"
    try:
        with count_code(house, f"passkey from {address}"):
            user = _owner(house, challenge, answer)
    except TooManyAttemptsError:
        status, key = 429, "passkey_too_many"
    except SignInError:
        pass
    else:
        agent = request.headers.get("User-Agent", "")
        return let_in(request, open_strong_session(house, user, agent), next_page, kept)
    errors = {"username": say(key, language_for(request))}
    carried = {"next_page": safe_next(next_page), "kept": kept, "has_passkey": True}
    return door_page(request, "login.html", status, errors=errors, **carried)


def _owner(house: House, sealed: str, answer: str) -> UserAccount:
    """Give whose passkey has answered the challenge, or raise SignInError."""
    opened = open_challenge(house, _PURPOSE, sealed)
    if opened is None:
        raise SignInError("sign_in.wrong")
    challenge, party = Challenge(*opened), relying_party_of(house)

    def take() -> UserAccount | None:
        with Session(writing(house), expire_on_commit=False) as session:
            user_id = take_passkey(session, party, challenge, answer, now())
            user = session.get(UserAccount, user_id) if user_id is not None else None
            session.commit()
            return user

    user = retrying(take)
    if user is None or not user.is_active:
        raise SignInError("sign_in.wrong")
    return user
