"""Each kind of bad input gets its own clear problem, in both languages, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from tests.factories import City, gtin_of, uscc_of
from tests.served import Person, served, signed_in

WHEN = "2026-09-01T08:00:00+08:00"
VOLATILE = {"login_session", "login_attempt", "api_token", "idempotency_key"}


class Scene:
    """A mill with released rice, and the server in front of it."""

    def __init__(self, base: str, city: City, people: dict[str, Person]) -> None:
        self.base, self.city, self.people = base, city, people
        self.paddy, self.rice, self.bags = city.release_rice()
        rival_paddy = city.add_batch("rival")
        self.canteen = str(city.actors["canteen"].org_id)
        self.names = {
            "paddy": str(self.paddy.id), "rice": str(self.rice.id), "bags": str(self.bags.id),
            "product": str(self.bags.product_id), "canteen": self.canteen,
            "rival_paddy": str(rival_paddy.id),
        }  # fmt: skip

    def fill(self, said: Any) -> Any:
        """Put ids in the place of names such as `@bags`."""
        if isinstance(said, dict):
            return {key: self.fill(value) for key, value in said.items()}
        if isinstance(said, list):
            return [self.fill(value) for value in said]
        if isinstance(said, str):
            for name, value in self.names.items():
                said = said.replace(f"@{name}", value)
        return said

    def state(self) -> dict[str, list[Any]]:
        """Read everything that may not change."""
        with self.city.engine.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(table.select())))
                for name, table in SQLModel.metadata.tables.items()
                if name not in VOLATILE
            }


@pytest.fixture
def scene(city: City, engine: Engine, tmp_path: Path) -> Iterator[Scene]:
    with served(engine, tmp_path) as base, ExitStack() as stack:
        people = {n: stack.enter_context(signed_in(base, n)) for n in ("admin", "mill", "canteen")}
        yield Scene(base, city, people)


def _org(**more: Any) -> dict[str, Any]:
    return {"uscc": uscc_of(9999), "name": "新企业", "kind": "enterprise", "district": "x", **more}


def _product(**more: Any) -> dict[str, Any]:
    return {
        "name": "米", "gtin": gtin_of(777), "food_category": "rice", "net_content": "5",
        "net_content_unit": "kg", "shelf_life": 12, "shelf_life_unit": "month", **more,
    }  # fmt: skip


def _batch(**more: Any) -> dict[str, Any]:
    return {
        "material": "paddy", "name": "稻谷", "lot": "NEW1", "quantity": "1", "unit": "t",
        "produced_on": "2026-07-01", **more,
    }  # fmt: skip


def _ship(**more: Any) -> dict[str, Any]:
    to = {"side": "destination", "organization_id": "@canteen"}
    return {"step": "shipping", "event_time": WHEN, "amount": "1", "unit": "each", "parties": [to],
            **more}  # fmt: skip


def _line(role: str, batch: str, amount: str, unit: str) -> dict[str, Any]:
    return {"role": role, "batch_id": batch, "amount": amount, "unit": unit}


EVENTS = "/api/batches/@bags/events"
USCC_WRONG = uscc_of(9999)[:-1] + ("A" if uscc_of(9999)[-1] != "A" else "B")
GTIN_WRONG = gtin_of(777)[:-1] + str((int(gtin_of(777)[-1]) + 1) % 10)
MILLING = {"step": "milling", "event_time": WHEN}

# name: (who, address, body, status, code of the problem or of its first field)
BAD: dict[str, tuple[str, str, Any, int, str]] = {
    "a USCC with a wrong check character": (
        "admin", "/api/organizations", _org(uscc=USCC_WRONG), 422, "uscc.check_character"),
    "a USCC that is too short": (
        "admin", "/api/organizations", _org(uscc="9144"), 422, "uscc.shape"),
    "a licence with a wrong check digit": (
        "admin", "/api/organizations", _org(sc_licence="SC10144132201370"), 422,
        "sc_licence.check_digit"),
    "a GTIN with a wrong check digit": (
        "mill", "/api/products", _product(gtin=GTIN_WRONG), 422, "gtin.check_digit"),
    "a GTIN in full-width digits": (
        "mill", "/api/products", _product(gtin="６９７４４１３０２０１８１"), 422, "gtin.shape"),
    "a GTIN of zeros": ("mill", "/api/products", _product(gtin="0" * 13), 422, "gtin.shape"),
    "oil without its process": (
        "mill", "/api/products", _product(food_category="oil_peanut"), 422,
        "product.process_missing"),
    "an unknown unit": ("mill", "/api/batches", _batch(unit="斤"), 422, "unit.unknown"),
    "an unknown unit in an event": ("mill", EVENTS, _ship(unit="box"), 422, "unit.unknown"),
    "an overlong text": ("mill", "/api/batches", _batch(name="米" * 101), 422, "text.too_long"),
    "a control character": (
        "mill", "/api/batches", _batch(name="米\u0007"), 422, "text.control_character"),
    "a line separator": (
        "mill", "/api/batches", _batch(name="米\u2028x"), 422, "text.control_character"),
    "a lot with a blank": ("mill", "/api/batches", _batch(lot="A B"), 422, "lot.shape"),
    "a lot that exists": ("mill", "/api/batches",
                          _batch(product_id="@product", lot="@lot", unit="each"), 409,
                          "batch.lot_taken"),
    "a production date in the future": (
        "mill", "/api/batches", _batch(produced_on="2199-01-01"), 422,
        "batch.produced_in_the_future"),
    "an amount as a floating number": (
        "mill", "/api/batches", _batch(quantity=1.5), 422, "amount.not_exact"),
    "a negative amount": (
        "mill", "/api/batches", _batch(quantity="-1"), 422, "amount.not_a_number"),
    "half a gram": ("mill", "/api/batches", _batch(quantity="0.5", unit="g"), 422,
                    "amount.not_exact"),
    "more than fits": ("mill", "/api/batches", _batch(quantity="9" * 15), 422,
                       "amount.out_of_range"),
    "an event in the future": (
        "mill", EVENTS, _ship(event_time="2099-01-01T00:00:00+08:00"), 422,
        "event.in_the_future"),
    "an event time without offset": (
        "mill", EVENTS, _ship(event_time="2026-09-01T08:00:00"), 422, "field.instant"),
    "more shipped than made": ("mill", EVENTS, _ship(amount="2641"), 422, "balance.exceeded"),
    "more used than there is": (
        "mill", "/api/events",
        {"events": [{**MILLING, "lines": [_line("input", "@paddy", "1", "kg"),
                                          _line("output", "@rice", "1", "kg")]}]}, 422,
        "balance.exceeded"),
    "more out than in": (
        "mill", "/api/events",
        {"events": [{**MILLING, "lines": [_line("input", "@paddy", "1", "kg"),
                                          _line("output", "@rice", "2", "kg")]}]}, 422,
        "balance.more_out_than_in"),
    "a lot made from itself": (
        "mill", "/api/events",
        {"events": [{**MILLING, "lines": [_line("input", "@rice", "1", "kg"),
                                          _line("output", "@rice", "1", "kg")]}]}, 422,
        "lineage.cycle"),
    "another enterprise's batch": (
        "mill", "/api/batches/@rival_paddy/events",
        {"step": "destruction", "event_time": WHEN, "amount": "1", "unit": "kg"}, 403,
        "batch.not_yours"),
    "a batch that does not exist": (
        "mill", "/api/batches/01a20e72-93ba-7368-98ed-f2104c6e6e16/events",
        _ship(), 404, "batch.not_found"),
    "an id that is none": ("mill", "/api/batches/17/events", _ship(), 422, "field.id"),
    "an unknown step": ("mill", EVENTS, _ship(step="teleporting"), 422, "field.word"),
    "an unknown field": ("mill", EVENTS, _ship(colour="red"), 422, "field.unknown"),
    "a missing field": ("mill", "/api/batches", {"lot": "A"}, 422, "field.missing"),
    "a shipment to nobody": ("mill", EVENTS, _ship(parties=[]), 422, "event.no_destination"),
    "a decimal inside attributes": (
        "mill", EVENTS, _ship(attributes={"moisture": 13.2}), 422, "json.value"),
    "a recall without reason": ("mill", "/api/batches/@bags/recall", {}, 422, "field.missing"),
    "receiving what was not sent": (
        "canteen", EVENTS, {"step": "receiving", "event_time": WHEN, "amount": "1",
                            "unit": "each"}, 422, "balance.not_on_the_way"),
    "a cursor that is none": ("mill", "GET /api/batches?cursor=x", None, 422, "cursor.malformed"),
    "an address that is none": ("mill", "GET /api/nothing", None, 404, "address.not_found"),
}  # fmt: skip


def _codes(answer: httpx.Response) -> set[str]:
    problem = answer.json()
    return {problem["code"], *(error["code"] for error in problem.get("errors", []))}


def test_bad_input_is_told_clearly_and_changes_nothing(scene: Scene) -> None:
    scene.names["lot"] = scene.bags.lot
    before = scene.state()
    wrong = []
    for name, (username, address, body, status, code) in BAD.items():
        person = scene.people[username]
        for language, sample in (("zh-CN", "。"), ("en", ".")):
            headers = {"Accept-Language": language}
            if address.startswith("GET "):
                answer = person.http.get(address.removeprefix("GET "), headers=headers)
            else:
                answer = person.http.post(
                    scene.fill(address), json=scene.fill(body), headers=headers
                )
            is_right = (
                answer.status_code == status
                and code in _codes(answer)
                and answer.headers["content-type"] == "application/problem+json"
                and answer.json()["detail"].strip()[-1] in {sample, "。", ".", "："}
            )
            if not is_right:
                wrong.append((name, language, answer.status_code, answer.text))
    assert wrong == []
    assert scene.state() == before


@pytest.mark.parametrize(
    "raw", [b"{", b"", b"[1,", b'{"lot": "A"} x', b"\xff\xfe{}", b"nonsense"], ids=repr
)
def test_malformed_json_is_a_problem_of_its_own(scene: Scene, raw: bytes) -> None:
    before = scene.state()
    answer = scene.people["mill"].http.post(
        "/api/batches", content=raw, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"json.malformed", "input.invalid"}
    assert scene.state() == before


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(scene: Scene) -> None:
    before = scene.state()
    big = b'{"lot": "' + b"A" * 10_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    mill = scene.people["mill"].http

    def in_pieces() -> Iterator[bytes]:
        for start in range(0, len(big), 100_000):
            yield big[start : start + 100_000]

    for content in (big, in_pieces()):
        try:
            answer = mill.post("/api/batches", content=content, headers=headers)
        except httpx.WriteError:  # the server may close while we still talk
            continue
        assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")
    assert scene.state() == before
