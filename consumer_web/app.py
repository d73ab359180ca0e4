"""How do requests reach the public face?

A plain ASGI application that works on the raw path: a decoded one has lost the difference between
`/` and `%2F`, and a lot may hold either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import quote, unquote

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from consumer_web.answers import (
    ALLOWED,
    JSON,
    SCRIPT,
    Answer,
    Body,
    Scanned,
    Wire,
    WireWriter,
    make_json,
    make_problem,
    write_options,
)
from consumer_web.asking import Asking
from consumer_web.civil_time import civil_today
from consumer_web.codes import CodeBook
from consumer_web.fast_path import FastPath
from consumer_web.file_stamps import FileStamps
from consumer_web.limits import is_excessive, refuse_excess
from consumer_web.linksets import describe_resolver
from consumer_web.looking_up import LookingUp
from consumer_web.presenter import Presenter
from consumer_web.report_desk import REPORT_PATH, ReportDesk
from consumer_web.report_store import ReportStore
from consumer_web.resolver import Resolver, find_link_header
from consumer_web.scan_counts import ScanCounter, VisitorReader
from consumer_web.server_stamps import ServerStamps
from consumer_web.settings import PublicSettings
from consumer_web.shell import hash_css, read_script
from consumer_web.stamps import Stamps
from consumer_web.store import PublishedStore

_PREFIXES = (b"/01/", b"/T/", b"/t/", b"/trace/", b"/product/", b"/report/")
_DESCRIPTION = b"/.well-known/gs1resolver"
_SCRIPT = b"/camera.js"
_LONGER = "public, max-age=3600"


def create_public_app(
    settings: PublicSettings,
    engine: Engine,
    today: Callable[[], date] = civil_today,
    writes: Engine | None = None,
) -> PublicApp:
    """Make the public face on an engine that need only read the published tables.

    `today` gives the civil date in Asia/Shanghai; a test may stop the calendar. `writes` is where
    scans are counted; without it they are not.
    """
    return PublicApp(settings, engine, today, writes)


def is_public_path(raw_path: bytes) -> bool:
    """Tell whether a raw path belongs to the public face, for one who serves more beside it."""
    return raw_path in (b"/", b"", _DESCRIPTION, _SCRIPT, REPORT_PATH) or raw_path.startswith(
        _PREFIXES
    )


class PublicApp:
    """The public face as ASGI application. SQLite is read at once, a server in a thread."""

    def __init__(
        self,
        settings: PublicSettings,
        engine: Engine,
        today: Callable[[], date],
        writes: Engine | None = None,
    ) -> None:
        settings = replace(settings, takes_reports=writes is not None)
        self._settings = settings
        self._presenter = Presenter(settings, today)
        self._store = PublishedStore(engine, settings.origin)
        self._resolver = Resolver(settings, self._store, self._presenter)
        self._looking_up = LookingUp(engine, self._presenter)
        self._script = Body(read_script(), is_kept=True)
        self._writer = WireWriter(hash_css(), is_secure=settings.is_secure)
        self._is_local = engine.dialect.name == "sqlite"
        codes = CodeBook(settings.code_keys) if settings.code_keys else None
        stamps = FileStamps if self._is_local else ServerStamps
        self._stamps: Stamps = stamps(engine, settings.origin)
        self._fast = FastPath(self._stamps, self._presenter, self._writer, today, codes)
        self.counter = ScanCounter(writes, settings.origin, today) if writes is not None else None
        self._visitors = VisitorReader(settings)
        self._reports = None
        if writes is not None:
            reports = ReportStore(writes, engine, settings.origin)
            self._reports = ReportDesk(settings, self._store, reports, today)
        self._flushing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the server's start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        if is_excessive(scope):
            wire = self._writer.write(refuse_excess(), _read_scope(scope))
        elif self._reports is not None and _is_report(scope):
            asking = _read_scope(scope)
            wire = self._write(await self._reports.take(scope, receive, asking), asking)
        else:
            wire = await self._answer_scan(scope)
        await send({"type": "http.response.start", "status": wire.status, "headers": wire.headers})
        await send({"type": "http.response.body", "body": wire.body})

    async def _answer_scan(self, scope: Scope) -> Wire:
        found = await self._fast.find(
            scope, self._settings.resolver_redirects, self._answer_in_full
        )
        if found is not None:
            wire, scanned = found
        else:
            asking = _read_scope(scope)
            answer = await self._answer_in_full(asking)
            wire, scanned = self._write(answer, asking), answer.scanned
        if scanned is not None and scope["method"] == "GET" and self.counter is not None:
            self._count(scanned, scope)
        return wire

    def _count(self, scanned: Scanned, scope: Scope) -> None:
        region, device = self._visitors.read(scope)
        if device is not None and self.counter is not None:
            self.counter.note(scanned, region, device)
            if self._flushing is None or self._flushing.done():
                self._flushing = asyncio.ensure_future(self.counter.keep_flushing())

    async def _answer_in_full(self, asking: Asking) -> Answer:
        if self._is_local:
            return self.answer(asking)
        return await run_in_threadpool(self.answer, asking)

    def respond(self, asking: Asking) -> Wire:
        """Answer a request the long way, down to the bytes."""
        return self._write(self.answer(asking), asking)

    def _write(self, answer: Answer, asking: Asking) -> Wire:
        if asking.method == "OPTIONS":
            return write_options(answer.link)
        return self._writer.write(answer, asking)

    def answer(self, asking: Asking) -> Answer:
        """Answer a request. It blocks while the database is read."""
        if asking.method == "OPTIONS":
            link = find_link_header(self._settings.base, asking.raw_path)
            return Answer(204, Body(b""), link=link)
        if asking.method not in ("GET", "HEAD"):
            return _refuse_method()
        try:
            return self._answer(asking)
        except (OperationalError, InterfaceError, PoolTimeoutError, ProgrammingError):
            return self._presenter.present_unavailable(asking)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def close(self) -> None:
        """Write the scans that are still waiting."""
        if self._flushing is not None:
            self._flushing.cancel()
        if self.counter is not None:
            await asyncio.to_thread(self.counter.flush)
        self._stamps.close()

    def _answer(self, asking: Asking) -> Answer:
        path = asking.raw_path
        if path in (b"/", b""):
            return self._looking_up.answer(asking)
        if self._reports is not None and path.split(b"/")[1] == b"report":
            return self._reports.answer(asking)
        if path == _SCRIPT:
            return Answer(200, self._script, SCRIPT, cache_control=_LONGER)
        if path == _DESCRIPTION:
            facts = describe_resolver(self._settings.base, self._settings.city_en)
            return Answer(200, make_json(facts), JSON)
        return self._answer_address(path, asking)

    def _answer_address(self, path: bytes, asking: Asking) -> Answer:
        first, *rest = path.removesuffix(b"/").split(b"/")[1:]
        match first, rest:
            case (b"T" | b"t", [code]):
                return self._resolver.answer_code(unquote(code.decode("latin-1")), asking)
            case (b"trace", [gtin, lot]):
                return self._resolver.answer_lot(gtin, lot, asking)
            case (b"trace", [gtin, lot, b"status"]):
                return self._resolver.answer_status(gtin, lot, asking)
            case (b"product", [gtin]):
                return self._resolver.answer_product(gtin, asking)
            case _:
                return self._resolver.answer_link(asking)


def _read_scope(scope: Scope) -> Asking:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    return Asking(scope["method"], raw_path, scope.get("query_string", b""), headers)


def _is_report(scope: Scope) -> bool:
    return scope["method"] == "POST" and scope.get("raw_path") == REPORT_PATH


def _refuse_method() -> Answer:
    problem = make_problem(405, "method.not_allowed", "only GET, HEAD and OPTIONS are answered")
    return Answer(405, problem.body, problem.media_type, extra={"Allow": ALLOWED})
