"""Story: somebody reads a report; what followed from it, and what may the reader still do?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.inspections import check_contest, is_accredited
from traceability.domain.kinds import OrganizationKind, RetestState
from traceability.gateways.working_days import is_working_day
from traceability.schemas.report_follow_ups import ReportFollowUp, RetestAsked
from traceability.schemas.types import Reference
from traceability.storage.inspections import contest_facts, find_retest, replacing
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Inspection, Organization, RetestRequest
from traceability.storage.visibility import get_visible_inspection
from traceability.storage.work import Work


def read_follow_up(work: Work, inspection_id: UUID) -> ReportFollowUp:
    """Give what a report replaces, what replaced it, its re-test, and what its reader may do."""
    work.actor.require(Action.READ_INSPECTIONS)
    report = get_visible_inspection(work, inspection_id)
    first = work.session.get(Inspection, report.replaces_id) if report.replaces_id else None
    later = replacing(work.session, [report.id]).get(report.id)
    retest = find_retest(work.session, report.id)
    until = _contest_until(work, report)
    return ReportFollowUp(
        replaces=Reference(id=first.id, name=first.report_no) if first else None,
        replaced_by=Reference(id=later.id, name=later.report_no) if later else None,
        retest=_asked(work, retest) if retest else None,
        contest_until=until,
        agencies=_agencies(work, report) if until else [],
        is_mine_to_retest=retest is not None
        and retest.state == RetestState.REQUESTED
        and work.actor.owns(retest.agency_id),
    )


def _contest_until(work: Work, report: Inspection) -> date | None:
    """Give the last day on which the reader may contest a report; None if he may not."""
    if not work.actor.may(Action.CONTEST_REPORTS) or not work.actor.owns(report.batch_org_id):
        return None
    facts = contest_facts(work.session, report, civil_date(work.now), is_working_day)
    try:
        check_contest(facts)
    except RuleError:
        return None
    return facts.last_day


def _asked(work: Work, retest: RetestRequest) -> RetestAsked:
    agency = organizations_by_id(work.session, [retest.agency_id])[retest.agency_id]
    return RetestAsked(
        agency=Reference(id=agency.id, name=agency.name),
        state=RetestState(retest.state),
        reason=retest.reason,
        asked_on=civil_date(retest.recorded_at),
        last_day=retest.last_day,
    )


def _agencies(work: Work, report: Inspection) -> list[Reference]:
    """List the accredited agencies other than the one that reported."""
    query = select(Organization).where(
        Organization.kind == OrganizationKind.INSPECTION_AGENCY.value,
        Organization.id != report.org_id,
    )
    today = civil_date(work.now)
    return [
        Reference(id=agency.id, name=agency.name)
        for agency in work.session.exec(query.order_by(col(Organization.name)))
        if is_accredited(agency.cma_no, agency.cma_valid_until, today)
    ]
