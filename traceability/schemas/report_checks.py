"""Contract of the public answer about the code on a report."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from traceability.domain.kinds import InspectionKind, ResultVerdict
from traceability.schemas.inspections import ResultPublic
from traceability.schemas.types import Out


class ReportStanding(StrEnum):
    """Whether a signed report still counts, or what took its place."""

    VALID = "valid"
    CORRECTED = "corrected"
    RETESTED = "retested"


class ReportCheck(Out):
    """The report that a code is of. Values are given where the page of its lot is public."""

    standing: ReportStanding
    code: str
    report_no: str
    replaced_by: str | None
    kind: InspectionKind
    agency: str
    cma_no: str | None
    product: str
    lot: str
    gtin: str | None
    enterprise: str
    produced_on: date
    reported_on: date
    signed_at: datetime
    safety_verdict: ResultVerdict
    grade_verdict: ResultVerdict
    is_public: bool
    results: list[ResultPublic] = Field(default_factory=list)
