"""Contract of the evidence pack: all that a canteen shows at an inspection."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.kinds import ResultVerdict
from traceability.domain.notices import StockAction
from traceability.schemas.canteens import (
    FryingOilTestPublic,
    StockIssuePublic,
    SupplierEntryPublic,
)
from traceability.schemas.cases import NoticeLot
from traceability.schemas.purchases import Packed, PurchasePublic
from traceability.schemas.types import Out


class EvidenceResult(Out):
    """A result as its report has it."""

    parameter_zh: str
    parameter_en: str
    value: str
    unit: str
    limit_value: str | None
    limit_standard: str | None
    verdict: ResultVerdict


class EvidenceReport(Out):
    """A report that a delivery rests on."""

    id: UUID
    report_no: str
    laboratory: str
    cma_no: str | None
    sample_no: str
    reported_on: date
    verdict: ResultVerdict
    certificate_sha256: str | None
    certificate_type: str | None
    results: list[EvidenceResult] = Field(default_factory=list)


class EvidenceSupplier(Out):
    """A supplier with its licence, and the newest entry check of the canteen."""

    id: UUID
    name: str
    uscc: str
    sc_licence: str | None
    sc_valid_until: date | None
    address: str | None
    entry: SupplierEntryPublic | None = None


class EvidenceIssue(Packed, StockIssuePublic):
    """What left the store: of which goods, and who took it."""

    food: str
    lot: str | None
    mass_g: int
    who: str = ""


class EvidenceOilTest(FryingOilTestPublic):
    """A test of frying oil, and who made it."""

    who: str = ""


class EvidenceNotice(Out):
    """A notice, and what was answered by whom."""

    batch_id: UUID | None
    lots: list[NoticeLot]
    action: StockAction | None
    said: str | None
    recorded_at: datetime
    acknowledged_at: datetime | None
    who: str = ""


class Evidence(Out):
    """All that a pack is made of."""

    lines: list[PurchasePublic]
    reports: list[EvidenceReport]
    suppliers: list[EvidenceSupplier]
    issues: list[EvidenceIssue]
    oil_tests: list[EvidenceOilTest]
    notices: list[EvidenceNotice]
