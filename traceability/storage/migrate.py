"""How does a database get the present schema? Forward only, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert

from traceability.storage.lineage import LINEAGE_GUARD
from traceability.storage.log_specs import table_of
from traceability.storage.tables import RegisterGuard

HERE = Path(__file__).parent / "migrations"
GUARDS = (LINEAGE_GUARD, "label_job_numbers")


def alembic_config(connection: Connection) -> Config:
    """Give Alembic's settings for a connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema, in one transaction."""
    with _keys_checked_at_the_end(engine) as connection:
        command.upgrade(alembic_config(connection), "head")
        guards = table_of(RegisterGuard)
        known = {row.name for row in connection.execute(guards.select())}
        missing = [{"name": name} for name in GUARDS if name not in known]
        if missing:
            connection.execute(insert(guards), missing)


@contextmanager
def _keys_checked_at_the_end(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which SQLite may make a table anew that others point to.

    SQLite changes a column by copying the table; with foreign keys on, dropping the old one fails.
    They can only be switched off before a transaction begins, so they are, and all are checked
    before it commits.
    """
    with engine.execution_options(is_writing=True).connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _watch_keys(connection, "OFF")
        try:
            with connection.begin():
                yield connection
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("a migration left rows that point to nothing")
        finally:
            if is_sqlite:
                _watch_keys(connection, "ON")


def _watch_keys(connection: Connection, state: str) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={state}")


def is_current(engine: Engine) -> bool:
    """Tell whether the database has the newest schema."""
    with engine.connect() as connection:
        head = ScriptDirectory(str(HERE)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head
