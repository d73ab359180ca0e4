"""Which spreadsheets did somebody bring, and what came of them?"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of


class SheetImport(OwnedRecord, table=True):
    """A spreadsheet on its way into the register: tried first, then recorded whole.

    `taken_until` is the lease of the worker that has it; `faults` are what stops it.
    """

    __tablename__ = "sheet_import"
    __table_args__ = (
        one_of("sheet_import", "kind", ImportKind),
        one_of("sheet_import", "state", ImportState),
        Index("ix_sheet_import_state", "state", "taken_until"),
    )

    kind: str = Field(max_length=12)
    state: str = Field(max_length=12)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    brought_by: UUID
    rows: int | None = None
    faults: list[JsonObject] = Field(default_factory=list, sa_type=Json)
    summary: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # name -> rows
    taken_by: str | None = Field(default=None, max_length=80)
    taken_until: datetime | None = None
    settled_at: datetime | None = None
