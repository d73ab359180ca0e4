"""Does the migrated schema equal the tables, on both databases?"""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlmodel import SQLModel

import consumer_web.tables
from traceability.storage import tables
from traceability.storage.migrate import is_current, migrate

KNOWN = (tables, consumer_web.tables)


def test_the_migrated_schema_equals_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
    assert is_current(engine)
