"""The log's own tables: what proves that nothing was rewritten.

Entries are written by every use case in its own transaction. Numbering, tiles and checkpoints
come after the commit; their tables exist from the first migration on, because a column added
later cannot prove the past.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from traceability.storage.ids import new_id


class LogEntry(SQLModel, table=True):
    """One revision of one record: its exact text in up to three salted parts. Insert only."""

    __tablename__ = "log_entry"
    __table_args__ = (
        UniqueConstraint("kind", "record_id", "revision", name="uq_log_entry_revision"),
        Index("ix_log_entry_owner", "owner_uscc", "id"),
        Index("ix_log_entry_kind", "kind", "id"),
        Index("ix_log_entry_author", "author_user_id", "id", "kind"),
        CheckConstraint("class in ('open','sealed')", name="ck_log_entry_class"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    entry_class: str = Field(max_length=8, sa_column_kwargs={"name": "class"})
    kind: str = Field(max_length=32)
    record_id: str = Field(max_length=80)
    revision: int
    schema_version: int
    owner_uscc: str | None = Field(default=None, max_length=18)
    about_uscc: str | None = Field(default=None, max_length=18)
    recorded_at: datetime
    public_text: str | None = Field(default=None, sa_type=Text)
    trade_text: str | None = Field(default=None, sa_type=Text)
    personal_text: str | None = Field(default=None, sa_type=Text)
    public_salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    trade_salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    personal_salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    public_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    trade_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    personal_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    leaf_hash: bytes = Field(sa_type=LargeBinary)
    author_user_id: UUID | None = None
    author_key_id: str | None = Field(default=None, max_length=64)
    author_signature: bytes | None = Field(default=None, sa_type=LargeBinary)
    erased_by: UUID | None = None


class LogPending(SQLModel, table=True):
    """An entry that has no number in the tree yet."""

    __tablename__ = "log_pending"

    entry_id: UUID = Field(primary_key=True)


class LogLeaf(SQLModel, table=True):
    """The number of an entry in a tree."""

    __tablename__ = "log_leaf"
    __table_args__ = (UniqueConstraint("log_id", "entry_id", name="uq_log_leaf_entry"),)

    log_id: int = Field(primary_key=True)
    leaf_index: int = Field(primary_key=True)
    entry_id: UUID
    leaf_hash: bytes = Field(sa_type=LargeBinary)


class LogTile(SQLModel, table=True):
    """256 full hashes of one level of a tree."""

    __tablename__ = "log_tile"

    log_id: int = Field(primary_key=True)
    level: int = Field(primary_key=True)
    tile_index: int = Field(primary_key=True)
    root: bytes = Field(sa_type=LargeBinary)
    data: bytes = Field(sa_type=LargeBinary)


class LogHead(SQLModel, table=True):
    """The present size and root of a tree."""

    __tablename__ = "log_head"

    log_id: int = Field(primary_key=True)
    origin: str = Field(max_length=200)
    size: int
    root: bytes = Field(sa_type=LargeBinary)


class LogCheckpoint(SQLModel, table=True):
    """A signed head of a tree."""

    __tablename__ = "log_checkpoint"

    log_id: int = Field(primary_key=True)
    size: int = Field(primary_key=True)
    root: bytes = Field(sa_type=LargeBinary)
    note: str = Field(sa_type=Text)
    signed_at: datetime
    published_at: datetime | None = None


class LogCosignature(SQLModel, table=True):
    """A witness's signature under a checkpoint."""

    __tablename__ = "log_cosignature"

    log_id: int = Field(primary_key=True)
    size: int = Field(primary_key=True)
    witness: str = Field(primary_key=True, max_length=200)
    line: str = Field(sa_type=Text)
    cosigned_at: datetime


class LogKey(SQLModel, table=True):
    """A key that signs checkpoints, from one leaf number until another."""

    __tablename__ = "log_key"

    key_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    algorithm: str = Field(max_length=20)
    public_key: bytes = Field(sa_type=LargeBinary)
    from_index: int
    until_index: int | None = None
