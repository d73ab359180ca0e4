"""How does Alembic run here? On the connection that the program hands over."""

from __future__ import annotations

from typing import Any, Literal, cast

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import consumer_web.tables
from traceability.storage import tables

KNOWN = (tables, consumer_web.tables)  # imported for their tables


def include_name(name: str | None, kind: str, _: Any) -> bool:
    """Leave partitions of the scan table alone: autogenerate would drop them."""
    return not (kind == "table" and name is not None and "_p20" in name)


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy types, so that old steps do not depend on SQLModel's."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return f"sa.String(length={cast(sa.String, item.impl).length})"
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_name=include_name,
    render_as_batch=False,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
