"""Is it really the second person who confirms? His app's code, or his password, at that moment.

A session that was left open, or a token that was copied, must not be enough for what nobody takes
back alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import unquote

from fastapi import Header
from pydantic import ValidationError
from sqlmodel import Session

from traceability.domain.access import Actor
from traceability.domain.errors import RuleError, SignInError
from traceability.routes.auth import check_name_and_password, count_code
from traceability.routes.desk import House
from traceability.schemas.parties import SignIn
from traceability.services import second_factors
from traceability.storage.work import Work

FIELD = "proof"
_LONGEST = 128
Proof = Annotated[
    str,
    Header(
        alias="X-Confirmation",
        max_length=3 * _LONGEST,
        description="the code of the caller's authenticator app, or his password (percent-encoded) "
        "where he has no app; never part of the record",
    ),
]


def read_proof(header: str) -> str:
    """Give what a header says; a password may hold letters that a header cannot."""
    return unquote(header)


def has_app(house: House, actor: Actor) -> bool:
    """Tell whether somebody confirms with a code of his app; else it is his password."""
    with Session(house.engine) as session:
        return second_factors.has_factor(session, actor.user_id)


@contextmanager
def confirming(
    house: House, actor: Actor, shown: str, address: str
) -> Iterator[Callable[[Work], None]]:
    """Give the check that a story calls last, in its own transaction.

    Last, because a story that is refused for its own reasons uses no code up. Wrong ones are
    counted as at the door.
    """
    proof = shown.strip()[:_LONGEST]
    if not proof:
        yield _refuse_without
    elif has_app(house, actor):
        with count_code(house, actor.username):
            yield lambda work: second_factors.confirm_person(
                work, house.identity_cipher, proof, FIELD
            )
    else:
        is_right = _is_password(house, actor, shown[:_LONGEST], address)
        yield lambda _: None if is_right else _refuse_password()


def _refuse_without(_: Work) -> None:
    raise RuleError("confirmation.needed", field=FIELD)


def _refuse_password() -> None:
    raise RuleError("password.wrong", field=FIELD)


def _is_password(house: House, actor: Actor, shown: str, address: str) -> bool:
    try:
        entered = SignIn(username=actor.username, password=shown)
        check_name_and_password(house, entered, address)
    except (SignInError, ValidationError):
        return False
    return True
