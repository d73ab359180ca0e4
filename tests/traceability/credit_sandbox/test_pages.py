"""The stand-in's page and the notice that it sends to the register."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.browsing import check
from tests.credit_side import PARTY, SIGNER, ending_message, penalty_message, served_sandbox
from tests.served import served_app
from traceability.domain.credit_signature import read_stamp
from traceability.gateways.public_credit import HttpPublicCredit

ROOT = Path(__file__).parents[3]
PATH = "/api/webhooks/serious-violations"


@pytest.fixture
def heard() -> list[tuple[Any, bytes]]:
    return []


@pytest.fixture
def register(heard: list[tuple[Any, bytes]]) -> Iterator[str]:
    async def hear(request: Request) -> Response:
        heard.append((request.headers, await request.body()))
        return JSONResponse({"answer": "suspended"})

    with served_app(Starlette(routes=[Route(PATH, hear, methods=["POST"])])) as base:
        yield base + PATH


def test_a_notice_is_signed_with_a_nonce_and_follows_its_schema(
    register: str, heard: list[tuple[Any, bytes]], tmp_path: Path
) -> None:
    schema = json.loads((ROOT / "docs/schemas/credit-list-notice.schema.json").read_text("utf-8"))
    with served_sandbox(tmp_path, webhook=register) as side:
        for event in ("put_on", "taken_off"):
            form = {"uscc": PARTY.lower(), "event": event}
            assert httpx.post(f"{side.base}/notices", data=form).status_code == 303
        page = httpx.get(side.base).text
    stamps = [read_stamp(headers) for headers, _ in heard]
    for stamp, (_, body) in zip(stamps, heard, strict=True):
        SIGNER.check_request(stamp, "POST", PATH, body, time.time())
    assert len({stamp.nonce for stamp in stamps if stamp.nonce}) == 2
    put_on, taken_off = (json.loads(body) for _, body in heard)
    assert jsonschema_rs.validator_for(schema).is_valid(put_on)
    assert jsonschema_rs.validator_for(schema).is_valid(taken_off)
    assert (put_on["event"], put_on["uscc"], put_on["removed_on"]) == ("put_on", PARTY, None)
    assert taken_off["task_no"] == put_on["task_no"]
    assert taken_off["removed_on"] == taken_off["listed_on"]
    assert page.count("HTTP 200") == 2


def test_a_notice_that_cannot_be_sent_says_why(tmp_path: Path) -> None:
    with served_sandbox(tmp_path, webhook="http://127.0.0.1:1/nobody") as side:
        httpx.post(f"{side.base}/notices", data={"uscc": "91441303MA4WAD7031"})
        httpx.post(f"{side.base}/notices", data={"uscc": PARTY})
        page = httpx.get(side.base).text
    assert "代码不正确" in page
    assert "无人应答" in page


def test_another_site_cannot_send_a_notice(tmp_path: Path) -> None:
    with served_sandbox(tmp_path) as side:
        foreign = {"Sec-Fetch-Site": "cross-site"}
        answer = httpx.post(f"{side.base}/notices", data={"uscc": PARTY}, headers=foreign)
        assert answer.status_code == 403
        assert side.store.notices(10) == []


def test_the_page_shows_texts_as_texts(tmp_path: Path) -> None:
    with served_sandbox(tmp_path) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        port.send(penalty_message(1, CF_NR="<script>alert(1)</script>"))
        port.close()
        page = httpx.get(side.base)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_findings(
    browser: Browser, tmp_path: Path, width: int, scheme: Any
) -> None:
    with served_sandbox(tmp_path) as side:
        port = HttpPublicCredit(side.base, SIGNER)
        port.send(penalty_message(1))
        port.send(penalty_message(2, CF_NR_FK=""))
        port.send(penalty_message(3))
        port.send(ending_message(1))
        port.close()
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale="zh-CN"
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(side.base)
        page.fill("#uscc", PARTY)
        page.get_by_role("button", name="发出通知").click()
        page.wait_for_url("**/#notices")
        check(page, target_size=True)
        assert page.get_by_role("list", name="收到的记录").get_by_role("listitem").count() == 4
        assert "没有设置 --webhook" in page.get_by_role("list", name="已发出的通知").inner_text()
        assert complaints == []
