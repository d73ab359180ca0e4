"""Refusals become pages, and no word is missing in either language."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy.exc import OperationalError

import traceability.console
from tests.factories import CODE_KEYS
from traceability.console.answers import PageRoute
from traceability.console.words import WORDS, say
from traceability.domain.errors import ForbiddenError, NotFoundError, RuleError
from traceability.domain.identity_numbers import NoIdentityCipher
from traceability.domain.kinds import Acceptance, BatchStatus, ResultVerdict, Role, Standing
from traceability.gateways.certificate_files import CertificateStore
from traceability.routes.desk import BusyError, House
from traceability.settings import Settings
from traceability.storage.engine import open_engine

TEMPLATES = Path(traceability.console.__file__).parent / "templates"


def _asked(error: Exception) -> httpx.Response:
    """Ask a page that fails with an error."""
    router = APIRouter(route_class=PageRoute)

    @router.get("")
    def fail() -> None:
        raise error

    app = FastAPI()
    engine = open_engine("sqlite://")
    app.state.house = House(
        Settings(), engine, CODE_KEYS, CertificateStore(Path("certificates")), NoIdentityCipher()
    )
    app.include_router(router, prefix="/console")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
            return await client.get("/console")

    try:
        return asyncio.run(ask())
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (BusyError(), 503, "系统正忙"),
        (NotFoundError("batch.not_found"), 404, "没有这个页面"),
        (ForbiddenError("access.role"), 403, "您的账号不能看这一页"),
        (RuleError("cursor.malformed"), 500, "出错了"),
        (OperationalError("SELECT secret", {}, Exception("disk")), 500, "出错了"),
    ],
)
def test_a_refusal_is_a_page_that_says_what_to_do(
    error: Exception, status: int, heading: str
) -> None:
    page = _asked(error)
    assert page.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert f"<h1>{heading}</h1>" in page.text
    assert 'href="/console"' in page.text
    assert "secret" not in page.text
    assert (page.headers.get("retry-after") == "2") is (status == 503)


def test_every_word_of_the_templates_is_there() -> None:
    used = {
        key
        for path in TEMPLATES.rglob("*.html")
        for key in re.findall(r'\bt\("([a-z_]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert used <= set(WORDS)
    assert "sign_out" in used


def test_every_state_has_words_in_both_languages() -> None:
    states = [*BatchStatus, *ResultVerdict, *Acceptance, *Role]
    states += [word for word in Standing if word is not Standing.LISTED]
    for word in states:
        assert say(word.value, "zh-CN") != say(word.value, "en")
    for zh, en in WORDS.values():
        assert zh
        assert en


def test_no_chinese_stands_in_english_sentences() -> None:
    assert [
        key
        for key, (_, en) in WORDS.items()
        if key != "other_language" and re.search("[\u4e00-\u9fff]", en)
    ] == []
