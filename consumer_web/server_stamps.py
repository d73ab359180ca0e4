"""How is a stamp looked up on a database server?

The requests that wait share one query, so that the round trip is paid once for all of them.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from consumer_web.stamps import (
    CODE,
    CODE_HOLDS,
    CODE_JOINS,
    OTHERS,
    OWN_COLUMNS,
    STANDING,
    TRACE,
    LotKey,
    Own,
    PackageKey,
    Stamp,
    StampsError,
)

_AT_ONCE = 2
_MOST_TOGETHER = 500

_OTHERS = OTHERS.format(
    gather="""string_agg(concat_ws(' ', n.lot, n.origin, n.state, n.best_before,
 n.registered_at, n.is_below_grade, o.standing, o.void_before), ',')"""
)
# Nothing but constants goes into these texts; what people send is bound.
_LOTS = f"""SELECT a.n, f.* FROM unnest(%s::text[], %s::text[])
 WITH ORDINALITY AS a(gtin, lot, n) CROSS JOIN LATERAL (
 SELECT {TRACE}, {_OTHERS} AS others
 FROM trace_document t {STANDING} WHERE t.gtin = a.gtin AND t.lot = a.lot
 ORDER BY (t.origin = %s) DESC, t.origin LIMIT 1) f"""  # noqa: S608
_PACKAGES = f"""SELECT a.n, {TRACE}, {_OTHERS}, {CODE}
 FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) WITH ORDINALITY AS a(job, serial, code, n)
 JOIN published_code p ON p.job_no = a.job AND p.origin = %s
 AND {CODE_HOLDS.format(serial="a.serial")}
 JOIN trace_document t ON t.gtin = p.gtin AND t.lot = p.lot AND t.origin = p.origin
 {STANDING} {CODE_JOINS.format(code="a.code")}"""  # noqa: S608


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
        self._lots = Coalescer(engine, _LOTS, origin)
        self._packages = Coalescer(engine, _PACKAGES, origin)

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot."""
        return await self._lots.ask(key)

    async def of_package(self, key: PackageKey) -> tuple[Stamp, Own] | None:
        """Give the stamp of a package."""
        found = await self._packages.ask(key)
        return (found[:-OWN_COLUMNS], found[-OWN_COLUMNS:]) if found else None

    def close(self) -> None:
        """Leave the database."""
        self._lots.close()
        self._packages.close()
