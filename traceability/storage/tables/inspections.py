"""What was tested, by whom, and with what result?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import InspectionKind, ResultVerdict
from traceability.storage.tables.base import OwnedRecord, one_of


class Inspection(OwnedRecord, table=True):
    """A report on a sample of a batch; `org_id` is the laboratory that speaks."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("org_id", "report_no", name="uq_inspection_report"),
        one_of("inspection", "kind", InspectionKind),
        one_of("inspection", "verdict", ResultVerdict),
        Index("ix_inspection_batch", "batch_id"),
    )

    batch_id: UUID
    batch_org_id: UUID
    kind: str = Field(max_length=16)
    sample_no: str = Field(max_length=40)
    sampled_on: date
    sampled_at_id: UUID | None = Field(default=None, foreign_key="site.id")
    sampled_amount: int | None = None
    sampled_unit: str | None = Field(default=None, max_length=4)
    sampled_by: str | None = Field(default=None, max_length=50)
    report_no: str = Field(max_length=60)
    reported_on: date
    basis: str | None = Field(default=None, max_length=300)
    verdict: str = Field(max_length=16)
    certificate_sha256: str | None = Field(default=None, max_length=64)
    replaces_id: UUID | None = Field(default=None, foreign_key="inspection.id")
    signed_by: UUID
    entered_by: UUID


class TestResult(SQLModel, table=True):
    """One measured item of a report with the limit as it stood; values are decimals as text."""

    __tablename__ = "test_result"
    __test__ = False  # pytest: this is a record, not a test

    inspection_id: UUID = Field(primary_key=True, foreign_key="inspection.id")
    line: int = Field(primary_key=True)
    parameter: str = Field(max_length=60)
    parameter_zh: str = Field(max_length=100)
    parameter_en: str = Field(max_length=100)
    value: str = Field(max_length=40)
    is_not_detected: bool = False
    detection_limit: str | None = Field(default=None, max_length=40)
    unit: str = Field(max_length=20)
    method: str | None = Field(default=None, max_length=60)
    operator: str | None = Field(default=None, max_length=12)
    limit_value: str | None = Field(default=None, max_length=40)
    limit_standard: str | None = Field(default=None, max_length=60)
    limit_id: str | None = Field(default=None, max_length=20)
    kind: str = Field(max_length=12)  # safety | quality | additive
    verdict: str = Field(max_length=16)
