"""What does a report come to?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RuleError
from traceability.domain.inspections import check_result, overall_verdict
from traceability.domain.kinds import ResultVerdict

PASS, FAIL, ERROR, NA = (
    ResultVerdict.PASS,
    ResultVerdict.FAIL,
    ResultVerdict.ERROR,
    ResultVerdict.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([], NA),
        ([NA], NA),
        ([PASS], PASS),
        ([PASS, NA], PASS),
        ([PASS, ERROR], ERROR),
        ([ERROR, FAIL], FAIL),
        ([PASS, PASS, FAIL], FAIL),
    ],
)
def test_the_gravest_result_decides(results: list[ResultVerdict], verdict: ResultVerdict) -> None:
    assert overall_verdict(results) is verdict


@given(st.lists(st.sampled_from(list(ResultVerdict))), st.randoms())
def test_the_order_of_results_does_not_matter(results: list[ResultVerdict], chance) -> None:
    shuffled = list(results)
    chance.shuffle(shuffled)
    assert overall_verdict(shuffled) is overall_verdict(results)
    assert overall_verdict([*results, FAIL]) is FAIL


@pytest.mark.parametrize(
    ("value", "operator", "limit", "holds"),
    [
        ("0.2", "<=", "0.2", True),
        ("0.21", "<=", "0.2", False),
        ("0.2000000001", "<=", "0.2", False),
        ("14.5", "<", "14.5", False),
        ("90", ">=", "90", True),
        ("89.9", ">=", "90", False),
        ("90", ">", "90", False),
    ],
)
def test_a_verdict_may_not_contradict_its_own_value(
    value: str, operator: str, limit: str, holds: bool
) -> None:
    check_result("cd", value, operator, limit, PASS if holds else FAIL)
    with pytest.raises(RuleError, match=r"inspection\.verdict_differs"):
        check_result("cd", value, operator, limit, FAIL if holds else PASS)


@pytest.mark.parametrize(
    ("value", "operator", "limit", "verdict"),
    [
        ("未检出", "<=", "0.2", PASS),
        ("<0.3", "<=", "0.2", ERROR),
        ("13", "range", "12-14", PASS),
        ("0.3", None, None, PASS),
        ("0.3", "<=", "0.2", NA),
    ],
)
def test_what_needs_the_limits_engine_is_left_to_it(
    value: str, operator: str | None, limit: str | None, verdict: ResultVerdict
) -> None:
    check_result("cd", value, operator, limit, verdict)
