"""A canteen's day: the door, two signatures, the store, recalls, suppliers, oil, coverage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.canteen_story import Door, open_door, send, take_in
from tests.factories import CODE_KEYS, City, hold, lift, refused
from traceability.domain.access import system_actor
from traceability.domain.canteens import IssuePurpose, SignedHow
from traceability.domain.civil import civil_date
from traceability.domain.notices import StockAction
from traceability.gateways.certificate_files import CertificateStore
from traceability.schemas.batches import RecallCreate
from traceability.schemas.canteens import (
    FryingOilTestCreate,
    StockIssueCreate,
    SupplierEntryCreate,
)
from traceability.schemas.cases import AcknowledgementCreate
from traceability.schemas.parties import StandingCreate
from traceability.schemas.purchases import (
    AcceptanceAnswer,
    PurchaseQuery,
    UncodedPurchaseCreate,
)
from traceability.services import (
    acceptance,
    canteen_notices,
    coverage,
    evidence,
    expected,
    frying_oil,
    ledger,
    lifecycle,
    purchase_photos,
    purchases,
    signatures,
    standings,
    stock,
    suppliers,
    users,
)
from traceability.storage.limits import add_limit_record, new_limit_record
from traceability.storage.reference.reader import read_food_limits
from traceability.storage.work import Work


@pytest.fixture
def door(city: City) -> Door:
    return open_door(city)


@pytest.fixture
def quick(sqlite_city: City) -> Door:
    return open_door(sqlite_city)


def ask(door: Door, code: str = "", who: str = "canteen") -> AcceptanceAnswer:
    scanned = code or door.code
    return door.city.look(who, lambda work: acceptance.check_acceptance(work, scanned, CODE_KEYS))


def failing(answer: AcceptanceAnswer) -> list[str]:
    return [reason.why for reason in answer.reasons if reason.outcome == "fail"]


def flour(**said: object) -> UncodedPurchaseCreate:
    today = civil_date(datetime.now(UTC))
    return UncodedPurchaseCreate.model_validate(
        {
            "name": "小麦粉 25 kg",
            "food": "wheat_flour",
            "best_before": today + timedelta(days=90),
            "amount": "200",
            "unit": "kg",
            "supplier": "东江面粉店",
            "supplier_phone": "0752-2233118",
            "delivered_at": datetime.now(UTC) - timedelta(hours=2),
            **said,
        }
    )


def _load_frying_limits(work: Work) -> None:
    for row in read_food_limits():
        if row.product_codes == ("frying_oil",):
            add_limit_record(work, new_limit_record(work, row))


def take_out(door: Door, line_id: object, amount: int, **said: object) -> object:
    entered = StockIssueCreate.model_validate(
        {"purchase_id": line_id, "amount": str(amount), "unit": "each", **said}
    )
    return door.city.do("canteen", lambda work: stock.issue_stock(work, entered))


def test_the_door_answers_with_what_is_on_its_way(door: Door) -> None:
    answer = ask(door)
    assert answer.verdict == "accept"
    assert answer.delivery is not None
    assert (answer.delivery.amount, answer.delivery.note) == (200, "XS-07")
    assert answer.batch is not None
    assert answer.batch.pack_g == 5_000
    assert [report.safety_verdict for report in answer.reports] == ["pass"]
    waiting = door.city.look("canteen", expected.list_expected)
    assert [(one.lot, one.amount) for one in waiting.items] == [(door.bags.lot, 200)]


def test_the_door_knows_what_must_stay_outside(quick: Door) -> None:
    assert failing(ask(quick, "7ZZZZZZZZZZZZZZZ")) == ["unknown"]
    hold(quick.city, quick.bags.id)
    assert failing(ask(quick)) == ["held"]
    lift(quick.city, quick.bags.id)
    order = RecallCreate(reason="镉超标", downstream="none")
    quick.city.do("mill", lambda work: lifecycle.recall_batch(work, quick.bags.id, order))
    answer = ask(quick)
    assert failing(answer) == ["recalled"]
    assert answer.verdict == "do_not_accept"
    refused("purchase.not_acceptable", take_in, quick)
    sent_back = take_in(quick, acceptance="returned", reason="召回")
    assert (sent_back.acceptance, sent_back.reason) == ("returned", "召回")


def test_goods_for_another_are_not_taken_in(quick: Door) -> None:
    other = quick.city.release_rice()[2]
    code = f"(01){other.gtin}(10){other.lot}"
    assert failing(ask(quick, code)) == ["not_sent_here"]


def test_a_suspension_closes_the_door(quick: Door) -> None:
    change = StandingCreate(
        organization_id=quick.city.actors["mill"].org_id, standing="suspended", reason="核查"
    )
    quick.city.do("regulator", lambda work: standings.change_standing(work, change))
    assert failing(ask(quick)) == ["suspended"]


def test_the_ledger_fills_itself_in(door: Door) -> None:
    line = take_in(door)
    assert line.lot == door.bags.lot
    assert line.supplier == door.city.actors["mill"].org_name
    assert line.supplier_phone == "13812345678"
    assert line.mass_g == 40 * 5_000
    assert line.goods_name == f"{line.name} 5 kg"
    assert line.report_no
    assert line.trace_code == door.code
    assert line.checked_by == "李四光"
    wanted = PurchaseQuery(q=door.bags.lot, since=civil_date(line.delivered_at))
    page = door.city.look("canteen", lambda work: ledger.read_ledger(work, wanted))
    assert [item.id for item in page.items] == [line.id]


def test_pages_of_the_ledger_meet_without_a_gap(door: Door) -> None:
    lines = [take_in(door, 10 + number) for number in range(5)]
    cursor, seen = None, []
    for _ in range(3):
        wanted = PurchaseQuery(limit=2, cursor=cursor)
        page = door.city.look("canteen", lambda work, w=wanted: ledger.read_ledger(work, w))
        seen += [item.id for item in page.items]
        cursor = page.next
    assert seen == [line.id for line in sorted(lines, key=lambda one: one.delivered_at)][::-1]
    assert cursor is None


def test_two_people_sign_and_never_one_twice(door: Door) -> None:
    city, line = door.city, take_in(door)
    assert line.waits_for_second
    waiting = city.look("canteen_second", signatures.list_waiting)
    assert [one.id for one in waiting.items] == [line.id]
    refused(
        "signature.same_person", city.do, "canteen",
        lambda work: signatures.sign_purchase(work, line.id),
    )  # fmt: skip
    signed = city.do("canteen_second", lambda work: signatures.sign_purchase(work, line.id))
    assert signed.signature is not None
    assert signed.signature.how == "own_device"
    assert not signed.waits_for_second
    refused(
        "signature.signed_already", city.do, "canteen_second",
        lambda work: signatures.sign_purchase(work, line.id),
    )  # fmt: skip
    assert city.look("canteen", signatures.list_waiting).items == []


def test_a_code_is_tried_five_times(door: Door) -> None:
    city, line, second = door.city, take_in(door), door.second.user_id
    take = lambda work: signatures.take_try(work, second)  # noqa: E731 - told five times
    refused("signature.no_code", city.do, "canteen", take)
    code_hash = users.hash_password("2580", cost=1)
    city.do("canteen_second", lambda work: signatures.set_signing_code(work, code_hash))
    for left in (4, 3, 2, 1, 0):
        assert city.do("canteen", take) == code_hash
        assert city.look("canteen", lambda work: signatures.tries_left(work, second)) == left
    refused("signature.code_locked", city.do, "canteen", take)
    how = SignedHow.PASSWORD
    city.do("canteen", lambda work: signatures.sign_for(work, line.id, second, how))
    assert city.look("canteen", lambda work: signatures.tries_left(work, second)) == 5


def test_a_stranger_cannot_sign(quick: Door) -> None:
    line = take_in(quick)
    mill = quick.city.actors["mill"].user_id
    refused(
        "signature.not_a_colleague", quick.city.do, "canteen",
        lambda work: signatures.sign_for(work, line.id, mill, SignedHow.CODE),
    )  # fmt: skip


def test_what_leaves_the_store_is_told_to_the_balance(door: Door) -> None:
    line = take_in(door, 40)
    take_out(door, line.id, 15)
    lots = door.city.look("canteen", stock.read_stock).items
    assert [(one.amount, one.mass_g, one.is_next) for one in lots] == [(25, 125_000, True)]
    refused("balance.exceeded", take_out, door, line.id, 26)
    refused("stock.reason_needed", take_out, door, line.id, 5, purpose="destroyed")
    take_out(door, line.id, 25, purpose=IssuePurpose.DESTROYED, reason="受潮")
    assert door.city.look("canteen", stock.read_stock).items == []


def test_what_ends_first_goes_first(quick: Door) -> None:
    city, today = quick.city, civil_date(datetime.now(UTC))
    take_in(quick, 40)
    for days in (20, 5):
        said = flour(best_before=today + timedelta(days=days), name=f"小麦粉 {days}")
        city.do("canteen", lambda work, s=said: purchases.record_uncoded_purchase(work, s))
    lots = city.look("canteen", stock.read_stock).items
    assert [one.name for one in lots][:2] == ["小麦粉 5", "小麦粉 20"]
    assert [one.is_next for one in lots] == [True, False, True]


def test_goods_without_a_code_keep_their_own_stock(quick: Door) -> None:
    city = quick.city
    line = city.do("canteen", lambda work: purchases.record_uncoded_purchase(work, flour()))
    assert (line.batch_id, line.verdict_seen, line.mass_g) == (None, "none", 200_000)
    take_out(quick, line.id, 150, unit="kg")
    refused("stock.not_so_much", take_out, quick, line.id, 51, unit="kg")
    past = flour(best_before=date(2026, 1, 1))
    refused(
        "purchase.past_its_date", city.do, "canteen",
        lambda work: purchases.record_uncoded_purchase(work, past),
    )  # fmt: skip
    litres = flour(unit="L")
    refused(
        "purchase.litres_of_grain", city.do, "canteen",
        lambda work: purchases.record_uncoded_purchase(work, litres),
    )  # fmt: skip


def test_a_recall_reaches_who_still_has_some_and_is_answered(door: Door) -> None:
    city, line = door.city, take_in(door, 40)
    order = RecallCreate(reason="镉超标", downstream="none")
    city.do("mill", lambda work: lifecycle.recall_batch(work, door.bags.id, order))
    told = city.look("canteen", lambda work: canteen_notices.list_notices(work, True, None, 10))
    (notice,) = told.items
    assert (notice.batch_id, notice.case_id, notice.reason) == (door.bags.id, None, "镉超标")
    assert notice.lots[0].in_stock == 40
    refused("stock.stopped", take_out, door, line.id, 1)
    nothing = AcknowledgementCreate(action=StockAction.NONE_LEFT)
    refused(
        "notice.stock_unexplained", city.do, "canteen",
        lambda work: canteen_notices.acknowledge_notice(work, notice.id, nothing),
    )  # fmt: skip
    sealed = AcknowledgementCreate(action=StockAction.SEALED)
    city.do("canteen", lambda work: canteen_notices.acknowledge_notice(work, notice.id, sealed))
    take_out(door, line.id, 40, purpose="returned", reason="召回")
    assert city.look("canteen", stock.read_stock).items == []


def test_a_supplier_is_checked_before_it_is_admitted(door: Door) -> None:
    city, mill = door.city, door.city.actors["mill"].org_id
    entered = SupplierEntryCreate(
        enterprise_id=mill, outcome="admitted", reviewed_on=date(2026, 1, 5), contract_no="HT-1",
        has_heard_committee=True,
    )  # fmt: skip
    entry = city.do("canteen", lambda work: suppliers.record_supplier_entry(work, entered))
    assert (entry.grade_seen, entry.standing_seen, entry.is_on_serious_list) == (
        "A",
        "listed",
        False,
    )
    take_in(door)
    (known,) = city.look("canteen", suppliers.list_suppliers).items
    assert (known.deliveries, known.entry) == (1, entry)
    change = StandingCreate(organization_id=mill, standing="suspended", reason="核查")
    city.do("regulator", lambda work: standings.change_standing(work, change))
    refused(
        "supplier.not_trusted", city.do, "canteen",
        lambda work: suppliers.record_supplier_entry(work, entered),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("polar", "acid", "verdict"),
    [("27", None, "pass"), ("27.1", None, "fail"), (None, "5", "pass"), ("19", "5.01", "fail")],
)
def test_frying_oil_is_judged_by_the_limit_in_force(
    sqlite_city: City, polar: str | None, acid: str | None, verdict: str
) -> None:
    sqlite_city.do(system_actor(), _load_frying_limits)
    entered = FryingOilTestCreate(
        fryer="1 号锅", tested_on=date(2026, 10, 1), polar_components=polar, acid_value=acid
    )
    test = sqlite_city.do("canteen", lambda work: frying_oil.record_frying_oil_test(work, entered))
    assert test.verdict == verdict
    assert {one.standard for one in test.judgements} == {"GB 2716"}
    page = sqlite_city.look("canteen", lambda work: frying_oil.list_frying_oil_tests(work, None, 1))
    assert [one.id for one in page.items] == [test.id]


def test_the_traced_share_is_counted_three_ways(door: Door) -> None:
    city = door.city
    take_in(door, 40)  # 200 kg traced
    take_in(door, 10, acceptance="returned", reason="破损")  # does not count
    city.do("canteen", lambda work: purchases.record_uncoded_purchase(work, flour(amount="50")))
    seen = city.look("regulator", coverage.read_coverage)
    this = seen.months[-1]
    assert (this.mass_g, this.traced_mass_g, this.by_mass) == (250_000, 200_000, 800)
    assert (this.lines, this.by_lines) == (2, 500)
    assert (this.reaching, this.canteens, this.by_canteens) == (1, 1, 1_000)
    assert [one.district for one in seen.districts] == ["博罗县"]
    own = city.look("canteen", coverage.read_coverage)
    assert own.months[-1] == this
    elsewhere = city.look("regulator", lambda work: coverage.read_coverage(work, None, "龙门县"))
    assert elsewhere.months[-1].lines == 0
    hold(city, door.bags.id)  # what happens later does not rewrite the share
    assert city.look("regulator", coverage.read_coverage).months[-1] == this


def test_a_photo_stays_with_its_line(quick: Door, tmp_path: object) -> None:
    store = CertificateStore(tmp_path)  # type: ignore[arg-type]
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    jpeg = purchase_photos.draw_photo(picture.getvalue())
    line = take_in(quick, acceptance="returned", reason="破损")
    keep = lambda work: purchase_photos.keep_photo(work, line.id, jpeg, store)  # noqa: E731
    kept = quick.city.do("canteen", keep)
    assert quick.city.do("canteen", keep) == kept
    opened = quick.city.look(
        "regulator", lambda work: purchase_photos.open_photo(work, line.id, kept.sha256, store)
    )
    assert opened == jpeg
    refused(
        "purchase.not_found", quick.city.look, "mill",
        lambda work: purchase_photos.open_photo(work, line.id, kept.sha256, store),
    )  # fmt: skip
    refused("photo.unreadable", purchase_photos.draw_photo, b"no picture")


def test_the_maker_sees_its_deliveries_without_prices_and_persons(quick: Door) -> None:
    line = take_in(quick, price_fen=123_400)
    seen = quick.city.look("mill", lambda work: purchases.read_purchase(work, line.id))
    assert (seen.price_fen, seen.checked_by, seen.signature) == (None, None, None)


def test_evidence_has_what_the_ledger_rests_on(quick: Door) -> None:
    line = take_in(quick)
    send(quick.city, quick.bags, 5)
    today = civil_date(datetime.now(UTC))
    seen = quick.city.look(
        "canteen", lambda work: evidence.gather_evidence(work, today - timedelta(days=1), today)
    )
    assert [one.id for one in seen.lines] == [line.id]
    assert [str(report.id) for report in seen.reports] == line.inspection_ids
    assert seen.reports[0].results
