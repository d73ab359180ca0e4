"""Whatever is asked, the public face answers: no fault of ours, nothing of the asker's as markup.

`FUZZ_PATHS=100000` asks so many; the suite asks a few hundred.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote_from_bytes

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from consumer_web.app import PublicApp, create_public_app
from consumer_web.codes import CodeBook
from consumer_web.settings import PublicSettings

EXAMPLES = int(os.environ.get("FUZZ_PATHS", "300"))
KEY = bytes(range(32))
CANARY = b"<zq onx='\">"  # would show as markup, attribute or string, if it came back as it is
CODE = CodeBook([KEY]).issue(7, 12).encode()

known = st.sampled_from(
    [
        b"01", b"06974413020181", b"6974413020181", b"10", b"21", b"22", b"235", b"HP260928A", b"T",
        b"t", b"trace", b"product", b"status", b"report", b".well-known", b"gs1resolver", CODE,
        CODE.lower(), b"camera.js", b"..", b".", b"", b"7K3M9QWDX2HF", b"gtin", b"lot",
    ]
)  # fmt: skip
odd = st.one_of(
    st.binary(max_size=30),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([CANARY, b"%", b"%2", b"%zz", b"%00", b"%0d%0aSet-Cookie:x", b"\xe2\x80\xae"]),
    st.integers(0, 10**20).map(lambda number: str(number).encode()),
)
encoded = odd.map(lambda piece: quote_from_bytes(piece).encode())
segments = st.lists(st.one_of(known, known, encoded, odd), max_size=8)
# A server never hands on a space or a control character in an address.
paths = segments.map(lambda pieces: b"/" + b"/".join(pieces)).map(
    lambda path: bytes(byte for byte in path if 32 < byte != 127)
)
names = st.sampled_from(
    ["code", "gtin", "lot", "name", "lang", "format", "linkType", "context", "receipt", "3103"]
)
values = st.one_of(
    known, encoded, st.sampled_from([b"all", b"linkset", b"gs1:pip", b"en", b"json"])
)
queries = st.lists(st.tuples(names, values), max_size=4).map(
    lambda pairs: b"&".join(name.encode() + b"=" + value for name, value in pairs)
)
header_values = st.one_of(
    st.sampled_from(
        ["*/*", "application/json", "application/linkset+json", "en-GB,zh;q=0.5", "gzip, br", "*",
         'W/"x", *', "text/html;q=2;q=x", ";;,,==", CANARY.decode()]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)  # fmt: skip
headers = st.dictionaries(
    st.sampled_from(
        ["accept", "accept_language", "accept_encoding", "if_none_match", "user_agent"]
    ),
    header_values,
    max_size=4,
)


@pytest.fixture(scope="module")
def public(samples: ModuleType, rows: ModuleType) -> Iterator[PublicApp]:
    engine: Engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    rows.create_tables(engine)
    rows.publish_standing(engine)
    rows.publish_product(engine, samples.product_document())
    rows.publish(engine, samples.rice_document())
    rows.publish_codes(engine, job_no=7)
    said = PublicSettings(base_url="https://suyuan.example.cn", code_keys=(KEY,))
    yield create_public_app(said, engine, lambda: samples.TODAY, engine)
    engine.dispose()


def plain(reply: Any) -> bytes:
    encoding = reply.headers.get("content-encoding")
    if encoding == "gzip":
        return gzip.decompress(reply.body) if reply.body else b""
    return brotli.decompress(reply.body) if encoding == "br" and reply.body else reply.body


def check(reply: Any) -> None:
    body = plain(reply)
    assert reply.status < 500
    assert b"Traceback" not in body
    assert reply.status == 204 or reply.headers["x-content-type-options"] == "nosniff"
    assert not any("\r" in value or "\n" in value for value in reply.headers.values())
    if reply.headers.get("content-type", "").startswith("text/html"):
        assert b"<zq" not in body
        assert b"onx='" not in body
        assert "script-src 'unsafe" not in reply.headers["content-security-policy"]


def test_the_canary_would_be_seen(public: PublicApp, ask_app: Any) -> None:
    reply = ask_app(public, b"/")
    reply.body = reply.body.replace(b"<main", CANARY + b"<main") or reply.body
    with pytest.raises(AssertionError):
        check(reply)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE", "PROPFIND"]),
    paths,
    queries,
    headers,
)
def test_no_address_breaks_it(
    public: PublicApp, ask_app: Any, method: str, path: bytes, query: bytes, headers: dict[str, str]
) -> None:
    check(ask_app(public, path, method, query, **headers))


@settings(max_examples=max(50, EXAMPLES // 100), suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(names, odd), max_size=4), st.binary(max_size=200))
def test_no_form_breaks_it(
    public: PublicApp, ask_app: Any, fields: list[tuple[str, bytes]], junk: bytes
) -> None:
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value
        for name, value in [*fields, ("kind", CANARY), ("words", CANARY), ("place", CANARY)]
    ]
    photo = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n' + junk
    for body in (b"\r\n".join([*parts, photo, b"--x--\r\n"]), junk):
        reply = ask_app(
            public, b"/report", "POST", content_type="multipart/form-data; boundary=x", sent=body
        )
        check(reply)
