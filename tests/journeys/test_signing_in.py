"""Signing in and out: sessions end, guesses are limited, other sites cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from tests.factories import PASSWORD, City
from tests.served import served
from traceability.storage.log_specs import table_of
from traceability.storage.tables import LoginSession, PasswordCredential


@pytest.fixture
def http(sqlite_city: City, tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        served(sqlite_city.engine, tmp_path) as base,
        httpx.Client(base_url=base, headers={"Accept-Language": "en"}) as client,
    ):
        yield client


def _sign_in(http: httpx.Client, password: str = PASSWORD, username: str = "mill") -> Any:
    return http.post("/api/sessions", json={"username": username, "password": password})


def test_a_session_reads_but_writes_only_with_its_csrf_token(http: httpx.Client) -> None:
    opened = _sign_in(http)
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert http.get("/api/sessions/current").json()["username"] == "mill"
    site = {"kind": "mill", "name": "x", "district": "x"}
    for headers in ({}, {"X-CSRF-Token": "guess"}):
        refused = http.post("/api/sites", json=site, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "sign_in.csrf")
    token = {"X-CSRF-Token": opened.json()["csrf_token"]}
    assert http.post("/api/sites", json=site, headers=token).status_code == 201


def test_signing_out_ends_the_session_on_the_server(http: httpx.Client) -> None:
    opened = _sign_in(http)
    secret = http.cookies["session"]
    token = {"X-CSRF-Token": opened.json()["csrf_token"]}
    assert http.delete("/api/sessions/current", headers=token).status_code == 204
    http.cookies.set("session", secret)
    answer = http.get("/api/sessions/current")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.session_ended")


@pytest.mark.parametrize(
    ("column", "age"), [("expires_at", timedelta(seconds=1)), ("seen_at", timedelta(hours=3))]
)
def test_a_session_ends_by_itself(
    http: httpx.Client, sqlite_city: City, column: str, age: timedelta
) -> None:
    _sign_in(http)
    with sqlite_city.engine.begin() as connection:
        past = {column: datetime.now(UTC) - age}
        connection.execute(update(table_of(LoginSession)).values(past))
    assert http.get("/api/sessions/current").status_code == 401


def test_guessing_is_limited_by_name_even_with_the_right_password(http: httpx.Client) -> None:
    for _ in range(8):
        wrong = _sign_in(http, "wrong password")
        assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in.wrong")
    stopped = _sign_in(http)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "sign_in.too_many_attempts")
    assert 0 < int(stopped.headers["retry-after"]) <= 900
    assert _sign_in(http, username="rival").status_code == 201


def test_guessing_many_names_is_limited_by_address(http: httpx.Client) -> None:
    codes = [_sign_in(http, "wrong", f"nobody{n}").status_code for n in range(42)]
    assert codes[:40] == [401] * 40
    assert codes[40:] == [429, 429]


def test_unknown_names_and_wrong_passwords_answer_alike(http: httpx.Client) -> None:
    unknown, wrong = _sign_in(http, username="nobody"), _sign_in(http, "wrong password")
    keep = ("code", "title", "detail", "status")
    assert [unknown.json()[k] for k in keep] == [wrong.json()[k] for k in keep]


def test_passwords_are_kept_as_argon2id(sqlite_city: City) -> None:
    with sqlite_city.engine.connect() as connection:
        kept = connection.execute(table_of(PasswordCredential).select()).all()
    assert kept
    assert all(row.password_hash.startswith("$argon2id$") for row in kept)


def test_a_revoked_or_expired_token_opens_nothing(http: httpx.Client) -> None:
    csrf = {"X-CSRF-Token": _sign_in(http).json()["csrf_token"]}
    made = http.post("/api/tokens", json={"name": "press line"}, headers=csrf).json()
    soon = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    old = http.post("/api/tokens", json={"name": "x", "expires_at": soon}, headers=csrf).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    http.delete(f"/api/tokens/{made['id']}", headers=csrf)
    http.cookies.clear()
    for headers in (bearer, {"Authorization": f"Bearer {old['token']}"}):
        answer = http.get("/api/sessions/current", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.token_unknown")
    assert http.get("/api/batches").headers["www-authenticate"] == "Bearer"


def test_secrets_are_neither_kept_nor_repeated(http: httpx.Client, sqlite_city: City) -> None:
    csrf = {"X-CSRF-Token": _sign_in(http).json()["csrf_token"], "Idempotency-Key": "k"}
    made = http.post("/api/tokens", json={"name": "x"}, headers=csrf).json()
    with sqlite_city.engine.connect() as connection:
        for name in ("api_token", "idempotency_key", "log_entry"):
            rows = connection.exec_driver_sql(f"select * from {name}").all()
            assert made["token"] not in repr(rows)
