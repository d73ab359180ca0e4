"""What must be compared before a kept page may be sent again?

A stamp is everything on which the page of a scan depends, without its document: revisions, state,
standing, the other lots and what is known of the package's code. It is read in one look-up by
primary key for each scan. On SQLite that takes microseconds and is done at once; on a server the
requests that wait share one query, so that the round trip is paid once for all of them.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
import weakref
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, Protocol
from urllib.parse import unquote

from sqlalchemy import Engine

Stamp = tuple[Any, ...]
LotKey = tuple[str, str]
PackageKey = tuple[int, int, str]  # label job, serial, code

_AT_ONCE = 2
_MOST_TOGETHER = 500
_LOOK_AGAIN_S = 1.0

_TRACE = """t.gtin, t.lot, t.origin, t.state, t.best_before, t.registered_at, t.revision,
 t.document_hash, s.standing, s.void_before, s.revision, s.reason, g.revision, v.revision"""
_STANDING = """LEFT JOIN published_standing s ON s.uscc = t.uscc AND s.origin = t.origin
 LEFT JOIN published_trust g ON g.uscc = t.uscc AND g.origin = t.origin
 LEFT JOIN published_penalty v ON v.uscc = t.uscc AND v.origin = t.origin"""
# Columns of one name would not do in the table that is joined below.
_NAMED = _TRACE
for _table in ("s", "g", "v"):
    _NAMED = _NAMED.replace(f"{_table}.revision", f"{_table}.revision AS revision_{_table}")
_OTHERS = """(SELECT {gather} FROM (SELECT gtin, lot, origin, uscc, state, best_before,
 registered_at, is_below_grade FROM trace_document WHERE gtin = t.gtin ORDER BY lot DESC,
 origin DESC LIMIT 5) n
 LEFT JOIN published_standing o ON o.uscc = n.uscc AND o.origin = n.origin)"""
_SQLITE_OTHERS = _OTHERS.format(
    gather="""group_concat(n.lot || ' ' || n.origin || ' ' || n.state || ' ' || n.best_before
 || ' ' || n.registered_at || ' ' || n.is_below_grade || ' ' || coalesce(o.standing, '')
 || coalesce(o.void_before, ''))"""
)
_SERVER_OTHERS = _OTHERS.format(
    gather="""string_agg(concat_ws(' ', n.lot, n.origin, n.state, n.best_before,
 n.registered_at, n.is_below_grade, o.standing, o.void_before), ',')"""
)
_CODE = "x.scans, x.places, x.since, c.scans, c.first_on"
_CODE_JOINS = """JOIN trace_document t ON t.gtin = p.gtin AND t.lot = p.lot
 AND t.origin = p.origin {standing}
 LEFT JOIN suspect_code x ON x.code = {code} AND x.origin = p.origin
 LEFT JOIN scanned_code c ON c.code = {code} AND c.origin = p.origin"""

# A label that was damaged or never printed has no code any more.
_NOT_VOID = """NOT EXISTS (SELECT 1 FROM void_code v WHERE v.job_no = p.job_no
 AND v.origin = p.origin AND v.first_serial <= {serial} AND v.last_serial >= {serial})"""

# Nothing but the constants above goes into these texts; what people send is bound.
_SQLITE_LOT = f"""SELECT {_TRACE}, {_SQLITE_OTHERS} FROM trace_document t {_STANDING}
 WHERE t.gtin = ?1 AND t.lot = ?2 ORDER BY t.origin = ?3 DESC, t.origin LIMIT 1"""  # noqa: S608
_SQLITE_PACKAGE = f"""SELECT {_TRACE}, {_SQLITE_OTHERS}, {_CODE} FROM published_code p
 {_CODE_JOINS.format(code="?3", standing=_STANDING)}
 WHERE p.job_no = ?1 AND p.origin = ?4 AND p.first_serial <= ?2
 AND p.first_serial + p.count > ?2 AND {_NOT_VOID.format(serial="?2")}"""  # noqa: S608
_SERVER_LOTS = f"""SELECT a.n, f.* FROM unnest(%s::text[], %s::text[])
 WITH ORDINALITY AS a(gtin, lot, n) CROSS JOIN LATERAL (
 SELECT {_NAMED}, {_SERVER_OTHERS} AS others
 FROM trace_document t {_STANDING} WHERE t.gtin = a.gtin AND t.lot = a.lot
 ORDER BY (t.origin = %s) DESC, t.origin LIMIT 1) f"""  # noqa: S608
_SERVER_PACKAGES = f"""SELECT a.n, {_TRACE}, {_SERVER_OTHERS}, {_CODE}
 FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) WITH ORDINALITY AS a(job, serial, code, n)
 JOIN published_code p ON p.job_no = a.job AND p.origin = %s
 AND p.first_serial <= a.serial AND p.first_serial + p.count > a.serial
 {_CODE_JOINS.format(code="a.code", standing=_STANDING)}
 WHERE {_NOT_VOID.format(serial="a.serial")}"""  # noqa: S608


class StampsError(Exception):
    """The database gave no stamp; whoever asked must ask in full."""


class Stamps(Protocol):
    """Looks stamps up."""

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot; None if it is not published."""

    async def of_package(self, key: PackageKey) -> Stamp | None:
        """Give the stamp of a package by what its code says; None if it was not issued."""

    def close(self) -> None:
        """Leave the database."""


class FileStamps:
    """Stamps out of a SQLite file, on a connection of its own that sees every commit."""

    def __init__(self, engine: Engine, origin: str) -> None:
        self._engine = engine
        self._origin = origin
        self._connection: sqlite3.Connection | None = None
        self._file = engine.url.database or ""
        self._identity: tuple[int, int] | None = None
        self._looked_at = 0.0

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot."""
        return self._read(_SQLITE_LOT, (*key, self._origin))

    async def of_package(self, key: PackageKey) -> Stamp | None:
        """Give the stamp of a package."""
        return self._read(_SQLITE_PACKAGE, (*key, self._origin))

    def close(self) -> None:
        """Leave the database."""
        self._connection = None

    def _read(self, query: str, given: tuple[Any, ...]) -> Stamp | None:
        try:
            found: Stamp | None = self._connect().execute(query, given).fetchone()
        except (sqlite3.Error, OSError) as error:
            self._connection = None
            raise StampsError from error
        return found

    def _connect(self) -> sqlite3.Connection:
        """Give the connection; a file that was put in the place of another is opened anew."""
        now = time.monotonic()
        if self._connection is None or now - self._looked_at > _LOOK_AGAIN_S:
            self._looked_at = now
            identity = self._identify()
            if self._connection is None or identity != self._identity:
                self._identity = identity
                self._connection = self._open()
        return self._connection

    def _identify(self) -> tuple[int, int] | None:
        path = unquote(self._file.removeprefix("file:").removeprefix("//").partition("?")[0])
        if path in ("", ":memory:"):
            return None
        status = os.stat(path)
        return status.st_dev, status.st_ino

    def _open(self) -> sqlite3.Connection:
        if self._identity:
            self._engine.dispose()  # what is pooled still reads the file that was there before
        raw = self._engine.raw_connection()
        connection: sqlite3.Connection = raw.driver_connection  # type: ignore[assignment]
        if self._identity:
            raw.detach()
            connection.isolation_level = None
        return connection


class Coalescer:
    """Lets all requests that wait in the event loop share one query.

    A request alone goes at once: nothing waits for company.
    """

    def __init__(self, engine: Engine, query: str, origin: str) -> None:
        self._engine = engine
        self._query = query
        self._origin = origin
        self._waiting: list[tuple[Hashable, asyncio.Future[Stamp | None]]] = []
        self._running = 0
        self._threads = ThreadPoolExecutor(_AT_ONCE, "stamps")
        self._idle: list[Any] = []
        self._lock = Lock()
        self.close = weakref.finalize(self, _close_all, self._threads, self._idle)

    async def ask(self, key: Hashable) -> Stamp | None:
        """Give the stamp for a key, together with whoever else asks."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Stamp | None] = loop.create_future()
        self._waiting.append((key, answer))
        if self._running < _AT_ONCE:
            self._start(loop)
        return await answer

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        batch, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
        self._running += 1
        keys = list(dict.fromkeys(key for key, _ in batch))
        running = loop.run_in_executor(self._threads, self._look_up, keys)
        running.add_done_callback(partial(self._finish, batch, loop))

    def _finish(
        self,
        batch: Sequence[tuple[Hashable, asyncio.Future[Stamp | None]]],
        loop: asyncio.AbstractEventLoop,
        done: asyncio.Future[dict[Hashable, Stamp]],
    ) -> None:
        self._running -= 1
        error = done.exception()
        for key, answer in batch:
            if answer.done():  # the client has left
                continue
            if error is not None:
                answer.set_exception(StampsError(str(error)))
            else:
                answer.set_result(done.result().get(key))
        if self._waiting:
            self._start(loop)

    def _look_up(self, keys: list[Any]) -> dict[Hashable, Stamp]:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        try:
            rows = self._run(connection or self._open(), keys)
        except Exception:
            if connection is None:
                raise
            rows = self._run(self._open(), keys)  # it was idle too long; a new one tells
        return {keys[row[0] - 1]: row[1:] for row in rows}

    def _run(self, connection: Any, keys: list[Any]) -> list[Stamp]:
        given = [list(column) for column in zip(*keys, strict=True)]
        try:
            rows: list[Stamp] = connection.execute(
                self._query, [*given, self._origin], prepare=True
            ).fetchall()
        except Exception:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)
        return rows

    def _open(self) -> Any:
        raw = self._engine.raw_connection()
        connection: Any = raw.driver_connection
        raw.detach()
        connection.autocommit = True
        return connection


def _close_all(threads: ThreadPoolExecutor, idle: list[Any]) -> None:
    threads.shutdown(wait=False)
    while idle:
        idle.pop().close()


class ServerStamps:
    """Stamps out of PostgreSQL."""

    def __init__(self, engine: Engine, origin: str) -> None:
        self._lots = Coalescer(engine, _SERVER_LOTS, origin)
        self._packages = Coalescer(engine, _SERVER_PACKAGES, origin)

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot."""
        return await self._lots.ask(key)

    async def of_package(self, key: PackageKey) -> Stamp | None:
        """Give the stamp of a package."""
        return await self._packages.ask(key)

    def close(self) -> None:
        """Leave the database."""
        self._lots.close()
        self._packages.close()


def open_stamps(engine: Engine, origin: str) -> Stamps:
    """Choose how stamps are looked up on an engine."""
    if engine.dialect.name == "sqlite":
        return FileStamps(engine, origin)
    return ServerStamps(engine, origin)
