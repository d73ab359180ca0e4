"""What has every record? An id that is never reused, the server's time, and bounds in SQL."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from traceability.storage.ids import new_id

Json = JSON().with_variant(JSONB(), "postgresql")
JsonObject = dict[str, Any]


def one_of(
    table: str, column: str, words: type[StrEnum], *, optional: bool = False
) -> CheckConstraint:
    """Allow a column nothing but the words of an enumeration."""
    allowed = ",".join(f"'{word.value}'" for word in words)
    rule = f"{column} in ({allowed})" + (f" or {column} is null" if optional else "")
    return CheckConstraint(rule, name=f"ck_{table}_{column}")


def positive(table: str, column: str) -> CheckConstraint:
    """Allow an amount nothing but more than zero."""
    return CheckConstraint(f"{column} > 0", name=f"ck_{table}_{column}_positive")


class Record(SQLModel):
    """What every record has: an id that is never reused, and the server's time."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    recorded_at: datetime


class OwnedRecord(Record):
    """A record of one organisation."""

    org_id: UUID = Field(index=True)
