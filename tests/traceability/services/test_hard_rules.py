"""Which records open a case by themselves, and what keeps it from being decided too soon?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.case_story import decide, propose, serve, strike_off, waive
from tests.factories import CIPHER, City, refused, uscc_of
from traceability.domain.cases import CaseState, Ground
from traceability.domain.kinds import Standing
from traceability.schemas.cases import CasePublic
from traceability.schemas.inspections import RetestCreate
from traceability.schemas.penalties import PenaltyCreate
from traceability.services import delistings, penalties, retests
from traceability.services.delistings import CaseQuery
from traceability.storage.hard_rules import propose_low_grade
from traceability.storage.parties import standing_of

SUPERVISED: dict[str, Any] = {"kind": "supervision"}


def cases(city: City) -> list[CasePublic]:
    return city.look(
        "regulator", lambda work: delistings.list_cases(work, CaseQuery(), None, 50)
    ).items


def fail(city: City, **more: Any) -> Any:
    """Let rice of the mill be sampled officially, and fail in cadmium."""
    bags = city.release_rice()[2]
    return city.inspect(bags.id, "lab", "fail", **(SUPERVISED | more))


def test_two_failures_of_two_lots_propose_once(city: City) -> None:
    fail(city)
    assert cases(city) == []
    second = fail(city)
    [case] = cases(city)
    assert (case.ground, case.is_by_rule) == (Ground.REPEATED_FAILURES, True)
    assert second.report_no in case.facts
    fail(city)
    assert len(cases(city)) == 1  # one open case of a ground


def test_a_case_of_failures_waits_for_the_retest_and_falls_with_it(city: City) -> None:
    fail(city)
    second = fail(city)
    [case] = cases(city)
    serve(city, case.id)
    waive(city, case.id, "mill")
    refused("case.second_person", decide, city, case.id, "regulator")
    refused("case.not_confirmed", decide, city, case.id)  # both can still be contested
    contest = RetestCreate(
        inspection_id=second.id, agency_id=city.actors["lab2"].org_id, reason="有异议"
    )
    city.do("mill", lambda work: retests.request_retest(work, contest))
    later = datetime.now(UTC) + timedelta(days=40)
    refused("case.not_confirmed", decide, city, case.id, at=later)
    city.inspect(second.batch_id, "lab2", replaces_id=second.id, **SUPERVISED)
    refused("case.not_confirmed", decide, city, case.id, at=later)  # one is left
    fail(city)
    later += timedelta(days=1)
    assert decide(city, case.id, at=later).state is CaseState.DECIDED


@pytest.mark.parametrize("kind", ["commissioned", "type"])
def test_what_is_not_official_proposes_nothing(sqlite_city: City, kind: str) -> None:
    for _ in range(2):
        fail(sqlite_city, kind=kind)
    assert cases(sqlite_city) == []


def punish(city: City, **more: Any) -> None:
    said = {
        "organization_id": city.actors["mill"].org_id,
        "decision_no": f"惠市监罚〔2026〕{city.number()}号",
        "authority_name": "惠州市市场监督管理局",
        "authority_uscc": uscc_of(1, "11441300"),
        "violation_kind": "违反食品安全管理规定",
        "violation_facts": "使用非食品原料",
        "legal_basis": "食品安全法第一百二十三条",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款五万元",
        "fine_10k_yuan": "5",
        "legal_representative": "陈大文",
        "decided_on": date(2026, 1, 5),
    }
    decision = PenaltyCreate.model_validate(said | more)
    city.do("regulator", lambda work: penalties.record_penalty(work, decision, CIPHER))


def test_a_revoked_licence_proposes_and_names_its_penalty(city: City) -> None:
    punish(city)
    assert cases(city) == []
    punish(
        city, penalty_kinds="罚款;吊销许可证件", revoked_licence="食品生产许可证 SC10144132201376"
    )
    [case] = cases(city)
    assert case.ground is Ground.LICENCE_REVOKED
    assert case.penalty_id is not None
    assert case.basis == "食品安全法第一百二十三条"


def test_ninety_days_with_grade_d_propose(sqlite_city: City) -> None:
    city = sqlite_city
    mill, today = city.actors["mill"].org_id, datetime.now(UTC).date()
    for days, expected in ((80, 0), (95, 1), (96, 1)):
        since = today - timedelta(days=days)
        city.do("admin", lambda work, since=since: propose_low_grade(work, mill, since))
        assert len(cases(city)) == expected


def test_who_was_struck_off_is_proposed_no_more(sqlite_city: City) -> None:
    city = sqlite_city
    fail(city)
    second = city.release_rice()[2]
    strike_off(city, "mill")
    city.inspect(second.id, "lab", "fail", **SUPERVISED)
    assert [case.state for case in cases(city)] == [CaseState.DECIDED]


def test_a_rule_proposes_beside_a_case_of_another_ground(sqlite_city: City) -> None:
    city = sqlite_city
    propose(city, "mill")
    fail(city)
    fail(city)
    grounds = {case.ground for case in cases(city)}
    assert grounds == {Ground.FORGED_RECORD, Ground.REPEATED_FAILURES}
    mill = city.actors["mill"].org_id
    standing = city.look("regulator", lambda work: standing_of(work.session, mill))
    assert standing is Standing.LISTED  # a proposal changes nothing
