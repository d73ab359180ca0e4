"""An enterprise contests a failing report: another agency tests again, and that decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.factories import City, refused, status_of
from traceability.domain.kinds import BatchStatus, RetestState, Succession
from traceability.publishing.settling import settle
from traceability.schemas.batches import HoldCreate
from traceability.schemas.inspections import InspectionPublic, RetestCreate, RetestPublic
from traceability.services import inspections, lifecycle, retests
from traceability.storage.work import transaction

SUPERVISED: dict[str, Any] = {"kind": "supervision"}


def contest(city: City, report_id: UUID, agency: str = "lab2", who: str = "mill") -> RetestPublic:
    entered = RetestCreate(
        inspection_id=report_id,
        agency_id=city.actors[agency].org_id,
        reason="对检验结论有异议",
    )
    return city.do(who, lambda work: retests.request_retest(work, entered))


def failed_rice(city: City) -> tuple[Any, InspectionPublic]:
    _, _, bags = city.release_rice()
    return bags, city.inspect(bags.id, "lab", "fail", **SUPERVISED)


def test_a_passed_retest_frees_the_batch_and_both_reports_stay(city: City) -> None:
    bags, failed = failed_rice(city)
    assert status_of(city, bags.id) is BatchStatus.HELD
    request = contest(city, failed.id)
    assert request.state is RetestState.REQUESTED
    retest = city.enter_report(bags.id, "lab2", replaces_id=failed.id, **SUPERVISED)
    assert retest.succession is Succession.RETEST
    assert status_of(city, bags.id) is BatchStatus.HELD  # nothing counts before it is signed
    city.sign(retest.id, "lab2_signer")
    assert status_of(city, bags.id) is BatchStatus.RELEASED
    listed = city.look("mill", lambda work: retests.list_retests(work, None, 50))
    assert [(r.state, r.decided_by_id) for r in listed.items] == [(RetestState.DECIDED, retest.id)]
    for report in (failed, retest):
        shown = city.look("mill", lambda work, r=report: inspections.read_inspection(work, r.id))
        assert shown.verdict is report.verdict


def test_a_failed_retest_keeps_the_batch_held(city: City) -> None:
    bags, failed = failed_rice(city)
    contest(city, failed.id)
    city.inspect(bags.id, "lab2", "fail", replaces_id=failed.id, **SUPERVISED)
    assert status_of(city, bags.id) is BatchStatus.HELD
    refused("retest.asked_already", contest, city, failed.id)


def test_a_hold_for_another_reason_outlives_the_retest(sqlite_city: City) -> None:
    city = sqlite_city
    bags, failed = failed_rice(city)
    order = HoldCreate(reason="投诉核查")
    city.do("regulator", lambda work: lifecycle.hold_batch(work, bags.id, order))
    contest(city, failed.id)
    city.inspect(bags.id, "lab2", replaces_id=failed.id, **SUPERVISED)
    assert status_of(city, bags.id) is BatchStatus.HELD


def test_another_failing_report_outlives_the_retest_of_the_first(sqlite_city: City) -> None:
    city = sqlite_city
    bags, failed = failed_rice(city)
    city.inspect(bags.id, "lab", "fail", **SUPERVISED)
    contest(city, failed.id)
    city.inspect(bags.id, "lab2", replaces_id=failed.id, **SUPERVISED)
    assert status_of(city, bags.id) is BatchStatus.HELD


def test_who_may_ask_whom_for_what(city: City) -> None:
    bags, failed = failed_rice(city)
    refused("inspection.not_found", contest, city, failed.id, who="rival")
    refused("inspection.not_found", contest, city, uuid4())
    refused("access.role", contest, city, failed.id, who="lab2")
    refused("retest.same_agency", contest, city, failed.id, agency="lab")
    refused("retest.no_agency", contest, city, failed.id, agency="canteen")
    passed = city.inspect(bags.id, "lab", **SUPERVISED)
    refused("retest.nothing_failed", contest, city, passed.id)
    own = city.inspect(bags.id, "mill", "fail")
    refused("retest.nothing_failed", contest, city, own.id)


def test_an_agency_that_was_not_asked_cannot_decide(city: City) -> None:
    bags, failed = failed_rice(city)
    said = {"replaces_id": failed.id, **SUPERVISED}
    refused("inspection.not_yours", city.enter_report, bags.id, "lab2", **said)
    contest(city, failed.id)
    seen = city.look("lab2", lambda work: inspections.read_inspection(work, failed.id))
    assert seen.report_no == failed.report_no  # whoever tests again may read what failed
    other = [{"parameter": "pb", "value": "0.01", "unit": "mg/kg"}]
    refused("retest.items_missing", city.enter_report, bags.id, "lab2", results=other, **said)


def test_seven_working_days_and_no_longer(sqlite_city: City) -> None:
    city = sqlite_city
    _, failed = failed_rice(city)
    entered = RetestCreate(
        inspection_id=failed.id, agency_id=city.actors["lab2"].org_id, reason="有异议"
    )
    late = datetime.now(UTC) + timedelta(days=60)

    def ask() -> None:
        with transaction(city.engine, city.actors["mill"], late, "441300") as work:
            retests.request_retest(work, entered)
            settle(work)

    refused("retest.too_late", ask)
