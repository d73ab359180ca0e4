"""How does an enterprise come back that was struck off, and what stays as it was?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.case_story import repair_penalty, strike_off
from tests.factories import CIPHER, SIGNED, City, line, refused, uscc_of
from traceability.domain.cases import CaseState
from traceability.schemas.cases import (
    CaseDecision,
    CasePublic,
    CaseReason,
    CommitmentCreate,
    RelistingCreate,
    SiteInspectionCreate,
)
from traceability.schemas.penalties import PenaltyCreate
from traceability.services import commitments, decisions, penalties, relistings
from traceability.storage.parties import probation_of
from traceability.storage.tables import StandingChange
from traceability.storage.work import Work

NOW = datetime.now(UTC)
THEN = NOW + timedelta(days=400)  # the twelve months are over


def propose(city: City, who: str = "regulator") -> CasePublic:
    entered = RelistingCreate(
        organization_id=city.actors["mill"].org_id, facts="整改完成，申请恢复入驻"
    )
    return city.do(who, lambda work: relistings.propose_relisting(work, entered), THEN)


def decide(city: City, case: CasePublic, who: str = "regulator2", **more: Any) -> CasePublic:
    said = {"is_approved": True, "reason": "整改验收合格", "decision_no": "惠市监恢〔2027〕1号"}
    entered = CaseDecision.model_validate(said | more)
    return city.do(who, lambda work: decisions.decide_relisting(work, case.id, entered), THEN)


def unmet(city: City, at: datetime = THEN, who: str = "mill") -> list[str]:
    mill = city.actors["mill"].org_id
    return city.do(who, lambda work: relistings.read_conditions(work, mill), at).unmet


def inspect_site(city: City, *, has_passed: bool, day: date) -> None:
    entered = SiteInspectionCreate(
        organization_id=city.actors["mill"].org_id,
        inspected_on=day,
        has_passed=has_passed,
        findings="现场核查",
        inspectors="王检查、李核验",
    )
    city.do("regulator", lambda work: relistings.record_site_inspection(work, entered), THEN)


def sign(city: City) -> None:
    entered = CommitmentCreate.model_validate(
        SIGNED | {"organization_id": city.actors["mill"].org_id, "signed_on": NOW.date()}
    )
    city.do("regulator", lambda work: commitments.record_commitment(work, entered))


def pack(city: City, verdict: str = "pass") -> Any:
    """Pack a new lot while nothing may be sold, and have an agency test it."""
    rice = city.add_batch(material="rice_indica", name="散米", quantity="1")
    bags = city.add_batch(product_id=city.add_product().id, quantity="10", unit="each")
    city.record("mill", {"step": "raw_intake", "lines": [line(rice.id, "1", "t")]})
    lines = [line(rice.id, "50", "kg", "input"), line(bags.id, "10", "each", "output")]
    city.record("mill", {"step": "filling", "lines": lines})
    city.inspect(bags.id, "lab", verdict, kind="commissioned")
    return bags


def punish(city: City) -> None:
    decision = PenaltyCreate.model_validate(
        {
            "organization_id": city.actors["mill"].org_id,
            "decision_no": "惠市监罚〔2026〕9号",
            "authority_name": "惠州市市场监督管理局",
            "authority_uscc": uscc_of(1, "11441300"),
            "violation_kind": "违反食品安全管理规定",
            "violation_facts": "伪造检验报告",
            "legal_basis": "食品安全法第一百二十六条",
            "penalty_kinds": "罚款",
            "penalty_content": "罚款五万元",
            "fine_10k_yuan": "5",
            "legal_representative": "陈大文",
            "decided_on": date(2026, 1, 5),
        }
    )
    city.do("regulator", lambda work: penalties.record_penalty(work, decision, CIPHER))


def test_every_condition_is_met_one_after_the_other(city: City) -> None:
    punish(city)
    strike_off(city, "mill")
    every = ["window", "penalty", "inspection", "batches", "commitment"]
    assert unmet(city, NOW + timedelta(days=1)) == every
    assert unmet(city) == every[1:]
    repair_penalty(city, None)
    assert unmet(city) == ["repair_no", *every[2:]]
    repair_penalty(city, "惠修〔2027〕1号")
    case = propose(city)
    refused("relisting.conditions_unmet", decide, city, case)
    inspect_site(city, has_passed=True, day=THEN.date() - timedelta(days=9))
    assert unmet(city) == ["batches", "commitment"]
    inspect_site(city, has_passed=False, day=THEN.date() - timedelta(days=3))
    assert unmet(city) == ["inspection", "batches", "commitment"]  # the newest one counts
    inspect_site(city, has_passed=True, day=THEN.date() - timedelta(days=2))
    clean = [pack(city).id for _ in range(3)]
    sign(city)
    assert unmet(city) == []
    refused("case.second_person", decide, city, case, "regulator")
    decided = decide(city, case)
    assert decided.state is CaseState.DECIDED

    def kept(work: Work) -> tuple[str, object]:
        change = work.session.get(StandingChange, decided.change_id)
        assert change is not None
        assert probation_of(work.session, change.org_id, THEN.date()) == change.probation_until
        assert change.probation_until is not None
        after = change.probation_until + timedelta(days=1)
        assert probation_of(work.session, change.org_id, after) is None
        return change.standing, change.case_id

    assert city.look("regulator", kept) == ("listed", case.id)
    assert len(clean) == 3


def test_a_lot_that_fails_breaks_the_row(sqlite_city: City) -> None:
    city = sqlite_city
    strike_off(city, "mill")
    inspect_site(city, has_passed=True, day=THEN.date())
    sign(city)
    for verdict, then in (
        ("pass", ["batches"]),
        ("fail", ["batches"]),
        ("pass", ["batches"]),
        ("pass", ["batches"]),
        ("pass", []),
        ("fail", ["batches"]),
    ):
        pack(city, verdict)
        assert unmet(city) == then


def test_lots_of_before_the_delisting_do_not_count(sqlite_city: City) -> None:
    city = sqlite_city
    for _ in range(3):
        pack(city)
    strike_off(city, "mill")
    assert "batches" in unmet(city)


def test_a_relisting_is_for_who_was_struck_off_and_can_be_turned_down(sqlite_city: City) -> None:
    city = sqlite_city
    refused("case.not_delisted", propose, city)
    refused("case.not_delisted", unmet, city)
    delisting = strike_off(city, "mill")
    case = propose(city)
    refused("case.not_found", decide, city, delisting)
    refused("case.open_already", propose, city)
    refused("organization.not_found", unmet, city, THEN, "rival")
    assert decide(city, case, is_approved=False).state is CaseState.REJECTED
    again = propose(city)
    withdrawal = CaseReason(reason="材料不全")
    withdrawn = city.do(
        "regulator", lambda w: relistings.withdraw_relisting(w, again.id, withdrawal)
    )
    assert withdrawn.state is CaseState.WITHDRAWN
    seen = city.look("mill", lambda work: relistings.list_relistings(work, None, None, 50))
    assert [each.state for each in seen.items] == [CaseState.REJECTED, CaseState.WITHDRAWN]
    read = city.look("mill", lambda work: relistings.read_relisting(work, again.id))
    assert [step.kind.value for step in read.steps] == ["proposal", "withdrawal"]
    tomorrow = THEN.date() + timedelta(days=1)
    refused("site_inspection.in_the_future", inspect_site, city, has_passed=True, day=tomorrow)
