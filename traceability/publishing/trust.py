"""Which trust scores changed, and what does the public read of them?

The public grade rests on what the public may know alone. Were it the full one, a grade that its
printed reasons do not explain would tell that there is a penalty that may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from consumer_web.document import TrustFacts as PublishedFacts
from consumer_web.document import TrustReason, Words
from consumer_web.tables import PublishedTrust
from traceability.domain.civil import civil_date
from traceability.domain.kinds import OrganizationKind
from traceability.domain.ledger import canonical_text
from traceability.domain.trust import EntryShare, TrustLine, TrustScore, score_trust, sum_groups
from traceability.domain.trust_rules import RULE_SET, RuleNo, TrustGroup, TrustRules, say_points
from traceability.storage.batches import in_chunks
from traceability.storage.tables import Organization, TrustScoreRow
from traceability.storage.trust_facts import read_trust_facts
from traceability.storage.trust_rules import find_rules
from traceability.storage.trust_scores import ScoreBook
from traceability.storage.work import Work

MOST_REASONS = 6


def settle_trust(work: Work) -> int:
    """Compute the score of every enterprise that was touched, and publish it; give their number.

    A register into which no rules were loaded has no scores.
    """
    if not work.trust_touched:
        return 0
    touched = sorted(work.trust_touched)
    work.trust_touched.clear()
    rules = find_rules(work.session)
    if rules is None:
        return 0
    work.session.flush()
    today = civil_date(work.now)
    settled = 0
    for chunk in in_chunks(touched):
        enterprises = work.session.exec(
            select(Organization)
            .where(
                col(Organization.id).in_(chunk),
                Organization.kind == OrganizationKind.ENTERPRISE.value,
            )
            .order_by(col(Organization.id))
        ).all()
        book = ScoreBook(work, (enterprise.id for enterprise in enterprises), today)
        everything = read_trust_facts(work.session, enterprises, rules, today)
        for enterprise, facts in zip(enterprises, everything, strict=True):
            public = score_trust(facts.public(), rules, today)
            row = book.write(enterprise.id, score_trust(facts, rules, today), public)
            _publish(work, enterprise.uscc, row, (public, rules))
        settled += len(enterprises)
    return settled


def _publish(
    work: Work, uscc: str, score: TrustScoreRow, outcome: tuple[TrustScore, TrustRules]
) -> None:
    public, rules = outcome
    facts = PublishedFacts(
        grade=public.grade.value,
        score=say_points(public.score),
        since=score.public_grade_since,
        rule_set=RULE_SET,
        reasons=tuple(_reasons(public, rules)),
    )
    text = canonical_text(facts.model_dump(mode="json", exclude_none=True))
    values: dict[str, Any] = {"grade": facts.grade, "since": facts.since, "trust_text": text}
    row = work.session.get(PublishedTrust, (uscc, work.origin))
    if row is None:
        work.add(PublishedTrust(uscc=uscc, origin=work.origin, published_at=work.now, **values))
    elif row.trust_text != text:
        work.change(row, **values, published_at=work.now)


def _reasons(public: TrustScore, rules: TrustRules) -> Iterator[TrustReason]:
    """Say in plain words why the grade is what it is, what costs most first.

    The points add up to the score: where a cap or the length of the list cuts them, it is said.
    """
    if public.probation_until:
        yield TrustReason(
            rule="probation", points="0", words=_PROBATION, until=public.probation_until
        )
    ordered = sorted(public.lines, key=lambda line: (line.points, -line.starts_on.toordinal()))
    shown: dict[RuleNo, list[TrustLine]] = {}
    for line in ordered:
        shown.setdefault(line.rule, []).append(line)
    reasons = [reason for lines in shown.values() for reason in _say(lines, public.entries)]
    yield from _fold(reasons)
    for group, points in sum_groups(public.lines, rules, is_capped=False).items():
        if points != public.groups[group]:
            zh, en = _CAPPED[group]
            cap = say_points(abs(public.groups[group]))
            words = Words(zh=zh.format(cap), en=en.format(cap))
            yield TrustReason(rule=group.value, points="0", words=words)


def _fold(reasons: list[TrustReason]) -> list[TrustReason]:
    """Sum the smallest up where there are too many."""
    if len(reasons) <= MOST_REASONS:
        return reasons
    shown, rest = reasons[: MOST_REASONS - 1], reasons[MOST_REASONS - 1 :]
    points = sum((Decimal(reason.points) for reason in rest), Decimal(0))
    words = Words(zh=f"其他 {len(rest)} 项合计", en=f"{len(rest)} others together")
    until = min((reason.until for reason in rest if reason.until), default=None)
    return [*shown, TrustReason(rule="rest", points=str(points), words=words, until=until)]


def _say(lines: list[TrustLine], entries: EntryShare) -> Iterable[TrustReason]:
    """Name each test and penalty; count what is many and small."""
    rule = lines[0].rule
    points = say_points(sum(line.points for line in lines))
    if rule in _COUNTED:
        zh, en = _COUNTED[rule]
        newest = max(line.starts_on for line in lines)
        until = min((line.ends_on for line in lines if line.ends_on), default=None)
        words = Words(zh=zh.format(len(lines)), en=en.format(len(lines)))
        return [TrustReason(rule=rule.value, points=points, words=words, on=newest, until=until)]
    if rule is RuleNo.LATE_ENTRIES:
        return [TrustReason(rule=rule.value, points=points, words=_say_share(entries))]
    return [
        TrustReason(
            rule=rule.value,
            points=say_points(line.points),
            words=_say_one(line),
            on=_day(line),
            until=line.ends_on,
        )
        for line in lines
    ]


def _day(line: TrustLine) -> date | None:
    return None if line.points > 0 else line.starts_on


def _say_share(entries: EntryShare) -> Words:
    percent = entries.in_time_percent
    return Words(
        zh=f"近 90 天的记录按时录入 {percent}%",
        en=f"{percent}% of the records of 90 days were entered in time",
    )


def _say_one(line: TrustLine) -> Words:
    zh, en = _NAMED[line.rule]
    return Words(zh=zh.format(line.detail), en=en.format(line.detail))


_PROBATION = Words(
    zh="恢复入驻后的观察期，等级最高为 C", en="On probation after being listed again: C at most"
)
_CAPPED: dict[TrustGroup, tuple[str, str]] = {
    TrustGroup.INSPECTION: ("检验类合计按扣 {} 分计", "tests count {} points together"),
    TrustGroup.PENALTY: ("处罚类合计按扣 {} 分计", "penalties count {} points together"),
    TrustGroup.RECORDS: ("录入类合计按扣 {} 分计", "records count {} points together"),
    TrustGroup.COMPLAINTS: ("投诉类合计按扣 {} 分计", "complaints count {} points together"),
    TrustGroup.COOPERATION: ("配合监管类合计按扣 {} 分计", "co-operation count {} points together"),
    TrustGroup.BONUS: ("加分合计按 {} 分计", "bonuses count {} points together"),
}
_NAMED: dict[RuleNo, tuple[str, str]] = {
    RuleNo.UNSAFE_TEST: ("监督抽检安全指标不合格：{}", "Failed a safety test: {}"),
    RuleNo.BELOW_GRADE_TEST: ("监督抽检质量指标不合格：{}", "Failed a quality test: {}"),
    RuleNo.GENERAL_PENALTY: ("行政处罚：{}", "Penalty: {}"),
    RuleNo.HEAVY_PENALTY: ("行政处罚：{}", "Penalty: {}"),
    RuleNo.SERIOUS_PENALTY: ("严重行政处罚：{}", "Serious penalty: {}"),
    RuleNo.ORDERED_RECALL: ("被责令召回：批号 {}", "Recall ordered: lot {}"),
    RuleNo.MANAGEMENT_CERTIFICATE: ("{} 认证有效", "Holds a valid certificate, {}"),
    RuleNo.CLEAN_RECORD: ("连续 24 个月没有公开的扣分记录", "No public deduction for 24 months"),
}
_COUNTED: dict[RuleNo, tuple[str, str]] = {
    RuleNo.UNTESTED_RELEASE: ("未凭合格报告放行 {} 批", "Lots released without a report: {}"),
    RuleNo.UPHELD_COMPLAINT: ("属实投诉 {} 件", "Complaints upheld: {}"),
    RuleNo.UNANSWERED_COMPLAINT: ("投诉逾期未答复 {} 件", "Complaints not answered in time: {}"),
    RuleNo.OVERDUE_RECTIFICATION: ("整改逾期 {} 项", "Orders to mend overdue: {}"),
}
