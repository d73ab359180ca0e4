"""How far is an enterprise trusted, and why? Facts and rules in, score, grade and lines out.

Rule set `hz-trust-1`: 100 less deductions, capped by group, plus at most 5, from 0 to 100. A
record weighs in full until it expires, is repaired or is withdrawn; then it is gone
(信用修复管理办法, NDRC Order 36, article 3: what is repaired may not be used).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from traceability.domain.penalty_windows import add_months
from traceability.domain.trust_rules import (
    BONUSES,
    FULL_SCORE,
    RuleNo,
    TrustGrade,
    TrustGroup,
    TrustRules,
)

LONGEST_UNSEEN_DAYS = 7  # what nothing announces (I3) is noticed within a week
ORGANIZATION = "organization"  # record kind of lines that rest on the enterprise as a whole
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TrustFact:
    """A record that weighs by a rule from a day on; `record_kind` is its table.

    `until` is the last day on which it may be used, whatever the rule says: the end of a
    penalty's publicity or of a certificate. `is_void` is a record that was repaired, withdrawn or
    done. What is not `is_public` weighs, and is never shown to the public in any form.
    """

    rule: RuleNo
    record_kind: str
    record_id: UUID
    on: date
    until: date | None = None
    is_void: bool = False
    is_public: bool = True
    detail: str = ""

    def may_be_used(self, today: date) -> bool:
        """Tell whether the record exists in the eyes of the law today."""
        is_over = self.until is not None and self.until < today
        return not self.is_void and self.on <= today and not is_over


@dataclass(frozen=True, slots=True)
class EntryShare:
    """How many records of production, shipment and receipt were entered, and how many late."""

    total: int = 0
    late: int = 0

    @property
    def in_time_percent(self) -> int:
        """Give the whole percent that was entered in time."""
        return (self.total - self.late) * 100 // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class TrustFacts:
    """All that an enterprise is scored by."""

    org_id: UUID
    records: tuple[TrustFact, ...] = ()
    entries: EntryShare = EntryShare()
    member_since: date | None = None
    probation_until: date | None = None

    def public(self) -> TrustFacts:
        """Leave out what the public may not know of, so that nothing rests on it."""
        return replace(self, records=tuple(fact for fact in self.records if fact.is_public))


@dataclass(frozen=True, slots=True)
class TrustLine:
    """What one record costs (below zero) or earns, in tenths, and on which days."""

    rule: RuleNo
    points: int
    record_kind: str
    record_id: UUID
    starts_on: date
    ends_on: date | None = None  # the last day; None while it lasts
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TrustScore:
    """The outcome. `due_on` is the first day on which it may change by itself."""

    score: int
    grade: TrustGrade
    lines: tuple[TrustLine, ...]
    groups: dict[TrustGroup, int]
    due_on: date
    entries: EntryShare = EntryShare()
    probation_until: date | None = None


def score_trust(facts: TrustFacts, rules: TrustRules, today: date) -> TrustScore:
    """Score an enterprise on a civil day in China."""
    lines = [*_record_lines(facts.records, rules, today)]
    lines += [*_late_line(facts, rules, today), *_clean_line(facts, rules, today)]
    lines.sort(key=lambda line: (line.rule, line.starts_on, str(line.record_id)))
    groups = sum_groups(lines, rules)
    score = min(max(FULL_SCORE + sum(groups.values()), 0), FULL_SCORE)
    grade = rules.grade_of(score)
    is_watched = facts.probation_until is not None and today <= facts.probation_until
    if is_watched and grade < TrustGrade.C:  # A sorts before C
        grade = TrustGrade.C
    return TrustScore(
        score=score,
        grade=grade,
        lines=tuple(lines),
        groups=groups,
        due_on=_due_on(facts, rules, today),
        entries=facts.entries,
        probation_until=facts.probation_until if is_watched else None,
    )


def sum_groups(
    lines: Iterable[TrustLine], rules: TrustRules, *, is_capped: bool = True
) -> dict[TrustGroup, int]:
    """Give what each group comes to, its rules and itself capped; only groups that have lines."""
    by_rule: dict[RuleNo, int] = {}
    for line in lines:
        by_rule[line.rule] = by_rule.get(line.rule, 0) + line.points
    groups: dict[TrustGroup, int] = {}
    for number, points in by_rule.items():
        rule = rules.rules[number]
        group = rule.group or TrustGroup.BONUS
        groups[group] = groups.get(group, 0) + (_cap(points, rule.most) if is_capped else points)
    if not is_capped:
        return groups
    return {group: _cap(points, rules.caps[group]) for group, points in groups.items()}


def _cap(points: int, most: int | None) -> int:
    return points if most is None else min(max(points, -most), most)


def _record_lines(
    records: Iterable[TrustFact], rules: TrustRules, today: date
) -> Iterator[TrustLine]:
    for fact in records:
        ends_on = _last_day(fact, rules)
        is_past = ends_on is not None and ends_on < today
        if fact.may_be_used(today) and not is_past:
            points = _points(fact, rules, today)
            if points:
                yield TrustLine(
                    fact.rule,
                    points,
                    fact.record_kind,
                    fact.record_id,
                    fact.on,
                    ends_on,
                    fact.detail,
                )


def _last_day(fact: TrustFact, rules: TrustRules) -> date | None:
    months = rules.rules[fact.rule].months
    ends = [fact.until] if fact.until else []
    if months:
        ends.append(add_months(fact.on, months))
    return min(ends, default=None)


def _points(fact: TrustFact, rules: TrustRules, today: date) -> int:
    rule = rules.rules[fact.rule]
    if fact.rule in BONUSES:
        return rule.points
    if fact.rule is RuleNo.OVERDUE_RECTIFICATION:
        begun = (today - fact.on).days // (rule.period_days or 1) + 1
        return -begun * rule.points
    return -rule.points


def _late_line(facts: TrustFacts, rules: TrustRules, today: date) -> Iterator[TrustLine]:
    """R1: (0.95 - share in time) x 100, rounded to tenths half up, in whole numbers throughout."""
    rule, entries = rules.rules[RuleNo.LATE_ENTRIES], facts.entries
    if not entries.total:
        return
    in_time = entries.total - entries.late
    missing = (rule.threshold_percent or 0) * entries.total - 100 * in_time  # percent x total
    if missing <= 0:
        return
    points = _cap((2 * missing * rule.points + entries.total) // (2 * entries.total), rule.most)
    if points:
        starts_on = today - timedelta(days=rule.period_days or 0)
        detail = f"{entries.total} 条，迟 {entries.late} 条"
        yield TrustLine(
            RuleNo.LATE_ENTRIES, -points, ORGANIZATION, facts.org_id, starts_on, None, detail
        )


def _clean_line(facts: TrustFacts, rules: TrustRules, today: date) -> Iterator[TrustLine]:
    rule = rules.rules[RuleNo.CLEAN_RECORD]
    months = rule.months or 0
    clean_from = _clean_from(facts, months)
    stains = (fact for fact in facts.records if _stains(fact, months, today))
    if rule.points and clean_from and clean_from <= today and not any(stains):
        yield TrustLine(
            RuleNo.CLEAN_RECORD, rule.points, ORGANIZATION, facts.org_id, clean_from, None
        )


def _clean_from(facts: TrustFacts, months: int) -> date | None:
    return add_months(facts.member_since, months) if facts.member_since else None


def _stains(fact: TrustFact, months: int, today: date) -> bool:
    is_deduction = fact.rule not in BONUSES
    return is_deduction and fact.may_be_used(today) and today <= add_months(fact.on, months)


def _due_on(facts: TrustFacts, rules: TrustRules, today: date) -> date:
    """Give the first day after today on which the same facts may come to something else."""
    days = [today + timedelta(days=LONGEST_UNSEEN_DAYS)]
    if facts.entries.late:
        days.append(today + _DAY)  # its window moves every day
    if facts.probation_until:
        days.append(facts.probation_until + _DAY)
    clean_months = rules.rules[RuleNo.CLEAN_RECORD].months or 0
    clean_from = _clean_from(facts, clean_months)
    days += [clean_from] if clean_from else []
    for fact in facts.records:
        last_day = _last_day(fact, rules)
        days += [fact.on, add_months(fact.on, clean_months) + _DAY]
        days += [end + _DAY for end in (last_day, fact.until) if end]
        if fact.rule is RuleNo.OVERDUE_RECTIFICATION and fact.on <= today:
            period = rules.rules[fact.rule].period_days or 1
            days.append(fact.on + timedelta(days=((today - fact.on).days // period + 1) * period))
    return min(day for day in days if day > today)
