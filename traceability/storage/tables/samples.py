"""Which samples does a laboratory have on its bench, and what was measured so far?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import InspectionKind, SampleState, Unit
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of, positive

_BEGINS = {"sample_no": "text_pattern_ops"}  # PostgreSQL finds beginnings in no other order
_COUNTS = text("state <> 'discarded'")


class Sample(OwnedRecord, table=True):
    """A sample as it came in (收样); `org_id` is the laboratory. Its report takes its facts over.

    `parameters` are the items to measure, in the order of the sheet.
    """

    __tablename__ = "sample"
    __table_args__ = (
        Index(
            "uq_sample_number",
            "org_id",
            "sample_no",
            unique=True,
            sqlite_where=_COUNTS,
            postgresql_where=_COUNTS,
        ),
        Index("ix_sample_due", "org_id", "state", "due_on", "id"),
        Index("ix_sample_org", "org_id", "id"),
        Index("ix_sample_org_no", "org_id", "sample_no", postgresql_ops=_BEGINS),
        one_of("sample", "kind", InspectionKind),
        one_of("sample", "state", SampleState),
        one_of("sample", "sampled_unit", Unit, optional=True),
        positive("sample", "sampled_amount"),
    )

    batch_id: UUID = Field(index=True)
    batch_org_id: UUID
    kind: str = Field(max_length=16)
    sample_no: str = Field(max_length=40)
    sampled_on: date
    sampled_place: str | None = Field(default=None, max_length=200)
    sampled_amount: int | None = None
    sampled_unit: str | None = Field(default=None, max_length=4)
    sampled_by: str | None = Field(default=None, max_length=50)
    received_on: date
    due_on: date
    panel: str = Field(max_length=12)  # sampling | factory | full
    parameters: list[str] = Field(default_factory=list, sa_type=Json)
    replaces_id: UUID | None = Field(default=None, foreign_key="inspection.id")  # a re-test
    received_by: UUID
    state: str = Field(max_length=12)
    inspection_id: UUID | None = Field(default=None, foreign_key="inspection.id")
    discarded_reason: str | None = Field(default=None, max_length=500)
    revision: int = 1


class SampleDraft(SQLModel, table=True):
    """What was typed so far, saved at each value: working state until it is reported."""

    __tablename__ = "sample_draft"

    sample_id: UUID = Field(primary_key=True, foreign_key="sample.id")
    values: JsonObject = Field(default_factory=dict, sa_type=Json)  # parameter -> text
    version: int
    saved_by: UUID
    saved_at: datetime
