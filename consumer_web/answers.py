"""What goes back over the wire, with which headers?"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import brotli

from consumer_web.asking import LINKSET_TYPE, Asking, Encoding
from consumer_web.words import Lang

ALLOWED = "GET, HEAD, OPTIONS"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
SCRIPT = "text/javascript; charset=utf-8"
PROBLEM = "application/problem+json"
FRESH = "public, max-age=5, s-maxage=1, stale-while-revalidate=1"
# A package's page counts its scans: a shared cache that kept it would hide them.
OWN = "private, max-age=5"
# Brotli quality and gzip level: the best that is quick enough for a page that is kept, and what
# costs a millisecond for one that is sent once. (Quality 11 takes 4 times as long for 5 per cent.)
_KEPT = (9, 9)
_SENT_ONCE = (4, 6)
_WORTH_ENCODING = 256
RawHeaders = list[tuple[bytes, bytes]]
_LINKSET_CONTEXT = (
    "<https://ref.gs1.org/standards/resolver/linkset-context>; "
    'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
)


class Payload(Protocol):
    """What an answer needs to know of a body."""

    etag: str
    size: int
    prefers_gzip: bool

    @property
    def identity(self) -> bytes:
        """Give the body as it is."""

    def encode(self, encoding: Encoding) -> bytes:
        """Give the body in an encoding."""


class Body:
    """A body and its encodings, each made once when it is first asked for.

    One that `is_kept` is worth more effort than one that is sent once.
    """

    prefers_gzip = False

    def __init__(self, identity: bytes, *, is_kept: bool = False) -> None:
        self.identity: bytes = identity
        self.size = len(identity)
        self._brotli_quality, self._gzip_level = _KEPT if is_kept else _SENT_ONCE
        self.etag = f'"{hashlib.sha256(identity).hexdigest()[:32]}"'
        self._encoded: dict[Encoding, bytes] = {"identity": identity}

    def encode(self, encoding: Encoding) -> bytes:
        """Give the body in an encoding; two threads may both make it, with the same result."""
        made = self._encoded.get(encoding)
        if made is None:
            made = (
                brotli.compress(self.identity, quality=self._brotli_quality)
                if encoding == "br"
                else gzip.compress(self.identity, self._gzip_level, mtime=0)
            )
            self._encoded[encoding] = made
        return made


class Scanned(NamedTuple):
    """What a page was shown for: a lot, and the package if its own code was scanned."""

    gtin: str
    lot: str
    code: str | None = None


@dataclass(frozen=True)
class Answer:
    """A status, a body and what is particular about its headers."""

    status: int
    body: Payload
    media_type: str = HTML
    verdict: str | None = None
    lang: Lang | None = None
    link: str | None = None
    cache_control: str = FRESH
    extra: Mapping[str, str] = field(default_factory=dict)
    scanned: Scanned | None = None
    has_script: bool = False  # the page may use our own script: the camera


class Wire(NamedTuple):
    """The bytes of an answer to one request."""

    status: int
    headers: RawHeaders
    body: bytes


class WireWriter:
    """Turns answers into bytes: encodings, validators and the headers that every answer has."""

    def __init__(self, css_source: str, *, is_secure: bool = False) -> None:
        policy = (
            f"default-src 'none'; style-src {css_source}; img-src data:; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        self._script_policy = f"{policy}; script-src 'self'"
        self._page_headers = {
            "Content-Security-Policy": policy,
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Link, Location, ETag, X-Trace-Verdict",
        }
        if is_secure:
            self._page_headers["Strict-Transport-Security"] = "max-age=31536000"

    def write(self, answer: Answer, asking: Asking) -> Wire:
        """Write an answer: 304 where the client holds it already, no body for HEAD."""
        body = answer.body
        if answer.status < 300 and asking.holds(body.etag):
            return Wire(304, [*self.write_head(answer, None), tag_of(body)], b"")
        encoding = choose_encoding(body, asking)
        encoded = body.encode(encoding)
        headers = [*self.write_head(answer, encoding), length_of(encoded)]
        if answer.status < 300:
            headers.append(tag_of(body))
        return Wire(answer.status, headers, b"" if asking.method == "HEAD" else encoded)

    def write_head(self, answer: Answer, encoding: Encoding | None) -> RawHeaders:
        """Write the headers that do not follow from the body; without an encoding, those of 304."""
        headers = {
            "Content-Type": answer.media_type,
            "Cache-Control": answer.cache_control,
            "Vary": "Accept, Accept-Language, Accept-Encoding",
            **self._page_headers,
            **_particular_headers(answer),
        }
        if answer.has_script:
            headers["Content-Security-Policy"] = self._script_policy
        if encoding is None:
            del headers["Content-Type"]
        elif encoding != "identity":
            headers["Content-Encoding"] = encoding
        return _raw(headers)


def tag_of(body: Payload) -> tuple[bytes, bytes]:
    """Give the validator of a body as a header; weak, for it holds for every encoding."""
    return b"etag", b"W/" + body.etag.encode()


def length_of(encoded: bytes) -> tuple[bytes, bytes]:
    """Give the length of what is sent as a header."""
    return b"content-length", b"%d" % len(encoded)


def choose_encoding(body: Payload, asking: Asking) -> Encoding:
    """Choose how a body is encoded for a client."""
    if body.size < _WORTH_ENCODING:
        return "identity"
    return "gzip" if body.prefers_gzip and asking.takes_gzip else asking.encoding


def write_options(link: str | None) -> Wire:
    """Answer OPTIONS, a preflight as well as a plain one: 204 with what is allowed."""
    headers = {
        "Allow": ALLOWED,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": ALLOWED,
        "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    if link:
        headers["Link"] = link
    return Wire(204, _raw(headers), b"")


def make_json(facts: Any) -> Body:
    """Write facts as compact JSON in UTF-8."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return Body(text.encode())


def make_problem(status: int, code: str, title: str, **more: Any) -> Answer:
    """Answer with problem details and a stable code (RFC 9457)."""
    facts = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return Answer(status, make_json(facts), PROBLEM)


def make_redirect(status: int, location: str, link: str | None = None) -> Answer:
    """Send a client on; short-lived, so that a phone never remembers it beyond a delisting."""
    return Answer(status, Body(b""), "text/plain", link=link, extra={"Location": location})


def _particular_headers(answer: Answer) -> dict[str, str]:
    headers = dict(answer.extra)
    if answer.verdict:
        headers["X-Trace-Verdict"] = answer.verdict
    if answer.lang:
        headers["Content-Language"] = "zh-CN" if answer.lang == "zh" else "en"
    links = [answer.link] if answer.link else []
    if answer.media_type.startswith(LINKSET_TYPE):
        links.append(_LINKSET_CONTEXT)
    if links:
        headers["Link"] = ", ".join(links)
    return headers


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
