from __future__ import annotations

import gzip
import json
from typing import Any

import brotli
import pytest
from sqlalchemy import Engine

from consumer_web.asking import Asking

LOT = b"/01/06974413020181/10/HP260928A"


def test_a_client_that_holds_the_page_gets_304(published: Engine, ask: Any) -> None:
    first = ask(LOT)
    again = ask(LOT, if_none_match=f'"other", {first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["x-trace-verdict"] == "genuine"
    assert ask(LOT, if_none_match='"other"').status == 200
    assert ask(LOT, if_none_match=first.headers["etag"], accept_language="en").status == 200


def test_head_has_the_headers_of_get_and_no_body(published: Engine, ask: Any) -> None:
    get, head = ask(LOT, accept_encoding="gzip"), ask(LOT, "HEAD", accept_encoding="gzip")
    assert (head.status, head.body) == (200, b"")
    assert head.headers == get.headers
    assert int(head.headers["content-length"]) == len(get.body)


def test_options_is_answered_plain_and_as_preflight(ask: Any) -> None:
    for headers in (
        {},
        {"origin": "https://a.example", "access_control_request_method": "GET,HEAD,OPTIONS"},
    ):
        reply = ask(LOT, "OPTIONS", **headers)
        assert (reply.status, reply.body) == (204, b"")
        assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
        assert reply.headers["access-control-allow-origin"] == "*"
        assert 'rel="linkset"' in reply.headers["link"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(ask: Any, method: str) -> None:
    reply = ask(LOT, method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert json.loads(reply.body)["code"] == "method.not_allowed"


def test_every_answer_has_the_headers_that_protect_the_reader(published: Engine, ask: Any) -> None:
    for path in (LOT, b"/", b"/01/1/10/A", b"/T/x", b"/nowhere", b"/01/06974413020181/10/NO"):
        headers = ask(path).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; style-src 'sha256-"
        )
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["access-control-allow-origin"] == "*"
        assert headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
        assert headers["cache-control"] == "public, max-age=5, s-maxage=1, stale-while-revalidate=1"


def test_encodings_hold_the_same_page(published: Engine, ask: Any) -> None:
    plain = ask(LOT)
    assert "content-encoding" not in plain.headers
    zipped = ask(LOT, accept_encoding="gzip, deflate")
    assert gzip.decompress(zipped.body) == plain.body
    small = ask(LOT, accept_encoding="gzip, deflate, br;q=0.5")
    assert small.headers["content-encoding"] == "br"
    assert brotli.decompress(small.body) == plain.body
    refused = ask(LOT, accept_encoding="br;q=0, gzip;q=0")
    assert refused.body == plain.body


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        (b"", "", "zh-CN"),
        (b"", "en-GB,en;q=0.9", "en"),
        (b"", "fr, en;q=0.5, zh;q=0.4", "en"),
        (b"", "zh-Hans-CN, en;q=0.9", "zh-CN"),
        (b"", "fr", "zh-CN"),
        (b"", "en;q=0, fr", "zh-CN"),
        (b"", "en;q=nonsense", "zh-CN"),
        (b"lang=en", "zh-CN", "en"),
        (b"lang=zh", "en", "zh-CN"),
        (b"lang=xx", "en", "en"),
    ],
)
def test_the_language_is_the_wished_one_then_the_accepted_one_then_chinese(
    published: Engine, ask: Any, query: bytes, accepted: str, lang: str
) -> None:
    reply = ask(LOT, query=query, accept_language=accepted)
    assert reply.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in reply.text


def test_an_absurd_query_or_header_is_ignored() -> None:
    absurd = Asking("GET", b"/", b"&".join([b"a=b"] * 99), {"accept": ";q=1,,text/html;q=9"})
    assert absurd.parameters == {}
    assert absurd.form == "html"
