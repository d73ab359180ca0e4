"""Which labels were ordered, and which codes are suspected copies?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from traceability.storage.tables.base import OwnedRecord, positive


class LabelJob(OwnedRecord, table=True):
    """An order to print labels of a batch; its numbers are never given out again."""

    __tablename__ = "label_job"
    __table_args__ = (positive("label_job", "count"),)

    job_no: int = Field(unique=True)
    batch_id: UUID = Field(index=True)
    stock: str = Field(max_length=40)
    count: int
    is_serialised: bool
    first_serial: int | None = None
    ordered_by: UUID


class CodeSuspicion(OwnedRecord, table=True):
    """A regulator's finding that a package code was copied."""

    __tablename__ = "code_suspicion"
    __table_args__ = (UniqueConstraint("org_id", "code", name="uq_code_suspicion_code"),)

    batch_id: UUID
    code: str = Field(max_length=16)
    scans: int
    places: int
    since: datetime
    reason: str = Field(max_length=500)
    found_by: UUID
