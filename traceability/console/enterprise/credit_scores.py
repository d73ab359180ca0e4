"""How does a credit score become a sum that its enterprise can check, and ways to raise it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from consumer_web.civil_time import say_date
from traceability.console.charts import sparkline
from traceability.console.words import say
from traceability.domain.kinds import TRUSTED, ObjectionSubject, Standing
from traceability.domain.trust_consequences import CanteenAdvice, LabelQuota
from traceability.domain.trust_rules import RowKind, RuleNo, TrustGrade, say_points
from traceability.schemas.trust import (
    CreditScoreDetail,
    TrustLinePublic,
    TrustRulePublic,
)

BASE = Decimal(100)
MINUS = "−"  # the sign, not a hyphen
_PENALTIES = frozenset(
    {RuleNo.MINOR_PENALTY, RuleNo.GENERAL_PENALTY, RuleNo.HEAVY_PENALTY, RuleNo.SERIOUS_PENALTY}
)
_COMPLAINTS = frozenset({RuleNo.UNANSWERED_COMPLAINT})


@dataclass(frozen=True, slots=True)
class SumRow:
    """A line of the sum; `object_to` leads to an objection where there is something to contest."""

    rule_no: str
    name: str
    detail: str
    window: str
    points: str
    object_to: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a better score: words, and where to begin."""

    text: str
    href: str = ""
    link: str = ""


def view_score(
    score: CreditScoreDetail, rules: Sequence[TrustRulePublic], language: str, standing: Standing
) -> dict[str, Any]:
    """Give the score as a sum with its course, what follows from it, and what would raise it.

    Of an enterprise that may not trade, only the supervision follows from its grade.
    """
    rows = [_line(line, language) for line in score.lines] + list(_caps(score, language))
    return {
        "score": score,
        "score_title": say("ec_title", language).format(grade=score.grade, score=score.score),
        "score_rules": say("ec_rules", language).format(
            rules=score.rule_set, since=_day(score.grade_since, language)
        ),
        "sum_rows": rows,
        "sum_total": " ".join(["100", *(row.points for row in rows)]),
        "means": _means(score, language, may_trade=standing in TRUSTED),
        "ways": list(_ways(score, rules, language)),
        "is_best": not any(_points(line) < 0 for line in score.lines),
        "next_grade": _next_grade(score, rules, language),
        "course": _course(score),
        "history": [
            (_day(entry.computed_on, language), entry.score, entry.grade.value)
            for entry in reversed(score.history)
        ],
        "probation": _day(score.probation_until, language) if score.probation_until else "",
    }


def signed(points: Decimal) -> str:
    """Write points with their sign, apart from the number: − 10, + 2."""
    plain = say_points(abs(int(points * 10)))
    return f"{MINUS if points < 0 else '+'} {plain}"


def _points(line: TrustLinePublic) -> Decimal:
    return Decimal(line.points)


def _line(line: TrustLinePublic, language: str) -> SumRow:
    first = _day(line.starts_on, language)
    window = say("ec_from", language).format(first=first)
    if line.ends_on is not None:
        last = _day(line.ends_on, language)
        window = say("ec_from_to", language).format(first=first, last=last)
    contested = f"kind={ObjectionSubject.TRUST_LINE}&id={line.id}" if _points(line) < 0 else ""
    return SumRow(
        line.rule_no, _name(line, language), line.detail, window, signed(_points(line)), contested
    )


def _name(line: TrustLinePublic, language: str) -> str:
    return line.name_en if language == "en" else line.name_zh


def _caps(score: CreditScoreDetail, language: str) -> Iterator[SumRow]:
    """Give back what a group's cap, or the ends of the scale, leave out."""
    total = BASE
    for group in score.groups:
        counted = Decimal(group.counted)
        total += counted
        if counted != Decimal(group.points):
            over = counted - Decimal(group.points)
            yield SumRow("", say("ec_capped", language), "", "", signed(over))
    final = Decimal(score.score or "0")
    if final != total:
        yield SumRow("", say("ec_within", language), "", "", signed(final - total))


def _means(score: CreditScoreDetail, language: str, *, may_trade: bool) -> list[str]:
    percent, months = score.sampling_percent, score.inspection_months
    quota = score.label_quota if may_trade else LabelQuota.STOPPED
    advice = score.advice if may_trade else CanteenAdvice.BLOCKED
    return [
        say(f"ec_quota_{quota}", language),
        say("ec_sampling", language).format(percent=percent),
        say("ec_inspection", language).format(months=months),
        say(f"ec_advice_{advice}", language),
    ]


def _ways(
    score: CreditScoreDetail, rules: Sequence[TrustRulePublic], language: str
) -> Iterator[Way]:
    losses = [line for line in score.lines if _points(line) < 0]
    for line in sorted(losses, key=lambda each: each.ends_on or date.max):
        if line.ends_on is not None:
            yield Way(
                say("ec_way_ends", language).format(
                    day=_day(line.ends_on, language),
                    points=signed(-_points(line)),
                    name=_name(line, language),
                )
            )
    lost = {line.rule_no for line in losses}
    if lost & _PENALTIES:
        link = say("ec_new_repair", language)
        yield Way(say("ec_way_repair", language), "/console/credit/repairs/new", link)
    if RuleNo.LATE_ENTRIES in lost:
        yield Way(say("ec_way_records", language))
    if lost & _COMPLAINTS:
        link = say("ec_complaints", language)
        yield Way(say("ec_way_complaint", language), "/console/reports#complaints", link)
    if RuleNo.OVERDUE_RECTIFICATION in lost:
        link = say("ec_mend", language)
        yield Way(say("ec_way_mend", language), "/console/licences#mend", link)
    certificate = next(
        (rule for rule in rules if rule.rule_no == RuleNo.MANAGEMENT_CERTIFICATE), None
    )
    has_one = any(line.rule_no == RuleNo.MANAGEMENT_CERTIFICATE for line in score.lines)
    if certificate is not None and certificate.points and not has_one:
        points = say_points(certificate.points)
        yield Way(say("ec_way_certificate", language).format(points=points))


def _next_grade(score: CreditScoreDetail, rules: Sequence[TrustRulePublic], language: str) -> str:
    """Say how many points are missing to the next better grade; nothing at the best."""
    now = Decimal(score.score or "0")
    bounds = [
        (Decimal(rule.points) / 10, TrustGrade(rule.rule_no))
        for rule in rules
        if rule.kind is RowKind.GRADE
    ]
    above = [(least, grade) for least, grade in bounds if least > now]
    if not above or score.grade is TrustGrade.A:
        return ""
    least, grade = min(above)
    missing = say_points(int((least - now) * 10))
    return say("ec_next_grade", language).format(grade=grade.value, points=missing)


def _course(score: CreditScoreDetail) -> Markup | None:
    """Draw the course of the score; one value is no course."""
    values = [float(entry.score) for entry in score.history]
    return sparkline(values) if len(values) > 1 else None


def _day(day: date, language: str) -> str:
    return say_date(day, "en" if language == "en" else "zh")
