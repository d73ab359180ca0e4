"""What follows from a trust grade? One function for each consequence; everything asks them.

Shares and intervals are those of `hz-trust-1`; inspections a year follow the risk classes of
食品生产经营风险分级管理办法 (draft of 2022).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from traceability.domain.errors import RuleError
from traceability.domain.trust_rules import TrustGrade

G = TrustGrade


class LabelQuota(StrEnum):
    """How freely an enterprise prints labels."""

    FREE = "free"
    BY_APPROVAL = "by_approval"  # each batch needs the regulator's approval
    STOPPED = "stopped"


class CanteenAdvice(StrEnum):
    """What a canteen is told about a supplier."""

    RECOMMENDED = "recommended"
    WARNING = "warning"
    BLOCKED = "blocked"


_SAMPLING = {G.A: 5, G.B: 10, G.C: 30, G.D: 100}
_INTERVALS = {G.A: 24, G.B: 12, G.C: 6, G.D: 4}
_QUOTAS = {
    G.A: LabelQuota.FREE,
    G.B: LabelQuota.FREE,
    G.C: LabelQuota.BY_APPROVAL,
    G.D: LabelQuota.STOPPED,
}
_ADVICE = {
    G.A: CanteenAdvice.RECOMMENDED,
    G.B: CanteenAdvice.RECOMMENDED,
    G.C: CanteenAdvice.WARNING,
    G.D: CanteenAdvice.BLOCKED,
}


def sampling_percent(grade: TrustGrade) -> int:
    """Give the share of released batches that supervision samples, in percent."""
    return _SAMPLING[grade]


def inspection_months(grade: TrustGrade) -> int:
    """Give the longest time between two inspections, in months."""
    return _INTERVALS[grade]


def label_quota(grade: TrustGrade) -> LabelQuota:
    """Tell how freely labels are printed."""
    return _QUOTAS[grade]


def canteen_advice(grade: TrustGrade) -> CanteenAdvice:
    """Tell what canteens hear."""
    return _ADVICE[grade]


def check_label_quota(grade: TrustGrade, *, is_approved: bool) -> None:
    """Refuse labels to a grade that may print none, or none without approval of the batch."""
    quota = label_quota(grade)
    if quota is LabelQuota.STOPPED:
        raise RuleError("label.grade_stopped", grade=grade)
    if quota is LabelQuota.BY_APPROVAL and not is_approved:
        raise RuleError("label.grade_needs_approval", grade=grade)


def check_supplier(grade: TrustGrade) -> None:
    """Refuse that a canteen takes goods from a supplier of the lowest grade."""
    if canteen_advice(grade) is CanteenAdvice.BLOCKED:
        raise RuleError("purchase.supplier_grade", field="acceptance", grade=grade)


def proposes_delisting(d_since: date | None, today: date, lasting_days: int) -> bool:
    """Tell whether grade D has lasted so long that delisting is to be proposed (hard rule)."""
    return d_since is not None and today >= d_since + timedelta(days=lasting_days)


def due_samples(released: int, sampled: int, grade: TrustGrade) -> int:
    """Give how many more of the released batches must be sampled to reach the grade's share."""
    wanted = -(-released * sampling_percent(grade) // 100)
    return max(0, wanted - sampled)
