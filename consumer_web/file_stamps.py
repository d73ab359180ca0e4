"""How is a stamp looked up in a SQLite file?

At once, in the event loop: a look-up takes microseconds. SQLite tells in three of them whether
anybody has committed since (`PRAGMA data_version`); until then, what was read of a lot is true.
"""

from __future__ import annotations

import os
import sqlite3
import time
from typing import Any
from urllib.parse import unquote

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

_LOOK_AGAIN_S = 1.0
_MOST_KNOWN = 20_000

# Nothing but constants goes into these texts; what people send is bound.
_OTHERS = OTHERS.format(
    gather="""group_concat(n.lot || ' ' || n.origin || ' ' || n.state || ' ' || n.best_before
 || ' ' || n.registered_at || ' ' || n.is_below_grade || ' ' || coalesce(o.standing, '')
 || coalesce(o.void_before, ''))"""
)
_GATHERED = f"SELECT {_OTHERS} FROM (SELECT ?1 AS gtin) t"  # noqa: S608
_LOT = f"""SELECT {TRACE} FROM trace_document t {STANDING}
 WHERE t.gtin = ?1 AND t.lot = ?2 ORDER BY t.origin = ?3 DESC, t.origin LIMIT 1"""  # noqa: S608
_CODE = f"""SELECT {CODE} FROM published_code p {CODE_JOINS.format(code="?3")}
 WHERE p.job_no = ?1 AND p.origin = ?4 AND {CODE_HOLDS.format(serial="?2")}"""  # noqa: S608


class FileStamps:
    """Stamps out of a SQLite file, on a connection of its own that sees every commit."""

    def __init__(self, engine: Engine, origin: str) -> None:
        self._engine = engine
        self._origin = origin
        self._cursor: sqlite3.Cursor | None = None
        self._file = engine.url.database or ""
        self._identity: tuple[int, int] | None = None
        self._looked_at = 0.0
        self._version: Any = None
        self._known: dict[LotKey, Stamp] = {}
        self._others: dict[str, Stamp] = {}

    async def of_lot(self, key: LotKey) -> Stamp | None:
        """Give the stamp of a lot."""
        try:
            return self._find(self._renew(), key)
        except (sqlite3.Error, OSError) as error:
            self._cursor = None
            raise StampsError from error

    async def of_package(self, key: PackageKey) -> tuple[Stamp, Own] | None:
        """Give the stamp of a package."""
        try:
            cursor = self._renew()
            found = cursor.execute(_CODE, (*key, self._origin)).fetchone()
            if found is None:
                return None
            stamp = self._find(cursor, found[:2])
        except (sqlite3.Error, OSError) as error:
            self._cursor = None
            raise StampsError from error
        if stamp is None or stamp[2] != self._origin:
            return None
        return stamp, found[-OWN_COLUMNS:]

    def close(self) -> None:
        """Leave the database."""
        self._cursor = None

    def _find(self, cursor: sqlite3.Cursor, key: LotKey) -> Stamp | None:
        stamp = self._known.get(key)
        if stamp is not None:
            return stamp
        lot: Stamp | None = cursor.execute(_LOT, (*key, self._origin)).fetchone()
        if lot is None:
            return None
        others = self._others.get(key[0])
        if others is None:
            others = cursor.execute(_GATHERED, key[:1]).fetchone()
            self._others[key[0]] = others
        if len(self._known) >= _MOST_KNOWN:
            self._forget()
        stamp = self._known[key] = lot + others
        return stamp

    def _forget(self) -> None:
        self._known.clear()
        self._others.clear()

    def _renew(self) -> sqlite3.Cursor:
        """Forget what was read before somebody committed; give the cursor to read on."""
        cursor = self._cursor
        now = time.monotonic()
        if cursor is None or now - self._looked_at > _LOOK_AGAIN_S:
            self._looked_at = now
            cursor = self._look_again(cursor)
        if self._identity is None:  # in memory: the one connection does not tell of its own changes
            self._forget()
            return cursor
        version = cursor.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._forget()
        return cursor

    def _look_again(self, cursor: sqlite3.Cursor | None) -> sqlite3.Cursor:
        """Give the cursor; a file that was put in the place of another is opened anew."""
        identity = self._identify()
        if cursor is None or identity != self._identity:
            self._identity = identity
            self._forget()
            cursor = self._cursor = self._open().cursor()
        return cursor

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
