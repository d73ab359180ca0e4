"""How does a test come by a register of its own without paying for it each time?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlalchemy import Dialect, Engine, event

from tests.factories import City
from traceability.storage.engine import open_engine, sqlite_url

_SHARED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
"""For each kind of database: the dialect of its first engine, and the statements compiled by it."""


@dataclass(frozen=True)
class Templates:
    """Files of SQLite that are copied for each test, and the people of the founded one."""

    empty: Path
    founded: Path
    people: City

    @contextmanager
    def opened_in(self, folder: Path) -> Iterator[City]:
        """Copy the city into a folder, as `register.db`, and open it for many tests."""
        copyfile(self.founded, folder / "register.db")
        engine = open_register(sqlite_url(folder / "register.db"))
        yield settle_in(self.people, engine)
        engine.dispose()


def settle_in(people: City, engine: Engine) -> City:
    """Give the city whose people are those of a template, on a copy of its database."""
    return replace(people, engine=engine, actors=dict(people.actors), site_ids={})


def open_register(address: str) -> Engine:
    """Open a database that does not survive its test: nothing waits for the disk."""
    opened = open_engine(address, deadline_s=60)
    if opened.dialect.name == "sqlite":

        @event.listens_for(opened, "connect")
        def on_connect(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    share_statements(opened)
    return opened


def share_statements(opened: Engine) -> None:
    """Let an engine use what SQLAlchemy compiled for others of its kind, as a server's would.

    A register of its own means an engine of its own, which begins with no statement compiled:
    that was a third of what a use case cost in a test.
    """
    kind = opened.dialect.name
    if kind not in _SHARED:
        with opened.connect():  # the first visit tells the dialect which server it speaks to
            _SHARED[kind] = (opened.dialect, {})
    opened.dialect, compiled = _SHARED[kind]
    opened.update_execution_options(compiled_cache=compiled)
