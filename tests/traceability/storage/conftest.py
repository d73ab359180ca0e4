"""One sound register on each database, copied for every alteration."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import SQLModel

from tests.registers import open_register
from tests.traceability.storage.ledger_register import Register, build_register
from traceability.storage.engine import sqlite_url
from traceability.storage.migrate import migrate

Copy = Callable[[], Engine]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sound(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Register, Copy]]:
    """Give a register that nobody altered, and a way to open copies of it, one at a time."""
    copies: _Copies
    if request.param == "sqlite":
        copies = _SQLiteCopies(tmp_path_factory.mktemp("ledger"))
    else:
        copies = _PostgreSQLCopies(request.getfixturevalue("postgresql_server"))
    source = open_register(copies.source)
    migrate(source)
    register = build_register(source)
    source.dispose()
    opened: list[Engine] = []

    def copy() -> Engine:
        close()
        opened.append(open_register(copies.make()))
        return opened[-1]

    def close() -> None:
        if opened:
            opened.pop().dispose()
            copies.drop()

    yield register, copy
    close()


class _Copies(Protocol):
    source: str

    def make(self) -> str: ...

    def drop(self) -> None: ...


class _SQLiteCopies:
    def __init__(self, folder: Path) -> None:
        self._sound, self._copy = folder / "sound.db", folder / "copy.db"
        self.source = sqlite_url(self._sound)

    def make(self) -> str:
        shutil.copy(self._sound, self._copy)
        return sqlite_url(self._copy)

    def drop(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._copy}{suffix}").unlink(missing_ok=True)


class _PostgreSQLCopies:
    """One database; the sound rows wait in a schema beside it, which is faster than a template."""

    def __init__(self, server: str) -> None:
        name = f"ledger{uuid4().hex}"
        self._run(server.format("postgres"), f"CREATE DATABASE {name}")
        self.source = server.format(name)
        self._tables = [t.name for t in SQLModel.metadata.sorted_tables]

    def make(self) -> str:
        statements = ["SET session_replication_role = replica"]
        for table in self._tables:
            statements.append(f"DELETE FROM public.{table}")
            statements.append(f"INSERT INTO public.{table} SELECT * FROM sound.{table}")
        copies = [
            f"CREATE TABLE IF NOT EXISTS sound.{table} AS SELECT * FROM public.{table}"
            for table in self._tables
        ]
        keep = ["CREATE SCHEMA IF NOT EXISTS sound", *copies]
        self._run(self.source, "; ".join(["BEGIN", *keep, *statements, "COMMIT"]))
        return self.source

    def drop(self) -> None:
        """Leave it: the next copy overwrites it."""

    def _run(self, address: str, statements: str) -> None:
        url = address.replace("postgresql://", "postgresql+psycopg://")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(statements)
        admin.dispose()
