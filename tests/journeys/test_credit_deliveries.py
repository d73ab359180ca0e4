"""A regulator sees how far each record is on its way to the credit system, and mends what stuck."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from tests.credit_side import SIGNER, CreditSide, add_penalty, served_sandbox, worker_on
from tests.factories import PASSWORD, City
from tests.served import Person, served, signed_in
from traceability.cli import main
from traceability.gateways.public_credit import CreditRejectedError, HttpPublicCredit

SECRET = SIGNER.secret.hex()


@contextmanager
def desk_of(
    engine: Engine, folder: Path, side: CreditSide | None, **settings: Any
) -> Iterator[tuple[str, Person]]:
    url = side.base if side else ""
    with (
        served(engine, folder, CREDIT_URL=url, CREDIT_SECRET=SECRET, **settings) as base,
        signed_in(base, "regulator") as person,
    ):
        yield base, person


def _home(base: str) -> str:
    with httpx.Client(base_url=base, follow_redirects=True, timeout=30) as browser:
        name = {"username": "regulator", "password": PASSWORD}
        return browser.post("/console/login?lang=zh", data=name).text


def until(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def test_the_server_itself_delivers_and_the_receipt_is_shown(city: City, tmp_path: Path) -> None:
    delivery = add_penalty(city)
    with (
        served_sandbox(tmp_path) as side,
        desk_of(city.engine, tmp_path, side) as (_, regulator),
    ):
        address = f"/api/credit-deliveries/{delivery.id}"
        until(lambda: regulator.get(address).json()["state"] == "acknowledged")
        seen = regulator.get(address).json()
        assert seen["receipt_no"] == seen["answers"][0]["receipt_no"]
        assert (seen["attempts"], seen["next_attempt_at"]) == (1, None)
        page = regulator.get("/api/credit-deliveries", state="acknowledged").json()
        assert [item["id"] for item in page["items"]] == [str(delivery.id)]
        assert regulator.get("/api/credit-deliveries", state="dead").json()["items"] == []
        period = {"from": "2026-11-01", "to": "2026-11-30"}
        found = regulator.get("/api/credit-deliveries/reconciliation", **period).json()
        assert found["agreed"] == 1


def test_a_refusal_is_shown_field_by_field(city: City, tmp_path: Path) -> None:
    delivery = add_penalty(city, fine_fen=None)
    with served_sandbox(tmp_path) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        worker_on(city.engine, port).step()
        port.close()
        with desk_of(city.engine, tmp_path, side, WORKER_IN_SERVE=False) as (base, regulator):
            seen = regulator.get(f"/api/credit-deliveries/{delivery.id}").json()
            assert seen["state"] == "refused"
            [error] = seen["answers"][0]["errors"]
            assert (error["code"], error["field"]) == ("CF_NR_FK", "fine_10k_yuan")
            refused = regulator.post(f"/api/credit-deliveries/{delivery.id}/resend")
            assert refused.json()["code"] == "delivery.not_resendable"
            with signed_in(base, "mill") as mill:
                assert mill.get("/api/credit-deliveries").status_code == 403


def test_what_was_given_up_is_told_and_sent_again_by_hand(city: City, tmp_path: Path) -> None:
    delivery = add_penalty(city)

    class Deaf:
        def send(self, _: object) -> object:
            raise CreditRejectedError(413, "too_large", "内容过大")

    worker_on(city.engine, Deaf()).step()  # type: ignore[arg-type]
    with (
        served_sandbox(tmp_path) as side,
        desk_of(city.engine, tmp_path, side) as (base, regulator),
    ):
        seen = regulator.get(f"/api/credit-deliveries/{delivery.id}").json()
        assert (seen["state"], seen["last_trouble"]) == ("dead", "HTTP 413 too_large: 内容过大")
        home = _home(base)
        assert "有 1 条信用信息多次报送未成" in home
        sent = regulator.post(f"/api/credit-deliveries/{delivery.id}/resend")
        assert (sent.status_code, sent.json()["state"]) == (200, "queued")
        until(lambda: bool(regulator.get("/api/credit-deliveries", state="acknowledged")
                           .json()["items"]))  # fmt: skip
        assert "多次报送未成" not in _home(base)


def test_without_an_interface_nothing_is_sent_and_nothing_breaks(
    city: City, tmp_path: Path
) -> None:
    delivery = add_penalty(city)
    with desk_of(city.engine, tmp_path, None) as (_, regulator):
        period = {"from": "2026-11-01", "to": "2026-11-30"}
        found = regulator.get("/api/credit-deliveries/reconciliation", **period)
        assert (found.status_code, found.json()["code"]) == (422, "delivery.no_interface")
        assert regulator.get(f"/api/credit-deliveries/{delivery.id}").json()["attempts"] == 0


def test_a_stranger_who_answers_is_not_believed(city: City, tmp_path: Path) -> None:
    with served_sandbox(tmp_path) as side:
        wrong = replace(SIGNER, secret=b"x" * 32)
        with (
            served(
                city.engine, tmp_path, CREDIT_URL=side.base, CREDIT_SECRET=wrong.secret.hex()
            ) as base,
            signed_in(base, "regulator") as regulator,
        ):
            period = {"from": "2026-11-01", "to": "2026-11-30"}
            found = regulator.get("/api/credit-deliveries/reconciliation", **period)
            assert (found.status_code, found.json()["code"]) == (502, "delivery.unreachable")


@pytest.mark.parametrize("mend", [False, True])
def test_the_command_compares_and_mends(
    city: City, database_url: str, tmp_path: Path, mend: bool
) -> None:
    delivery = add_penalty(city)
    with served_sandbox(tmp_path) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        worker_on(city.engine, port).step()
        with side.store._transaction() as database:
            database.execute("DELETE FROM record")
        words = ["reconcile", "--data", str(tmp_path), "--from", "2026-11-01", "--to", "2026-11-30"]
        done = CliRunner().invoke(
            main,
            [*words, "--mend"] if mend else words,
            env={"DATABASE_URL": database_url, "CREDIT_URL": side.base, "CREDIT_SECRET": SECRET},
        )
        port.close()
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [line["delivery_id"] for line in found["lost_there"]] == [str(delivery.id)]
    assert found["mended"] == int(mend)


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["worker"], {"CREDIT_URL": "http://credit.example.gov.cn"}, "https is wanted"),
        (["reconcile", "--from", "2026-11-02", "--to", "2026-11-01"], {}, "ends on or after"),
        (["credit-sandbox", "--faults", "rain=1"], {}, "rain: not one of"),
    ],
)
def test_a_command_that_cannot_work_says_why(
    sqlite_city: City,
    tmp_path: Path,
    arguments: list[str],
    environment: dict[str, str],
    said: str,
) -> None:
    done = CliRunner().invoke(
        main, [*arguments, "--data", str(tmp_path)], env={"CREDIT_SECRET": SECRET} | environment
    )
    assert done.exit_code == 1
    assert said in done.output
