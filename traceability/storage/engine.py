"""How is the database reached? SQLite by default, PostgreSQL by `DATABASE_URL`."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_S = 5.0
OPENED_ANEW_S = 600  # SQLite reads its statistics when a connection is opened
RV = TypeVar("RV")


class DeadlineConnection(psycopg.Connection[Any]):
    """A PostgreSQL connection on which every wait ends.

    A frozen server's kernel still answers TCP, so keep-alives and statement time-outs do not help,
    and a cancelled COMMIT would lie: the socket is closed instead, the outcome is unknown, and the
    caller repeats the whole use case under its idempotency key.
    """

    deadline = 5.0

    def wait(
        self, gen: Generator[Any, Any, RV], interval: float = 0.1, timeout: float | None = None
    ) -> RV:
        """Wait for the server, but no longer than the deadline (seconds)."""

        def timed() -> Generator[Any, Any, RV]:
            end = time.monotonic() + self.deadline
            try:
                state = next(gen)
                while True:
                    ready = yield state
                    if not ready and time.monotonic() > end:
                        gen.close()
                        self.pgconn.finish()
                        raise psycopg.OperationalError("server silent; outcome unknown")
                    state = gen.send(ready)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]

        return super().wait(timed(), interval, timeout)


def sqlite_url(path: Path) -> str:
    """Give the address of a SQLite file."""
    return f"sqlite:///{path}"


def open_engine(address: str, *, deadline_s: float = BUSY_TIMEOUT_S) -> Engine:
    """Open the database at an address such as `sqlite:///x.db` or `postgresql://…`."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgresql(url, deadline_s)


def _open_sqlite(url: URL) -> Engine:
    more: dict[str, Any] = (
        {"poolclass": StaticPool}
        if url.database in (None, "", ":memory:")
        else {"pool_recycle": OPENED_ANEW_S}
    )
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        json_serializer=_compact_json,
        hide_parameters=True,
        **more,
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that will write takes the write lock at once: upgrading later fails.
        is_writing = connection.get_execution_options().get("is_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _open_postgresql(url: URL, deadline_s: float) -> Engine:
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)

    class Connection(DeadlineConnection):
        deadline = deadline_s

    def connect() -> psycopg.Connection[Any]:
        return Connection.connect(dsn, connect_timeout=2, keepalives_idle=5)

    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        creator=connect,
        json_serializer=_compact_json,
        pool_pre_ping=True,
        pool_recycle=OPENED_ANEW_S,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,
    )


def _compact_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


TRANSIENT_STATES = frozenset(
    {"40001", "40P01", "25006", "57P01", "57P02", "57P03", "57P05", "53300", "55P03"}
)


def is_transient(error: BaseException) -> bool:
    """Tell whether the whole use case may be tried again: conflict, lock or lost connection."""
    cause = getattr(error, "orig", error)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in TRANSIENT_STATES or str(state).startswith("08")
    if isinstance(cause, sqlite3.OperationalError):
        return "locked" in str(cause) or "busy" in str(cause)
    return isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError, TimeoutError))
