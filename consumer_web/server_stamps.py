"""How is a stamp looked up on a database server?

The requests that wait share one query, so that the round trip is paid once for all of them. Each
answer tells in which snapshot of the database it was read; while that is the same, nobody has
committed, and what was read of a lot is true.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from psycopg import Error
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from consumer_web.server_line import Line, Rows, write_array
from consumer_web.stamps import (
    CODE,
    CODE_HOLDS,
    CODE_JOINS,
    OTHERS,
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
_MOST_KNOWN = 20_000

_GATHERED = OTHERS.format(
    gather="""string_agg(concat_ws(' ', n.lot, n.origin, n.state, n.best_before,
 n.registered_at, n.is_below_grade, o.standing, o.void_before), ',')"""
)
# Nothing but constants goes into these texts; what people send is bound.
_QUERIES = {
    b"lots": f"""SELECT pg_current_snapshot()::text, a.n, f.* FROM (SELECT) AS one
 LEFT JOIN unnest($1::text[], $2::text[]) WITH ORDINALITY AS a(gtin, lot, n) ON true
 LEFT JOIN LATERAL (SELECT {TRACE} FROM trace_document t {STANDING}
 WHERE t.gtin = a.gtin AND t.lot = a.lot
 ORDER BY (t.origin = $3) DESC, t.origin LIMIT 1) f ON true""",  # noqa: S608
    b"others": f"""SELECT pg_current_snapshot()::text, t.gtin, {_GATHERED}
 FROM unnest($1::text[]) AS t(gtin)""",  # noqa: S608
    b"codes": f"""SELECT pg_current_snapshot()::text, a.n, f.*
 FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS a(job, serial, code, n)
 LEFT JOIN LATERAL (SELECT {CODE} FROM published_code p {CODE_JOINS.format(code="a.code")}
 WHERE p.job_no = a.job AND p.origin = $4
 AND {CODE_HOLDS.format(serial="a.serial")}) f ON true""",  # noqa: S608
}

Key = TypeVar("Key")
Value = TypeVar("Value")
Package = tuple[Stamp, Own]
Parts = dict[Any, tuple[bytes, Any]]  # what was read, and in which snapshot
Found = TypeVar("Found")


class Coalescer(Generic[Key, Value]):
    """Lets all requests that wait in the event loop share one look-up.

    Whoever asks waits for those who are being served in the same turn of the loop, and for no
    others.
    """

    def __init__(self, look_up: Callable[[list[Key]], Awaitable[dict[Key, Value]]]) -> None:
        self._look_up = look_up
        self._waiting: list[tuple[Key, asyncio.Future[Value | None]]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._is_called = False

    async def ask(self, key: Key) -> Value | None:
        """Give what is found for a key, together with whoever else asks."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Value | None] = loop.create_future()
        self._waiting.append((key, answer))
        if not self._is_called and len(self._running) < _AT_ONCE:
            self._is_called = True
            loop.call_soon(self._start)
        return await answer

    def _start(self) -> None:
        self._is_called = False
        batch, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
        if batch:
            task = asyncio.ensure_future(self._serve(batch))
            self._running.add(task)
            task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._waiting and not self._is_called:
            self._start()

    async def _serve(self, batch: Sequence[tuple[Key, asyncio.Future[Value | None]]]) -> None:
        try:
            found = await self._look_up(list(dict.fromkeys(key for key, _ in batch)))
        except (Error, SQLAlchemyError, OSError) as error:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(StampsError(str(error)))
            return
        for key, answer in batch:
            if not answer.done():  # the client may have left
                answer.set_result(found.get(key))


class ServerStamps:
    """Stamps out of PostgreSQL."""

    def __init__(self, engine: Engine, origin: str) -> None:
        self._engine = engine
        self._origin = origin
        self._idle: list[Line] = []
        self._lots: Parts = {}
        self._others: Parts = {}
        self._snapshot = b""
        self._asked_lots: Coalescer[LotKey, Stamp] = Coalescer(self._look_up_lots)
        self._asked_packages: Coalescer[PackageKey, Package] = Coalescer(self._look_up_packages)
        self.close = weakref.finalize(self, _close_all, self._idle)

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot."""
        return await self._asked_lots.ask(key)

    async def of_package(self, key: PackageKey) -> Package | None:
        """Give the stamp of a package."""
        return await self._asked_packages.ask(key)

    async def _look_up_lots(self, keys: list[LotKey]) -> dict[LotKey, Stamp]:
        return await self._with_line(lambda line: self._read_stamps(line, keys, None))

    async def _look_up_packages(self, keys: list[PackageKey]) -> dict[PackageKey, Package]:
        return await self._with_line(lambda line: self._read_packages(line, keys))

    async def _with_line(self, read: Callable[[Line], Awaitable[Found]]) -> Found:
        """Read over an idle line, or a new one; a line that was idle too long is not the last."""
        while self._idle:
            with suppress(Error, OSError):
                return await self._read_over(self._idle.pop(), read)
        return await self._read_over(await asyncio.to_thread(self._open), read)

    async def _read_over(self, line: Line, read: Callable[[Line], Awaitable[Found]]) -> Found:
        try:
            found = await read(line)
        except BaseException:
            line.close()
            raise
        self._idle.append(line)
        return found

    def _open(self) -> Line:
        raw = self._engine.raw_connection()
        connection: Any = raw.driver_connection
        raw.detach()
        connection.autocommit = True
        return Line(connection, {name: query.encode() for name, query in _QUERIES.items()})

    async def _read_packages(self, line: Line, keys: list[PackageKey]) -> dict[PackageKey, Package]:
        jobs, serials, codes = zip(*keys, strict=True)
        arrays = [write_array(column) for column in (jobs, serials, codes)]
        rows = await line.ask(b"codes", [*arrays, self._origin.encode()])
        issued: dict[PackageKey, tuple[LotKey, Own]] = {}
        for _, place, gtin, lot, _, *own in rows:
            if gtin is not None and lot is not None:
                named = gtin.decode(), lot.decode()
                issued[keys[int(place or 0) - 1]] = named, _read_own(own)
        named_lots = list(dict.fromkeys(named for named, _ in issued.values()))
        stamps = await self._read_stamps(line, named_lots, rows[0][0])
        return {
            key: (stamps[named], own)
            for key, (named, own) in issued.items()
            if named in stamps and stamps[named][2] == self._origin
        }

    async def _read_stamps(
        self, line: Line, keys: list[LotKey], told: bytes | None
    ) -> dict[LotKey, Stamp]:
        """Read the stamps of lots; what is known of the snapshot is not read again.

        Without being told in which snapshot the database is, the last one is guessed.
        """
        now = self._snapshot if told is None else told
        lots = {key: self._lots[key][1] for key in keys if _is_of(self._lots, key, now)}
        missing = [key for key in keys if key not in lots]
        if missing or told is None:
            then, read = await self._read_lots(line, missing)
            if told is None and then != now:
                then, again = await self._read_lots(line, list(lots))
                lots = again
            now = then
            lots |= read
        self._snapshot = now
        others = await self._read_others(line, {gtin for gtin, _ in keys}, now)
        return {key: (*lot, others[key[0]]) for key, lot in lots.items() if lot is not None}

    async def _read_lots(
        self, line: Line, keys: list[LotKey]
    ) -> tuple[bytes, dict[LotKey, Stamp | None]]:
        """Read lots; give the snapshot in which that was done, and them."""
        gtins, lots = zip(*keys, strict=True) if keys else ((), ())
        given = [write_array(gtins), write_array(lots), self._origin.encode()]
        rows = await line.ask(b"lots", given)
        snapshot = rows[0][0] or b""
        found: dict[LotKey, Stamp | None] = dict.fromkeys(keys)
        for _, place, gtin, lot, origin, *rest in rows:
            if place is None or gtin is None or lot is None or origin is None:
                continue
            key = keys[int(place) - 1]
            found[key] = (gtin.decode(), lot.decode(), origin.decode(), *rest)
            _keep(self._lots, key, snapshot, found[key])
        return snapshot, found

    async def _read_others(self, line: Line, gtins: set[str], snapshot: bytes) -> dict[str, Any]:
        found = {g: self._others[g][1] for g in gtins if _is_of(self._others, g, snapshot)}
        missing = [gtin for gtin in gtins if gtin not in found]
        if missing:
            rows: Rows = await line.ask(b"others", [write_array(missing)])
            for read_in, gtin, others in rows:
                read = (gtin or b"").decode()
                found[read] = others
                _keep(self._others, read, read_in or b"", others)
        return found


def _close_all(idle: list[Line]) -> None:
    while idle:
        idle.pop().close()


def _is_of(parts: Parts, key: Any, snapshot: bytes) -> bool:
    part = parts.get(key)
    return part is not None and part[0] == snapshot


def _keep(parts: Parts, key: Any, snapshot: bytes, value: Any) -> None:
    if len(parts) >= _MOST_KNOWN:
        parts.clear()
    parts[key] = snapshot, value


def _read_own(own: Sequence[bytes | None]) -> Own:
    suspected, places, since, scans, first_on = own
    if scans is None or first_on is None:
        return suspected, places, since, None, None
    return suspected, places, since, int(scans), first_on.decode()
