"""Story: the second person decides a case; everything that follows happens in one transaction.

The standing changes and is published by one row, so that every code of the enterprise says so at
its next scan; labels are refused from now; its products leave the canteens' list; canteens that
bought in the last twelve months are told; and a joint action gets its feedback. The delisting
itself never goes to the double publicity (双公示): only a penalty does.
"""

from __future__ import annotations

from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.cases import (
    STANDING_AFTER,
    CaseState,
    CaseStepKind,
    DecisionFacts,
    Ground,
    Measure,
    check_decision,
    check_rejection,
    check_standing,
)
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.relisting import end_of_probation, unmet_conditions
from traceability.gateways.working_days import is_working_day
from traceability.publishing.cases import drop_case, standing_without_case
from traceability.publishing.standings import StandingOrder, enact_standing
from traceability.schemas.cases import CaseDecision, CasePublic
from traceability.storage.case_reading import public_case
from traceability.storage.cases import add_step, first_person_of, get_case
from traceability.storage.hard_rules import are_failures_confirmed
from traceability.storage.joint_tasks import feed_back
from traceability.storage.notices import write_notices
from traceability.storage.parties import get_organization, lock_organization, newest_delisting
from traceability.storage.reach import count_reach
from traceability.storage.relisting import relisting_conditions
from traceability.storage.tables import JsonObject, StandingCase, StandingChange
from traceability.storage.work import Work


def decide_case(work: Work, case_id: UUID, decision: CaseDecision) -> CasePublic:
    """Decide a case against an enterprise as the second person, or turn it down."""
    case = _open(work, case_id, is_relisting=False)
    if not decision.is_approved:
        return _turn_down(work, case, decision)
    _check(work, case)
    measure = Measure(case.measure)
    check_standing(measure, standing_without_case(work, case))
    if case.ground == Ground.REPEATED_FAILURES and not are_failures_confirmed(
        work.session, case.org_id, civil_date(work.now), is_working_day
    ):
        raise RuleError("case.not_confirmed")
    reach = count_reach(work.session, case.org_id, work.now).as_json()
    _check_reach(reach, decision)
    change = _enact(work, case, decision)
    _close(work, case, decision, change, reach_decided=reach)
    if measure is Measure.DELISTING:
        write_notices(work, case)
    feed_back(work, case, has_applied=True)
    return _public(work, case)


def decide_relisting(work: Work, case_id: UUID, decision: CaseDecision) -> CasePublic:
    """List an enterprise again as the second person, for six months on probation.

    Codes from before stay dead; lots registered since the delisting have codes that live.
    """
    case = _open(work, case_id, is_relisting=True)
    if not decision.is_approved:
        return _turn_down(work, case, decision)
    _check(work, case)
    today = civil_date(work.now)
    delisting = newest_delisting(work.session, case.org_id)
    conditions = relisting_conditions(work.session, delisting, today)
    unmet = unmet_conditions(conditions.facts)
    if unmet:
        raise RuleError("relisting.conditions_unmet", unmet=", ".join(unmet))
    change = _enact(work, case, decision, is_on_probation=True)
    _close(work, case, decision, change, evidence=conditions.evidence)
    return _public(work, case)


def _open(work: Work, case_id: UUID, *, is_relisting: bool) -> StandingCase:
    work.actor.require(Action.DECIDE_CASES)
    case = get_case(work, case_id, locked=True)
    if (case.measure == Measure.RELISTING) != is_relisting:
        raise NotFoundError("case.not_found", id=case_id)
    lock_organization(work.session, case.org_id)
    return case


def _check(work: Work, case: StandingCase) -> None:
    check_decision(
        DecisionFacts(
            measure=Measure(case.measure),
            state=CaseState(case.state),
            first_person=first_person_of(case),
            decider=work.actor.user_id,
            defence_until=case.defence_until,
            is_answered=case.answered_at is not None,
            today=civil_date(work.now),
        )
    )


def _check_reach(now: JsonObject, decision: CaseDecision) -> None:
    """Refuse a decision that reaches more than its second person saw."""
    if decision.reach_seen is None:
        return
    seen = decision.reach_seen.model_dump()
    grown = [name for name, number in now.items() if number > seen[name]]
    if grown:
        raise RuleError("case.reach_grew", grown=", ".join(grown))


def _turn_down(work: Work, case: StandingCase, decision: CaseDecision) -> CasePublic:
    check_rejection(CaseState(case.state), first_person_of(case), work.actor.user_id)
    drop_case(work, case, CaseState.REJECTED, decision.reason)
    return _public(work, case)


def _enact(
    work: Work, case: StandingCase, decision: CaseDecision, *, is_on_probation: bool = False
) -> StandingChange:
    measure = Measure(case.measure)
    order = StandingOrder(
        standing=STANDING_AFTER[measure],
        reason=decision.reason,
        decision_no=decision.decision_no,
        proposed_by=first_person_of(case),
        confirmed_by=work.actor.user_id,
        case_id=case.id,
        ground=None if measure is Measure.RELISTING else Ground(case.ground),
        authority_name=work.actor.org_name,
        probation_until=end_of_probation(civil_date(work.now)) if is_on_probation else None,
    )
    return enact_standing(work, get_organization(work.session, case.org_id), order)


def _close(
    work: Work,
    case: StandingCase,
    decision: CaseDecision,
    change: StandingChange,
    **counted: object,
) -> None:
    work.change(
        case,
        state=CaseState.DECIDED.value,
        closed_by=work.actor.user_id,
        closed_at=work.now,
        decision_no=decision.decision_no,
        change_id=change.id,
        **counted,
    )
    add_step(work, case, CaseStepKind.DECISION, decision.reason, taken_by=work.actor.user_id)


def _public(work: Work, case: StandingCase) -> CasePublic:
    return CasePublic.model_validate(public_case(work, case))
