"""May it come in? The rule of the door as a table, and as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.acceptance import (
    SOON,
    AcceptanceFacts,
    AcceptanceVerdict,
    Outcome,
    answer_of,
    judge_acceptance,
)
from traceability.domain.kinds import BatchStatus, ResultVerdict, Standing
from traceability.domain.trust_rules import TrustGrade

TODAY = date(2026, 11, 24)
FAIL, PASS = ResultVerdict.FAIL, ResultVerdict.PASS
FINE = AcceptanceFacts(
    status=BatchStatus.RELEASED,
    standing=Standing.LISTED,
    reports=((PASS, PASS),),
    produced_on=date(2026, 10, 1),
    best_before=date(2027, 9, 30),
    licence_until=date(2028, 1, 1),
    on_the_way=40,
)
FAILING = {
    "unknown": replace(FINE, status=None),
    "copied": replace(FINE, is_suspect=True),
    "not_released": replace(FINE, status=BatchStatus.DRAFT),
    "recalled": replace(FINE, status=BatchStatus.RECALLED),
    "held": replace(FINE, status=BatchStatus.HELD),
    "failed": replace(FINE, reports=((PASS, PASS), (FAIL, PASS))),
    "no_report": replace(FINE, reports=()),
    "expired": replace(FINE, best_before=TODAY - timedelta(days=1)),
    "grade_d": replace(FINE, grade=TrustGrade.D),
    "no_licence": replace(FINE, licence_until=date(2026, 9, 30)),
    "suspended": replace(FINE, standing=Standing.SUSPENDED),
    "delisted": replace(FINE, standing=Standing.DELISTED),
    "no_standing": replace(FINE, standing=None),
    "old_code": replace(FINE, is_old_code=True),
    "not_sent_here": replace(FINE, on_the_way=0),
}
CAREFUL = {
    "below_grade": replace(FINE, reports=((PASS, FAIL),)),
    "ends_soon": replace(FINE, best_before=TODAY + SOON - timedelta(days=1)),
    "no_date": replace(FINE, best_before=None),
    "grade_c": replace(FINE, grade=TrustGrade.C),
    "licence_ended": replace(FINE, licence_until=TODAY - timedelta(days=1)),
    "warned": replace(FINE, standing=Standing.WARNED),
    "open_case": replace(FINE, has_open_case=True),
}


def test_what_is_in_order_may_come_in() -> None:
    reasons = judge_acceptance(FINE, TODAY)
    assert answer_of(reasons) is AcceptanceVerdict.ACCEPT
    assert {reason.outcome for reason in reasons} == {Outcome.PASS}


@pytest.mark.parametrize("why", FAILING)
def test_one_failing_check_forbids(why: str) -> None:
    reasons = judge_acceptance(FAILING[why], TODAY)
    assert answer_of(reasons) is AcceptanceVerdict.DO_NOT_ACCEPT
    assert [reason.why for reason in reasons if reason.outcome is Outcome.FAIL] == [why]


@pytest.mark.parametrize("why", CAREFUL)
def test_a_warning_asks_for_care(why: str) -> None:
    reasons = judge_acceptance(CAREFUL[why], TODAY)
    assert answer_of(reasons) is AcceptanceVerdict.ACCEPT_WITH_CARE
    assert [reason.why for reason in reasons if reason.outcome is Outcome.WARN] == [why]


def test_the_last_day_still_counts() -> None:
    last = replace(FINE, best_before=TODAY)
    assert answer_of(judge_acceptance(last, TODAY)) is AcceptanceVerdict.ACCEPT_WITH_CARE


@given(first=st.sampled_from(sorted(FAILING)), second=st.sampled_from(sorted(CAREFUL)))
def test_no_warning_softens_a_failure(first: str, second: str) -> None:
    changed = {
        name: getattr(CAREFUL[second], name)
        for name in ("grade", "has_open_case")
        if getattr(CAREFUL[second], name) != getattr(FINE, name)
    }
    if first == "grade_d":
        changed.pop("grade", None)
    facts = replace(FAILING[first], **changed)
    assert answer_of(judge_acceptance(facts, TODAY)) is AcceptanceVerdict.DO_NOT_ACCEPT
