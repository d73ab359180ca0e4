"""How does a database get the present schema? Forward only, step by step."""

from __future__ import annotations

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
    with engine.execution_options(is_writing=True).begin() as connection:
        command.upgrade(alembic_config(connection), "head")
        guards = table_of(RegisterGuard)
        known = {row.name for row in connection.execute(guards.select())}
        missing = [{"name": name} for name in GUARDS if name not in known]
        if missing:
            connection.execute(insert(guards), missing)


def is_current(engine: Engine) -> bool:
    """Tell whether the database has the newest schema."""
    with engine.connect() as connection:
        head = ScriptDirectory(str(HERE)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head
