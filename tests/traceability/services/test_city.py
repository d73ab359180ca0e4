"""The authority's day: how the city stands, what must be done, and what is behind a number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.factories import City, gtin_of, refused, shipping
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import Approval, Standing
from traceability.domain.notices import StockAction
from traceability.domain.tasks import TaskKind
from traceability.schemas.audit import AuditQuery
from traceability.schemas.batches import BatchPublic, RecallCreate
from traceability.schemas.cases import AcknowledgementCreate
from traceability.schemas.directory import DirectoryQuery
from traceability.schemas.parties import StandingCreate
from traceability.schemas.products import ProductCreate, ProductDetails, ProductRefusal
from traceability.schemas.purchases import PurchaseCreate
from traceability.schemas.recalls import RecallQuery
from traceability.schemas.watch import ApprovalQuery, FailureQuery
from traceability.services import (
    approvals,
    audit,
    canteen_notices,
    directory,
    lifecycle,
    products,
    purchases,
    recalls,
    standings,
    watch,
)
from traceability.services.city import read_city
from traceability.services.enterprise_files import read_enterprise_file
from traceability.storage.city import start_of

RICE = {
    "name": "榕岸 丝苗米", "gtin": gtin_of(901), "food_category": "rice_indica",
    "net_content": "5", "net_content_unit": "kg", "shelf_life": 12, "shelf_life_unit": "month",
}  # fmt: skip
WHY = ProductRefusal(reason="执行标准与等级对不上，请改正")


def deliver(city: City, bags: BatchPublic, amount: int = 200) -> None:
    """Send bags to the canteen, which takes them in."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sent = shipping(bags.id, str(amount), "each", city.actors["canteen"].org_id)
    city.record("mill", sent | {"event_time": yesterday})
    entered = PurchaseCreate(
        batch_id=bags.id, amount=str(amount), unit="each",
        delivered_at=yesterday + timedelta(hours=2),
    )  # fmt: skip
    city.do("canteen", lambda work: purchases.record_purchase(work, entered))


def ask(city: City) -> ProductCreate:
    """Register a product of the rival's that waits."""
    entered = ProductCreate.model_validate(RICE)
    city.do("rival", lambda work: products.register_product(work, entered))
    return entered


def test_the_city_counts_what_is_there_and_names_what_must_be_done(city: City) -> None:
    _, _, bags = city.release_rice()
    ask(city)
    report = city.inspect(bags.id, who="lab", verdict="fail", kind="supervision")
    seen = city.look("regulator", lambda work: read_city(work, 50))
    numbers = seen.numbers
    assert (numbers.enterprises, numbers.enterprises_listed) == (2, 2)
    assert (numbers.products, numbers.products_pending) == (2, 1)
    assert (numbers.batches, numbers.batches_this_month) == (1, 1)
    assert (numbers.failures_open, numbers.delisted, numbers.scans_this_month) == (1, 0, 0)
    kinds = {task.kind: task for task in seen.tasks}
    assert kinds[TaskKind.FAILURE].record_id == report.id
    assert kinds[TaskKind.FAILURE].enterprise == city.actors["mill"].org_name
    assert (kinds[TaskKind.PRODUCT].count, kinds[TaskKind.PRODUCT].due_on) == (1, None)
    assert len(seen.months) == 12
    assert sum(month.failed for month in seen.months) == 1
    assert [(d.reports, d.failed) for d in seen.districts] == [(1, 1)]
    assert len(city.look("regulator", lambda work: read_city(work, 1)).tasks) == 1
    assert seen.tasks_in_all == len(seen.tasks)


@pytest.mark.parametrize("who", ["mill", "lab", "canteen"])
def test_nobody_else_sees_the_city(city: City, who: str) -> None:
    query, recall = DirectoryQuery(), RecallQuery()
    for story in (
        lambda work: read_city(work, 1),
        lambda work: read_enterprise_file(work, city.actors["mill"].org_id),
        lambda work: directory.list_enterprises(work, query),
        lambda work: directory.list_canteens(work, query),
        lambda work: recalls.list_recalls(work, recall),
        lambda work: watch.list_failures(work, FailureQuery()),
        lambda work: audit.list_audit(work, AuditQuery()),
        lambda work: approvals.list_approvals(work, ApprovalQuery()),
    ):
        refused("access.role", city.look, who, story)


def test_a_product_is_refused_with_a_reason_mended_and_approved(city: City) -> None:
    ask(city)
    waiting = city.look("regulator", approvals.next_pending)
    assert waiting is not None
    assert (waiting.enterprise.name, waiting.product.gtins) == (
        city.actors["rival"].org_name, [f"0{RICE['gtin']}"],
    )  # fmt: skip
    product_id = waiting.product.id
    city.do("regulator", lambda work: products.refuse_product(work, product_id, WHY))
    assert city.look("regulator", approvals.next_pending) is None
    own = city.look("rival", lambda work: products.read_product(work, product_id))
    assert (own.approval, own.decision_reason) == (Approval.REFUSED, WHY.reason)
    other = city.look("canteen", lambda work: products.read_product(work, product_id))
    assert other.decision_reason is None
    refused("product.not_pending", city.do, "regulator",
            lambda work: products.refuse_product(work, product_id, WHY))  # fmt: skip
    mended = ProductDetails.model_validate(
        {key: value for key, value in RICE.items() if key != "gtin"}
        | {"standard": "GB/T 1354", "grade": "一级"}
    )
    refused("product.not_found", city.do, "mill",
            lambda work: products.resubmit_product(work, product_id, mended))  # fmt: skip
    again = city.do("rival", lambda work: products.resubmit_product(work, product_id, mended))
    assert (again.approval, again.standard) == (Approval.PENDING, "GB/T 1354")
    refused("product.not_refused", city.do, "rival",
            lambda work: products.resubmit_product(work, product_id, mended))  # fmt: skip
    done = city.do(
        "regulator", lambda work: products.decide_product(work, product_id, Approval.APPROVED)
    )
    assert (done.approval, done.decision_reason) == (Approval.APPROVED, None)


def test_a_recall_is_followed_to_the_canteen_and_its_answer(city: City) -> None:
    paddy, rice, bags = city.release_rice()
    deliver(city, bags)
    order = RecallCreate(reason="镉超标", number="惠粮溯召〔2026〕9号", downstream="recall")
    city.do("regulator", lambda work: lifecycle.recall_batch(work, paddy.id, order))
    listed = city.look("regulator", lambda work: recalls.list_recalls(work, RecallQuery()))
    assert {line.batch_id for line in listed.items} == {paddy.id, rice.id, bags.id}
    told = {line.batch_id: (line.told, line.answered) for line in listed.items}
    assert (told[bags.id], told[paddy.id]) == ((1, 0), (0, 0))
    found = city.look("regulator", lambda w: recalls.list_recalls(w, RecallQuery(q=bags.lot)))
    assert [line.batch_id for line in found.items] == [bags.id]
    file = city.look("regulator", lambda work: recalls.read_recall(work, paddy.id))
    assert [(lot.batch_id, lot.depth) for lot in file.lots] == [
        (paddy.id, 0), (rice.id, 1), (bags.id, 2),
    ]  # fmt: skip
    [canteen] = file.canteens
    assert (canteen.bought, canteen.in_stock, canteen.answered_at) == (200, 200, None)
    tasks = city.look("regulator", lambda work: read_city(work, 50)).tasks
    assert TaskKind.RECALL in {task.kind for task in tasks}
    [notice] = city.look("canteen", lambda w: canteen_notices.list_notices(w, True, None, 9)).items
    sealed = AcknowledgementCreate(action=StockAction.SEALED, said="已贴封条")
    city.do("canteen", lambda w: canteen_notices.acknowledge_notice(w, notice.id, sealed))
    [after] = city.look("regulator", lambda work: recalls.read_recall(work, bags.id)).canteens
    assert (after.action, after.said) == (StockAction.SEALED, "已贴封条")
    with pytest.raises(NotFoundError):
        city.look("regulator", lambda work: recalls.read_recall(work, uuid4()))


def test_failures_are_found_by_lot_maker_and_day(city: City) -> None:
    _, _, bags = city.release_rice()
    report = city.inspect(bags.id, who="lab", verdict="fail", kind="supervision")

    def numbers(**wanted: object) -> list[str]:
        query = FailureQuery.model_validate(wanted)
        found = city.look("regulator", lambda work: watch.list_failures(work, query)).items
        count = city.look("regulator", lambda work: watch.count_failures(work, query))
        assert count == len(found)
        return [line.report_no for line in found]

    assert numbers() == [report.report_no]
    for wanted in (
        {"q": bags.lot}, {"q": "禾坪里"}, {"is_open": True}, {"kind": "supervision"},
        {"reported_from": report.reported_on, "reported_to": report.reported_on},
    ):  # fmt: skip
        assert numbers(**wanted) == [report.report_no], wanted
    for wanted in (
        {"q": "榕岸"}, {"is_open": False}, {"kind": "factory"},
        {"reported_to": report.reported_on - timedelta(days=1)},
    ):  # fmt: skip
        assert numbers(**wanted) == [], wanted
    [line] = city.look("regulator", lambda w: watch.list_failures(w, FailureQuery())).items
    assert line.items == ["镉(以Cd计) 0.35 mg/kg"]


def test_the_directory_is_searched_and_the_file_tells_what_is_near(city: City) -> None:
    city.need_trust_rules()
    _, _, bags = city.release_rice()
    deliver(city, bags)
    city.inspect(bags.id, who="lab", verdict="fail", kind="supervision")
    mill = city.actors["mill"]
    warning = StandingCreate(
        organization_id=mill.org_id, standing=Standing.WARNED, reason="限期整改"
    )
    city.do("regulator", lambda work: standings.change_standing(work, warning))

    def names(**wanted: object) -> list[str]:
        query = DirectoryQuery.model_validate(wanted)
        count = city.look("regulator", lambda work: directory.count_enterprises(work, query))
        found = city.look("regulator", lambda work: directory.list_enterprises(work, query)).items
        assert count == len(found)
        return [line.name for line in found]

    assert len(names()) == 2
    assert names(q="禾坪") == names(standing="warned") == names(q=mill.uscc[:9] + mill.uscc[9:])
    assert names(standing="warned") == [mill.org_name]
    assert names(district="惠城区") == []
    assert mill.org_name not in names(grade="A")
    file = city.look("regulator", lambda work: read_enterprise_file(work, mill.org_id))
    assert (file.outlook.failures, file.outlook.failures_wanted) == (1, 2)
    assert file.outlook.has_commitment
    assert (file.reach.canteens, len(file.products), file.reports_in_all) == (1, 1, 2)
    assert [each.standing for each in file.standings] == [Standing.WARNED, Standing.LISTED]
    [canteen] = city.look("regulator", lambda w: directory.list_canteens(w, DirectoryQuery())).items
    assert (canteen.deliveries, canteen.open_notices) == (1, 0)
    lab = city.actors["lab"].org_id
    refused("organization.not_found", city.look, "regulator",
            lambda work: read_enterprise_file(work, lab))  # fmt: skip


def test_the_trail_says_who_changed_what_from_what_to_what(city: City) -> None:
    ask(city)
    waiting = city.look("regulator", approvals.next_pending)
    assert waiting is not None
    city.do("regulator", lambda work: products.refuse_product(work, waiting.product.id, WHY))
    wanted = AuditQuery(record_id=str(waiting.product.id))
    newest, first = city.look("regulator", lambda work: audit.list_audit(work, wanted)).items
    assert (newest.username, first.username) == ("regulator", "rival")
    assert newest.organization == city.actors["regulator"].org_name
    changes = {each.name: (each.before, each.after) for each in newest.changes}
    assert changes["approval"] == ("pending", "refused")
    assert changes["decision_reason"] == (None, WHY.reason)
    by_rival = AuditQuery(who="rival", kind="product")
    assert len(city.look("regulator", lambda w: audit.list_audit(w, by_rival)).items) == 1
    today = start_of(datetime.now(UTC).date()).date()
    later = AuditQuery(since=today + timedelta(days=2))
    assert city.look("regulator", lambda work: audit.list_audit(work, later)).items == []
    assert city.look("regulator", lambda work: audit.count_audit(work, wanted)) == 2


def test_personal_parts_and_what_follows_by_itself_stay_out_of_the_trail(city: City) -> None:
    whole = city.look("regulator", lambda work: audit.list_audit(work, AuditQuery(limit=200)))
    assert "13812345678" not in whole.model_dump_json()  # the telephone of every organisation
    assert not {line.kind for line in whole.items} & {"published_standing", "trust_score"}
    assert Action.READ_AUDIT  # nobody but the regulator: see the table of doors
