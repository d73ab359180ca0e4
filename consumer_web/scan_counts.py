"""How is a scan counted without knowing who scanned?

Kept are the day in China, a coarse region that a trusted proxy named, and the kind of device. No
address, no user agent, no cookie. Counts gather in memory and are written together, twice a
second: a restart loses at most that much. The memory is bounded; what does not fit is not counted.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import Engine, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Scope

from consumer_web.answers import Scanned
from consumer_web.settings import PublicSettings
from consumer_web.tables import ScannedCode, ScannedPlace, ScanTally

MOST_WAITING = 50_000
FLUSH_EVERY_S = 0.5
_REGION = re.compile(r"[1-9][0-9]{3}(?:[0-9]{2})?")
_DEVICES = (
    (b"micromessenger", "wechat"),
    (b"alipayclient", "alipay"),
    (b"mobi", "phone"),
    (b"android", "phone"),
    (b"mozilla", "computer"),
)
Key = tuple[Scanned, date, str, str]


def read_region(text: str, default: str = "") -> str:
    """Give the city of an administrative division code (GB/T 2260), or the default."""
    found = _REGION.fullmatch(text.strip())
    return f"{found[0][:4]}00" if found else default


def read_device(user_agent: bytes) -> str:
    """Tell the kind of device; nothing finer is kept."""
    lowered = user_agent[:400].lower()
    return next((kind for mark, kind in _DEVICES if mark in lowered), "other")


def read_visitor(scope: Scope, settings: PublicSettings) -> tuple[str, str | None]:
    """Give region and kind of device of a request; no device for a page fetched in advance."""
    region, agent = settings.region, b""
    wanted = settings.region_header.lower().encode()
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = value
        elif wanted and name == wanted:
            region = read_region(value.decode("latin-1"), settings.region)
        elif name in (b"purpose", b"sec-purpose") and b"prefetch" in value.lower():
            return region, None
    return region, read_device(agent)


class ScanCounter:
    """Counts scans in memory and writes them together."""

    def __init__(self, engine: Engine, origin: str, today: Callable[[], date]) -> None:
        self._engine = engine
        self._origin = origin
        self._today = today
        self._waiting: Counter[Key] = Counter()
        self._lock = Lock()
        self.lost = 0
        self._tally = self._add(ScanTally)
        self._code = self._add(ScannedCode, first_on="last_on")
        self._place = self._add(ScannedPlace)

    def note(self, scanned: Scanned, region: str, device: str) -> None:
        """Count one scan."""
        key = (scanned, self._today(), region, device)
        with self._lock:
            if len(self._waiting) < MOST_WAITING or key in self._waiting:
                self._waiting[key] += 1
            else:
                self.lost += 1

    def flush(self) -> int:
        """Write what is waiting; what cannot be written waits on. Give the number of scans."""
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
        tallies: Counter[tuple[str, str, date, str, str]] = Counter()
        codes: Counter[tuple[str, str, str, date]] = Counter()
        places: Counter[tuple[str, str, date]] = Counter()
        for (scanned, day, region, device), count in taken.items():
            tallies[(scanned.gtin, scanned.lot, day, region, device)] += count
            if scanned.code:
                codes[(scanned.code, scanned.gtin, scanned.lot, day)] += count
                places[(scanned.code, region, day)] += count
        # In the order of their keys, so that two workers never wait for each other.
        with self._engine.execution_options(is_writing=True).begin() as connection:
            for statement, names, counts in (
                (self._tally, ("gtin", "lot", "day", "region", "device"), tallies),
                (self._code, ("code", "gtin", "lot", "last_on"), codes),
                (self._place, ("code", "region", "day"), places),
            ):
                if counts:
                    rows = [
                        dict(zip(names, key, strict=True)) | {"scans": count}
                        for key, count in sorted(counts.items())
                    ]
                    connection.execute(statement, rows)

    def _add(self, model: Any, **more: Any) -> Any:
        """Write an insert that adds to the count where the row is there already.

        Built once and run with many rows: building it costs more than SQLite needs for its row.
        """
        dialect: Any = sqlite if self._engine.dialect.name == "sqlite" else postgresql
        table = model.__table__
        given: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
        given |= {name: bindparam(source) for name, source in more.items()}
        insert = dialect.insert(table).values(given | {"origin": self._origin})
        changes = {"scans": table.c.scans + insert.excluded.scans}
        if "last_on" in table.columns:
            changes["last_on"] = insert.excluded.last_on
        return insert.on_conflict_do_update(index_elements=table.primary_key.columns, set_=changes)
