"""Which scans can be answered from memory after one look-up?

A plain scan of a lot or a package: the code is checked, its stamp is read, and if it is the one
for which the page was written, the bytes that are kept go out. Everything else, and everything
that is not sure, takes the long way. A withdrawal of trust changes the stamp: it is on the very
next scan of every worker, with nothing to be purged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.types import Scope

from consumer_web.answers import Answer, Scanned, Wire, WireWriter
from consumer_web.asking import Asking, Form
from consumer_web.codes import CodeBook, CodeError, fold_code, group_code
from consumer_web.gs1_values import has_check_digit
from consumer_web.misreadings import echo_code
from consumer_web.page_cache import CachedPage, PageCache, SplicedBody
from consumer_web.presenter import Presenter
from consumer_web.scans import CountFacts
from consumer_web.stamps import Stamp, Stamps, StampsError

# A lot that begins with a mark takes the long way, and so does a code with a wrong character.
_LOT = re.compile(rb"/(?:01/([0-9]{14})/10|trace/([0-9]{14}))/([A-Za-z0-9][A-Za-z0-9._-]{0,19})")
_PACKAGE = re.compile(rb"/T/([0-9A-HJKMNP-TV-Z]{16})")
_SERIAL = re.compile(rb"/01/([0-9]{14})/21/([0-9A-HJKMNP-TV-Z]{16})")
_QUERIES = (b"", b"lang=zh", b"lang=en")
_HEADERS = (b"accept", b"accept-language", b"accept-encoding")
_MOST_VARIANTS = 2_000
_CODE_COLUMNS = 5  # what a package's stamp adds to that of its lot, at its end
_COUNT_COLUMNS = 2


@dataclass(frozen=True)
class Shown:
    """An answer as it was given, and all that it depended on."""

    stamp: Stamp
    day: date
    answer: Answer
    page: CachedPage

    @property
    def weight(self) -> int:
        """Give the bytes held."""
        return self.page.weight


@dataclass(frozen=True)
class _Address:
    """What a plain path names."""

    gtin: str | None
    lot: str | None = None
    code: str | None = None


class FastPath:
    """Answers plain scans; the long way is a function that gives the whole answer."""

    def __init__(
        self,
        stamps: Stamps,
        presenter: Presenter,
        writer: WireWriter,
        today: Callable[[], date],
        codes: CodeBook | None,
    ) -> None:
        self._stamps = stamps
        self._presenter = presenter
        self._writer = writer
        self._today = today
        self._codes = codes
        self._shown: PageCache[Shown] = PageCache()
        self._askings: dict[tuple[bytes, ...], tuple[Form, Asking]] = {}

    async def find(
        self, scope: Scope, is_redirecting: bool, answer_in_full: Any
    ) -> tuple[Wire, Scanned | None] | None:
        """Answer a plain scan; None if it takes the long way."""
        path: bytes = scope.get("raw_path") or b""
        address = read_address(path)
        query: bytes = scope["query_string"]
        if address is None or scope["method"] not in ("GET", "HEAD") or query not in _QUERIES:
            return None
        if is_redirecting and path.startswith(b"/01/"):
            return None
        form, asking = self._read_asking(scope, path, query)
        if form != "html":
            return None
        try:
            return await self._find(address, asking, answer_in_full)
        except StampsError:
            return None

    async def _find(
        self, address: _Address, asking: Asking, answer_in_full: Any
    ) -> tuple[Wire, Scanned | None] | None:
        day = self._today()
        stamp = await self._look_up(address)
        if stamp is None or (address.code and stamp[0] != (address.gtin or stamp[0])):
            return self._write_unknown(address, asking)
        own: Stamp = ()
        if address.code:
            stamp, own = stamp[:-_CODE_COLUMNS], stamp[-_CODE_COLUMNS:]
            if own[0] is not None:  # a suspected copy: its page tells about it throughout
                return None
        key = (stamp[:3], asking.lang, bool(address.code), address.gtin is None)
        shown = self._shown.get(key)
        if shown is None or shown.stamp != stamp or shown.day != day:
            shown = await self._show(asking, (stamp, day), answer_in_full)
            if shown is None:
                return None
            self._shown.put(key, shown)
        answer = shown.answer
        if address.code:
            answer = self._fill(shown, address, own, asking)
        return self._writer.write(answer, asking), answer.scanned

    async def _look_up(self, address: _Address) -> Stamp | None:
        if address.code is None:
            return await self._stamps.of_lot((address.gtin or "", address.lot or ""))
        issued = self._codes.verify(address.code) if self._codes else None
        # A code that cannot be ours costs a look-up as well: its time must not tell it apart.
        job, serial = issued or (-1, -1)
        return await self._stamps.of_package((job, serial, address.code))

    async def _show(
        self, asking: Asking, depends_on: tuple[Stamp, date], answer_in_full: Any
    ) -> Shown | None:
        """Have the page written the long way, and keep it under the stamp that was read before."""
        answer: Answer = await answer_in_full(asking)
        body = answer.body
        page = body.page if isinstance(body, SplicedBody) else None
        if answer.status != 200 or answer.scanned is None:
            return None
        if answer.scanned.code and page is None:
            return None
        kept = page or CachedPage(body.identity, b"")
        return Shown(*depends_on, answer, kept)

    def _fill(self, shown: Shown, address: _Address, own: Stamp, asking: Asking) -> Answer:
        counted = _read_count(own)
        code = address.code or ""
        part = self._presenter.write_package(code, counted, asking.lang)
        link = shown.answer.link
        if link and address.gtin and shown.answer.scanned and shown.answer.scanned.code:
            link = link.replace(shown.answer.scanned.code, code)
        scanned = Scanned(str(shown.stamp[0]), str(shown.stamp[1]), code)
        return replace(shown.answer, body=shown.page.fill(part), link=link, scanned=scanned)

    def _write_unknown(
        self, address: _Address, asking: Asking
    ) -> tuple[Wire, Scanned | None] | None:
        if address.gtin and not has_check_digit(address.gtin):
            return None
        echo = echo_code(address.code or address.lot or "")
        if address.code and not address.gtin:
            echo = group_code(address.code)
        return self._writer.write(self._presenter.present_unknown(echo, asking), asking), None

    def _read_asking(self, scope: Scope, path: bytes, query: bytes) -> tuple[Form, Asking]:
        """Read the headers once for each combination that clients send."""
        found = dict.fromkeys(_HEADERS, b"")
        known = b""
        for name, value in scope["headers"]:
            if name in found:
                found[name] = value
            elif name == b"if-none-match":
                known = value
        variant = (scope["method"].encode(), query, *found.values())
        cached = self._askings.get(variant)
        if cached is None:
            if len(self._askings) >= _MOST_VARIANTS:
                self._askings.clear()
            headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in found.items()}
            asking = Asking(scope["method"], b"", query, headers)
            cached = self._askings[variant] = (asking.form, asking)
            _ = asking.lang, asking.encoding, asking.takes_gzip, asking.known_etags
        form, like = cached
        return form, like.again(path, known.decode("latin-1"))


def read_address(path: bytes) -> _Address | None:
    """Read a path of the plainest form; None for every other, right or wrong."""
    found = _LOT.fullmatch(path)
    if found:
        return _Address((found[1] or found[2]).decode(), lot=found[3].decode())
    found = _PACKAGE.fullmatch(path)
    if found:
        return _checked(None, found[1].decode())
    found = _SERIAL.fullmatch(path)
    return _checked(found[1].decode(), found[2].decode()) if found else None


def _checked(gtin: str | None, code: str) -> _Address | None:
    try:
        return _Address(gtin, code=fold_code(code))
    except CodeError:
        return None


def _read_count(own: Stamp) -> CountFacts | None:
    scans, first_on = own[-_COUNT_COLUMNS:]
    if scans is None:
        return None
    if isinstance(first_on, str):  # SQLite keeps days as text
        first_on = date.fromisoformat(first_on)
    return CountFacts(scans, first_on)
