"""What was tested, by whom, and with what result?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import (
    CertificateType,
    InspectionKind,
    ReportState,
    ResultVerdict,
    RetestState,
    Succession,
)
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of, positive

PATTERN = "text_pattern_ops"  # PostgreSQL finds beginnings in no other order
_COUNTS = text("state <> 'withdrawn'")


class Inspection(OwnedRecord, table=True):
    """A report on a sample of a batch; `org_id` is the laboratory that speaks.

    It is entered by one person and signed by another; from then on it never changes. A mistake
    found before is withdrawn and entered anew, one found later is corrected by a new report that
    names the first in `replaces_id`. `food_category`, `process` and `grade` are what the results
    were judged as; `cma_no` is the accreditation on the day of signing.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        Index(
            "uq_inspection_report",
            "org_id",
            "report_no",
            unique=True,
            sqlite_where=_COUNTS,
            postgresql_where=_COUNTS,
        ),
        one_of("inspection", "kind", InspectionKind),
        one_of("inspection", "verdict", ResultVerdict),
        one_of("inspection", "safety_verdict", ResultVerdict),
        one_of("inspection", "grade_verdict", ResultVerdict),
        one_of("inspection", "state", ReportState),
        one_of("inspection", "succession", Succession, optional=True),
        CheckConstraint(
            "(state = 'signed') = (signed_by is not null)", name="ck_inspection_signed"
        ),
        Index("ix_inspection_batch", "batch_id"),
        Index("ix_inspection_replaces", "replaces_id", "state"),
        Index("ix_inspection_verdict", "verdict", "state", "id"),
        Index("ix_inspection_batch_org", "batch_org_id", "id"),
        Index("ix_inspection_org_state", "org_id", "state", "id"),
        Index("ix_inspection_org", "org_id", "id"),
        Index("ix_inspection_org_verdict", "org_id", "verdict"),
        Index("ix_inspection_report_no", "report_no", postgresql_ops={"report_no": PATTERN}),
        Index("ix_inspection_sample_no", "sample_no", postgresql_ops={"sample_no": PATTERN}),
        Index("ix_inspection_reported", "state", "reported_on", "verdict"),
        Index("ix_inspection_official", "kind", "state", "reported_on", "batch_org_id", "verdict"),
        Index(
            "ix_inspection_sampled",
            "kind",
            "state",
            "batch_org_id",
            "sampled_on",
            "org_id",
            "batch_id",
        ),
    )

    batch_id: UUID
    batch_org_id: UUID
    kind: str = Field(max_length=16)
    sample_no: str = Field(max_length=40)
    sampled_on: date
    sampled_at_id: UUID | None = Field(default=None, foreign_key="site.id")
    sampled_place: str | None = Field(default=None, max_length=200)
    sampled_amount: int | None = None
    sampled_unit: str | None = Field(default=None, max_length=4)
    sampled_by: str | None = Field(default=None, max_length=50)
    report_no: str = Field(max_length=60)
    reported_on: date
    basis: str | None = Field(default=None, max_length=300)
    food_category: str | None = Field(default=None, max_length=40)
    process: str | None = Field(default=None, max_length=20)
    grade: str | None = Field(default=None, max_length=20)
    verdict: str = Field(max_length=16)
    safety_verdict: str = Field(max_length=16)
    grade_verdict: str = Field(max_length=16)
    certificate_sha256: str | None = Field(default=None, max_length=64)
    certificate_type: str | None = Field(default=None, max_length=20)
    replaces_id: UUID | None = Field(default=None, foreign_key="inspection.id")
    succession: str | None = Field(default=None, max_length=12)
    state: str = Field(default=ReportState.ENTERED.value, max_length=12)
    entered_by: UUID
    signed_by: UUID | None = None
    signed_at: datetime | None = None
    cma_no: str | None = Field(default=None, max_length=32)
    withdrawn_by: UUID | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = Field(default=None, max_length=500)
    revision: int = 1


class TestResult(SQLModel, table=True):
    """One measured item of a report with the limit as it stood; values are decimals as text.

    The columns of the limit are of the one that decided; `judgements` has all that applied.
    """

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
    limit_unit: str | None = Field(default=None, max_length=20)
    limit_standard: str | None = Field(default=None, max_length=60)
    limit_clause: str | None = Field(default=None, max_length=200)
    limit_id: str | None = Field(default=None, max_length=20)
    how: str | None = Field(default=None, max_length=20)
    kind: str = Field(max_length=12)  # safety | quality | additive
    verdict: str = Field(max_length=16)
    judgements: list[JsonObject] = Field(default_factory=list, sa_type=Json)


class CertificateFile(OwnedRecord, table=True):
    """A report as a file, by the SHA-256 of its bytes; the bytes lie in the file store."""

    __tablename__ = "certificate_file"
    __table_args__ = (
        Index("uq_certificate_file_sha256", "org_id", "sha256", unique=True),
        one_of("certificate_file", "media_type", CertificateType),
        positive("certificate_file", "size"),
    )

    sha256: str = Field(max_length=64, index=True)
    media_type: str = Field(max_length=20)
    size: int
    uploaded_by: UUID


class RetestRequest(OwnedRecord, table=True):
    """An enterprise contests a failing report; `org_id` is the enterprise.

    The re-test of the agency that it names decides (复检).
    """

    __tablename__ = "retest_request"
    __table_args__ = (one_of("retest_request", "state", RetestState),)

    inspection_id: UUID = Field(foreign_key="inspection.id", unique=True)
    batch_id: UUID
    agency_id: UUID = Field(foreign_key="organization.id", index=True)
    reason: str = Field(max_length=500)
    last_day: date
    asked_by: UUID
    state: str = Field(default=RetestState.REQUESTED.value, max_length=12)
    decided_by_id: UUID | None = Field(default=None, foreign_key="inspection.id")
    revision: int = 1
