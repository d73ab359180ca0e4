"""What keeps the register itself in order: repeated requests and rare checks?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class IdempotencyKey(SQLModel, table=True):
    """The answer that a POST got, kept for its repetition; written with the record."""

    __tablename__ = "idempotency_key"

    key: str = Field(primary_key=True, max_length=100)
    org_id: UUID = Field(primary_key=True)
    request_hash: str = Field(max_length=64)
    status: int | None = None
    body: str | None = Field(default=None, sa_type=Text)
    location: str | None = Field(default=None, max_length=300)
    created_at: datetime


class RegisterGuard(SQLModel, table=True):
    """One row that rare, register-wide checks lock, so that no two of them miss each other."""

    __tablename__ = "register_guard"

    name: str = Field(primary_key=True, max_length=40)
