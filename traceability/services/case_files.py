"""Stories: a regulator looks at all that a case rests on and reaches, before he takes a step."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.cases import OPEN_STATES, Measure, last_day_of_defence
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.kinds import BatchStatus, OrganizationKind
from traceability.domain.notices import StockAction
from traceability.domain.short_names import short_name
from traceability.gateways.working_days import is_working_day
from traceability.schemas.case_files import (
    CanteenAnswer,
    CaseEnterprise,
    CaseFile,
    CaseLine,
    CaseLineQuery,
    CaseLines,
    CasePreparation,
    ReachDetail,
    ReachedBatch,
    ReachedCanteen,
    ReachedJob,
    ShownGround,
)
from traceability.schemas.cases import CasePublic, NoticeLot, ReachPublic
from traceability.schemas.types import Reference
from traceability.storage.case_grounds import shown_grounds
from traceability.storage.case_reading import public_case
from traceability.storage.cases import first_person_of, get_case, newest_commitment, visible_cases
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.parties import (
    get_organization,
    organizations_by_id,
    standing_of,
    user_names,
)
from traceability.storage.reach import count_reach
from traceability.storage.reach_detail import open_jobs, reached_batches, reached_canteens
from traceability.storage.tables import CanteenNotice, Organization, Product, StandingCase
from traceability.storage.work import Work

_OPEN = [state.value for state in OPEN_STATES]


def list_case_lines(work: Work, query: CaseLineQuery) -> CaseLines:
    """List cases with their enterprises, the newest first unless asked otherwise."""
    work.actor.require(Action.DECIDE_CASES)
    key, is_newest = col(StandingCase.id), query.newest_first
    rows, following = page_of(
        work.session, _wanted(work, query), key, query.cursor, query.limit, newest_first=is_newest
    )
    names = organizations_by_id(work.session, (row.org_id for row in rows))
    return CaseLines(items=[_line(row, names[row.org_id].name) for row in rows], next=following)


def count_case_lines(work: Work, query: CaseLineQuery) -> int:
    """Count the cases that match, wherever the page begins."""
    work.actor.require(Action.DECIDE_CASES)
    return count_up_to(work.session, _wanted(work, query))


def _wanted(work: Work, query: CaseLineQuery) -> SelectOfScalar[StandingCase]:
    is_relisting = col(StandingCase.measure) == Measure.RELISTING.value
    wanted = visible_cases(work).where(is_relisting if query.is_relisting else ~is_relisting)
    if query.state is not None:
        wanted = wanted.where(StandingCase.state == query.state.value)
    if query.is_open:
        wanted = wanted.where(col(StandingCase.state).in_(_OPEN))
    if query.q:
        named = col(Organization.name).contains(query.q, autoescape=True)
        code = col(Organization.uscc) == query.q.upper()
        firms = select(Organization.id).where(named | code)
        wanted = wanted.where(col(StandingCase.org_id).in_(firms))
    return wanted


def _line(case: StandingCase, name: str) -> CaseLine:
    said = {name: getattr(case, name) for name in CaseLine.model_fields if hasattr(case, name)}
    return CaseLine.model_validate(
        said
        | {
            "enterprise": Reference(id=case.org_id, name=name),
            "is_by_rule": case.proposed_by is None,
            "has_answered": case.answered_at is not None,
        }
    )


def prepare_case(work: Work, org_id: UUID) -> CasePreparation:
    """Gather what a proposal against an enterprise begins with."""
    work.actor.require(Action.DECIDE_CASES)
    organization = get_organization(work.session, org_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    today = civil_date(work.now)
    open_cases = work.session.exec(
        visible_cases(work)
        .where(StandingCase.org_id == org_id, col(StandingCase.state).in_(_OPEN))
        .order_by(col(StandingCase.id))
    ).all()
    taken = {case.ground for case in open_cases}
    grounds = shown_grounds(work.session, organization, today)
    return CasePreparation(
        enterprise=_enterprise(work, organization),
        reach=ReachPublic(**count_reach(work.session, org_id, work.now).as_json()),
        counted_at=work.now,
        grounds=[ShownGround.model_validate(each) for each in grounds if each.ground not in taken],
        open_cases=[_line(case, organization.name) for case in open_cases],
        defence_until=last_day_of_defence(today, is_working_day),
    )


def read_case_file(work: Work, case_id: UUID) -> CaseFile:
    """Give a case or a relisting with its enterprise and the people who took its steps."""
    work.actor.require(Action.DECIDE_CASES)
    case = get_case(work, case_id)
    told = CasePublic.model_validate(public_case(work, case))
    first = first_person_of(case)
    ids = {step.taken_by for step in told.steps} | {first, case.closed_by}
    return CaseFile(
        case=told,
        enterprise=_enterprise(work, get_organization(work.session, case.org_id)),
        people=user_names(work.session, (each for each in ids if each is not None)),
        first_person=first,
        second_person=case.closed_by,
        canteens=_answers(work, case_id),
    )


def _answers(work: Work, case_id: UUID) -> list[CanteenAnswer]:
    """Give the canteens that were told of a decision, those that keep silent first."""
    rows = work.session.exec(
        select(CanteenNotice, Organization.name)
        .join(Organization, col(Organization.id) == col(CanteenNotice.org_id))
        .where(CanteenNotice.case_id == case_id)
        .order_by(col(CanteenNotice.acknowledged_at).is_not(None), Organization.name)
    )
    return [
        CanteenAnswer(
            canteen=Reference(id=notice.org_id, name=name),
            mass_in_stock_g=notice.mass_in_stock_g,
            action=StockAction(notice.action) if notice.action else None,
            said=notice.said,
            answered_at=notice.acknowledged_at,
        )
        for notice, name in rows
    ]


def _enterprise(work: Work, organization: Organization) -> CaseEnterprise:
    session = work.session
    commitment = newest_commitment(session, organization.id)
    products = session.exec(
        select(func.count()).select_from(Product).where(Product.org_id == organization.id)
    ).one()
    return CaseEnterprise(
        id=organization.id,
        name=organization.name,
        short_name=short_name(organization.name),
        uscc=organization.uscc,
        district=organization.district,
        standing=standing_of(session, organization.id),
        products=int(products),
        registered_at=organization.recorded_at,
        commitment_signed_on=commitment.signed_on if commitment else None,
        commitment_version=commitment.text_version if commitment else None,
    )


def read_reach(work: Work, org_id: UUID) -> ReachDetail:
    """Give what a delisting of an enterprise would reach now, one by one."""
    work.actor.require(Action.DECIDE_CASES)
    session, organization = work.session, get_organization(work.session, org_id)
    canteens = reached_canteens(session, org_id, work.now)
    names = organizations_by_id(session, (canteen for canteen, _ in canteens))
    return ReachDetail(
        enterprise=Reference(id=org_id, name=organization.name),
        reach=ReachPublic(**count_reach(session, org_id, work.now).as_json()),
        counted_at=work.now,
        batches=[
            ReachedBatch(
                id=batch.id,
                gtin=batch.gtin or "",
                lot=batch.lot,
                name=batch.name,
                status=BatchStatus(batch.status),
                codes=codes,
            )
            for batch, codes in reached_batches(session, org_id)
        ],
        canteens=[
            ReachedCanteen(
                canteen=Reference(id=canteen, name=names[canteen].name),
                lots=[NoticeLot.model_validate(lot.as_json()) for lot in lots],
                mass_in_stock_g=sum(lot.mass_in_stock_g for lot in lots),
            )
            for canteen, lots in canteens
        ],
        label_jobs=[
            ReachedJob(id=job.id, job_no=job.job_no, lot=lot, count=job.count)
            for job, lot in open_jobs(session, org_id)
        ],
    )
