"""Stories: an enterprise that was struck off asks for its way back, and meets its conditions."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.cases import CaseState, Ground, Measure, check_open
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import OrganizationKind
from traceability.domain.relisting import unmet_conditions
from traceability.publishing.cases import drop_case
from traceability.schemas.cases import (
    CasePage,
    CasePublic,
    CaseReason,
    RelistingConditions,
    RelistingCreate,
    SiteInspectionCreate,
    SiteInspectionPage,
    SiteInspectionPublic,
)
from traceability.storage.case_reading import public_case, public_cases
from traceability.storage.cases import CaseOrder, get_case, open_case, visible_cases
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization, newest_delisting
from traceability.storage.relisting import relisting_conditions
from traceability.storage.tables import SiteInspection, StandingCase
from traceability.storage.work import Work

_BASIS = "《粮油二维码溯源系统入驻信用承诺书》"


def propose_relisting(work: Work, entered: RelistingCreate) -> CasePublic:
    """Propose to list an enterprise again; the conditions must be met when it is decided."""
    work.actor.require(Action.DECIDE_CASES)
    organization = get_organization(work.session, entered.organization_id)
    order = CaseOrder(
        org_id=organization.id,
        measure=Measure.RELISTING,
        ground=Ground.CONDITIONS_MET,
        facts=entered.facts,
        basis=_BASIS,
        proposed_by=work.actor.user_id,
    )
    return CasePublic.model_validate(public_case(work, open_case(work, order)))


def list_relistings(work: Work, state: CaseState | None, after: str | None, limit: int) -> CasePage:
    """List relistings: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_CASES)
    query = visible_cases(work).where(StandingCase.measure == Measure.RELISTING.value)
    if state is not None:
        query = query.where(StandingCase.state == state.value)
    rows, following = page_of(work.session, query, col(StandingCase.id), after, limit)
    items = [CasePublic.model_validate(said) for said in public_cases(work, rows)]
    return CasePage(items=items, next=following)


def read_relisting(work: Work, case_id: UUID) -> CasePublic:
    """Give a relisting with its steps."""
    work.actor.require(Action.READ_CASES)
    return CasePublic.model_validate(public_case(work, _relisting(get_case(work, case_id))))


def withdraw_relisting(work: Work, case_id: UUID, entered: CaseReason) -> CasePublic:
    """Take the proposal back."""
    work.actor.require(Action.DECIDE_CASES)
    case = _relisting(get_case(work, case_id, locked=True))
    check_open(CaseState(case.state))
    drop_case(work, case, CaseState.WITHDRAWN, entered.reason)
    return CasePublic.model_validate(public_case(work, case))


def _relisting(case: StandingCase) -> StandingCase:
    if case.measure != Measure.RELISTING:
        raise NotFoundError("case.not_found", id=case.id)
    return case


def read_conditions(work: Work, org_id: UUID) -> RelistingConditions:
    """Tell which conditions of a relisting are met; an enterprise asks about itself."""
    work.actor.require(Action.READ_CASES)
    if not (work.actor.is_authority or work.actor.owns(org_id)):
        raise NotFoundError("organization.not_found", field="organization_id", id=org_id)
    organization = get_organization(work.session, org_id)
    delisting = newest_delisting(work.session, organization.id)
    facts = relisting_conditions(work.session, delisting, civil_date(work.now)).facts
    return RelistingConditions(
        organization_id=org_id,
        unmet=unmet_conditions(facts),
        **{name: value for name, value in asdict(facts).items() if name != "today"},
    )


def record_site_inspection(work: Work, entered: SiteInspectionCreate) -> SiteInspectionPublic:
    """Record what an inspection on site came to (现场核查)."""
    work.actor.require(Action.DECIDE_CASES)
    organization = get_organization(work.session, entered.organization_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    if entered.inspected_on > civil_date(work.now):
        raise RuleError("site_inspection.in_the_future", field="inspected_on")
    inspection = SiteInspection(
        **entered.model_dump(exclude={"organization_id"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=organization.id,
        recorded_by=work.actor.user_id,
    )
    work.add(inspection)
    return SiteInspectionPublic.model_validate(inspection)


def list_site_inspections(work: Work, after: str | None, limit: int) -> SiteInspectionPage:
    """List inspections on site: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_CASES)
    query = select(SiteInspection)
    if not work.actor.is_authority:
        query = query.where(SiteInspection.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(SiteInspection.id), after, limit)
    items = [SiteInspectionPublic.model_validate(row) for row in rows]
    return SiteInspectionPage(items=items, next=following)
