"""What does the public read, and what does it never read?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from consumer_web.document import TraceDocument
from consumer_web.tables import PublishedProduct, PublishedStanding, PublishedTrace
from tests.factories import City, line, milling, shipping
from traceability.domain.kinds import OrganizationKind, Role
from traceability.publishing.journey import mask_plate
from traceability.schemas.batches import BatchPublic, HoldCreate, LiftCreate, RecallCreate
from traceability.schemas.events import CorrectionCreate
from traceability.schemas.purchases import PurchaseCreate
from traceability.services import corrections, lifecycle, purchases
from traceability.storage.work import Work

SHOP = "惠州市丰裕超市有限公司"
PLANTED = {
    "contact's name": "张三丰",
    "contact's phone": "13812345678",
    "user's name": "李四光",
    "driver": "王司机",
    "driver's phone": "13987654321",
    "handler": "赵仓管",
    "sampler": "钱抽样",
    "checker": "孙食堂",
    "second checker": "周复核",
    "price": "987654",
    "customer": "河南岸第一小学食堂",
    "trading customer": SHOP,
    "outside customer": "东莞市石龙镇某粮油店",
    "order": "PO-778899",
    "plate": "粤L88888",
    "site of a customer": "丰裕超市后仓",
}


def text_of(city: City, batch: BatchPublic) -> str:
    def story(work: Work) -> str:
        row = work.session.get(PublishedTrace, (batch.gtin, batch.lot, work.origin))
        assert row is not None
        return row.document_text

    return city.look("regulator", story)


def page_of(city: City, batch: BatchPublic) -> TraceDocument:
    return TraceDocument.model_validate_json(text_of(city, batch))


def published_texts(city: City) -> str:
    def story(work: Work) -> str:
        rows: list[Any] = []
        for model in (PublishedTrace, PublishedProduct, PublishedStanding):
            rows += work.session.exec(select(model)).all()
        return "\n".join(str(row.model_dump()) for row in rows)

    return city.look("regulator", story)


def org(city: City, who: str) -> UUID:
    return city.actors[who].org_id


@pytest.fixture
def planted(sqlite_city: City) -> tuple[City, BatchPublic]:
    """Give a city in which everything that must stay inside was written down."""
    city = sqlite_city
    _, _, bags = city.make_rice()
    city.add_user(city.add_organization(OrganizationKind.ENTERPRISE, SHOP), Role.ENTERPRISE, "shop")
    back_store = city.add_site("shop", "shop", "丰裕超市后仓")
    city.inspect(bags.id, sampled_by="钱抽样")
    released = city.do("mill", lambda work: lifecycle.release_batch(work, bags.id))
    more: dict[str, Any] = {
        "handlers": {"driver": "王司机", "driver_phone": "13987654321", "handler": "赵仓管"},
        "documents": [{"type": "po", "number": "PO-778899"}],
        "attributes": {"vehicle_plate": "粤L88888", "price": "987654"},
    }
    outside = shipping(bags.id, "10", "each", org(city, "shop"))
    outside["parties"] = [{"side": "destination", "name": "东莞市石龙镇某粮油店"}]
    city.record(
        "mill",
        shipping(bags.id, "100", "each", org(city, "canteen")) | more,
        shipping(bags.id, "50", "each", org(city, "shop")) | more,
        outside | more,
    )
    received = {"step": "receiving", "lines": [line(bags.id, "50", "each")]}
    city.record("shop", received | {"site_id": back_store, "location_id": back_store})
    bought = PurchaseCreate(
        batch_id=bags.id,
        amount="100",
        unit="each",
        delivered_at=datetime.now(UTC),
        price_fen=987654,
        checked_by="孙食堂",
        second_checked_by="周复核",
    )
    city.do("canteen", lambda work: purchases.record_purchase(work, bought))
    return city, released


def test_nothing_that_must_stay_inside_is_published(planted: tuple[City, BatchPublic]) -> None:
    city, bags = planted
    texts = published_texts(city)
    assert bags.lot in texts
    assert {what for what, value in PLANTED.items() if value in texts} == set()


def test_customers_are_told_by_kind_and_district(planted: tuple[City, BatchPublic]) -> None:
    city, bags = planted
    shipped = [event for event in page_of(city, bags).events if event.step == "shipping"]
    assert [event.destination.zh for event in shipped if event.destination] == [
        "学校食堂（博罗县）",
        "粮油企业（博罗县）",
        "系统外的客户",
    ]
    received = [event for event in page_of(city, bags).events if event.step == "receiving"]
    assert {event.entered_by for event in received} == {"学校食堂（博罗县）", "粮油企业（博罗县）"}
    assert {event.place.name for event in received if event.place} == {"学校食堂", "粮油企业"}


def test_a_plate_is_masked() -> None:
    assert mask_plate("粤L88871") == "粤L·8★★71"
    assert mask_plate("粤L88") == "★★★"


def test_the_page_tells_the_whole_way_of_two_levels(sqlite_city: City) -> None:
    city = sqlite_city
    paddy, rice, bags = city.make_rice()
    city.inspect(paddy.id)
    city.inspect(bags.id)
    released = city.do("mill", lambda work: lifecycle.release_batch(work, bags.id))
    page = page_of(city, released)
    assert [(event.step, event.lot) for event in page.events] == [
        ("raw_intake", paddy.lot),
        ("milling", rice.lot),
        ("filling", None),
    ]
    (origin,) = page.raw_lots
    assert (origin.lot, origin.supplier) == (paddy.lot, "系统外的供货方")
    assert [report.subject for report in page.inspections] == [None, paddy.lot]
    assert {fact.value.zh for fact in page.events[1].facts} == {
        "籼稻谷 20 吨",
        "籼米 13.2 吨",
        "6.8 吨",
    }


def sisters(city: City) -> tuple[BatchPublic, BatchPublic, BatchPublic]:
    """Fill one bulk lot into bags of two lots, in one event; give bulk and both."""
    rice = city.add_batch(material="rice_indica", name="散米", quantity="10")
    product = city.add_product().id
    one, other = (
        city.add_batch(product_id=product, quantity="1000", unit="each") for _ in range(2)
    )
    taken_in = {"step": "raw_intake", "lines": [line(rice.id, "10", "t")]}
    filled = [line(rice.id, "10", "t", role="input")]
    filled += [line(lot.id, "1000", "each", role="output") for lot in (one, other)]
    city.record("mill", taken_in, {"step": "filling", "lines": filled})
    for lot in (one, other):
        city.inspect(lot.id)
    one, other = (
        city.do("mill", lambda work, lot=lot: lifecycle.release_batch(work, lot.id))
        for lot in (one, other)
    )
    return rice, one, other


def test_a_sister_lot_stays_out_however_the_pages_are_published(sqlite_city: City) -> None:
    city = sqlite_city
    rice, one, other = sisters(city)
    alone = page_of(city, one).events
    city.record("mill", shipping(other.id, "7", "each", org(city, "canteen")))
    city.record("mill", {"step": "storing", "lines": [line(rice.id)]})  # publishes both
    together = page_of(city, one)
    assert [event.facts for event in alone] == [
        event.facts for event in together.events if event.step != "storing"
    ]
    assert "shipping" not in {event.step for event in together.events}
    assert other.lot not in text_of(city, one)


def test_the_correction_of_a_sisters_event_is_not_told(sqlite_city: City) -> None:
    city = sqlite_city
    rice, one, other = sisters(city)
    spare = city.add_batch(material="bran", name="米糠")
    city.record("mill", {"step": "raw_intake", "lines": [line(rice.id, "5", "t")]})
    (milled,) = city.record("mill", milling(rice.id, "5", spare.id, "4", loss_kg="1000"))
    (shipped,) = city.record("mill", shipping(other.id, "7", "each", org(city, "canteen")))
    undone = CorrectionCreate.model_validate({"reason": "did_not_occur", "note": "发错客户"})
    for event in (milled, shipped):
        city.do("mill", lambda w, event=event: corrections.correct_event(w, event.id, undone))
    assert "发错客户" not in text_of(city, one)
    assert "发错客户" in text_of(city, other)


def test_a_process_that_made_something_else_is_not_told(sqlite_city: City) -> None:
    city = sqlite_city
    rice, one, _ = sisters(city)
    city.record("mill", {"step": "raw_intake", "lines": [line(rice.id, "5", "t")]})
    before = [event.step for event in page_of(city, one).events]
    put_in = {"step": "blending", "transformation_id": "urn:other:1"}
    city.record("mill", put_in | {"lines": [line(rice.id, "5", "t", role="input")]})
    assert [event.step for event in page_of(city, one).events] == before


def test_the_changes_of_a_page_are_told_newest_first_and_name_no_person(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.do("mill", lambda w: lifecycle.hold_batch(w, bags.id, HoldCreate(reason="查镉")))
    held = page_of(city, bags)
    assert held.notice is not None
    assert held.notice.reason.zh == "查镉"
    assert "holding" not in {event.step for event in held.events}
    city.do("mill", lambda w: lifecycle.lift_batch(w, bags.id, LiftCreate(reason="复检合格")))
    recall = RecallCreate(reason="镉超标", number="惠召〔2026〕3号", downstream="none")
    city.do("regulator", lambda w: lifecycle.recall_batch(w, bags.id, recall))
    page = page_of(city, bags)
    assert page.notice is not None
    assert page.notice.number == "惠召〔2026〕3号"
    told = [(change.by, change.old, change.new, change.reason) for change in page.changes]
    mill, authority = "惠州市禾坪里米业有限公司", "惠州市市场监督管理局"
    assert told == [
        (authority, "已放行", "已召回", "镉超标"),
        (mill, "封存核查", "已放行", "复检合格"),
        (mill, "已放行", "封存核查", "查镉"),
        (mill, None, None, None),
    ]


def test_a_batch_has_no_page_before_its_release(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.make_rice()
    rows = sqlite_city.look("regulator", lambda w: w.session.exec(select(PublishedTrace)).all())
    assert rows == []
    sqlite_city.inspect(bags.id)
    assert published_texts(sqlite_city).count(bags.lot) == 0


def test_a_failed_result_and_what_nobody_entered_are_told(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.inspect(bags.id, "lab", "fail", kind="supervision")
    hold = HoldCreate(reason="抽检不合格", cause="failed_test")
    city.do("regulator", lambda work: lifecycle.hold_batch(work, bags.id, hold))
    page = page_of(city, bags)
    assert page.notice is not None
    assert (page.notice.cause, [item.en for item in page.notice.items]) == (
        "failed_test",
        ["cadmium (as Cd)"],
    )
    assert {item.en for item in page.not_provided} >= {"ingredients", "place of origin"}
    assert [report.laboratory for report in page.inspections] == [
        "惠州市粮油质量检测中心",
        "惠州市禾坪里米业有限公司",
    ]
