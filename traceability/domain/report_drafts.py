"""What does a laboratory say before the register has judged it? A report on its way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from traceability.domain.kinds import InspectionKind
from traceability.domain.limits import Measured


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """A measured item, and how it is called where the catalogue does not know it."""

    measured: Measured
    method: str | None = None
    name_zh: str | None = None
    name_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """A report on a sample; amounts in the register's units.

    `process` and `grade` are of a raw lot. `is_signed` None means: as is usual for who enters it.
    """

    batch_id: UUID
    kind: InspectionKind
    sample_no: str
    sampled_on: date
    report_no: str
    reported_on: date
    results: tuple[ResultDraft, ...]
    sampled_at_id: UUID | None = None
    sampled_place: str | None = None
    sampled_amount: int | None = None
    sampled_unit: str | None = None
    sampled_by: str | None = None
    basis: str | None = None
    process: str | None = None
    grade: str | None = None
    certificate_sha256: str | None = None
    replaces_id: UUID | None = None
    is_signed: bool | None = None
