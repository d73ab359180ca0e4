"""What does a report come to?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.inspections import overall_verdict
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
