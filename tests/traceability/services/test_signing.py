"""How does a report come to count: judged on entry, signed by a second person, never changed?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from tests.factories import City, refused, status_of
from traceability.domain.access import system_actor
from traceability.domain.errors import FaultsError
from traceability.domain.kinds import BatchStatus, ReportState, ResultVerdict
from traceability.schemas.inspections import InspectionQuery, SignaturesCreate, WithdrawalCreate
from traceability.schemas.limits import LimitCorrection
from traceability.services import inspections, limits
from traceability.storage.tables import LimitRecord, Organization

SUPERVISED: dict[str, Any] = {"kind": "supervision"}


def withdraw(city: City, report_id: Any, who: str = "lab") -> Any:
    entered = WithdrawalCreate(reason="样品编号录错")
    return city.do(who, lambda work: inspections.withdraw_inspection(work, report_id, entered))


def seen(city: City, who: str, **chosen: Any) -> list[str]:
    query = InspectionQuery(**chosen)
    page = city.look(who, lambda work: inspections.list_inspections(work, query))
    return [report.report_no for report in page.items]


def test_a_failing_report_holds_the_batch_when_the_second_person_signs(city: City) -> None:
    _, _, bags = city.release_rice()
    entered = city.enter_report(bags.id, "lab", "fail", report_no="S-1", **SUPERVISED)
    assert (entered.state, entered.verdict) == (ReportState.ENTERED, ResultVerdict.FAIL)
    assert status_of(city, bags.id) is BatchStatus.RELEASED
    assert "S-1" not in seen(city, "mill") + seen(city, "regulator")
    refused("inspection.second_person", city.sign, entered.id, "lab")
    refused("inspection.not_found", city.sign, entered.id, "lab2")
    signed = city.sign(entered.id)
    assert signed.state is ReportState.SIGNED
    assert signed.signed_by == city.actors["lab_signer"].user_id
    assert signed.cma_no == "20260101001"
    assert status_of(city, bags.id) is BatchStatus.HELD
    assert seen(city, "regulator", open=True) == ["S-1"]
    refused("inspection.not_open", city.sign, entered.id)
    refused("inspection.not_open", withdraw, city, entered.id)


def test_a_mistake_is_withdrawn_before_it_is_signed_and_its_number_is_free(city: City) -> None:
    _, _, bags = city.make_rice()
    wrong = city.enter_report(bags.id, "lab", report_no="S-1", **SUPERVISED)
    refused("inspection.report_taken", city.enter_report, bags.id, "lab", report_no="S-1")
    withdrawn = withdraw(city, wrong.id, "lab_signer")
    assert (withdrawn.state, withdrawn.withdrawn_reason) == (
        ReportState.WITHDRAWN,
        "样品编号录错",
    )
    refused("inspection.not_open", city.sign, wrong.id)
    again = city.enter_report(bags.id, "lab", report_no="S-1", **SUPERVISED)
    assert city.sign(again.id).state is ReportState.SIGNED


def test_a_correction_is_a_new_report_that_names_the_first(city: City) -> None:
    _, _, bags = city.make_rice()
    first = city.enter_report(bags.id, "lab", "fail", **SUPERVISED)
    refused("inspection.not_signed", city.enter_report, bags.id, "lab", replaces_id=first.id)
    city.sign(first.id)
    second = city.inspect(bags.id, "lab", replaces_id=first.id, **SUPERVISED)
    assert (second.replaces_id, second.succession) == (first.id, "correction")
    third = {"replaces_id": first.id, **SUPERVISED}
    refused("inspection.replaced_already", city.enter_report, bags.id, "lab", **third)
    refused("inspection.not_yours", city.enter_report, bags.id, "lab2", replaces_id=second.id)


def test_an_enterprise_may_let_a_colleague_sign(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.make_rice()
    waiting = city.enter_report(bags.id, sign=False)
    assert waiting.state is ReportState.ENTERED
    assert city.sign(waiting.id, "mill").state is ReportState.SIGNED
    assert city.enter_report(bags.id).state is ReportState.SIGNED


def test_several_reports_are_signed_at_once_or_none(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.make_rice()
    made = [city.enter_report(bags.id, "lab", **SUPERVISED).id for _ in range(3)]

    def sign(ids: list[Any]) -> Any:
        chosen = SignaturesCreate(ids=ids)
        return city.do("lab_signer", lambda work: inspections.sign_inspections(work, chosen))

    refused("inspection.not_found", sign, [*made, uuid4()])
    assert len(seen(city, "lab", state=ReportState.SIGNED)) == 0
    assert len(sign(made).items) == 3


def test_an_agency_signs_only_while_its_accreditation_lasts(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.make_rice()
    report = city.enter_report(bags.id, "lab", **SUPERVISED)

    def expire(work: Any) -> None:
        agency = work.session.exec(
            select(Organization).where(Organization.id == city.actors["lab"].org_id)
        ).one()
        yesterday = datetime.now(UTC).date() - timedelta(days=2)
        work.change(agency, cma_valid_until=yesterday)

    city.do(system_actor(), expire)
    refused("inspection.accreditation_expired", city.sign, report.id)


def test_a_sample_of_the_authority_is_described_in_full(sqlite_city: City) -> None:
    bags = sqlite_city.make_rice()[2]
    for gap in ("sampled_by", "sampled_place", "sampled_amount"):
        refused(
            "inspection.sample_incomplete",
            sqlite_city.enter_report,
            bags.id,
            "lab",
            **SUPERVISED,
            **{gap: None},
        )


def test_nobody_types_a_verdict(sqlite_city: City) -> None:
    bags = sqlite_city.make_rice()[2]
    typed = {"parameter": "cd", "value": "0.9", "unit": "mg/kg", "verdict": "pass"}
    with pytest.raises(ValidationError, match="verdict"):
        sqlite_city.enter_report(bags.id, results=[typed])


def test_what_cannot_be_judged_is_refused_line_by_line(sqlite_city: City) -> None:
    bags = sqlite_city.make_rice()[2]
    results = [
        {"parameter": "cd", "value": "0,05", "unit": "mg/kg"},
        {"parameter": "pb", "value": "0.05", "unit": "mg/kg"},
    ]
    with pytest.raises(FaultsError) as caught:
        sqlite_city.enter_report(bags.id, results=results)
    assert [fault.field for fault in caught.value.faults] == ["results.0.value"]
    assert "逗号" in caught.value.faults[0].zh
    high = [{"parameter": "cd", "value": "未检出", "unit": "mg/kg", "detection_limit": "0.3"}]
    with pytest.raises(FaultsError) as caught:
        sqlite_city.enter_report(bags.id, results=high)
    assert caught.value.faults[0].code == "limits.detection_limit_high"


def test_the_limit_is_kept_as_it_stood(city: City) -> None:
    bags = city.make_rice()[2]
    report = city.inspect(bags.id, "lab", "fail", **SUPERVISED)
    (cadmium,) = report.results
    assert (cadmium.operator, cadmium.limit_value, cadmium.limit_standard) == (
        "<=",
        "0.2",
        "GB 2762-2025" if city.day >= datetime(2026, 9, 2).date() else "GB 2762-2022",  # noqa: DTZ001
    )
    assert cadmium.limit_clause
    assert cadmium.judgements[0]["message_zh"].startswith("镉")
    assert report.basis == cadmium.limit_standard


def test_a_limit_that_changed_before_the_signature_asks_for_a_new_entry(sqlite_city: City) -> None:
    city = sqlite_city
    bags = city.make_rice()[2]
    report = city.enter_report(bags.id, "lab", **SUPERVISED)
    with Session(city.engine) as session:
        ids = session.exec(select(LimitRecord.id)).all()
    correction = LimitCorrection(value="0.04", reason="演示更正")

    def tighten(work: Any) -> None:
        for limit_id in ids:
            limits.correct_limit(work, limit_id, correction)

    city.do("regulator", tighten)
    refused("inspection.limits_changed", city.sign, report.id)
    withdraw(city, report.id)
    assert city.enter_report(bags.id, "lab", **SUPERVISED).verdict is ResultVerdict.FAIL


def test_a_raw_lot_is_judged_by_what_the_report_says_of_it(sqlite_city: City) -> None:
    city = sqlite_city
    paddy, _, bags = city.make_rice()
    report = city.inspect(paddy.id, "lab", grade="二等", **SUPERVISED)
    assert (report.food_category, report.grade) == ("paddy_indica", "二等")
    refused("inspection.product_decides", city.enter_report, bags.id, "lab", grade="二级")
    city.inspect(paddy.id, "lab", "fail", **SUPERVISED)
    assert status_of(city, paddy.id) is BatchStatus.HELD
