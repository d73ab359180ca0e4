"""Which scans can be answered from memory after one look-up?

A plain scan of a lot or a package: the code is checked, its stamp is read, and if it is the one
for which the page was written, the bytes that are kept go out. Everything else, and everything
that is not sure, takes the long way. A withdrawal of trust changes the stamp: it is on the very
next scan of every worker, with nothing to be purged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from starlette.types import Scope

from consumer_web.answers import Answer, Scanned, Wire, WireWriter
from consumer_web.asking import Asking
from consumer_web.codes import CodeBook, check_character, group_folded
from consumer_web.gs1_values import has_check_digit
from consumer_web.misreadings import echo_code
from consumer_web.page_cache import CachedPage, PageCache, SplicedBody
from consumer_web.presenter import Presenter
from consumer_web.ready_page import ETag, ReadyPage, Wishes
from consumer_web.scans import CountFacts
from consumer_web.stamps import Own, Stamp, Stamps, StampsError
from consumer_web.words import Lang

# A lot that begins with a mark takes the long way, and so does a code with a wrong character.
_PLAIN = re.compile(
    rb"/(?:01/([0-9]{14})/10|trace/([0-9]{14}))/([A-Za-z0-9][A-Za-z0-9._-]{0,19})"
    rb"|/(?:T|01/([0-9]{14})/21)/([0-9A-HJKMNP-TV-Z]{16})"
)
_QUERIES = (b"", b"lang=zh", b"lang=en")
_METHODS = ("GET", "HEAD")
_HEADERS = (b"accept", b"accept-language", b"accept-encoding", b"if-none-match")
_MOST_VARIANTS = 2_000
_NOT_OURS = (-1, -1)

Found = tuple[Wire, Scanned | None]
AnswerInFull = Callable[[Asking], Any]


class Shown(NamedTuple):
    """A page as it was shown, and all that it depended on."""

    stamp: Stamp
    day: date
    ready: ReadyPage

    @property
    def weight(self) -> int:
        """Give the bytes held."""
        return self.ready.weight


class _Address(NamedTuple):
    """What a plain path names: a lot of a GTIN, or a code, with a GTIN or without."""

    gtin: str | None
    lot: str
    code: str


class _Visit(NamedTuple):
    """One request, read."""

    path: bytes
    query: bytes
    wishes: Wishes
    known: ETag
    answer_in_full: AnswerInFull


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
        self._unknown: dict[Lang, ReadyPage] = {}
        self._wishes: dict[tuple[Any, ...], Wishes] = {}

    async def find(
        self, scope: Scope, is_redirecting: bool, answer_in_full: AnswerInFull
    ) -> Found | None:
        """Answer a plain scan; None if it takes the long way."""
        path: bytes = scope.get("raw_path") or b""
        address = read_address(path)
        query: bytes = scope["query_string"]
        if address is None or scope["method"] not in _METHODS or query not in _QUERIES:
            return None
        if is_redirecting and path.startswith(b"/01/"):
            return None
        wishes, known = self._read_wishes(scope, query)
        if wishes.form != "html":
            return None
        visit = _Visit(path, query, wishes, known, answer_in_full)
        try:
            if address.code:
                return await self._find_package(address, visit)
            return await self._find_lot(address, visit)
        except StampsError:
            return None

    async def _find_lot(self, address: _Address, visit: _Visit) -> Found | None:
        stamp = await self._stamps.of_lot((address.gtin or "", address.lot))
        if stamp is None:
            return self._answer_unknown(address, visit)
        shown = await self._find_shown("lot", stamp, visit)
        if shown is None:
            return None
        return shown.ready.send(visit.wishes, visit.known), shown.ready.answer.scanned

    async def _find_package(self, address: _Address, visit: _Visit) -> Found | None:
        code = address.code
        issued = self._codes.verify_folded(code) if self._codes else None
        # A code that cannot be ours costs a look-up as well: its time must not tell it apart.
        job, serial = issued or _NOT_OURS
        found = await self._stamps.of_package((job, serial, code))
        if found is None or (address.gtin and found[0][0] != address.gtin):
            return self._answer_unknown(address, visit)
        stamp, own = found
        if own[0] is not None:  # a suspected copy: its page tells about it throughout
            return None
        shown = await self._find_shown("link" if address.gtin else "code", stamp, visit)
        if shown is None:
            return None
        part = self._presenter.write_package(
            group_folded(code), _read_count(own), visit.wishes.lang
        )
        wire = shown.ready.send_filled(part, code, visit.wishes, visit.known)
        return wire, Scanned(str(stamp[0]), str(stamp[1]), code)

    async def _find_shown(self, kind: str, stamp: Stamp, visit: _Visit) -> Shown | None:
        """Give the page as it was shown before, if all that it depends on is as it was."""
        day = self._today()
        key = (stamp[:3], visit.wishes.lang, kind)
        shown = self._shown.get(key)
        if shown is not None and shown.stamp == stamp and shown.day == day:
            return shown
        ready = await self._show(kind, visit)
        if ready is None:
            return None
        shown = Shown(stamp, day, ready)
        self._shown.put(key, shown)
        return shown

    async def _show(self, kind: str, visit: _Visit) -> ReadyPage | None:
        """Have the page written the long way; the stamp was read before."""
        headers = {"accept-language": visit.wishes.lang}
        asking = Asking("GET", visit.path, visit.query, headers)
        answer: Answer = await visit.answer_in_full(asking)
        page = _page_of(answer)
        if answer.status != 200 or answer.scanned is None or (kind != "lot" and page is None):
            return None
        return ReadyPage(self._writer, answer, page)

    def _answer_unknown(self, address: _Address, visit: _Visit) -> Found | None:
        if address.gtin and not has_check_digit(address.gtin):
            return None
        lang = visit.wishes.lang
        ready = self._unknown.get(lang)
        if ready is None:
            answer = self._presenter.present_unknown(
                "", Asking("GET", b"", b"lang=" + lang.encode())
            )
            page = answer.body.page if isinstance(answer.body, SplicedBody) else None
            ready = self._unknown[lang] = ReadyPage(self._writer, answer, page)
        echo = echo_code(address.code or address.lot)
        if address.code and not address.gtin:
            echo = group_folded(address.code)
        part = self._presenter.write_echo(echo, lang)
        return ready.send_filled(part, "", visit.wishes, visit.known), None

    def _read_wishes(self, scope: Scope, query: bytes) -> tuple[Wishes, ETag]:
        """Read the headers once for each combination that clients send."""
        found = dict.fromkeys(_HEADERS, b"")
        for name, value in scope["headers"]:
            if name in found:
                found[name] = value
        known = found.pop(b"if-none-match")
        variant = (scope["method"], query, *found.values())
        wishes = self._wishes.get(variant)
        if wishes is None:
            if len(self._wishes) >= _MOST_VARIANTS:
                self._wishes.clear()
            headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in found.items()}
            asking = Asking(scope["method"], b"", query, headers)
            spliced = "gzip" if asking.takes_gzip else asking.encoding
            wishes = self._wishes[variant] = Wishes(
                asking.form, asking.lang, asking.encoding, spliced, scope["method"] == "HEAD"
            )
        return wishes, known


def read_address(path: bytes) -> _Address | None:
    """Read a path of the plainest form; None for every other, right or wrong."""
    found = _PLAIN.fullmatch(path)
    if found is None:
        return None
    gtin, page_gtin, lot, code_gtin, code = found.groups()
    if lot:
        return _Address((gtin or page_gtin).decode(), lot.decode(), "")
    read: str = code.decode()
    if check_character(read[:-1]) != read[-1]:
        return None
    return _Address(code_gtin.decode() if code_gtin else None, "", read)


def _page_of(answer: Answer) -> CachedPage | None:
    return answer.body.page if isinstance(answer.body, SplicedBody) else None


def _read_count(own: Own) -> CountFacts | None:
    scans, first_on = own[-2:]
    if scans is None:
        return None
    if isinstance(first_on, str):  # SQLite keeps days as text
        first_on = date.fromisoformat(first_on)
    return CountFacts(scans, first_on)
