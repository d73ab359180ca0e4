"""Contracts of the directory: enterprises and canteens as the authority lists and opens them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.kinds import Standing
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.parties import OrganizationPublic, StandingPublic
from traceability.schemas.products import ProductPublic
from traceability.schemas.supervision import (
    ComplaintPublic,
    ManagementCertificatePublic,
    RectificationPublic,
)
from traceability.schemas.types import In, Out, Page


class DirectoryQuery(In):
    """Which organisations to list."""

    q: str | None = Field(default=None, max_length=40)
    standing: Standing | None = None
    grade: TrustGrade | None = None
    district: str | None = Field(default=None, max_length=40)
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class EnterpriseLine(Out):
    """An enterprise in a list."""

    id: UUID
    name: str
    uscc: str
    district: str
    standing: Standing
    grade: TrustGrade | None
    score: str | None
    products: int
    released: int = Field(description="lots released in the last twelve months")
    sc_valid_until: date | None


class EnterpriseLinePage(Page):
    """A page of enterprises."""

    items: list[EnterpriseLine]


class CanteenLine(Out):
    """A canteen in a list."""

    id: UUID
    name: str
    uscc: str
    district: str
    deliveries: int = Field(description="accepted in this month and the eleven before")
    last_delivery_at: datetime | None
    open_notices: int


class CanteenLinePage(Page):
    """A page of canteens."""

    items: list[CanteenLine]


class FileReach(Out):
    """How far the enterprise's goods reach now."""

    batches: int
    drafts: int
    held: int
    codes: int
    canteens: int
    mass_in_stock_g: int


class DelistingOutlook(Out):
    """What would propose to strike the enterprise off, and how near it is."""

    failures: int = Field(description="lots that failed for safety within twelve months")
    failures_wanted: int
    contestable_until: date | None = Field(description="until when the newest may be contested")
    low_since: date | None = Field(description="since when the grade is D")
    low_days_wanted: int
    has_commitment: bool = Field(description="what rests on it alone needs one")


class TestedLot(Out):
    """A report with the lot it is about."""

    __test__ = False

    report: InspectionPublic
    lot: str
    product: str
    agency: str


class EnterpriseFile(Out):
    """All that the authority has of an enterprise, except its score and its penalties."""

    organization: OrganizationPublic
    commitment_signed_on: date | None
    products: list[ProductPublic]
    reach: FileReach
    outlook: DelistingOutlook
    reports: list[TestedLot]
    reports_in_all: int
    standings: list[StandingPublic]
    complaints: list[ComplaintPublic]
    rectifications: list[RectificationPublic]
    certificates: list[ManagementCertificatePublic]
