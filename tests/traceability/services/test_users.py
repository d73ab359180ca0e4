"""Who gets in, for how long, and who is kept out?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from sqlmodel import Session

from tests.factories import PASSWORD, City
from traceability.domain.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RuleError,
    SignInError,
    TooManyAttemptsError,
)
from traceability.domain.kinds import Role
from traceability.schemas.parties import SignIn, TokenCreate, UserCreate
from traceability.services import users
from traceability.storage.parties import find_user
from traceability.storage.tables import LoginSession, UserAccount

T = TypeVar("T")
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def at_desk(city: City, story: Callable[[Session], T]) -> T:
    with Session(city.engine.execution_options(is_writing=True)) as session:
        given = story(session)
        session.commit()
        return given


def mill_of(session: Session) -> UserAccount:
    user = find_user(session, "mill")
    assert user is not None
    return user


def test_a_name_with_its_password_signs_in_and_nothing_else_does(city: City) -> None:
    def check(name: str, password: str) -> str | None:
        entered = SignIn(username=name, password=password)
        with Session(city.engine) as session:
            user = users.check_password(session, entered)
            return user.username if user else None

    assert check("mill", PASSWORD) == "mill"
    assert check("mill", PASSWORD + " ") is None
    assert check("nobody", PASSWORD) is None


def attempt(city: City, name: str, address: str, when: datetime = NOW) -> None:
    at_desk(city, lambda s: users.count_attempt(s, name, address, when))


def test_a_name_is_locked_after_eight_failures_for_a_quarter_of_an_hour(city: City) -> None:
    for _ in range(8):
        attempt(city, "mill", "10.0.0.1")
    with pytest.raises(TooManyAttemptsError) as caught:
        attempt(city, "mill", "10.9.9.9", NOW + HOUR / 6)
    assert caught.value.values == {"retry_after": 301}
    attempt(city, "rival", "10.0.0.1")
    attempt(city, "mill", "10.0.0.1", NOW + HOUR / 4)


def test_an_address_is_locked_after_forty_failures_of_any_names(sqlite_city: City) -> None:
    for number in range(40):
        attempt(sqlite_city, f"n{number}", "10.0.0.1")
    with pytest.raises(TooManyAttemptsError):
        attempt(sqlite_city, "mill", "10.0.0.1")
    attempt(sqlite_city, "mill", "10.0.0.2")


def test_who_signs_in_is_not_counted_against_name_or_address(sqlite_city: City) -> None:
    for _ in range(50):
        attempt(sqlite_city, "mill", "10.0.0.1")
        at_desk(sqlite_city, lambda s: users.forgive_attempt(s, "mill", "10.0.0.1"))


def test_a_session_ends_when_it_lies_idle_and_in_any_case_after_twelve_hours(city: City) -> None:
    secret, opened = at_desk(city, lambda s: users.open_session(s, mill_of(s), NOW))
    assert opened.csrf_token == users.csrf_token(secret)

    def who(when: datetime) -> str:
        return at_desk(city, lambda s: users.actor_by_session(s, secret, when, 2 * HOUR)).username

    assert who(NOW + 2 * HOUR) == "mill"
    with pytest.raises(SignInError, match="session_ended"):
        who(NOW + 2 * HOUR + timedelta(seconds=1))
    for hours in range(1, 12):
        at_desk(city, lambda s, hours=hours: users.keep_session(s, secret, NOW + hours * HOUR))
    assert who(NOW + 12 * HOUR - timedelta(seconds=1)) == "mill"
    with pytest.raises(SignInError, match="session_ended"):
        who(NOW + 12 * HOUR)


def test_a_closed_session_is_over_and_its_secret_is_nowhere(sqlite_city: City) -> None:
    city = sqlite_city
    secret, _ = at_desk(city, lambda s: users.open_session(s, mill_of(s), NOW))
    with Session(city.engine) as session:
        assert session.get(LoginSession, secret) is None
        assert session.get(LoginSession, users.fingerprint(secret)) is not None
    at_desk(city, lambda s: users.close_session(s, secret))
    with pytest.raises(SignInError):
        at_desk(city, lambda s: users.actor_by_session(s, secret, NOW, HOUR))


def test_a_token_works_until_it_expires_or_is_revoked(city: City) -> None:
    entered = TokenCreate(name="收银", expires_at=NOW + HOUR)
    made = city.do("mill", lambda work: users.create_token(work, entered))

    def who(when: datetime) -> str:
        return at_desk(city, lambda s: users.actor_by_token(s, made.token, when)).username

    assert who(NOW) == "mill"
    with pytest.raises(SignInError, match="token_unknown"):
        who(NOW + HOUR)
    with pytest.raises(NotFoundError):
        city.do("rival", lambda work: users.revoke_token(work, made.id))
    revoked = city.do("mill", lambda work: users.revoke_token(work, made.id))
    assert city.do("mill", lambda work: users.revoke_token(work, made.id)) == revoked
    with pytest.raises(SignInError, match="token_unknown"):
        who(NOW)
    listed = city.look("mill", lambda work: users.list_tokens(work, None, 50)).items
    assert [(token.id, token.revoked_at is not None) for token in listed] == [(made.id, True)]
    assert city.look("rival", lambda work: users.list_tokens(work, None, 50)).items == []


def test_accounts_are_made_by_administrators_where_the_role_fits(sqlite_city: City) -> None:
    city = sqlite_city

    def register(who: str, **more: object) -> None:
        said = {
            "org_id": city.actors["mill"].org_id,
            "username": "newcomer",
            "display_name": "新人",
            "role": Role.ENTERPRISE,
            "password": PASSWORD,
        }
        entered = UserCreate.model_validate(said | more)
        city.do(who, lambda work: users.register_user(work, entered, "hash"))

    with pytest.raises(ForbiddenError):
        register("regulator")
    with pytest.raises(RuleError, match="role_does_not_fit"):
        register("admin", role=Role.REGULATOR)
    with pytest.raises(ConflictError, match="name_taken"):
        register("admin", username="rival")
    with pytest.raises(NotFoundError):
        register("admin", org_id=uuid4())
    register("admin")
    names = {
        user.username for user in city.look("admin", lambda w: users.list_users(w, None, 50)).items
    }
    assert "newcomer" in names
    with pytest.raises(ForbiddenError):
        city.look("mill", lambda work: users.list_users(work, None, 50))
