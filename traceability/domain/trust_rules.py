"""What are the rules of the trust score `hz-trust-1`? Rows that a regulator reads and changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from traceability.domain.errors import RuleError
from traceability.domain.kinds import PenaltySeverity

RULE_SET = "hz-trust-1"
FULL_SCORE = 1000
"""Points are whole tenths everywhere: 1000 is a score of 100."""


class RowKind(StrEnum):
    """What a row of the table settles."""

    RULE = "rule"  # what one record costs or earns
    GROUP = "group"  # the most that the rules of a group count together
    GRADE = "grade"  # the least score of a grade


class RuleNo(StrEnum):
    """The rules by their numbers."""

    UNSAFE_TEST = "I1"  # a safety or additive item failed in an official test
    BELOW_GRADE_TEST = "I2"  # only a quality or label item failed
    UNTESTED_RELEASE = "I3"  # released without a valid report
    MINOR_PENALTY = "P0"
    GENERAL_PENALTY = "P1"
    HEAVY_PENALTY = "P2"  # general, with a large fine or a licence suspended
    SERIOUS_PENALTY = "P3"
    LATE_ENTRIES = "R1"
    UPHELD_COMPLAINT = "C1"
    UNANSWERED_COMPLAINT = "C2"
    ORDERED_RECALL = "X1"
    OVERDUE_RECTIFICATION = "X2"
    MANAGEMENT_CERTIFICATE = "B1"
    CLEAN_RECORD = "B2"


class TrustGroup(StrEnum):
    """Which rules are capped together."""

    INSPECTION = "inspection"
    PENALTY = "penalty"
    RECORDS = "records"
    COMPLAINTS = "complaints"
    COOPERATION = "cooperation"
    BONUS = "bonus"


class TrustGrade(StrEnum):
    """How far an enterprise is trusted (信用等级); not the risk grade of others (风险等级)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


BONUSES = frozenset({RuleNo.MANAGEMENT_CERTIFICATE, RuleNo.CLEAN_RECORD})
# What a row cannot do without: the engine reads it.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    RuleNo.HEAVY_PENALTY: ("least_fine_fen",),
    RuleNo.LATE_ENTRIES: ("period_days", "threshold_percent"),
    RuleNo.UNANSWERED_COMPLAINT: ("period_days",),
    RuleNo.OVERDUE_RECTIFICATION: ("period_days",),
    RuleNo.CLEAN_RECORD: ("months",),
    TrustGrade.D: ("period_days",),
}


@dataclass(frozen=True, slots=True)
class TrustRule:
    """One row of the table. Which of the numbers a row uses depends on its kind.

    `points` (tenths) are those of one record, of one percent (R1), of one period begun (X2), the
    cap of a group, or the least score of a grade. `most` caps the rule by itself. `months` is how
    long a record weighs; B2 wants that many clean ones. `period_days` is the window of R1, the
    working days of C2, the period of X2, and how long D lasts before delisting is proposed.
    """

    kind: RowKind
    no: str
    points: int
    group: TrustGroup | None = None
    most: int | None = None
    months: int | None = None
    period_days: int | None = None
    threshold_percent: int | None = None
    least_fine_fen: int | None = None


@dataclass(frozen=True, slots=True)
class TrustRules:
    """The whole table, checked to be coherent."""

    rules: Mapping[RuleNo, TrustRule]
    caps: Mapping[TrustGroup, int]
    bounds: Mapping[TrustGrade, int]
    lasting_d_days: int

    @classmethod
    def of(cls, rows: Iterable[TrustRule]) -> TrustRules:
        """Read the table, or raise RuleError `trust.rules_incoherent` with the row at fault."""
        known = {(row.kind, row.no): row for row in rows}
        for kind, numbers in _NUMBERS.items():
            for number in numbers:
                _check(kind, number, known.get((kind, number)))
        bounds = {grade: known[RowKind.GRADE, grade].points for grade in TrustGrade}
        for better, worse in pairwise(TrustGrade):
            if bounds[better] <= bounds[worse]:
                raise RuleError("trust.rules_incoherent", field="points", rule_no=worse)
        if bounds[TrustGrade.D] != 0:
            raise RuleError("trust.rules_incoherent", field="points", rule_no=TrustGrade.D)
        return cls(
            rules={number: known[RowKind.RULE, number] for number in RuleNo},
            caps={group: known[RowKind.GROUP, group].points for group in TrustGroup},
            bounds=bounds,
            lasting_d_days=known[RowKind.GRADE, TrustGrade.D].period_days or 0,
        )

    @property
    def longest_months(self) -> int:
        """Give how far back a record can still matter."""
        return max(rule.months or 0 for rule in self.rules.values())

    def grade_of(self, score: int) -> TrustGrade:
        """Give the grade of a score in tenths."""
        return next(grade for grade in TrustGrade if score >= self.bounds[grade])

    def penalty_rule(
        self, severity: PenaltySeverity, fine_fen: int, *, suspends_licence: bool
    ) -> RuleNo:
        """Tell by which rule a penalty weighs."""
        if severity is PenaltySeverity.MINOR:
            return RuleNo.MINOR_PENALTY
        if severity is PenaltySeverity.SERIOUS:
            return RuleNo.SERIOUS_PENALTY
        least = self.rules[RuleNo.HEAVY_PENALTY].least_fine_fen or 0
        is_heavy = suspends_licence or fine_fen >= least
        return RuleNo.HEAVY_PENALTY if is_heavy else RuleNo.GENERAL_PENALTY


_NUMBERS: Mapping[RowKind, type[StrEnum]] = {
    RowKind.RULE: RuleNo,
    RowKind.GROUP: TrustGroup,
    RowKind.GRADE: TrustGrade,
}


def _check(kind: RowKind, number: str, row: TrustRule | None) -> None:
    if row is None:
        raise RuleError("trust.rules_incoherent", rule_no=number)
    if kind is RowKind.RULE and row.group is None:
        raise RuleError("trust.rules_incoherent", field="group", rule_no=number)
    for column in _NEEDED.get(number, ()):
        if not getattr(row, column):
            raise RuleError("trust.rules_incoherent", field=column, rule_no=number)


def say_points(tenths: int) -> str:
    """Write points as people do: 640 is `64`, -25 is `-2.5`."""
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
