"""How is a test report told to somebody who has never read one?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import groupby

from consumer_web.document import InspectionFacts, ResultFacts, Words
from consumer_web.glosses import GROUPS, find_gloss
from consumer_web.questions import Mark
from consumer_web.words import Lang

# A bar's track ends at 139 % of the limit, so that a failure visibly passes the tick at 72 of 100.
_TICK = 72
_TRACK = 100


@dataclass(frozen=True)
class ResultView:
    """One row of the table: item, value, limit, bar, words, conclusion."""

    name: str
    gloss: str
    value: str
    limit: str
    bar: int | None  # length on a track of 100; None where longer is not worse
    words: str
    mark: Mark
    conclusion: str
    failed: bool


@dataclass(frozen=True)
class GroupView:
    """What people fear, under one heading with its unit."""

    heading: str
    rows: tuple[ResultView, ...]


@dataclass(frozen=True)
class ReportView:
    """A report as the page shows it; `groups` is empty where a line is enough."""

    facts: InspectionFacts
    total: int
    failed: int
    groups: tuple[GroupView, ...]
    standards: str
    has_bars: bool


def ratio_words(ratio: Decimal, lang: Lang) -> str:
    """Say in words how far a value is from its limit; larger is worse.

    A value of exactly one half is "below the limit", not "less than half of it".
    """
    if ratio > 1:
        times = ratio.quantize(Decimal("0.1"), ROUND_HALF_UP)
        if times == 1:
            return {"zh": "略高于限量", "en": "just above the limit"}[lang]
        return {"zh": f"是限量的 {times} 倍", "en": f"{times} times the limit"}[lang]
    steps: tuple[tuple[bool, dict[Lang, str]], ...] = (
        (ratio > Decimal("0.8"), {"zh": "接近限量", "en": "close to the limit"}),
        (ratio * 2 >= 1, {"zh": "低于限量", "en": "below the limit"}),
        (ratio * 3 >= 1, {"zh": "不到限量一半", "en": "less than half of it"}),
        (ratio > Decimal("0.1"), {"zh": "不到限量 1/3", "en": "less than a third"}),
    )
    for applies, words in steps:
        if applies:
            return words[lang]
    return {"zh": "远低于限量", "en": "far below the limit"}[lang]


def read_ratio(result: ResultFacts) -> Decimal | None:
    """Divide a value by its limit, or give None where larger is not worse or nothing divides."""
    if result.operator not in ("<=", "<") or result.limit is None:
        return None
    if result.not_detected:
        return Decimal(0)
    try:
        value, limit = Decimal(result.value), Decimal(result.limit)
    except InvalidOperation:
        return None
    if not (value.is_finite() and limit.is_finite()) or limit <= 0 or value < 0:
        return None
    return value / limit


def view_report(inspection: InspectionFacts, lang: Lang, *, marked: bool) -> ReportView:
    """Lay out a report: what people fear first, quality last, a failure first in its group.

    `marked` is False on a page that does not vouch: the results stay readable without a tick.
    """
    ordered = sorted(inspection.results, key=_by_group)
    groups = tuple(
        _view_group(heading, tuple(rows), lang, marked=marked)
        for heading, rows in groupby(ordered, key=_group_of)
    )
    judged = [r for r in inspection.results if r.verdict in ("pass", "fail")]
    standards = sorted({r.standard for r in inspection.results if r.standard})
    return ReportView(
        facts=inspection,
        total=len(judged),
        failed=sum(r.verdict == "fail" for r in judged),
        groups=groups,
        standards={"zh": "、", "en": ", "}[lang].join(standards),
        has_bars=any(row.bar is not None for group in groups for row in group.rows),
    )


def summarise(report: ReportView, lang: Lang) -> str:
    """Sum a report up in one line; a signed failure without a failed row is still a failure."""
    total, failed = report.total, report.failed
    if failed and report.facts.safety == "pass":
        return {
            "zh": f"食品安全项目全部合格；{failed} 项质量指标不符合标示的等级",
            "en": f"All safety tests passed; {failed} below the grade on the label",
        }[lang]
    if failed:
        return {
            "zh": f"{total} 项中 {failed} 项不合格",
            "en": f"{failed} of {total} tests failed",
        }[lang]
    if report.facts.verdict == "fail":
        return {"zh": "这份报告的结论是不合格", "en": "This report says: failed"}[lang]
    return {
        "zh": f"{total} 项检验，全部合格",
        "en": f"All {total} tests passed",
    }[lang]


def find_own_reports(inspections: Iterable[InspectionFacts]) -> list[InspectionFacts]:
    """List the reports on the batch itself: those that count, failures first, then the newest."""
    own = [i for i in inspections if i.subject is None]
    own.sort(key=lambda i: i.reported_on, reverse=True)
    return sorted(own, key=lambda i: (i.replaced_by is not None, i.verdict != "fail"))


def _group_of(result: ResultFacts) -> str:
    return result.group if result.group in GROUPS else "other"


def _by_group(result: ResultFacts) -> tuple[int, bool]:
    return list(GROUPS).index(_group_of(result)), result.verdict != "fail"


def _view_group(group: str, rows: Sequence[ResultFacts], lang: Lang, *, marked: bool) -> GroupView:
    units = {getattr(row.unit, lang) for row in rows}
    unit = units.pop() if len(units) == 1 else ""
    heading = GROUPS[group][lang]
    if unit:
        heading += {"zh": f"（{unit}）", "en": f" ({unit})"}[lang]
    return GroupView(
        heading=heading,
        rows=tuple(_view_result(r, lang, shared_unit=bool(unit), marked=marked) for r in rows),
    )


def _view_result(result: ResultFacts, lang: Lang, *, shared_unit: bool, marked: bool) -> ResultView:
    ratio = read_ratio(result)
    mark, conclusion = _conclude(result.verdict, lang)
    return ResultView(
        name=getattr(result.name, lang),
        gloss=_gloss(result, lang, with_unit=not shared_unit),
        value=_say_value(result, lang),
        limit=_say_limit(result, lang),
        bar=None if ratio is None else _bar_length(ratio),
        words="" if ratio is None or result.not_detected else ratio_words(ratio, lang),
        mark=mark if marked else "",
        conclusion=conclusion,
        failed=result.verdict == "fail",
    )


def _gloss(result: ResultFacts, lang: Lang, *, with_unit: bool) -> str:
    """Say what the item means, and its unit where the group's heading cannot."""
    name, gloss = getattr(result.name, lang), find_gloss(result.parameter, lang)
    parts = [gloss if gloss.casefold() != name.casefold() else ""]
    if with_unit and result.limit is not None:
        parts.append(getattr(result.unit, lang))
    return {"zh": "，", "en": ", "}[lang].join(part for part in parts if part)


def _bar_length(ratio: Decimal) -> int:
    length = (ratio * _TICK).to_integral_value(ROUND_HALF_UP)
    if ratio > 1:
        # A failure by a hair must still be seen to pass the tick.
        length = max(length, Decimal(_TICK + 4))
    return int(min(length, Decimal(_TRACK)))


def _say_value(result: ResultFacts, lang: Lang) -> str:
    if result.not_detected:
        return {"zh": "未检出", "en": "none found"}[lang]
    return result.value or {"zh": "未提供", "en": "not provided"}[lang]


def _say_limit(result: ResultFacts, lang: Lang) -> str:
    operator, limit = result.operator, result.limit or ""
    if operator == "ND":
        return {"zh": "不得检出", "en": "none allowed"}[lang]
    if operator == "prohibited":
        return {"zh": "不得添加", "en": "not allowed"}[lang]
    if not operator or not limit:
        return {"zh": "没有限量", "en": "no limit"}[lang]
    said = _LIMITS.get(operator, _LIMITS["<="])[lang]
    return said.format(limit)


_LIMITS: dict[str, dict[Lang, str]] = {
    "<=": {"zh": "限 {}", "en": "limit {}"},
    "<": {"zh": "须小于 {}", "en": "below {}"},
    ">=": {"zh": "至少 {}", "en": "at least {}"},
    ">": {"zh": "须大于 {}", "en": "above {}"},
    "range": {"zh": "范围 {}", "en": "range {}"},
}

_CONCLUSIONS: dict[str, tuple[Mark, Words]] = {
    "pass": ("yes", Words(zh="合格", en="Passed")),
    "fail": ("no", Words(zh="不合格", en="Failed")),
    "error": ("unsure", Words(zh="没有结论", en="No result")),
    "not_applicable": ("", Words(zh="不适用", en="Not judged")),
}


def _conclude(verdict: str, lang: Lang) -> tuple[Mark, str]:
    mark, words = _CONCLUSIONS.get(verdict, _CONCLUSIONS["error"])
    return mark, getattr(words, lang)
