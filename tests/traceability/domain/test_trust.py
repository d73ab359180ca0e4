"""How far is an enterprise trusted? The checked examples as a table, the promises as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RuleError
from traceability.domain.kinds import PenaltySeverity
from traceability.domain.penalty_windows import add_months
from traceability.domain.trust import EntryShare, TrustFact, TrustFacts, TrustScore, score_trust
from traceability.domain.trust_consequences import (
    CanteenAdvice,
    LabelQuota,
    canteen_advice,
    check_label_quota,
    check_supplier,
    due_samples,
    inspection_months,
    label_quota,
    proposes_delisting,
    sampling_percent,
)
from traceability.domain.trust_rules import (
    BONUSES,
    RowKind,
    RuleNo,
    TrustGrade,
    TrustGroup,
    TrustRules,
)
from traceability.storage.reference.reader import read_trust_rules

TODAY = date(2026, 11, 27)
ORG = UUID(int=7)
ROWS = [shipped.rule for shipped in read_trust_rules()]
RULES = TrustRules.of(ROWS)


def fact(rule: str, days_ago: int = 10, **more: object) -> TrustFact:
    on = TODAY - timedelta(days=days_ago)
    return TrustFact(RuleNo(rule), "record", uuid4(), on, **more)  # type: ignore[arg-type]


def facts(*rules: str, total: int = 0, late: int = 0) -> TrustFacts:
    return TrustFacts(ORG, tuple(fact(rule) for rule in rules), EntryShare(total, late))


def score(given_facts: TrustFacts, today: date = TODAY) -> TrustScore:
    return score_trust(given_facts, RULES, today)


@pytest.mark.parametrize(
    ("given_facts", "points", "grade"),
    [
        pytest.param(facts(), 1000, "A", id="clean"),
        pytest.param(facts(total=100, late=12), 930, "A", id="88 % of the records in time"),
        pytest.param(facts("P0"), 970, "A", id="one warning"),
        pytest.param(facts("I1"), 750, "B", id="one safety failure"),
        pytest.param(facts("I1", "P1"), 650, "C", id="a safety failure and a general penalty"),
        pytest.param(facts("I1", "I1"), 550, "D", id="two safety failures, capped at 45"),
        pytest.param(
            facts("P2", "C1", "C1", total=100, late=15),
            640,
            "C",
            id="P2, 85 % in time, two complaints",
        ),
        pytest.param(facts("P3"), 400, "D", id="serious penalty"),
        pytest.param(facts("I1", "P1", "B1", total=412, late=33), 640, "C", id="the press"),
        pytest.param(facts("I3", "I3", "I3", "I3"), 850, "B", id="untested releases cap at 15"),
        pytest.param(facts(total=10, late=10), 800, "B", id="lateness costs 20 at most"),
        pytest.param(facts("B1", "B1", "P1"), 920, "A", id="two certificates count once"),
        pytest.param(facts("C1", "C1", "C1", "C2", "C2", "C2", "C2"), 850, "B", id="complaints"),
    ],
)  # fmt: skip
def test_the_checked_examples(given_facts: TrustFacts, points: int, grade: str) -> None:
    found = score(given_facts)
    assert (found.score, found.grade) == (points, grade)


def test_every_line_names_its_record_and_its_days() -> None:
    report = fact("I1", detail="CJ-1 黄曲霉毒素B₁")
    [line] = score(TrustFacts(ORG, (report,))).lines
    assert (line.record_id, line.points, line.detail) == (report.record_id, -250, report.detail)
    assert (line.starts_on, line.ends_on) == (report.on, add_months(report.on, 12))


def test_a_line_counts_on_its_last_day_and_is_gone_on_the_next() -> None:
    penalty = TrustFact(RuleNo.GENERAL_PENALTY, "penalty", uuid4(), date(2026, 2, 28))
    given_facts = TrustFacts(ORG, (penalty,))
    assert score(given_facts, date(2027, 2, 28)).score == 900
    assert score(given_facts, date(2027, 3, 1)).lines == ()


def test_a_penalty_is_used_no_longer_than_it_is_public() -> None:
    ends = replace(fact("P1", 40), until=TODAY - timedelta(days=1))
    assert score(TrustFacts(ORG, (ends,))).lines == ()


def test_an_order_to_mend_costs_more_every_week_until_it_is_done() -> None:
    def after(days: int, *, done: bool = False) -> int:
        order = replace(fact("X2", days), is_void=done)
        return score(TrustFacts(ORG, (order,))).score

    weeks = [after(days) for days in (0, 6, 7, 13, 14, 21, 400)]
    assert weeks == [950, 950, 900, 900, 850, 800, 800]
    assert after(400, done=True) == 1000


def test_probation_caps_the_grade_and_nothing_else() -> None:
    watched = TrustFacts(ORG, probation_until=TODAY)
    assert (score(watched).score, score(watched).grade) == (1000, TrustGrade.C)
    assert score(watched, TODAY + timedelta(days=1)).grade is TrustGrade.A
    bad = replace(watched, records=(fact("P3"),))
    assert score(bad).grade is TrustGrade.D


def test_a_clean_record_earns_only_after_24_months() -> None:
    old = TrustFacts(ORG, (fact("P1", 400),), member_since=date(2020, 1, 1))
    assert score(old).lines == ()  # the penalty is over, and still no two years ago
    clean = replace(old, records=(fact("P0", 10),))
    assert RuleNo.CLEAN_RECORD not in {line.rule for line in score(clean).lines}
    repaired = replace(old, records=(replace(fact("P1", 400), is_void=True), fact("P1")))
    assert score(repaired).score == 900
    only_repaired = replace(old, records=(*repaired.records[:1], fact("C2")))
    assert score(only_repaired).score == 980
    spotless = replace(old, records=(repaired.records[0],))
    assert [line.rule for line in score(spotless).lines] == [RuleNo.CLEAN_RECORD]
    young = replace(spotless, member_since=add_months(TODAY, -24) + timedelta(days=1))
    assert score(young).lines == ()


days = st.integers(-30, 1500)
any_fact = st.builds(
    lambda rule, ago, void, public, left: TrustFact(
        rule, "record", uuid4(), TODAY - timedelta(days=ago), is_void=void, is_public=public,
        until=None if left is None else TODAY + timedelta(days=left),
    ),
    st.sampled_from(sorted(set(RuleNo) - {RuleNo.LATE_ENTRIES, RuleNo.CLEAN_RECORD})),
    days, st.booleans(), st.booleans(), st.none() | st.integers(-100, 400),
)  # fmt: skip
shares = st.integers(0, 500).flatmap(
    lambda total: st.builds(EntryShare, st.just(total), st.integers(0, total))
)
any_facts = st.builds(
    TrustFacts,
    st.just(ORG),
    st.lists(any_fact, max_size=8).map(tuple),
    shares,
    st.none() | st.dates(date(2020, 1, 1), TODAY),
    st.none() | st.dates(TODAY - timedelta(days=100), TODAY + timedelta(days=200)),
)


@given(any_facts)
def test_a_score_stays_within_its_bounds(given_facts: TrustFacts) -> None:
    found = score(given_facts)
    assert 0 <= found.score <= 1000
    assert all(abs(points) <= RULES.caps[group] for group, points in found.groups.items())
    assert found.due_on > TODAY


@given(any_facts, any_fact)
def test_one_more_deduction_never_raises_a_score(given_facts: TrustFacts, one: TrustFact) -> None:
    worse = replace(given_facts, records=(*given_facts.records, one))
    before, after = score(given_facts), score(worse)
    if one.rule in BONUSES:
        assert after.score >= before.score
    else:
        assert after.score <= before.score
        assert after.grade >= before.grade  # A sorts before D


@given(any_facts, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(given_facts: TrustFacts, rng: object) -> None:
    shuffled = list(given_facts.records)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(replace(given_facts, records=tuple(shuffled))) == score(given_facts)


@given(any_facts, any_fact)
def test_what_is_repaired_weighs_nothing(given_facts: TrustFacts, one: TrustFact) -> None:
    repaired = replace(one, is_void=True)
    with_it = replace(given_facts, records=(*given_facts.records, repaired))
    assert replace(score(with_it), due_on=TODAY) == replace(score(given_facts), due_on=TODAY)


@given(any_facts, any_fact)
def test_what_is_not_public_leaves_no_trace_in_public(
    given_facts: TrustFacts, one: TrustFact
) -> None:
    hidden = replace(one, is_public=False)
    with_it = replace(given_facts, records=(*given_facts.records, hidden))
    assert score(with_it.public()) == score(given_facts.public())


@given(any_facts)
def test_nothing_changes_by_itself_before_the_day_it_is_due(given_facts: TrustFacts) -> None:
    found = score(given_facts)
    eve = score(given_facts, found.due_on - timedelta(days=1))
    assert (eve.score, eve.grade, eve.lines) == (found.score, found.grade, found.lines)


@pytest.mark.parametrize(
    ("severity", "fine", "suspends", "rule"),
    [
        ("minor", 0, False, "P0"),
        ("general", 4_999_999, False, "P1"),
        ("general", 5_000_000, False, "P2"),
        ("general", 0, True, "P2"),
        ("serious", 0, False, "P3"),
    ],
)
def test_a_penalty_weighs_by_severity_fine_and_licence(
    severity: str, fine: int, suspends: bool, rule: str
) -> None:
    found = RULES.penalty_rule(PenaltySeverity(severity), fine, suspends_licence=suspends)
    assert found == rule


def test_a_grade_has_its_consequences() -> None:
    grades = list(TrustGrade)
    assert [sampling_percent(grade) for grade in grades] == [5, 10, 30, 100]
    assert [inspection_months(grade) for grade in grades] == [24, 12, 6, 4]
    quotas = [label_quota(grade) for grade in grades]
    assert quotas == [
        LabelQuota.FREE, LabelQuota.FREE, LabelQuota.BY_APPROVAL, LabelQuota.STOPPED,
    ]  # fmt: skip
    recommended, warning = CanteenAdvice.RECOMMENDED, CanteenAdvice.WARNING
    advice = [canteen_advice(grade) for grade in grades]
    assert advice == [recommended, recommended, warning, CanteenAdvice.BLOCKED]
    check_label_quota(TrustGrade.B, is_approved=False)
    check_label_quota(TrustGrade.C, is_approved=True)
    with pytest.raises(RuleError, match="grade_needs_approval"):
        check_label_quota(TrustGrade.C, is_approved=False)
    with pytest.raises(RuleError, match="grade_stopped"):
        check_label_quota(TrustGrade.D, is_approved=True)
    check_supplier(TrustGrade.C)
    with pytest.raises(RuleError, match="supplier_grade"):
        check_supplier(TrustGrade.D)


def test_a_lasting_d_proposes_delisting() -> None:
    assert not proposes_delisting(None, TODAY, 90)
    assert not proposes_delisting(TODAY - timedelta(days=89), TODAY, 90)
    assert proposes_delisting(TODAY - timedelta(days=90), TODAY, RULES.lasting_d_days)


def test_samples_are_due_up_to_the_share_of_the_grade() -> None:
    assert due_samples(21, 1, TrustGrade.A) == 1  # 5 % of 21 are two, rounded up
    assert due_samples(21, 21, TrustGrade.D) == 0
    assert due_samples(10, 12, TrustGrade.C) == 0


@pytest.mark.parametrize(
    ("kind", "no", "change"),
    [
        (RowKind.GRADE, "B", {"points": 950}),
        (RowKind.GRADE, "C", {"points": 0}),
        (RowKind.GRADE, "D", {"points": 10}),
        (RowKind.GRADE, "D", {"period_days": None}),
        (RowKind.RULE, "R1", {"threshold_percent": None}),
        (RowKind.RULE, "X2", {"period_days": 0}),
        (RowKind.RULE, "P2", {"least_fine_fen": None}),
        (RowKind.RULE, "I1", {"group": None}),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(
    kind: RowKind, no: str, change: dict[str, int | None]
) -> None:
    rows = [
        replace(row, **change) if (row.kind, row.no) == (kind, no) else row  # type: ignore[arg-type]
        for row in ROWS
    ]
    with pytest.raises(RuleError, match="rules_incoherent"):
        TrustRules.of(rows)


def test_a_missing_row_is_refused() -> None:
    for row in ROWS:
        with pytest.raises(RuleError, match="rules_incoherent"):
            TrustRules.of(other for other in ROWS if other is not row)
    assert {row.group for row in ROWS if row.kind is RowKind.RULE} == set(TrustGroup)
