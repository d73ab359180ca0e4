"""When may an enterprise come back, and what must it have done?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from traceability.domain.cases import HARD_GROUNDS, Ground
from traceability.domain.errors import ConflictError, RuleError
from traceability.domain.joint_action import JointState, check_move
from traceability.domain.notices import NoticeFacts, StockAction, check_acknowledgement
from traceability.domain.relisting import (
    RelistingFacts,
    earliest_relisting,
    end_of_probation,
    unmet_conditions,
)

DELISTED_ON = date(2026, 11, 30)


@pytest.mark.parametrize("ground", [*sorted(HARD_GROUNDS), None])
@pytest.mark.parametrize("is_serious", [False, True])
def test_three_months_for_what_concerns_no_food_and_a_year_for_the_rest(
    ground: Ground | None, is_serious: bool
) -> None:
    earliest = earliest_relisting(ground, DELISTED_ON, has_serious_penalty=is_serious)
    is_general = ground in {Ground.LOW_GRADE, Ground.REFUSED_INSPECTION} and not is_serious
    assert earliest == (date(2027, 2, 28) if is_general else date(2027, 11, 30))


def test_the_probation_lasts_six_months() -> None:
    assert end_of_probation(date(2026, 8, 31)) == date(2027, 2, 28)


MET = RelistingFacts(
    today=date(2027, 11, 30),
    earliest_on=date(2027, 11, 30),
    penalties_in_force=0,
    repairs_without_number=0,
    is_on_serious_list=False,
    has_passed_inspection=True,
    clean_batches=3,
    has_new_commitment=True,
)


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({}, []),
        ({"today": date(2027, 11, 29)}, ["window"]),
        ({"is_on_serious_list": True}, ["serious_list"]),
        ({"penalties_in_force": 1}, ["penalty"]),
        ({"repairs_without_number": 1}, ["repair_no"]),
        ({"has_passed_inspection": False}, ["inspection"]),
        ({"clean_batches": 2}, ["batches"]),
        ({"has_new_commitment": False}, ["commitment"]),
        ({"clean_batches": 0, "has_new_commitment": False}, ["batches", "commitment"]),
    ],
)
def test_each_condition_is_needed(changes: dict[str, object], unmet: list[str]) -> None:
    assert unmet_conditions(replace(MET, **changes)) == unmet  # type: ignore[arg-type]


@pytest.mark.parametrize("now", JointState)
@pytest.mark.parametrize("then", JointState)
def test_a_joint_action_takes_one_step_after_the_other(now: JointState, then: JointState) -> None:
    chain = [s for s in JointState if s is not JointState.REMOVED]
    is_next = now in chain and then in chain and chain.index(then) == chain.index(now) + 1
    ends = then is JointState.REMOVED and now is not JointState.REMOVED
    if is_next or ends:
        check_move(now, then)
    else:
        with pytest.raises(RuleError, match="not_possible"):
            check_move(now, then)


def test_a_notice_is_answered_once_and_missing_stock_is_explained() -> None:
    notice = NoticeFacts(False, True, StockAction.RETURNED, None)
    check_acknowledgement(notice)
    with pytest.raises(ConflictError, match="acknowledged_already"):
        check_acknowledgement(replace(notice, is_acknowledged=True))
    gone = replace(notice, action=StockAction.NONE_LEFT)
    with pytest.raises(RuleError, match="stock_unexplained"):
        check_acknowledgement(gone)
    check_acknowledgement(replace(gone, said="已用完，台账未登记"))
    check_acknowledgement(replace(gone, has_stock=False))
