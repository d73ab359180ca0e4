"""Do the two sides understand each other over a real connection, as the contract says?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from tests.credit_side import (
    SIGNER,
    CreditSide,
    ending_message,
    penalty_message,
    served_sandbox,
)
from traceability.credit_sandbox.faults import Faults
from traceability.domain.credit_messages import CreditMessage, CreditReceipt
from traceability.domain.credit_signature import Signer
from traceability.domain.kinds import DeliveryKind
from traceability.gateways.public_credit import (
    CreditRejectedError,
    CreditUnreachableError,
    HttpPublicCredit,
)

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"


def valid(name: str, said: Any) -> bool:
    schema = json.loads((SCHEMAS / f"credit-{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(schema).is_valid(said)


@pytest.fixture
def side(tmp_path: Path) -> Iterator[CreditSide]:
    with served_sandbox(tmp_path) as opened:
        yield opened


@pytest.fixture
def port(side: CreditSide) -> Iterator[HttpPublicCredit]:
    opened = HttpPublicCredit(side.base, SIGNER)
    yield opened
    opened.close()


def signed_post(side: CreditSide, path: str, body: bytes, **headers: str) -> httpx.Response:
    stamp = SIGNER.stamp_request("POST", path, body, time.time())
    return httpx.post(side.base + path, content=body, headers=stamp.headers() | headers)


def test_a_record_gets_its_receipt_once(side: CreditSide, port: HttpPublicCredit) -> None:
    first, again = port.send(penalty_message()), port.send(penalty_message())
    assert first == again
    assert first.is_accepted
    assert side.store.counts() == {"records": 1, "refused": 0, "repeated": 1}


def test_ten_at_once_are_one_record(side: CreditSide, port: HttpPublicCredit) -> None:
    with ThreadPoolExecutor(10) as pool:
        receipts = list(pool.map(lambda _: port.send(penalty_message()), range(10)))
    assert len(set(receipts)) == 1
    assert side.store.counts()["records"] == 1


def test_the_same_key_with_another_body_is_refused(port: HttpPublicCredit) -> None:
    port.send(penalty_message())
    other = replace(penalty_message(CF_NR="别的内容"), key=penalty_message().key)
    with pytest.raises(CreditRejectedError, match="409 key_reused"):
        port.send(other)


def test_a_refusal_by_field_is_mended_by_a_revision(
    side: CreditSide, port: HttpPublicCredit
) -> None:
    refused = port.send(penalty_message(CF_NR_FK=""))
    assert [error.code for error in refused.errors] == ["CF_NR_FK"]
    assert port.send(penalty_message(CF_NR_FK="")) == refused
    assert port.send(penalty_message(revision=2)).is_accepted
    assert side.store.counts() == {"records": 1, "refused": 1, "repeated": 1}


def test_a_late_older_revision_does_not_replace_a_newer_one(
    side: CreditSide, port: HttpPublicCredit
) -> None:
    port.send(penalty_message(revision=2, CF_NR="第二版"))
    assert port.send(penalty_message(revision=1)).is_accepted
    [row] = side.store.held(date(2026, 11, 1), date(2026, 11, 30), 0, 10)
    assert (row["revision"], json.loads(row["body"])["CF_NR"]) == (2, "第二版")


def test_a_repair_needs_its_penalty_and_ends_it(side: CreditSide, port: HttpPublicCredit) -> None:
    assert [e.code for e in port.send(ending_message(revision=9)).errors] == ["CF_WSH"]
    port.send(penalty_message())
    assert port.send(ending_message()).is_accepted
    page = httpx.get(side.base).text
    assert "已终止公示" in page
    assert "罚款 60000 元" not in page


def test_the_records_of_a_period_are_listed_once(port: HttpPublicCredit) -> None:
    for number in range(5):
        port.send(penalty_message(number))
    port.send(penalty_message(9, CF_JDRQ="2026/10/01", CF_GSJZQ="2027/10/01"))
    page = port.records(date(2026, 11, 1), date(2026, 11, 30))
    assert [held.key for held in page.items] == [penalty_message(n).key for n in range(5)]
    assert page.next is None


def test_a_list_goes_on_by_its_cursor(side: CreditSide, port: HttpPublicCredit) -> None:
    for number in range(5):
        port.send(penalty_message(number))
    seen, cursor = [], ""
    while True:
        target = f"/v1/records?from=2026-11-01&to=2026-11-30&limit=2{cursor}"
        stamp = SIGNER.stamp_request("GET", target, b"", time.time())
        answer = httpx.get(side.base + target, headers=stamp.headers())
        assert valid("records", answer.json())
        seen += [item["idempotency_key"] for item in answer.json()["items"]]
        if answer.json()["next"] is None:
            break
        cursor = f"&cursor={answer.json()['next']}"
    assert seen == [penalty_message(n).key for n in range(5)]


@pytest.mark.parametrize(
    "message",
    [
        penalty_message(),
        ending_message(),
        CreditMessage(
            DeliveryKind.FEEDBACK, "feedback/1", 1,
            {"task_no": "LH1", "subject_name": "某某", "subject_uscc": "91441303MA4WAD703N",
             "responder_name": "局", "responder_uscc": "11441300MB2C00000K", "applied": True,
             "acted_on": "2026/11/20"},
        ),
    ],
    ids=["penalty", "ending", "feedback"],
)  # fmt: skip
def test_messages_and_receipts_follow_the_schemas(
    side: CreditSide, port: HttpPublicCredit, message: CreditMessage
) -> None:
    port.send(penalty_message())
    assert valid("message", json.loads(message.body()))
    assert not valid("message", json.loads(message.body()) | {"more": 1})
    headers = {"Idempotency-Key": message.header_key}
    answer = signed_post(side, message.path, message.body(), **headers)
    assert answer.status_code == 200
    assert valid("receipt", answer.json())


@pytest.mark.parametrize(
    ("body", "key", "code"),
    [
        (b"{", "k", "malformed"),
        (b"[]", "k", "malformed"),
        (b'{"idempotency_key":"k","revision":0,"record":{}}', "k", "malformed"),
        (b'{"idempotency_key":"k","revision":true,"record":{}}', "k", "malformed"),
        (b'{"idempotency_key":"k","revision":1,"record":{},"more":1}', "k", "malformed"),
        (b'{"idempotency_key":"k","revision":1,"record":{}}', "other", "key_differs"),
    ],
)
def test_what_is_not_the_agreed_form_is_refused(
    side: CreditSide, body: bytes, key: str, code: str
) -> None:
    answer = signed_post(side, "/v1/penalties", body, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert side.store.counts()["records"] == 0


def test_a_body_has_its_bounds(side: CreditSide) -> None:
    answer = signed_post(side, "/v1/penalties", b" " * 300_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_who_does_not_know_the_secret_is_turned_away(side: CreditSide) -> None:
    for signer in (Signer("register", b"guessed"), Signer("other", SIGNER.secret)):
        port = HttpPublicCredit(side.base, signer)
        with pytest.raises(CreditUnreachableError, match="key_refused"):
            port.send(penalty_message())
        port.close()
    assert side.store.counts()["records"] == 0


def test_a_clock_that_is_ten_minutes_off_is_turned_away(side: CreditSide) -> None:
    port = HttpPublicCredit(side.base, SIGNER, clock=lambda: time.time() - 600)
    with pytest.raises(CreditUnreachableError, match="key_refused"):
        port.send(penalty_message())
    port.close()


@pytest.mark.parametrize(
    ("faults", "kinds"),
    [
        (Faults(drop=1.0), {"closed"}),
        (Faults(error=1.0), {"server", "busy"}),
        (Faults(garbage=1.0), {"signature", "garbage"}),
        (Faults(down=1e6), {"closed"}),
    ],
)
def test_every_fault_looks_like_itself_and_loses_nothing(
    tmp_path: Path, faults: Faults, kinds: set[str]
) -> None:
    with served_sandbox(tmp_path, faults, up_for_s=3e6) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        seen = set()
        for number in range(12):
            with pytest.raises(CreditUnreachableError) as trouble:
                port.send(penalty_message(number))
            seen.add(trouble.value.kind)
        port.close()
        assert seen <= kinds
    with served_sandbox(tmp_path) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        receipts: list[CreditReceipt] = [port.send(penalty_message(n)) for n in range(12)]
        port.close()
        assert len({receipt.receipt_no for receipt in receipts}) == 12
        assert side.store.counts()["records"] == 12


def test_a_repeating_proxy_changes_nothing(tmp_path: Path) -> None:
    with served_sandbox(tmp_path, Faults(duplicate=1.0)) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        assert port.send(penalty_message()).is_accepted
        port.close()
        assert side.store.counts() == {"records": 1, "refused": 0, "repeated": 1}
