"""Does a score follow from the records, in the same transaction, and fade with time?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tests.case_story import strike_off
from tests.factories import City, line, refused, uscc_of
from tests.traceability.services.trust_city import (
    TODAY,
    days_ago,
    end_penalty,
    fail_official_test,
    later,
    published,
    punish,
    read,
    rules_of,
)
from traceability.domain.kinds import OrganizationKind
from traceability.domain.penalty_windows import add_months
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.batches import RecallCreate
from traceability.schemas.events import CorrectionCreate
from traceability.schemas.parties import OrganizationCreate
from traceability.schemas.trust import TrustRuleRevision
from traceability.services import (
    corrections,
    lifecycle,
    organizations,
    trust_rules,
    trust_scores,
)
from traceability.storage.tables import StandingChange, TrustLineRow, TrustScoreRow
from traceability.storage.trust_scores import grade_d_since
from traceability.storage.work import Work


def test_a_failed_official_test_costs_points_and_names_its_report(city: City) -> None:
    city.need_trust_rules()
    assert (read(city).score, read(city).grade) == ("100", TrustGrade.A)
    report = fail_official_test(city)
    score = read(city)
    [found] = score.lines
    assert (score.score, score.grade, found.points) == ("75", TrustGrade.B, "-25")
    assert (found.rule_no, found.record_kind, found.record_id) == ("I1", "inspection", report.id)
    assert found.detail.startswith(f"{report.report_no} 镉")
    assert (found.starts_on, found.ends_on) == (
        report.reported_on,
        add_months(report.reported_on, 12),
    )
    assert published(city).grade == "B"
    fail_official_test(city)
    score = read(city)
    assert (score.score, score.grade) == ("55", TrustGrade.D)
    [group] = score.groups
    assert (group.rule_group, group.points, group.counted) == ("inspection", "-50", "-45")
    said = published(city)
    assert (said.grade, said.score) == ("D", "55")
    assert [reason.rule for reason in said.reasons] == ["I1", "I1", "inspection"]
    assert said.reasons[-1].words.zh == "检验类合计按扣 45 分计"


def test_many_small_reasons_are_summed_up(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    for days in range(1, 9):
        punish(city, on=days_ago(days))
    reasons = published(city).reasons
    assert [reason.rule for reason in reasons] == [*["P1"] * 5, "rest", "penalty"]
    assert (reasons[5].points, reasons[5].until) == ("-30", add_months(days_ago(8), 12))


def test_only_signed_tests_of_the_authority_that_still_count_weigh(city: City) -> None:
    city.need_trust_rules()
    lot = city.add_batch()
    city.enter_report(lot.id, "lab", "fail", kind="supervision")  # not signed
    city.inspect(lot.id, "lab", "fail", kind="commissioned")
    city.inspect(lot.id, "mill", "fail")
    assert read(city).lines == []
    report = fail_official_test(city)
    assert len(read(city).lines) == 1
    city.inspect(
        report.batch_id, "lab", "pass", kind="supervision", replaces_id=report.id,
    )  # fmt: skip
    assert (read(city).lines, read(city).score) == ([], "100")


def test_penalties_weigh_by_their_gravity_until_they_are_repaired(city: City) -> None:
    city.need_trust_rules()
    general, heavy = punish(city), punish(city, fine_fen=5_000_000)
    minor = punish(city, "minor")
    assert rules_of(read(city)) == [("P0", "-3"), ("P1", "-10"), ("P2", "-20")]
    assert read(city).score == "67"
    line_id = {line.rule_no: line.id for line in read(city).lines}
    end_penalty(city, heavy, "repaired")
    end_penalty(city, minor, "withdrawn")
    assert rules_of(read(city)) == [("P1", "-10")]
    end_penalty(city, heavy, "in_force")
    again = {line.rule_no: line.id for line in read(city).lines}
    assert again["P2"] == line_id["P2"]  # an objection can go on naming it
    end_penalty(city, general, "ended")
    assert rules_of(read(city)) == [("P2", "-20")]
    punish(city, "serious")
    assert read(city).grade is TrustGrade.D


def test_a_minor_penalty_leaves_no_trace_in_public(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    before = published(city)
    punish(city, "minor")
    assert published(city) == before
    assert read(city).score == "97"
    assert (read(city).public_grade, read(city, "canteen").score) == (TrustGrade.A, None)
    for _ in range(6):
        punish(city, "minor")
    punish(city, "general", on=days_ago(3))
    assert (read(city).grade, read(city, "canteen").grade) == (TrustGrade.C, TrustGrade.A)
    reason = published(city).reasons[0]
    assert (reason.rule, reason.on) == ("P1", days_ago(3))
    assert reason.until == add_months(days_ago(3), 12)


def test_a_reason_is_shown_no_longer_than_it_may_be(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    punish(city, "general", on=days_ago(3))
    said = published(city)
    last_day = add_months(days_ago(3), 12)
    assert [(reason.rule, reason.points) for reason in said.reasons] == [("P1", "-10")]
    assert said.holds_on(last_day)
    assert not said.holds_on(last_day + timedelta(days=1))


def test_late_entries_cost_points_and_corrections_do_not(city: City) -> None:
    city.need_trust_rules()
    paddy = city.add_batch()
    now = datetime.now(UTC)
    say = {"step": "raw_intake", "lines": [line(paddy.id, "10", "kg")]}
    for days in [*[0] * 9, 3]:
        city.record("mill", say | {"event_time": now - timedelta(days=days, minutes=5)})
    [late] = read(city).lines
    assert (late.rule_no, late.points, late.detail) == ("R1", "-5", "10 条，迟 1 条")
    [wrong] = city.record("mill", say | {"event_time": now - timedelta(minutes=9)})
    correction = CorrectionCreate.model_validate(
        {
            "reason": "incorrect_data",
            "note": "数量写错",
            "replacements": [
                say
                | {
                    "event_time": now - timedelta(days=2),
                    "lines": [line(paddy.id, "11", "kg")],
                }
            ],
        }
    )
    city.do("mill", lambda work: corrections.correct_event(work, wrong.id, correction))
    [late] = read(city).lines
    assert (late.points, late.detail) == ("-4.1", "11 条，迟 1 条")  # (0.95 - 10/11) x 100
    assert "按时录入 90%" in published(city).reasons[0].words.zh


def test_a_recall_that_an_authority_ordered_weighs_once(city: City) -> None:
    city.need_trust_rules()
    paddy, _, bags = city.release_rice()
    own = RecallCreate(reason="主动召回", downstream="none")
    lots = {line.rule_no for line in read(city).lines}
    assert lots == {"R1"}
    city.do("mill", lambda work: lifecycle.recall_batch(work, bags.id, own))
    assert {line.rule_no for line in read(city).lines} == {"R1"}
    another = city.add_batch(product_id=bags.product_id, quantity="10", unit="each")
    assert another.id != bags.id
    order = RecallCreate(reason="责令召回", number="惠市监召〔2026〕1号", downstream="none")
    _, _, more = city.release_rice()
    city.do("regulator", lambda work: lifecycle.recall_batch(work, more.id, order))
    [recall] = [line for line in read(city).lines if line.rule_no == "X1"]
    assert (recall.points, recall.record_id) == ("-10", more.id)
    assert paddy.id != more.id


def test_time_ends_what_weighs(city: City) -> None:
    city.need_trust_rules()
    punish(city, "general", on=days_ago(5))
    city.do("regulator", lambda work: None)
    assert later(city, 0, trust_scores.recompute_due) == 0
    days = (add_months(days_ago(5), 12) - TODAY).days
    assert later(city, days, trust_scores.recompute_due) == 2  # the mill, and the rival in passing
    assert read(city).score == "90"
    assert later(city, days + 1, trust_scores.recompute_due) == 1
    assert read(city).score == "100"
    assert later(city, days + 1, trust_scores.recompute_due) == 0
    history = read(city).history
    assert [day.score for day in history] == ["90", "100"]
    assert history[-1].computed_on == TODAY + timedelta(days=days + 1)


def test_a_lasting_d_is_dated_from_its_first_day(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    mill = city.actors["mill"].org_id
    assert city.look("regulator", lambda work: grade_d_since(work.session, mill)) is None
    punish(city, "serious")
    later(city, 30, lambda work: work.touch_trust(mill))
    assert city.look("regulator", lambda work: grade_d_since(work.session, mill)) == TODAY


def test_relisting_is_followed_by_probation(city: City) -> None:
    city.need_trust_rules()
    mill = city.actors["mill"].org_id

    until = add_months(TODAY, 6)

    def list_again(work: Work) -> None:
        change = StandingChange(
            recorded_at=work.now, org_id=mill, standing="listed", state="effective",
            reason="整改合格", proposed_by=work.actor.user_id, effective_at=work.now,
            probation_until=until,
        )  # fmt: skip
        work.add(change)

    strike_off(city, "mill")
    assert read(city).grade is TrustGrade.A
    city.do("regulator", list_again)
    score = read(city)
    assert (score.score, score.grade, score.probation_until) == ("100", TrustGrade.C, until)
    assert [reason.rule for reason in published(city).reasons] == ["probation"]
    days = (until - TODAY).days + 1
    later(city, days, trust_scores.recompute_due)
    assert (read(city).grade, read(city).probation_until) == (TrustGrade.A, None)


def test_a_new_enterprise_has_a_score_at_once(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    entered = OrganizationCreate(
        uscc=uscc_of(900), name="新企业", kind=OrganizationKind.ENTERPRISE, district="惠城区"
    )
    made = city.do("regulator", lambda work: organizations.register_organization(work, entered))
    found = city.look("regulator", lambda work: trust_scores.read_score(work, made.id))
    assert (found.score, found.grade_since) == ("100", TODAY)


def test_a_regulator_changes_a_rule_and_every_score_follows(city: City) -> None:
    city.need_trust_rules()
    fail_official_test(city)
    rules = {row.rule_no: row for row in city.look("canteen", trust_rules.list_rules).items}
    assert len(rules) == 24
    entered = TrustRuleRevision(reason="试行一年后调整", points=300)
    i1 = rules["I1"].id
    revised = city.do("regulator", lambda work: trust_rules.revise_rule(work, i1, entered))
    assert (revised.points, revised.revision, revised.reason) == (300, 2, "试行一年后调整")
    assert (read(city).score, read(city).grade) == ("70", TrustGrade.C)
    bound = TrustRuleRevision(reason="放宽", points=700)
    city.do("regulator", lambda work: trust_rules.revise_rule(work, rules["B"].id, bound))
    assert read(city).grade is TrustGrade.B
    refused("trust.rule_unchanged", city.do, "regulator",
            lambda work: trust_rules.revise_rule(work, i1, entered))  # fmt: skip
    over = TrustRuleRevision(reason="x", points=950)
    refused("trust.rules_incoherent", city.do, "regulator",
            lambda work: trust_rules.revise_rule(work, rules["B"].id, over))  # fmt: skip
    refused("access.role", city.do, "mill",
            lambda work: trust_rules.revise_rule(work, i1, over))  # fmt: skip
    city.need_trust_rules()  # a newer release leaves what a regulator changed
    assert read(city).score == "70"


def test_who_sees_what(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_trust_rules()
    punish(city, "general", fine_fen=10_000_000)
    own = read(city, "mill")
    assert own == read(city)
    assert (own.score, own.sampling_percent, own.label_quota) == ("80", 10, "free")
    seen = read(city, "canteen")
    assert (seen.grade, seen.advice, seen.lines, seen.history) == ("B", "recommended", [], [])
    assert (seen.score, seen.sampling_percent) == (None, None)
    refused("trust.not_scored", read, city, "rival")
    refused("access.role", read, city, "lab")

    def listed(who: str, grade: TrustGrade | None = None) -> list[str]:
        page = city.look(who, lambda work: trust_scores.list_scores(work, grade, None, 50))
        return [item.name[3:6] for item in page.items]

    assert listed("regulator") == listed("canteen") == ["禾坪里", "榕岸油"]
    assert listed("mill") == ["禾坪里"]
    assert listed("regulator", TrustGrade.B) == listed("canteen", TrustGrade.B) == ["禾坪里"]
    first = city.look("regulator", lambda work: trust_scores.list_scores(work, None, None, 1))
    rest = city.look("regulator", lambda work: trust_scores.list_scores(work, None, first.next, 1))
    assert [item.name[3:6] for item in rest.items] == ["榕岸油"]
    assert rest.next is None


def test_a_register_without_rules_has_no_scores(sqlite_city: City) -> None:
    city = sqlite_city
    punish(city)
    refused("trust.not_scored", read, city)

    def rows(work: Work) -> int:
        scores = work.session.exec(select(TrustScoreRow)).all()
        return len([*scores, *work.session.exec(select(TrustLineRow)).all()])

    assert city.look("regulator", rows) == 0


@pytest.mark.parametrize("severity", ["general", "minor"])
def test_what_changes_nothing_writes_nothing(sqlite_city: City, severity: str) -> None:
    city = sqlite_city
    city.need_trust_rules()
    punish(city, severity)

    def revisions(work: Work) -> list[int]:
        scores = work.session.exec(select(TrustScoreRow.revision)).all()
        return [*scores, *work.session.exec(select(TrustLineRow.revision)).all()]

    before = city.look("regulator", revisions)
    city.do("regulator", lambda work: work.touch_trust(city.actors["mill"].org_id))
    assert city.look("regulator", revisions) == before
