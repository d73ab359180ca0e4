"""Reports, labels, purchases, penalties and the log: what is taken down, and who may read it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from consumer_web.tables import PublishedCodes, SuspectCode
from tests.factories import CODE_KEYS, ORIGIN, City, shipping
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import ResultVerdict
from traceability.schemas.batches import HoldCreate
from traceability.schemas.inspections import InspectionQuery
from traceability.schemas.labels import LabelJobCreate, LabelJobPublic
from traceability.schemas.purchases import PurchaseCreate, PurchasePublic
from traceability.schemas.trade import LogEntryPublic, SuspicionCreate
from traceability.services import (
    batches,
    inspections,
    labels,
    lifecycle,
    log,
    purchases,
)


def test_a_report_is_as_bad_as_its_worst_result_and_belongs_to_its_author(city: City) -> None:
    _, _, bags = city.make_rice()
    good = city.inspect(bags.id, report_no="R-1")
    bad = city.inspect(bags.id, "lab", "fail", kind="supervision", report_no="R-1")
    assert (good.verdict, bad.verdict) == (ResultVerdict.PASS, ResultVerdict.FAIL)
    with pytest.raises(ConflictError, match="report_taken"):
        city.inspect(bags.id, report_no="R-1")
    with pytest.raises(ForbiddenError, match="kind_not_yours"):
        city.inspect(bags.id, kind="supervision")
    with pytest.raises(ForbiddenError, match=r"batch\.not_yours"):
        city.inspect(bags.id, "rival")
    with pytest.raises(ForbiddenError, match=r"inspection\.not_yours"):
        city.inspect(bags.id, replaces_id=bad.id)
    with pytest.raises(NotFoundError, match=r"inspection\.not_found"):
        city.inspect(bags.id, replaces_id=uuid4())
    tomorrow = civil_date(datetime.now(UTC)) + timedelta(days=1)
    with pytest.raises(RuleError, match="in_the_future"):
        city.inspect(bags.id, reported_on=tomorrow)
    of_bags = InspectionQuery(batch_id=bags.id)
    seen = {
        who: len(city.look(who, lambda w: inspections.list_inspections(w, of_bags)).items)
        for who in ("mill", "lab", "rival", "canteen", "regulator")
    }
    assert seen == {"mill": 2, "lab": 1, "rival": 0, "canteen": 0, "regulator": 2}
    with pytest.raises(NotFoundError):
        city.look("rival", lambda work: inspections.read_inspection(work, good.id))


@pytest.mark.parametrize(("value", "is_none"), [("未检出", True), ("<0.01", True), ("0.02", False)])
def test_a_value_below_detection_is_kept_as_such(
    sqlite_city: City, value: str, is_none: bool
) -> None:
    result = {"parameter": "pb", "value": value, "unit": "mg/kg", "detection_limit": "0.01"}
    report = sqlite_city.inspect(sqlite_city.add_batch().id, results=[result])
    assert (report.results[0].value, report.results[0].is_not_detected) == (value, is_none)


def order(city: City, batch_id: UUID, who: str = "mill", **more: Any) -> LabelJobPublic:
    said = {"batch_id": batch_id, "count": 3, "is_serialised": True}
    entered = LabelJobCreate.model_validate(said | more)
    return city.do(who, lambda work: labels.order_labels(work, entered))


def codes(city: City, job_id: UUID, first: int = 0) -> list[str]:
    return city.look("mill", lambda w: labels.list_codes(w, job_id, CODE_KEYS, first, 100)).items


def test_package_codes_are_given_out_once(city: City) -> None:
    _, _, bags = city.release_rice()
    jobs = [order(city, bags.id) for _ in range(3)]
    assert [job.job_no for job in jobs] == [1, 2, 3]
    given = [code for job in jobs for code in codes(city, job.id)]
    assert len(set(given)) == 9
    assert codes(city, jobs[0].id, first=1) == given[1:3]
    row = city.look("regulator", lambda w: w.session.get(PublishedCodes, (2, ORIGIN)).count)
    assert row == 3
    plain = order(city, bags.id, is_serialised=False)
    with pytest.raises(RuleError, match="not_serialised"):
        codes(city, plain.id)
    with pytest.raises(NotFoundError):
        city.look("rival", lambda work: labels.read_label_job(work, jobs[0].id))
    mine = city.look("mill", lambda work: labels.list_label_jobs(work, None, 50)).items
    assert [job.id for job in mine] == [job.id for job in (*jobs, plain)]


def test_no_labels_but_for_a_released_batch_of_ones_own(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.make_rice()
    for story in (lambda: order(city, bags.id), lambda: read_label(city, bags.id)):
        with pytest.raises(RuleError, match="not_released"):
            story()
    city.inspect(bags.id)
    city.do("mill", lambda work: lifecycle.release_batch(work, bags.id))
    assert read_label(city, bags.id).lot == bags.lot
    with pytest.raises(ForbiddenError):
        order(city, bags.id, "rival")
    city.do("mill", lambda work: lifecycle.hold_batch(work, bags.id, HoldCreate(reason="查")))
    with pytest.raises(RuleError, match="not_released"):
        order(city, bags.id)


def read_label(city: City, batch_id: UUID) -> Any:
    return city.do("mill", lambda work: labels.read_label(work, batch_id))


def test_a_copied_code_is_flagged_once_and_only_if_it_was_issued(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    job = order(city, bags.id)
    code = codes(city, job.id)[1]

    def flag(text: str) -> None:
        finding = SuspicionCreate(
            code=text, scans=90, places=12, since=datetime.now(UTC), reason="异地扫码"
        )
        city.do("regulator", lambda work: labels.flag_code(work, finding, CODE_KEYS))

    flag(code.lower())
    assert city.look("regulator", lambda w: w.session.get(SuspectCode, (code, ORIGIN)).scans) == 90
    with pytest.raises(ConflictError, match="flagged_already"):
        flag(code)
    with pytest.raises(RuleError, match=r"code\.check"):
        flag(code[:-1] + ("0" if code[-1] != "0" else "1"))
    with pytest.raises(NotFoundError, match="not_issued"):
        flag("0" * 16)


def buy(city: City, batch_id: UUID, who: str = "canteen", **more: Any) -> PurchasePublic:
    said = {"batch_id": batch_id, "amount": "10", "unit": "each", "price_fen": 31_000}
    said |= {"delivered_at": datetime.now(UTC), "checked_by": "孙食堂"}
    entered = PurchaseCreate.model_validate(said | more)
    return city.do(who, lambda work: purchases.record_purchase(work, entered))


@pytest.mark.parametrize(
    ("acceptance", "stock", "on_the_way", "used"),
    [("accepted", 10, 0, 0), ("returned", 0, 10, 0), ("destroyed", 0, 0, 10)],
)
def test_a_delivery_is_accepted_sent_back_or_destroyed(
    city: City, acceptance: str, stock: int, on_the_way: int, used: int
) -> None:
    _, _, bags = city.release_rice()
    canteen, mill = city.actors["canteen"].org_id, city.actors["mill"].org_id
    city.record("mill", shipping(bags.id, "10", "each", canteen))
    bought = buy(city, bags.id, acceptance=acceptance)
    assert bought.verdict_seen == "genuine"
    assert len(bought.inspection_ids) == 1
    balance = city.look("mill", lambda work: batches.read_balance(work, bags.id))
    assert {h.organization_id: h.amount for h in balance.stock}.get(canteen, 0) == stock
    assert {h.organization_id: h.amount for h in balance.on_the_way}.get(mill, 0) == on_the_way
    assert balance.used == used


def test_goods_that_nothing_vouches_for_are_not_accepted(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    with pytest.raises(NotFoundError):
        buy(city, bags.id)
    city.record("mill", shipping(bags.id, "10", "each", city.actors["canteen"].org_id))
    with pytest.raises(RuleError, match="not_on_the_way"):
        buy(city, bags.id, amount="11")
    with pytest.raises(ForbiddenError):
        buy(city, bags.id, "mill")
    city.do("mill", lambda work: lifecycle.hold_batch(work, bags.id, HoldCreate(reason="查")))
    with pytest.raises(RuleError, match="not_acceptable"):
        buy(city, bags.id)
    assert buy(city, bags.id, acceptance="returned").verdict_seen == "held"


def test_the_price_is_kept_from_the_maker_and_the_ledger_from_others(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.record("mill", shipping(bags.id, "10", "each", city.actors["canteen"].org_id))
    bought = buy(city, bags.id)
    prices = {
        who: [
            item.price_fen
            for item in city.look(who, lambda w: purchases.list_purchases(w, None, 50)).items
        ]
        for who in ("canteen", "mill", "rival", "regulator")
    }
    assert prices == {"canteen": [31_000], "mill": [None], "rival": [], "regulator": [31_000]}
    read = city.look("mill", lambda work: purchases.read_purchase(work, bought.id))
    assert read.price_fen is None
    with pytest.raises(NotFoundError):
        city.look("rival", lambda work: purchases.read_purchase(work, bought.id))


def entries(city: City, who: str, record_id: UUID) -> list[LogEntryPublic]:
    return city.look(who, lambda work: log.read_log(work, str(record_id), None, 50)).items


def test_each_revision_is_in_the_log_for_its_owner_and_the_authority(city: City) -> None:
    _, _, bags = city.release_rice()
    told = entries(city, "mill", bags.id)
    said = [(entry.public or {})["status"] for entry in told]
    assert ([entry.revision for entry in told], said) == ([1, 2], ["draft", "released"])
    assert {entry.author_user_id for entry in told} == {city.actors["mill"].user_id}
    assert [e.leaf_hash for e in entries(city, "regulator", bags.id)] == [e.leaf_hash for e in told]
    assert entries(city, "rival", bags.id) == []
    with pytest.raises(ForbiddenError):
        entries(city, "admin", bags.id)


def test_trade_and_personal_parts_are_opened_to_those_whom_they_concern(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.record("mill", shipping(bags.id, "10", "each", city.actors["canteen"].org_id))
    bought = buy(city, bags.id)
    parts = {
        who: [(e.trade is not None, e.personal is not None) for e in entries(city, who, bought.id)]
        for who in ("canteen", "mill", "rival", "regulator")
    }
    assert parts == {
        "canteen": [(True, True)],
        "mill": [(False, False)],
        "rival": [],
        "regulator": [(True, False)],
    }
    (entry,) = entries(city, "mill", bought.id)
    assert "price_fen" not in (entry.public or {})
    assert "checked_by" not in (entry.public or {})
