"""The sum on the page always comes to the score, whatever is capped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from traceability.console.enterprise.credit_scores import MINUS, view_score
from traceability.domain.kinds import Standing
from traceability.domain.trust_consequences import CanteenAdvice, LabelQuota
from traceability.domain.trust_rules import TrustGrade, TrustGroup, say_points
from traceability.schemas.trust import CreditScoreDetail, TrustGroupPublic, TrustLinePublic

DAY = date(2026, 11, 24)
GROUPS = st.dictionaries(
    st.sampled_from([group for group in TrustGroup if group is not TrustGroup.BONUS]),
    st.tuples(st.lists(st.integers(1, 600), min_size=1, max_size=4), st.integers(1, 600)),
)


def scored(groups: dict[TrustGroup, tuple[list[int], int]]) -> CreditScoreDetail:
    """Give a score in tenths as the register computes it: each group capped, then the whole."""
    total, lines, shown = 1000, [], []
    for group, (losses, cap) in groups.items():
        counted = min(sum(losses), cap)
        total -= counted
        lines += [_line(-loss) for loss in losses]
        shown.append(
            TrustGroupPublic(
                rule_group=group, points=say_points(-sum(losses)), counted=say_points(-counted)
            )
        )
    return CreditScoreDetail(
        org_id=uuid4(), name="x", uscc="y", district="z", grade=TrustGrade.B, grade_since=DAY,
        advice=CanteenAdvice.RECOMMENDED, public_grade=TrustGrade.B, rule_set="hz-trust-1",
        score=say_points(max(total, 0)), sampling_percent=10, inspection_months=12,
        label_quota=LabelQuota.FREE, lines=lines, groups=shown,
    )  # fmt: skip


def _line(tenths: int) -> TrustLinePublic:
    return TrustLinePublic(
        id=uuid4(), rule_no="P1", name_zh="甲", name_en="a", points=say_points(tenths),
        record_kind="penalty", record_id=uuid4(), detail="", starts_on=DAY, ends_on=None,
    )  # fmt: skip


@given(GROUPS)
def test_the_rows_come_to_the_score(groups: dict[TrustGroup, tuple[list[int], int]]) -> None:
    score = scored(groups)
    shown = view_score(score, [], "zh-CN", Standing.LISTED)
    parts = [Decimal(row.points.replace(f"{MINUS} ", "-").replace("+ ", "")) for row in
             shown["sum_rows"]]  # fmt: skip
    assert 100 + sum(parts) == Decimal(score.score or "")


def test_a_suspended_enterprise_is_not_told_that_it_may_print() -> None:
    score = scored({})
    listed = view_score(score, [], "zh-CN", Standing.LISTED)["means"]
    suspended = view_score(score, [], "zh-CN", Standing.SUSPENDED)["means"]
    assert "标签：自行打印" in listed
    assert {"标签：停止打印", "食堂：不能采购"} <= set(suspended)
