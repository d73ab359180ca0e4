"""Every slip of a hand scanner is told apart, and the page is for every desk."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
import segno

from tests.factories import PASSWORD
from traceability.console.answers import HERE
from traceability.console.everyone.scanner import TEST_TEXT, judge_scan
from traceability.console.words import WORDS

WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in TEST_TEXT)


@pytest.mark.parametrize(
    ("came", "found"),
    [
        (TEST_TEXT, "right"),
        (f" {TEST_TEXT} ", "right"),
        ("特殊/(01)06901234567892(10)", "input_method"),
        (WIDE, "wide"),
        (TEST_TEXT.swapcase(), "caps"),
        (TEST_TEXT.upper(), "case"),
        (f"]Q3{TEST_TEXT}", "prefix"),
        (f"{TEST_TEXT}XX", "suffix"),
        (TEST_TEXT.replace("0690", "09"), "lost"),
        ("Test-)01=06901234567892)10=AY/2.q?9", "layout"),
        ("7K3M9QWDX2HF58TN", "other"),
        ("=1+1", "other"),
    ],
)
def test_what_came_names_its_remedy(came: str, found: str) -> None:
    assert judge_scan(came) == found
    assert f"sc_is_{found}" in WORDS


def test_the_symbol_on_the_page_says_the_test_text() -> None:
    written = io.BytesIO()
    segno.make(TEST_TEXT, error="m", micro=False).save(
        written, kind="svg", border=4, scale=6, light="#fff", dark="#000", xmldecl=False,
        svgclass=None, lineclass=None,
    )  # fmt: skip
    assert (HERE / "static" / "scanner-test.svg").read_bytes() == written.getvalue()


@pytest.mark.parametrize("username", ["canteen", "mill", "lab", "regulator"])
def test_every_desk_tries_its_scanner(house: Any, username: str) -> None:
    with httpx.Client(base_url=house.base, follow_redirects=True, timeout=60) as client:
        client.post("/console/login", data={"username": username, "password": PASSWORD})
        asked = {"came": f"]Q3\x1d{TEST_TEXT}<b>", "ending": "tab"}
        page = client.get("/console/scanner", params=asked).text
        assert "␝" in page
        assert "<b>Test" not in page
        assert "制表（Tab），也可以" in page
        assert "扫码枪已设好" in client.get("/console/scanner", params={"came": TEST_TEXT}).text
