"""Which trust scores changed, and what does the public read of them?

The public grade rests on what the public may know alone. Were it the full one, a grade that its
printed reasons do not explain would tell that there is a penalty that may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlmodel import col, select

from consumer_web.document import TrustFacts as PublishedFacts
from consumer_web.document import TrustReason, Words
from consumer_web.tables import PublishedTrust
from traceability.domain.civil import civil_date
from traceability.domain.kinds import OrganizationKind
from traceability.domain.ledger import canonical_text
from traceability.domain.trust import EntryShare, TrustLine, TrustScore, score_trust
from traceability.domain.trust_rules import RULE_SET, RuleNo
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
            _publish(work, enterprise.uscc, row, public)
        settled += len(enterprises)
    return settled


def _publish(work: Work, uscc: str, score: TrustScoreRow, public: TrustScore) -> None:
    facts = PublishedFacts(
        grade=public.grade.value,
        since=score.public_grade_since,
        rule_set=RULE_SET,
        reasons=tuple(_reasons(public)),
    )
    text = canonical_text(facts.model_dump(mode="json", exclude_none=True))
    values: dict[str, Any] = {"grade": facts.grade, "since": facts.since, "trust_text": text}
    row = work.session.get(PublishedTrust, (uscc, work.origin))
    if row is None:
        work.add(PublishedTrust(uscc=uscc, origin=work.origin, published_at=work.now, **values))
    elif row.trust_text != text:
        work.change(row, **values, published_at=work.now)


def _reasons(public: TrustScore) -> Iterator[TrustReason]:
    """Say in plain words why the grade is what it is, what costs most first."""
    if public.probation_until:
        until = public.probation_until
        yield TrustReason(
            rule="probation",
            words=Words(
                zh="恢复入驻后的观察期，等级最高为 C",
                en="On probation after being listed again: C at most",
            ),
            on=None,
            until=until,
        )
    ordered = sorted(public.lines, key=lambda line: (line.points, -line.starts_on.toordinal()))
    shown: dict[RuleNo, list[TrustLine]] = {}
    for line in ordered:
        shown.setdefault(line.rule, []).append(line)
    reasons = [reason for lines in shown.values() for reason in _say(lines, public.entries)]
    yield from reasons[:MOST_REASONS]


def _say(lines: list[TrustLine], entries: EntryShare) -> Iterable[TrustReason]:
    """Name each test and penalty; count what is many and small."""
    rule = lines[0].rule
    if rule in _COUNTED:
        zh, en = _COUNTED[rule]
        newest = max(line.starts_on for line in lines)
        until = max((line.ends_on for line in lines if line.ends_on), default=None)
        words = Words(zh=zh.format(len(lines)), en=en.format(len(lines)))
        return [TrustReason(rule=rule.value, words=words, on=newest, until=until)]
    if rule is RuleNo.LATE_ENTRIES:
        return [TrustReason(rule=rule.value, words=_say_share(entries), on=None, until=None)]
    return [
        TrustReason(rule=rule.value, words=_say_one(line), on=_day(line), until=line.ends_on)
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
