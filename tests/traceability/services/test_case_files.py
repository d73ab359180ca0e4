"""What a regulator sees before he proposes, and what the second person saw when he confirms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.case_story import propose, serve, strike_off, waive
from tests.factories import CIPHER, City, refused, shipping
from tests.penalties import punish
from traceability.domain.cases import Ground
from traceability.schemas.case_files import CaseLineQuery
from traceability.schemas.cases import CaseDecision, CaseReason
from traceability.schemas.penalties import PenaltyCreate
from traceability.schemas.purchases import PurchaseCreate
from traceability.services import (
    case_files,
    decisions,
    delistings,
    label_approvals,
    penalties,
    penalty_forms,
    purchases,
)


def sell(city: City, batch: Any, amount: int = 200) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sent = shipping(batch.id, str(amount), "each", city.actors["canteen"].org_id)
    city.record("mill", sent | {"event_time": yesterday})
    bought = PurchaseCreate(
        batch_id=batch.id,
        amount=amount,
        unit="each",
        delivered_at=yesterday + timedelta(hours=2),
    )
    city.do("canteen", lambda work: purchases.record_purchase(work, bought))


def test_a_proposal_begins_with_what_the_records_show(city: City) -> None:
    mill = city.actors["mill"].org_id
    _, _, bags = city.release_rice()
    sell(city, bags)
    held = city.make_rice()[2]
    city.inspect(held.id, who="lab", verdict="fail", kind="supervision")
    punish(city, fine_10k_yuan="60")  # a huge fine is a serious penalty
    prepared = city.look("regulator", lambda work: case_files.prepare_case(work, mill))
    shown = {each.ground: each for each in prepared.grounds}
    assert list(shown) == [Ground.FAILED_TEST]
    [by_rule] = prepared.open_cases  # the rule that looks at penalties was quicker
    assert (by_rule.ground, by_rule.is_by_rule) == (Ground.SERIOUS_PENALTY, True)
    why = CaseReason(reason="先核实")
    city.do("regulator", lambda work: delistings.withdraw_case(work, by_rule.id, why))
    prepared = city.look("regulator", lambda work: case_files.prepare_case(work, mill))
    shown = {each.ground: each for each in prepared.grounds}
    assert list(shown) == [Ground.SERIOUS_PENALTY, Ground.FAILED_TEST]
    assert "惠市监罚〔2026〕9号" in shown[Ground.SERIOUS_PENALTY].facts
    assert shown[Ground.SERIOUS_PENALTY].penalty_id is not None
    assert prepared.enterprise.short_name == "禾坪里米业"
    assert (prepared.reach.canteens, prepared.reach.mass_in_stock_g) == (1, 1_000_000)
    detail = city.look("regulator", lambda work: case_files.read_reach(work, mill))
    assert [each.lot for each in detail.batches] == [held.lot, bags.lot]
    [canteen] = detail.canteens
    assert (canteen.lots[0].lot, canteen.mass_in_stock_g) == (bags.lot, 1_000_000)
    refused(
        "standing.not_an_enterprise",
        city.look,
        "regulator",
        lambda work: case_files.prepare_case(work, city.actors["canteen"].org_id),
    )


def test_who_saw_less_than_there_is_now_is_asked_again(city: City) -> None:
    _, _, bags = city.release_rice()
    case = propose(city, "mill", decision_no="惠市监移〔2026〕8号")
    assert case.decision_no == "惠市监移〔2026〕8号"
    serve(city, case.id)
    waive(city, case.id, "mill")
    seen = city.look("regulator2", lambda work: delistings.count_case(work, case.id)).now
    sell(city, bags)

    def confirm(reach: Any) -> Any:
        entered = CaseDecision(
            is_approved=True,
            reason="伪造检验报告",
            decision_no="惠市监移〔2026〕8号",
            reach_seen=reach.model_dump(),
        )
        return city.do("regulator2", lambda work: decisions.decide_case(work, case.id, entered))

    refused("case.reach_grew", confirm, seen)
    again = city.look("regulator2", lambda work: delistings.count_case(work, case.id))
    assert again.grown == ["canteens", "mass_in_stock_g"]
    assert confirm(again.now).state == "decided"


def test_a_case_file_names_its_people(city: City) -> None:
    case = strike_off(city)
    file = city.look("regulator", lambda work: case_files.read_case_file(work, case.id))
    assert file.first_person == city.actors["regulator"].user_id
    assert set(file.people.values()) == {"李四光"}
    assert len(file.people) == 3  # who proposed, who answered, who decided
    assert file.enterprise.standing == "delisted"


def test_cases_are_listed_with_their_enterprises(city: City) -> None:
    first = propose(city, "rival")
    second = propose(city, "mill")
    city.do(
        "regulator",
        lambda work: delistings.withdraw_case(work, first.id, CaseReason(reason="事实不清")),
    )

    def ids(**asked: Any) -> list[Any]:
        query = CaseLineQuery.model_validate(asked)
        page = city.look("regulator", lambda work: case_files.list_case_lines(work, query))
        count = city.look("regulator", lambda work: case_files.count_case_lines(work, query))
        assert count == len(page.items)
        return [each.id for each in page.items]

    assert ids() == [second.id, first.id]
    assert ids(newest_first=False) == [first.id, second.id]
    assert ids(is_open=True) == [second.id]
    assert ids(q="榕岸") == [first.id]
    assert ids(q=city.actors["mill"].uscc.lower()) == [second.id]
    assert ids(is_relisting=True) == []


def test_a_penalty_begins_with_its_report_and_the_next_number(city: City) -> None:
    held = city.make_rice()[2]
    report = city.inspect(held.id, who="lab", verdict="fail", kind="supervision")
    punish(city, party="rival")
    draft = city.look(
        "regulator", lambda work: penalty_forms.prepare_penalty(work, None, report.id)
    )
    assert draft.organization_id == city.actors["mill"].org_id
    assert draft.values["decision_no"] == "惠市监罚〔2026〕10号"
    assert report.report_no in draft.values["violation_facts"]
    assert "第一百二十四条" in draft.values["legal_basis"]
    assert draft.values["legal_representative"] == ""
    said = draft.values | {
        "legal_representative": "陈大文",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款人民币50000元",
        "fine_10k_yuan": "5",
    }
    decision = PenaltyCreate.model_validate(said | {"inspection_id": draft.inspection_id})
    city.do("regulator", lambda work: penalties.record_penalty(work, decision, CIPHER))
    following = city.look(
        "regulator", lambda work: penalty_forms.prepare_penalty(work, draft.organization_id, None)
    )
    assert following.values["decision_no"] == "惠市监罚〔2026〕11号"
    assert following.values["legal_representative"] == "陈大文"


def test_nobody_else_prepares_anything(city: City) -> None:
    mill = city.actors["mill"].org_id
    for story in (
        lambda work: case_files.prepare_case(work, mill),
        lambda work: case_files.read_reach(work, mill),
        lambda work: penalty_forms.prepare_penalty(work, mill, None),
        lambda work: label_approvals.list_waiting(work, None, 10),
    ):
        refused("access.role", city.look, "mill", story)
