"""How is trust withdrawn and given back: on which grounds, in which steps, by whom, and when?

The procedure follows the safeguards of 行政处罚法: proposal, notice with facts and basis, five
working days for statement and defence (陈述申辩), decision by a second person. A city may not
invent a blacklist: a delisting rests on the enterprise's own entry commitment (信用承诺书), or on
what the law itself says of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from traceability.domain.errors import ConflictError, ForbiddenError, RuleError
from traceability.domain.kinds import Standing
from traceability.domain.working_days import after_working_days

DEFENCE_WORKING_DAYS = 5


class Measure(StrEnum):
    """What a case is to lead to."""

    WARNING = "warning"
    SUSPENSION = "suspension"
    DELISTING = "delisting"
    RELISTING = "relisting"


STANDING_AFTER: dict[Measure, Standing] = {
    Measure.WARNING: Standing.WARNED,
    Measure.SUSPENSION: Standing.SUSPENDED,
    Measure.DELISTING: Standing.DELISTED,
    Measure.RELISTING: Standing.LISTED,
}


class Ground(StrEnum):
    """Why: a closed list, whose classes the public page names."""

    SERIOUS_LIST = "serious_list"  # on the list of serious violations 严重失信主体名单
    LICENCE_REVOKED = "licence_revoked"
    FORGED_RECORD = "forged_record"  # a report or trace data
    NON_FOOD_MATERIAL = "non_food_material"
    REFUSED_INSPECTION = "refused_inspection"
    RECALL_NOT_DONE = "recall_not_done"
    REPEATED_FAILURES = "repeated_failures"  # two confirmed safety failures in twelve months
    SERIOUS_PENALTY = "serious_penalty"
    LOW_GRADE = "low_grade"  # grade D for ninety days
    FAILED_TEST = "failed_test"  # the first, still inside the time for a re-test
    LICENCE_EXPIRED = "licence_expired"
    REPORT_OVERDUE = "report_overdue"
    CLONED_CODES = "cloned_codes"
    BREACH_OF_COMMITMENT = "breach_of_commitment"
    CONDITIONS_MET = "conditions_met"  # of a relisting


HARD_GROUNDS = frozenset(
    {
        Ground.SERIOUS_LIST,
        Ground.LICENCE_REVOKED,
        Ground.FORGED_RECORD,
        Ground.NON_FOOD_MATERIAL,
        Ground.REFUSED_INSPECTION,
        Ground.RECALL_NOT_DONE,
        Ground.REPEATED_FAILURES,
        Ground.SERIOUS_PENALTY,
        Ground.LOW_GRADE,
    }
)
"""Each leads to a delisting by itself (rules H)."""

LEGAL_GROUNDS = frozenset({Ground.SERIOUS_LIST, Ground.LICENCE_REVOKED})
"""What another authority decided by law holds without a commitment to this system."""

_SOFT_GROUNDS = frozenset(
    {
        Ground.FAILED_TEST,
        Ground.LICENCE_EXPIRED,
        Ground.REPORT_OVERDUE,
        Ground.CLONED_CODES,
        Ground.BREACH_OF_COMMITMENT,
    }
)

GROUNDS_FOR: dict[Measure, frozenset[Ground]] = {
    Measure.WARNING: _SOFT_GROUNDS,
    Measure.SUSPENSION: _SOFT_GROUNDS | HARD_GROUNDS,
    Measure.DELISTING: HARD_GROUNDS,
    Measure.RELISTING: frozenset({Ground.CONDITIONS_MET}),
}


class CaseState(StrEnum):
    """How far a case is."""

    PROPOSED = "proposed"
    NOTICED = "noticed"
    DECIDED = "decided"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN_STATES = frozenset({CaseState.PROPOSED, CaseState.NOTICED})


class CaseStepKind(StrEnum):
    """What was done in a case; each is a record of its own."""

    PROPOSAL = "proposal"
    SUSPENSION = "suspension"  # at once, until the decision
    NOTICE = "notice"
    DEFENCE = "defence"
    WAIVER = "waiver"
    DECISION = "decision"
    REJECTION = "rejection"
    WITHDRAWAL = "withdrawal"


_GRAVITY = list(Standing)


def check_commitment(signed_on: date, today: date, *, is_enterprise: bool) -> None:
    """Refuse a commitment of who is no enterprise, or one from the future."""
    if not is_enterprise:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    if signed_on > today:
        raise RuleError("commitment.in_the_future", field="signed_on")


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What a proposal rests on."""

    measure: Measure
    ground: Ground
    standing: Standing
    has_commitment: bool


def check_proposal(proposal: ProposalFacts) -> None:
    """Refuse a ground that does not carry the measure, and a measure that changes nothing.

    Without a commitment only what the law says of the enterprise itself can strike it off.
    """
    if proposal.ground not in GROUNDS_FOR[proposal.measure]:
        raise RuleError(
            "case.ground_unfit", field="ground", ground=proposal.ground, measure=proposal.measure
        )
    check_standing(proposal.measure, proposal.standing)
    if (
        proposal.measure is Measure.DELISTING
        and not proposal.has_commitment
        and proposal.ground not in LEGAL_GROUNDS
    ):
        raise RuleError("case.no_commitment", field="organization_id")


def check_standing(measure: Measure, standing: Standing) -> None:
    """Refuse a measure that is not graver than what holds; relist only who was struck off."""
    if measure is Measure.RELISTING:
        if standing is not Standing.DELISTED:
            raise RuleError("case.not_delisted", field="organization_id", standing=standing)
    elif _GRAVITY.index(STANDING_AFTER[measure]) <= _GRAVITY.index(standing):
        raise RuleError("case.not_graver", field="measure", standing=standing)


def check_open(state: CaseState) -> None:
    """Refuse a step in a case that is closed."""
    if state not in OPEN_STATES:
        raise RuleError("case.closed", state=state)


def check_notice(state: CaseState) -> None:
    """Refuse a second notice, and one in a closed case."""
    check_open(state)
    if state is CaseState.NOTICED:
        raise ConflictError("case.noticed_already")


def last_day_of_defence(noticed_on: date, is_working_day: Callable[[date], bool]) -> date:
    """Give the last day for statement and defence; the day of the notice does not count."""
    return after_working_days(noticed_on, DEFENCE_WORKING_DAYS, is_working_day)


def check_defence(state: CaseState, last_day: date | None, today: date, *, answered: bool) -> None:
    """Refuse a defence before the notice, after its last day, or a second one."""
    check_open(state)
    if state is not CaseState.NOTICED or last_day is None:
        raise RuleError("case.not_noticed")
    if answered:
        raise ConflictError("case.answered_already")
    if today > last_day:
        raise RuleError("case.defence_over", until=last_day)


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What a decision rests on."""

    measure: Measure
    state: CaseState
    first_person: UUID | None
    decider: UUID
    defence_until: date | None
    is_answered: bool  # stated its defence, or waived it
    today: date


def check_decision(case: DecisionFacts) -> None:
    """Refuse a decision by the first person, without a notice, or while the enterprise has time.

    A relisting is asked for by nobody but the enterprise: there is nothing to defend against.
    """
    check_open(case.state)
    if case.decider == case.first_person:
        raise ForbiddenError("case.second_person")
    if case.measure is Measure.RELISTING:
        return
    if case.state is not CaseState.NOTICED or case.defence_until is None:
        raise RuleError("case.not_noticed")
    if case.today <= case.defence_until and not case.is_answered:
        raise RuleError("case.too_early", until=case.defence_until)


def check_rejection(state: CaseState, first_person: UUID | None, decider: UUID) -> None:
    """Let the second person turn a proposal down at any time; the first one withdraws it."""
    check_open(state)
    if decider == first_person:
        raise ForbiddenError("case.second_person")


def first_person(proposed_by: UUID | None, noticed_by: UUID | None) -> UUID | None:
    """Give the first of the two who decide: who proposed, or who took up what a rule proposed."""
    return proposed_by or noticed_by
