"""Story: the authority opens the file of an enterprise."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError
from traceability.domain.hard_rules import (
    FAILURES_IN_A_YEAR,
    LOW_GRADE_DAYS,
    standing_failures,
)
from traceability.domain.inspections import last_day_to_contest
from traceability.domain.kinds import BatchStatus, OrganizationKind, ReportState
from traceability.gateways.working_days import is_working_day
from traceability.schemas.directory import (
    DelistingOutlook,
    EnterpriseFile,
    FileReach,
    TestedLot,
)
from traceability.schemas.inspections import InspectionPublic, ResultPublic
from traceability.schemas.parties import OrganizationPublic, StandingPublic
from traceability.schemas.products import ProductPublic
from traceability.schemas.supervision import (
    ComplaintPublic,
    ManagementCertificatePublic,
    RectificationPublic,
)
from traceability.storage.batches import batches_by_id, gtins_of
from traceability.storage.cases import newest_commitment
from traceability.storage.hard_rules import failures_of
from traceability.storage.inspections import results_of
from traceability.storage.overview import count_of, newest
from traceability.storage.parties import get_organization, organizations_by_id, standing_of
from traceability.storage.reach import count_reach
from traceability.storage.tables import (
    Batch,
    Complaint,
    Inspection,
    ManagementCertificate,
    Organization,
    OwnedRecord,
    Product,
    Rectification,
    StandingChange,
)
from traceability.storage.trust_scores import grade_d_since
from traceability.storage.work import Work

_REPORTS, _RECORDS, _PRODUCTS = 8, 50, 200
R = TypeVar("R", bound=OwnedRecord)


def read_enterprise_file(work: Work, org_id: UUID) -> EnterpriseFile:
    """Give all that is recorded about an enterprise, newest first."""
    work.actor.require(Action.READ_CITY)
    organization = get_organization(work.session, org_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise NotFoundError("organization.not_found", id=org_id)
    commitment = newest_commitment(work.session, org_id)
    is_about = col(Inspection.batch_org_id) == org_id
    is_signed = col(Inspection.state) == ReportState.SIGNED.value
    return EnterpriseFile(
        organization=_public(work, organization),
        commitment_signed_on=commitment.signed_on if commitment else None,
        products=_products(work, org_id),
        reach=_reach(work, org_id),
        outlook=_outlook(work, org_id, has_commitment=commitment is not None),
        reports=_reports(work, newest(work.session, Inspection, _REPORTS, is_about, is_signed)),
        reports_in_all=count_of(work.session, Inspection, is_about, is_signed),
        standings=_said(work, StandingChange, StandingPublic, org_id),
        complaints=_said(work, Complaint, ComplaintPublic, org_id),
        rectifications=_said(work, Rectification, RectificationPublic, org_id),
        certificates=_said(work, ManagementCertificate, ManagementCertificatePublic, org_id),
    )


def _products(work: Work, org_id: UUID) -> list[ProductPublic]:
    rows = _own(work, Product, org_id, _PRODUCTS)
    gtins = gtins_of(work.session, (row.id for row in rows))
    shown = [ProductPublic.model_validate(row) for row in rows]
    for each in shown:
        known = sorted(gtins.get(each.id, []), key=lambda gtin: not gtin.is_current)
        each.gtins = [gtin.gtin for gtin in known]
    return shown


def _public(work: Work, organization: Organization) -> OrganizationPublic:
    shown = OrganizationPublic.model_validate(organization)
    shown.standing = standing_of(work.session, organization.id)
    return shown


def _own(work: Work, model: type[R], org_id: UUID, most: int) -> list[R]:
    return newest(work.session, model, most, col(model.org_id) == org_id)


P = TypeVar("P", StandingPublic, ComplaintPublic, RectificationPublic, ManagementCertificatePublic)


def _said(work: Work, model: type[R], contract: type[P], org_id: UUID) -> list[P]:
    return [contract.model_validate(row) for row in _own(work, model, org_id, _RECORDS)]


def _reach(work: Work, org_id: UUID) -> FileReach:
    reach = count_reach(work.session, org_id, work.now)
    held = count_of(
        work.session,
        Batch,
        col(Batch.org_id) == org_id,
        col(Batch.status) == BatchStatus.HELD.value,
    )
    return FileReach(
        batches=reach.batches,
        drafts=reach.drafts,
        held=held,
        codes=reach.codes,
        canteens=reach.canteens,
        mass_in_stock_g=reach.mass_in_stock_g,
    )


def _outlook(work: Work, org_id: UUID, *, has_commitment: bool) -> DelistingOutlook:
    today = civil_date(work.now)
    failures = standing_failures(failures_of(work.session, org_id, today), today)
    return DelistingOutlook(
        failures=len(failures),
        failures_wanted=FAILURES_IN_A_YEAR,
        contestable_until=_contestable([failure.signed_on for failure in failures], today),
        low_since=grade_d_since(work.session, org_id),
        low_days_wanted=LOW_GRADE_DAYS,
        has_commitment=has_commitment,
    )


def _contestable(signed: list[date], today: date) -> date | None:
    last = max((last_day_to_contest(day, is_working_day) for day in signed), default=None)
    return last if last is not None and last >= today else None


def _reports(work: Work, rows: list[Inspection]) -> list[TestedLot]:
    lots = batches_by_id(work.session, (row.batch_id for row in rows))
    agencies = organizations_by_id(work.session, (row.org_id for row in rows))
    results = results_of(work.session, (row.id for row in rows))
    shown = []
    for row in rows:
        report = InspectionPublic.model_validate(row.model_dump())
        report.results = [ResultPublic.model_validate(each) for each in results.get(row.id, [])]
        lot = lots[row.batch_id]
        shown.append(
            TestedLot(
                report=report, lot=lot.lot, product=lot.name, agency=agencies[row.org_id].name
            )
        )
    return shown
