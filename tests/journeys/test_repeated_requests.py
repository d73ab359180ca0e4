"""The same POST twice records once; lists go on without shifting."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.factories import City
from tests.served import Person, served, signed_in


@pytest.fixture
def mill(city: City, engine: Engine, tmp_path: Path) -> Iterator[Person]:
    with served(engine, tmp_path) as base, signed_in(base, "mill") as person:
        yield person


def _lot(number: int) -> dict[str, str]:
    return {
        "material": "paddy", "name": "稻谷", "lot": f"A{number}", "quantity": "1", "unit": "t",
        "produced_on": "2026-07-01",
    }  # fmt: skip


def test_the_same_key_records_once_and_gives_the_same_answer(mill: Person) -> None:
    key = {"Idempotency-Key": "order-1"}
    first = mill.post("/api/batches", _lot(1), **key)
    again = mill.post("/api/batches", _lot(1), **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(mill.get("/api/batches").json()["items"]) == 1


def test_a_key_may_not_be_used_for_another_request(mill: Person) -> None:
    key = {"Idempotency-Key": "order-1"}
    mill.post("/api/batches", _lot(1), **key)
    other = mill.post("/api/batches", _lot(2), **key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.key_reused")


def test_a_refused_request_leaves_its_key_free(mill: Person) -> None:
    key = {"Idempotency-Key": "order-1"}
    refused = mill.post("/api/batches", _lot(1) | {"produced_on": "2199-01-01"}, **key)
    assert refused.status_code == 422
    assert mill.post("/api/batches", _lot(1), **key).status_code == 201


def test_a_malformed_key_is_refused(mill: Person) -> None:
    answer = mill.post("/api/batches", _lot(1), **{"Idempotency-Key": "x" * 101})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key_malformed")


def test_ten_at_once_with_one_key_record_once(mill: Person) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda _: mill.post("/api/batches", _lot(1), **{"Idempotency-Key": "k"}), range(10)
            )
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(mill.get("/api/batches").json()["items"]) == 1


def test_a_list_goes_on_without_shifting(mill: Person) -> None:
    made = [mill.made("/api/batches", _lot(number))["id"] for number in range(7)]
    seen, cursor = [], None
    for _ in range(4):
        page = mill.http.get(
            "/api/batches", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
        ).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if len(seen) == 2:
            mill.made("/api/batches", _lot(99))  # somebody writes while we read
    assert seen[:7] == made
    assert len(set(seen)) == len(seen) == 8
    assert cursor is None
