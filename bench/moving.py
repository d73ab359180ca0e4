"""A register's SQLite file, copied row by row into a PostgreSQL database: the same city on both."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

import consumer_web.tables
from traceability.storage import tables
from traceability.storage.engine import open_engine
from traceability.storage.migrate import migrate

KNOWN = (tables, consumer_web.tables)  # both fill the metadata
_INDEXES = """
select x.indexname, x.indexdef from pg_indexes x
left join pg_constraint c on c.conname = x.indexname
where x.schemaname = 'public' and c.conname is null
"""


def copy_register(file: Path, url: str) -> None:
    """Make the schema in an empty database, fill it, and count its tables."""
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    source = sqlite3.connect(file)
    with psycopg.connect(url) as target:
        target.execute("set timezone = 'UTC'; set session_replication_role = replica")
        indexes = target.execute(_INDEXES).fetchall()
        for name, _ in indexes:
            target.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        for table in SQLModel.metadata.sorted_tables:
            target.execute(sql.SQL("truncate {} cascade").format(sql.Identifier(table.name)))
        for table in SQLModel.metadata.sorted_tables:
            columns = [column.name for column in table.columns]
            names = ", ".join(f'"{name}"' for name in columns)
            query = f"select {names} from {table.name}"
            into = sql.SQL("copy {} ({}) from stdin").format(
                sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with target.cursor().copy(into) as copy:
                for row in source.execute(query):
                    copy.write_row(row)
        for _, statement in indexes:
            target.execute(statement)
    source.close()
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("vacuum analyze")
