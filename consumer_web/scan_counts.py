"""How is a scan counted without knowing who scanned?

Kept are the day in China, a coarse region that a trusted proxy named, and the kind of device. No
address, no user agent, no cookie. Counts gather in memory and are written together, about
once a second: a restart loses at most that much. The memory is bounded; what does not fit is not
counted.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Date, Engine, Table
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Scope

from consumer_web.answers import Scanned
from consumer_web.settings import PublicSettings
from consumer_web.tables import ScannedCode, ScannedPlace, ScanTally

MOST_WAITING = 50_000
FLUSH_EVERY_S = 0.9
_REGION = re.compile(r"[1-9][0-9]{3}(?:[0-9]{2})?")
_IN_ADVANCE = (b"purpose", b"sec-purpose")
_DEVICES = (
    (b"micromessenger", "wechat"),
    (b"alipayclient", "alipay"),
    (b"mobi", "phone"),
    (b"android", "phone"),
    (b"mozilla", "computer"),
)
Key = tuple[str, str, str | None, date, str, str]  # GTIN, lot, code, day, region, device


def read_region(text: str, default: str = "") -> str:
    """Give the city of an administrative division code (GB/T 2260), or the default."""
    found = _REGION.fullmatch(text.strip())
    return f"{found[0][:4]}00" if found else default


@lru_cache(maxsize=2_000)
def read_device(user_agent: bytes) -> str:
    """Tell the kind of device; nothing finer is kept."""
    lowered = user_agent.lower()
    return next((kind for mark, kind in _DEVICES if mark in lowered), "other")


class VisitorReader:
    """Reads region and kind of device out of a request."""

    def __init__(self, settings: PublicSettings) -> None:
        self._region = settings.region
        self._region_header = settings.region_header.lower().encode() or None

    def read(self, scope: Scope) -> tuple[str, str | None]:
        """Give region and kind of device; no device for a page fetched in advance."""
        region, agent = self._region, b""
        for name, value in scope["headers"]:
            if name == b"user-agent":
                agent = value
            elif name == self._region_header:
                region = read_region(value.decode("latin-1"), self._region)
            elif name in _IN_ADVANCE and b"prefetch" in value.lower():
                return region, None
        return region, read_device(agent[:400])


class Adding:
    """Adds counts to a table, in rows that are there and in new ones.

    A few long statements: through the ORM's layers a row costs three times as much, and each
    statement makes the requests that are answered meanwhile wait for the interpreter.
    """

    _TOGETHER = 100

    def __init__(self, model: Any, kind: str) -> None:
        table: Table = model.__table__
        names = [column.name for column in table.columns if column.name != "scans"]
        keys = ", ".join(column.name for column in table.primary_key.columns)
        changes = f"scans = {table.name}.scans + excluded.scans"
        if "last_on" in names:
            changes += ", last_on = excluded.last_on"
        self._names = names
        # Nothing but names of our own tables and columns goes into these texts.
        self._start = f"INSERT INTO {table.name} ({', '.join(names)}, scans) "
        self._end = f" ON CONFLICT ({keys}) DO UPDATE SET {changes}"
        self._is_server = kind == "postgresql"
        types = ["date" if isinstance(table.c[name].type, Date) else "text" for name in names]
        arrays = ", ".join(f"%s::{kind}[]" for kind in [*types, "int"])
        self._arrays = f"{self._start}SELECT * FROM unnest({arrays}){self._end}"  # noqa: S608

    def add(self, connection: Connection, counts: Mapping[tuple[Any, ...], int]) -> None:
        """Add counts by key, in the order of the keys: two workers never wait for each other."""
        rows = sorted((*key, count) for key, count in counts.items())
        if rows and self._is_server:
            columns = tuple(list(column) for column in zip(*rows, strict=True))
            connection.exec_driver_sql(self._arrays, columns)
            return
        for at in range(0, len(rows), self._TOGETHER):
            some = rows[at : at + self._TOGETHER]
            given = tuple(chain.from_iterable(some))
            connection.exec_driver_sql(self._write_values(len(some)), given)

    def _write_values(self, count: int) -> str:
        row = "(" + ", ".join("?" * (len(self._names) + 1)) + ")"
        return f"{self._start}VALUES {', '.join([row] * count)}{self._end}"


class ScanCounter:
    """Counts scans in memory and writes them together."""

    def __init__(self, engine: Engine, origin: str, today: Callable[[], date]) -> None:
        self._engine = engine
        self._origin = origin
        self._today = today
        self._waiting: Counter[Key] = Counter()
        self._lock = Lock()
        self._writing = Lock()
        self.lost = 0
        kind = engine.dialect.name
        self._tally = Adding(ScanTally, kind)
        self._code = Adding(ScannedCode, kind)
        self._place = Adding(ScannedPlace, kind)

    def note(self, scanned: Scanned, region: str, device: str) -> None:
        """Count one scan."""
        key = (*scanned, self._today(), region, device)
        with self._lock:
            if len(self._waiting) < MOST_WAITING or key in self._waiting:
                self._waiting[key] += 1
            else:
                self.lost += 1

    def flush(self) -> int:
        """Write what is waiting; what cannot be written waits on. Give the number of scans.

        Whoever flushes at the end waits for a flush that is under way: only then may the database
        be left.
        """
        with self._writing:
            with self._lock:
                taken, self._waiting = self._waiting, Counter()
            if not taken:
                return 0
            try:
                self._write(taken)
            except SQLAlchemyError:
                with self._lock:
                    self._waiting.update(taken)
                return 0
            return taken.total()

    async def keep_flushing(self) -> None:
        """Flush until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            await asyncio.to_thread(self.flush)

    def _write(self, taken: Mapping[Key, int]) -> None:
        with self._engine.execution_options(is_writing=True).begin() as connection:
            # Day by day: a statement must not meet the row of a code twice.
            for day in sorted({key[3] for key in taken}):
                self._write_day(connection, taken, day)

    def _write_day(self, connection: Connection, taken: Mapping[Key, int], day: date) -> None:
        tallies: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        codes: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        places: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        origin, on = self._origin, day.isoformat()
        for (gtin, lot, code, that_day, region, device), count in taken.items():
            if that_day != day:
                continue
            tallies[gtin, lot, origin, on, region, device] += count
            if code:
                codes[code, origin, gtin, lot, on, on] += count
                places[code, origin, region, on] += count
        self._tally.add(connection, tallies)
        self._code.add(connection, codes)
        self._place.add(connection, places)
