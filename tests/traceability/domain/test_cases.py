"""Which ground carries which measure, and who may take which step when?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product as combine
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer_web.grounds import GROUNDS
from tests.factories import refused
from traceability.domain.cases import (
    GROUNDS_FOR,
    HARD_GROUNDS,
    LEGAL_GROUNDS,
    OPEN_STATES,
    CaseState,
    DecisionFacts,
    Ground,
    Measure,
    ProposalFacts,
    check_commitment,
    check_decision,
    check_defence,
    check_notice,
    check_proposal,
    check_rejection,
    check_standing,
    first_person,
    last_day_of_defence,
)
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import Standing
from traceability.gateways.working_days import is_working_day

ONE, TWO = UUID(int=1), UUID(int=2)
L, W, S, D = Standing.LISTED, Standing.WARNED, Standing.SUSPENDED, Standing.DELISTED
TODAY = date(2026, 3, 13)


def test_every_ground_against_an_enterprise_has_its_words_on_the_public_page() -> None:
    assert set(GROUNDS) == {ground.value for ground in Ground} - {"conditions_met"}
    assert all(words["zh"] and words["en"] for words in GROUNDS.values())


@pytest.mark.parametrize(("measure", "ground"), [*combine(Measure, Ground)])
def test_a_ground_carries_only_its_measures(measure: Measure, ground: Ground) -> None:
    standing = D if measure is Measure.RELISTING else L
    facts = ProposalFacts(measure, ground, standing, has_commitment=True)
    if ground in GROUNDS_FOR[measure]:
        check_proposal(facts)
    else:
        refused("case.ground_unfit", check_proposal, facts)


@pytest.mark.parametrize("ground", sorted(HARD_GROUNDS))
def test_without_a_commitment_only_the_law_strikes_off(ground: Ground) -> None:
    facts = ProposalFacts(Measure.DELISTING, ground, L, has_commitment=False)
    if ground in LEGAL_GROUNDS:
        check_proposal(facts)
    else:
        refused("case.no_commitment", check_proposal, facts)
    check_proposal(ProposalFacts(Measure.SUSPENSION, ground, L, has_commitment=False))


@pytest.mark.parametrize(
    ("measure", "standing", "code"),
    [
        (Measure.WARNING, L, None),
        (Measure.WARNING, W, "case.not_graver"),
        (Measure.WARNING, S, "case.not_graver"),
        (Measure.SUSPENSION, W, None),
        (Measure.SUSPENSION, S, "case.not_graver"),
        (Measure.DELISTING, L, None),
        (Measure.DELISTING, S, None),
        (Measure.DELISTING, D, "case.not_graver"),
        (Measure.RELISTING, D, None),
        (Measure.RELISTING, L, "case.not_delisted"),
        (Measure.RELISTING, S, "case.not_delisted"),
    ],
)
def test_a_measure_is_graver_than_what_holds(
    measure: Measure, standing: Standing, code: str | None
) -> None:
    if code is None:
        check_standing(measure, standing)
    else:
        refused(code, check_standing, measure, standing)


@pytest.mark.parametrize(
    ("noticed_on", "last_day"),
    [
        (date(2026, 3, 6), date(2026, 3, 13)),  # a Friday: the weekend does not count
        (date(2026, 3, 9), date(2026, 3, 16)),
        (date(2026, 2, 12), date(2026, 2, 26)),  # the Spring Festival, with two make-up Saturdays
        (date(2026, 9, 28), date(2026, 10, 10)),  # the National Day, with a make-up Saturday
    ],
)
def test_five_working_days_of_the_chinese_calendar(noticed_on: date, last_day: date) -> None:
    found = last_day_of_defence(noticed_on, is_working_day)
    days = (noticed_on + timedelta(days=n) for n in range(1, (found - noticed_on).days + 1))
    assert sum(map(is_working_day, days)) == 5
    assert is_working_day(found)
    assert found == last_day


def case(**changes: object) -> DecisionFacts:
    said: dict[str, object] = {
        "measure": Measure.DELISTING,
        "state": CaseState.NOTICED,
        "first_person": ONE,
        "decider": TWO,
        "defence_until": TODAY,
        "is_answered": False,
        "today": TODAY + timedelta(days=1),
    }
    return DecisionFacts(**(said | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"today": TODAY}, "case.too_early"),
        ({"today": TODAY, "is_answered": True}, None),
        ({"decider": ONE}, "case.second_person"),
        ({"first_person": None}, None),
        ({"state": CaseState.PROPOSED, "defence_until": None}, "case.not_noticed"),
        ({"state": CaseState.DECIDED}, "case.closed"),
        ({"state": CaseState.WITHDRAWN}, "case.closed"),
        ({"measure": Measure.RELISTING, "state": CaseState.PROPOSED}, None),
        (
            {"measure": Measure.RELISTING, "state": CaseState.PROPOSED, "decider": ONE},
            "case.second_person",
        ),
    ],
)
def test_a_decision_takes_a_second_person_and_the_time_for_a_defence(
    changes: dict[str, object], code: str | None
) -> None:
    if code is None:
        check_decision(case(**changes))
    else:
        refused(code, check_decision, case(**changes))


@given(
    state=st.sampled_from(CaseState),
    first=st.sampled_from([None, ONE, TWO]),
    decider=st.sampled_from([ONE, TWO]),
    answered=st.booleans(),
    days=st.integers(-10, 10),
)
def test_no_delisting_is_ever_decided_alone_or_too_soon(
    state: CaseState, first: UUID | None, decider: UUID, answered: bool, days: int
) -> None:
    facts = case(
        state=state,
        first_person=first,
        decider=decider,
        is_answered=answered,
        today=TODAY + timedelta(days=days),
    )
    try:
        check_decision(facts)
    except RegisterError:
        return
    assert state is CaseState.NOTICED
    assert decider != first
    assert answered or days > 0


def test_the_first_person_is_who_proposed_or_who_took_up_what_a_rule_proposed() -> None:
    assert first_person(ONE, TWO) == ONE
    assert first_person(None, TWO) == TWO
    assert first_person(None, None) is None


@pytest.mark.parametrize("state", CaseState)
def test_a_closed_case_goes_nowhere(state: CaseState) -> None:
    if state in OPEN_STATES:
        check_rejection(state, ONE, TWO)
        refused("case.second_person", check_rejection, state, ONE, ONE)
    else:
        refused("case.closed", check_notice, state)
        refused("case.closed", check_rejection, state, ONE, TWO)
        refused("case.closed", check_defence, state, TODAY, TODAY, answered=False)


def test_a_notice_is_served_once_and_answered_once_in_time() -> None:
    check_notice(CaseState.PROPOSED)
    refused("case.noticed_already", check_notice, CaseState.NOTICED)
    refused("case.not_noticed", check_defence, CaseState.PROPOSED, None, TODAY, answered=False)
    check_defence(CaseState.NOTICED, TODAY, TODAY, answered=False)
    refused("case.answered_already", check_defence, CaseState.NOTICED, TODAY, TODAY, answered=True)
    late = TODAY + timedelta(days=1)
    refused("case.defence_over", check_defence, CaseState.NOTICED, TODAY, late, answered=False)


def test_a_commitment_is_signed_by_an_enterprise_and_not_tomorrow() -> None:
    check_commitment(TODAY, TODAY, is_enterprise=True)
    refused("standing.not_an_enterprise", check_commitment, TODAY, TODAY, is_enterprise=False)
    tomorrow = TODAY + timedelta(days=1)
    refused("commitment.in_the_future", check_commitment, tomorrow, TODAY, is_enterprise=True)
