"""Which failures, penalties and grades propose a delisting by themselves?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.cases import Ground
from traceability.domain.hard_rules import (
    FailureFacts,
    PenaltyFacts,
    a_year_before,
    are_confirmed,
    ground_of_penalty,
    has_repeated_failures,
    is_low_for_long,
    standing_failures,
)
from traceability.domain.kinds import PenaltySeverity
from traceability.gateways.working_days import is_working_day

TODAY = date(2026, 11, 24)
FIRST = FailureFacts("A", "R1", date(2026, 2, 3), date(2026, 2, 3), True, False)
SECOND = replace(FIRST, lot="B", report_no="R2", reported_on=TODAY, signed_on=TODAY)


@pytest.mark.parametrize(
    ("failures", "proposes"),
    [
        ([], False),
        ([FIRST], False),
        ([FIRST, SECOND], True),
        ([FIRST, replace(SECOND, lot="A")], False),  # one lot that failed twice is one fault
        ([FIRST, replace(SECOND, is_replaced=True)], False),  # overturned by a re-test
        ([FIRST, replace(SECOND, is_official=False)], False),  # commissioned: not official
        ([replace(FIRST, reported_on=date(2025, 11, 24)), SECOND], False),  # twelve months ago
        ([replace(FIRST, reported_on=date(2025, 11, 25)), SECOND], True),
    ],
)
def test_two_lots_in_twelve_months(failures: list[FailureFacts], proposes: bool) -> None:
    assert has_repeated_failures(failures, TODAY) is proposes


@pytest.mark.parametrize(
    ("second", "days_later", "stands"),
    [
        (SECOND, 0, False),  # a re-test may still be asked for
        (SECOND, 9, False),  # 3 December: the seventh working day
        (SECOND, 10, True),
        (replace(SECOND, is_contested=True), 30, False),
        (replace(SECOND, is_retest=True), 0, True),  # a re-test has confirmed it
    ],
)
def test_a_decision_waits_until_no_retest_can_overturn(
    second: FailureFacts, days_later: int, stands: bool
) -> None:
    today = TODAY + timedelta(days=days_later)
    assert are_confirmed([FIRST, second], today, is_working_day) is stands


FAILURES = st.lists(
    st.builds(
        FailureFacts,
        lot=st.sampled_from("ABC"),
        report_no=st.sampled_from(["R1", "R2", "R3", "R4"]),
        reported_on=st.dates(date(2025, 6, 1), date(2027, 1, 1)),
        signed_on=st.dates(date(2025, 6, 1), date(2027, 1, 1)),
        is_official=st.booleans(),
        is_replaced=st.booleans(),
        is_contested=st.booleans(),
        is_retest=st.booleans(),
    ),
    max_size=6,
)


@given(failures=FAILURES, more=FAILURES)
def test_more_failures_never_help_and_confirmed_ones_are_among_those_that_stand(
    failures: list[FailureFacts], more: list[FailureFacts]
) -> None:
    if has_repeated_failures(failures, TODAY):
        assert has_repeated_failures(failures + more, TODAY)
    if are_confirmed(failures, TODAY, is_working_day):
        assert has_repeated_failures(failures, TODAY)
    lots = [failure.lot for failure in standing_failures(failures, TODAY)]
    assert len(lots) == len(set(lots))
    assert not [f for f in standing_failures(failures, TODAY) if f.is_replaced]


GENERAL, SERIOUS, MINOR = (
    PenaltySeverity.GENERAL,
    PenaltySeverity.SERIOUS,
    PenaltySeverity.MINOR,
)


@pytest.mark.parametrize(
    ("severity", "kinds", "ground"),
    [
        (GENERAL, "罚款", None),
        (MINOR, "警告", None),
        (SERIOUS, "罚款;没收违法所得、没收非法财物", Ground.SERIOUS_PENALTY),
        (SERIOUS, "罚款;吊销许可证件", Ground.LICENCE_REVOKED),
        (GENERAL, "吊销许可证件", Ground.LICENCE_REVOKED),
        # the word of 2018 for both: it does not prove a revocation
        (GENERAL, "暂扣或者吊销许可证、暂扣或者吊销执照", None),
        (SERIOUS, "暂扣或者吊销许可证、暂扣或者吊销执照", Ground.SERIOUS_PENALTY),
    ],
)
def test_a_penalty_proposes_if_it_is_serious_or_revokes(
    severity: PenaltySeverity, kinds: str, ground: Ground | None
) -> None:
    assert ground_of_penalty(PenaltyFacts(severity, kinds)) is ground


@pytest.mark.parametrize(("days", "is_long"), [(89, False), (90, True), (400, True)])
def test_grade_d_for_ninety_days(days: int, is_long: bool) -> None:
    assert is_low_for_long(TODAY - timedelta(days=days), TODAY) is is_long
    assert not is_low_for_long(None, TODAY)


def test_a_year_before_the_leap_day() -> None:
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert a_year_before(TODAY) == date(2025, 11, 24)
