"""Stories: an enterprise contests a failing report; another agency's re-test decides (复检)."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, or_, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.inspections import check_contest, is_accredited
from traceability.domain.kinds import OrganizationKind
from traceability.gateways.working_days import is_working_day
from traceability.schemas.inspections import RetestCreate, RetestPage, RetestPublic
from traceability.storage.batches import lock_batch
from traceability.storage.inspections import contest_facts
from traceability.storage.paging import page_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Inspection, Organization, RetestRequest
from traceability.storage.visibility import get_visible_inspection
from traceability.storage.work import Work


def request_retest(work: Work, entered: RetestCreate) -> RetestPublic:
    """Ask another agency to test again, within seven working days of the failing report."""
    work.actor.require(Action.CONTEST_REPORTS)
    report = get_visible_inspection(work, entered.inspection_id, "inspection_id")
    if not work.actor.owns(report.batch_org_id):
        raise NotFoundError("inspection.not_found", field="inspection_id")
    lock_batch(work.session, report.batch_id)
    facts = contest_facts(work.session, report, civil_date(work.now), is_working_day)
    check_contest(facts)
    agency = _agency(work, entered.agency_id)
    if agency.id == report.org_id:
        raise RuleError("retest.same_agency", field="agency_id")
    request = RetestRequest(
        recorded_at=work.now,
        org_id=work.actor.org_id,
        inspection_id=report.id,
        batch_id=report.batch_id,
        agency_id=agency.id,
        reason=entered.reason,
        last_day=facts.last_day,
        asked_by=work.actor.user_id,
    )
    work.add(request)
    work.touch(report.batch_id)
    return RetestPublic.model_validate(request)


def _agency(work: Work, agency_id: UUID) -> Organization:
    agency = organizations_by_id(work.session, [agency_id]).get(agency_id)
    if agency is None or agency.kind != OrganizationKind.INSPECTION_AGENCY:
        raise NotFoundError("retest.no_agency", field="agency_id", id=agency_id)
    if not is_accredited(agency.cma_no, agency.cma_valid_until, civil_date(work.now)):
        raise RuleError("inspection.not_accredited", field="agency_id")
    return agency


def list_retests(work: Work, after: str | None, limit: int) -> RetestPage:
    """List requests: one's own, those that ask or contest one's agency, or all."""
    work.actor.require(Action.READ_INSPECTIONS)
    query = select(RetestRequest)
    if not work.actor.is_authority:
        mine = select(Inspection.id).where(Inspection.org_id == work.actor.org_id)
        query = query.where(
            or_(
                col(RetestRequest.org_id) == work.actor.org_id,
                col(RetestRequest.agency_id) == work.actor.org_id,
                col(RetestRequest.inspection_id).in_(mine),
            )
        )
    rows, following = page_of(work.session, query, col(RetestRequest.id), after, limit)
    return RetestPage(items=[RetestPublic.model_validate(row) for row in rows], next=following)
