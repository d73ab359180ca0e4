"""Contracts of what the authority watches: failed tests, scans, suspected codes, approvals."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.kinds import Approval, InspectionKind, ResultVerdict
from traceability.schemas.products import ProductPublic
from traceability.schemas.types import In, Out, Page, Reference


class FailureQuery(In):
    """Which failed reports to list; `is_open`: those that failed for safety and still count."""

    q: str | None = Field(default=None, max_length=40)
    is_open: bool | None = None
    with_passed: bool = Field(default=False, description="the reports that passed as well")
    kind: InspectionKind | None = None
    reported_from: date | None = None
    reported_to: date | None = None
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class FailureLine(Out):
    """A failed report with its lot and maker."""

    id: UUID
    report_no: str
    kind: InspectionKind
    reported_on: date
    batch_id: UUID
    lot: str
    product: str
    enterprise: Reference
    items: list[str] = Field(description="what failed, with value and unit")
    verdict: ResultVerdict
    safety_verdict: ResultVerdict
    is_open: bool
    replaced_by: UUID | None


class FailurePage(Page):
    """A page of failed reports, newest first."""

    items: list[FailureLine]


class ScanLine(Out):
    """How often a lot's page was looked at."""

    batch_id: UUID | None
    gtin: str
    lot: str
    product: str | None
    enterprise: str | None
    scans: int
    regions: int


class ScanPage(Page):
    """The lots that were looked at most; there is no further page."""

    items: list[ScanLine]


class SuspectedCode(Out):
    """A package code that looks copied, with whose it is."""

    id: UUID
    code: str
    batch_id: UUID
    lot: str
    product: str
    enterprise: Reference
    scans: int
    places: int
    since: datetime
    reason: str


class SuspectedPage(Page):
    """A page of suspected codes, newest first."""

    items: list[SuspectedCode]


class ApprovalQuery(In):
    """Which products to list."""

    approval: Approval | None = None
    q: str | None = Field(default=None, max_length=40)
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class ApprovalLine(Out):
    """A product with its enterprise, as a regulator decides about it."""

    product: ProductPublic
    enterprise: Reference
    uscc: str
    licence_until: date | None
    asked_at: datetime


class ApprovalPage(Page):
    """A page of products, the oldest first."""

    items: list[ApprovalLine]
