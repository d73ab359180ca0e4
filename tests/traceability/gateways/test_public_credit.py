"""What does the adapter make of everything that can come back, and of nothing at all?"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.credit_side import SIGNER, penalty_message
from tests.served import served_app
from traceability.domain.credit_messages import FieldError
from traceability.domain.credit_signature import MOST_SKEW_S, Signer, read_stamp
from traceability.gateways import public_credit
from traceability.gateways.public_credit import (
    LARGEST_ANSWER,
    CreditAddressError,
    CreditRejectedError,
    CreditUnreachableError,
    HttpPublicCredit,
)

BASE = "https://credit.example.gov.cn/exchange"
URL = f"{BASE}/v1/penalties"
MESSAGE = penalty_message()
RECEIPT = {
    "idempotency_key": MESSAGE.key, "receipt_no": "XY20261102-A1", "state": "accepted",
    "received_at": "2026-11-02T01:02:03.004Z", "errors": [],
}  # fmt: skip
REFUSAL = RECEIPT | {
    "state": "refused",
    "errors": [
        {"code": "CF_NR_FK", "message": "必填"}, {"code": "CF_GSJZQ", "message": "应在三年内"},
    ],
}  # fmt: skip


@pytest.fixture
def port() -> Iterator[HttpPublicCredit]:
    opened = HttpPublicCredit(BASE, SIGNER)
    yield opened
    opened.close()


def answers(
    mock: HTTPXMock,
    said: Any,
    status: int = 200,
    *,
    signer: Signer = SIGNER,
    at: float | None = None,
) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    stamp = signer.stamp_answer(status, body, at or time.time())
    mock.add_response(status_code=status, content=body, headers=stamp.headers())


def unreachable(port: HttpPublicCredit) -> str:
    with pytest.raises(CreditUnreachableError) as error:
        port.send(MESSAGE)
    return error.value.kind


def test_a_receipt_comes_back(port: HttpPublicCredit, httpx_mock: HTTPXMock) -> None:
    answers(httpx_mock, RECEIPT)
    receipt = port.send(MESSAGE)
    assert (receipt.receipt_no, receipt.is_accepted) == ("XY20261102-A1", True)
    [sent] = httpx_mock.get_requests()
    assert str(sent.url) == URL
    assert sent.headers["Idempotency-Key"].isascii()
    assert json.loads(sent.content)["record"]["CF_WSH"] == "惠市监处罚〔2026〕1号"
    stamp = read_stamp(sent.headers)
    SIGNER.check_request(stamp, "POST", "/exchange/v1/penalties", sent.content, time.time())


def test_the_same_message_is_the_same_bytes(port: HttpPublicCredit, httpx_mock: HTTPXMock) -> None:
    answers(httpx_mock, RECEIPT)
    answers(httpx_mock, RECEIPT)
    port.send(MESSAGE)
    port.send(penalty_message())
    first, again = httpx_mock.get_requests()
    assert first.content == again.content
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]


def test_a_refusal_names_its_fields(port: HttpPublicCredit, httpx_mock: HTTPXMock) -> None:
    answers(httpx_mock, REFUSAL, 422)
    receipt = port.send(MESSAGE)
    assert not receipt.is_accepted
    assert receipt.errors == (FieldError("CF_NR_FK", "必填"), FieldError("CF_GSJZQ", "应在三年内"))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout("x"), "timeout"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.WriteTimeout("x"), "timeout"),
        (httpx.PoolTimeout("x"), "timeout"),
        (httpx.ConnectError("x"), "connect"),
        (httpx.ReadError("x"), "closed"),
        (httpx.RemoteProtocolError("x"), "closed"),
    ],
)
def test_silence_is_told_apart(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, error: Exception, kind: str
) -> None:
    httpx_mock.add_exception(error)
    assert unreachable(port) == kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, "server"), (502, "server"), (504, "server"), (503, "busy"), (429, "busy"),
        (301, "redirect"), (307, "redirect"), (401, "key_refused"), (403, "key_refused"),
    ],
)  # fmt: skip
def test_a_status_that_says_nothing_of_the_message(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, status: int, kind: str
) -> None:
    httpx_mock.add_response(status_code=status, headers={"Location": "https://evil.example/"})
    assert unreachable(port) == kind
    assert len(httpx_mock.get_requests()) == 1  # no redirect was followed


@pytest.mark.parametrize(
    ("said", "wait"), [("120", 120), ("999999", 3600), ("tomorrow", None), ("-1", None)]
)
def test_a_busy_system_may_ask_for_patience(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, said: str, wait: int | None
) -> None:
    httpx_mock.add_response(status_code=429, headers={"Retry-After": said})
    with pytest.raises(CreditUnreachableError) as error:
        port.send(MESSAGE)
    assert error.value.retry_after_s == wait


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html></html>", b"\x00\xff", json.dumps(RECEIPT).encode()[:40], b"[]", b"null",
        json.dumps(RECEIPT | {"more": 1}).encode(),
        json.dumps(RECEIPT | {"state": "perhaps"}).encode(),
        json.dumps(RECEIPT | {"receipt_no": "<b>"}).encode(),
        json.dumps(RECEIPT | {"received_at": "2026-11-02T01:02:03"}).encode(),
        json.dumps(RECEIPT | {"idempotency_key": "another"}).encode(),
        json.dumps(RECEIPT | {"state": "refused"}).encode(),
        json.dumps(RECEIPT | {"errors": [{"code": "BZ", "message": "x"}]}).encode(),
    ],
)  # fmt: skip
def test_a_signed_answer_that_makes_no_sense(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, body: bytes
) -> None:
    answers(httpx_mock, body)
    assert unreachable(port) == "garbage"


def test_a_refusal_under_200_is_no_refusal(port: HttpPublicCredit, httpx_mock: HTTPXMock) -> None:
    answers(httpx_mock, REFUSAL)
    assert unreachable(port) == "garbage"


def test_an_answer_cut_off_on_the_way_is_noticed(
    port: HttpPublicCredit, httpx_mock: HTTPXMock
) -> None:
    body = json.dumps(RECEIPT).encode()
    stamp = SIGNER.stamp_answer(200, body, time.time())
    httpx_mock.add_response(content=body[:-1], headers=stamp.headers())
    assert unreachable(port) == "signature"


@pytest.mark.parametrize("other", [Signer("register", b"guessed"), Signer("other", SIGNER.secret)])
def test_an_answer_signed_by_somebody_else_counts_for_nothing(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, other: Signer
) -> None:
    answers(httpx_mock, RECEIPT, signer=other)
    assert unreachable(port) == "signature"


def test_an_unsigned_answer_counts_for_nothing(
    port: HttpPublicCredit, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(json=RECEIPT)
    assert unreachable(port) == "signature"


@pytest.mark.parametrize("sign", [1, -1])
def test_an_old_answer_is_not_taken_again(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, sign: int
) -> None:
    answers(httpx_mock, RECEIPT, at=time.time() + sign * (MOST_SKEW_S + 5))
    assert unreachable(port) == "skewed"


def test_a_huge_answer_is_not_read_to_its_end(
    port: HttpPublicCredit, httpx_mock: HTTPXMock
) -> None:
    answers(httpx_mock, b" " * (LARGEST_ANSWER + 1))
    assert unreachable(port) == "too_large"


@pytest.mark.parametrize("status", [400, 404, 409, 413])
def test_what_will_never_be_understood_is_for_a_person(
    port: HttpPublicCredit, httpx_mock: HTTPXMock, status: int
) -> None:
    answers(httpx_mock, {"code": "key_reused", "message": "键已用于其他内容"}, status)
    with pytest.raises(CreditRejectedError, match=f"HTTP {status} key_reused: 键已"):
        port.send(MESSAGE)


def test_an_unsigned_404_is_not_the_credit_system(
    port: HttpPublicCredit, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=404, text="not found")
    assert unreachable(port) == "signature"


def test_the_records_of_a_period_come_page_by_page(
    port: HttpPublicCredit, httpx_mock: HTTPXMock
) -> None:
    held = {
        "kind": "penalty", "idempotency_key": MESSAGE.key, "revision": 1,
        "dated_on": "2026-11-02", "body_sha256": "a" * 64, "receipt_no": "XY1",
    }  # fmt: skip
    page = {"from": "2026-11-01", "to": "2026-11-30", "items": [held], "next": "7"}
    answers(httpx_mock, page)
    answers(httpx_mock, page | {"items": [], "next": None})
    first = port.records(date(2026, 11, 1), date(2026, 11, 30))
    assert (first.items[0].key, first.items[0].dated_on) == (MESSAGE.key, date(2026, 11, 2))
    assert port.records(date(2026, 11, 1), date(2026, 11, 30), first.next).items == ()
    assert "cursor=7" in str(httpx_mock.get_requests()[1].url)


def test_records_of_another_period_are_not_believed(
    port: HttpPublicCredit, httpx_mock: HTTPXMock
) -> None:
    answers(httpx_mock, {"from": "2025-11-01", "to": "2025-11-30", "items": [], "next": None})
    with pytest.raises(CreditUnreachableError, match="garbage"):
        port.records(date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    "address",
    ["http://credit.example.gov.cn", "ftp://credit.example.gov.cn", "credit.example.gov.cn", ""],
)
def test_only_tls_leads_to_the_credit_system(address: str) -> None:
    with pytest.raises(CreditAddressError):
        HttpPublicCredit(address, SIGNER)


@pytest.mark.httpx_mock(should_mock=lambda request: request.url.host != "127.0.0.1")
def test_an_answer_that_trickles_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_credit, "LONGEST_CALL_S", 0.3)

    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async def trickle(_: Request) -> Response:
        return StreamingResponse(drops(), media_type="application/json")

    with served_app(Starlette(routes=[Route("/v1/penalties", trickle, methods=["POST"])])) as base:
        port = HttpPublicCredit(base, SIGNER)
        with pytest.raises(CreditUnreachableError, match="timeout: the answer trickles"):
            port.send(MESSAGE)
        port.close()
