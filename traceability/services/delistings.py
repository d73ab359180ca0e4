"""Stories: a case against an enterprise is proposed, told, answered, or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.cases import (
    CaseState,
    CaseStepKind,
    Ground,
    Measure,
    check_defence,
    check_notice,
    check_open,
    check_standing,
    last_day_of_defence,
)
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import OrganizationKind
from traceability.gateways.working_days import is_working_day
from traceability.publishing.cases import drop_case, suspend_at_once
from traceability.schemas.cases import (
    CaseCreate,
    CasePage,
    CasePublic,
    CaseReason,
    DefenceCreate,
    NoticeServe,
    ReachCompared,
    ReachPublic,
)
from traceability.storage.case_reading import public_case, public_cases
from traceability.storage.cases import CaseOrder, add_step, get_case, open_case, visible_cases
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization, lock_organization, standing_of
from traceability.storage.reach import count_reach
from traceability.storage.tables import Penalty, StandingCase
from traceability.storage.work import Work

_AGAINST = [measure.value for measure in Measure if measure is not Measure.RELISTING]


def propose_case(work: Work, entered: CaseCreate) -> CasePublic:
    """Propose to warn, suspend or strike off an enterprise, on a ground of the closed list."""
    work.actor.require(Action.DECIDE_CASES)
    organization = get_organization(work.session, entered.organization_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    if entered.penalty_id is not None:
        penalty = work.session.get(Penalty, entered.penalty_id)
        if penalty is None or penalty.org_id != organization.id:
            raise NotFoundError("case.no_such_penalty", field="penalty_id")
    order = CaseOrder(
        org_id=organization.id,
        measure=Measure(entered.measure),
        ground=entered.ground,
        facts=entered.facts,
        basis=entered.basis,
        proposed_by=work.actor.user_id,
        penalty_id=entered.penalty_id,
        decision_no=entered.decision_no,
    )
    return _public(work, open_case(work, order))


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases are wanted."""

    state: CaseState | None = None
    ground: Ground | None = None
    org_id: UUID | None = None


def list_cases(work: Work, wanted: CaseQuery, after: str | None, limit: int) -> CasePage:
    """List cases: the authority all, an enterprise those that it was told of."""
    work.actor.require(Action.READ_CASES)
    query = visible_cases(work).where(col(StandingCase.measure).in_(_AGAINST))
    if wanted.state is not None:
        query = query.where(StandingCase.state == wanted.state.value)
    if wanted.ground is not None:
        query = query.where(StandingCase.ground == wanted.ground.value)
    if wanted.org_id is not None:
        query = query.where(StandingCase.org_id == wanted.org_id)
    rows, following = page_of(work.session, query, col(StandingCase.id), after, limit)
    items = [CasePublic.model_validate(said) for said in public_cases(work, rows)]
    return CasePage(items=items, next=following)


def read_case(work: Work, case_id: UUID) -> CasePublic:
    """Give a case with its steps."""
    work.actor.require(Action.READ_CASES)
    return _public(work, _against(get_case(work, case_id)))


def count_case(work: Work, case_id: UUID) -> ReachCompared:
    """Count what a case would reach now, and tell what grew since the proposal."""
    work.actor.require(Action.DECIDE_CASES)
    case = _against(get_case(work, case_id))
    now = count_reach(work.session, case.org_id, work.now).as_json()
    grown = [name for name, number in now.items() if number > case.reach.get(name, 0)]
    return ReachCompared(
        at_proposal=ReachPublic.model_validate(case.reach) if case.reach else None,
        now=ReachPublic.model_validate(now),
        counted_at=work.now,
        grown=grown,
    )


def serve_notice(work: Work, case_id: UUID, entered: NoticeServe) -> CasePublic:
    """Tell the enterprise facts and basis; its five working days begin on the next day."""
    work.actor.require(Action.DECIDE_CASES)
    case = _against(get_case(work, case_id, locked=True))
    check_notice(CaseState(case.state))
    work.change(
        case,
        state=CaseState.NOTICED.value,
        facts=entered.facts or case.facts,
        basis=entered.basis or case.basis,
        noticed_by=work.actor.user_id,
        noticed_at=work.now,
        defence_until=last_day_of_defence(civil_date(work.now), is_working_day),
    )
    add_step(work, case, CaseStepKind.NOTICE, case.facts, taken_by=work.actor.user_id)
    return _public(work, case)


def answer_notice(work: Work, case_id: UUID, entered: DefenceCreate) -> CasePublic:
    """Record the enterprise's statement and defence, or that it waives its time."""
    work.actor.require(Action.ANSWER_CASES)
    case = _against(get_case(work, case_id, locked=True))
    check_defence(
        CaseState(case.state),
        case.defence_until,
        civil_date(work.now),
        answered=case.answered_at is not None,
    )
    work.change(case, answered_at=work.now)
    kind = CaseStepKind.WAIVER if entered.is_waived else CaseStepKind.DEFENCE
    add_step(work, case, kind, entered.statement, taken_by=work.actor.user_id)
    return _public(work, case)


def suspend_enterprise(work: Work, case_id: UUID, entered: CaseReason) -> CasePublic:
    """Suspend the enterprise at once, by one regulator, until the case is decided."""
    work.actor.require(Action.DECIDE_CASES)
    case = _against(get_case(work, case_id, locked=True))
    check_open(CaseState(case.state))
    if case.measure == Measure.WARNING:
        raise RuleError("case.suspension_too_grave")
    lock_organization(work.session, case.org_id)
    check_standing(Measure.SUSPENSION, standing_of(work.session, case.org_id))
    suspend_at_once(work, case, entered.reason, work.actor.org_name)
    return _public(work, case)


def withdraw_case(work: Work, case_id: UUID, entered: CaseReason) -> CasePublic:
    """Take a proposal back; a suspension that it brought ends."""
    work.actor.require(Action.DECIDE_CASES)
    case = _against(get_case(work, case_id, locked=True))
    check_open(CaseState(case.state))
    drop_case(work, case, CaseState.WITHDRAWN, entered.reason)
    return _public(work, case)


def _against(case: StandingCase) -> StandingCase:
    if case.measure == Measure.RELISTING:
        raise NotFoundError("case.not_found", id=case.id)
    return case


def _public(work: Work, case: StandingCase) -> CasePublic:
    return CasePublic.model_validate(public_case(work, case))
