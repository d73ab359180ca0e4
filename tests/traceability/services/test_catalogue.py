"""How do places, products and batches enter the register, and who sees them?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from consumer_web.document import ProductDocument
from consumer_web.tables import PublishedProduct
from tests.factories import ORIGIN, City, gtin_of, shipping
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import Approval, Direction, SiteKind
from traceability.schemas.parties import SiteCreate
from traceability.schemas.products import GtinCreate, ProductCreate
from traceability.services import batches, products, sites
from traceability.storage.work import Work


def published(city: City, gtin: str) -> ProductDocument | None:
    def story(work: Work) -> ProductDocument | None:
        row = work.session.get(PublishedProduct, (gtin, ORIGIN))
        return row and ProductDocument.model_validate_json(row.document_text)

    return city.look("regulator", story)


def test_places_belong_to_their_organisation(sqlite_city: City) -> None:
    city = sqlite_city
    depot = city.add_site("mill", "depot", "一库")
    silo = SiteCreate(kind=SiteKind.SILO, name="3号仓", district="博罗县", parent_id=depot)
    made = city.do("mill", lambda work: sites.register_site(work, silo))
    assert made.parent_id == depot
    with pytest.raises(ForbiddenError, match=r"site\.not_yours"):
        city.do("rival", lambda work: sites.register_site(work, silo))
    nowhere = silo.model_copy(update={"parent_id": uuid4()})
    with pytest.raises(NotFoundError, match=r"site\.not_found"):
        city.do("mill", lambda work: sites.register_site(work, nowhere))
    city.add_asset("mill", "tank")
    for who, count in (("mill", (2, 1)), ("rival", (0, 0)), ("regulator", (2, 1))):
        places = city.look(who, lambda work: sites.list_sites(work, None, 50)).items
        assets = city.look(who, lambda work: sites.list_assets(work, None, 50)).items
        assert (len(places), len(assets)) == count


def test_an_earlier_gtin_keeps_its_page_and_new_batches_bear_the_new_one(city: City) -> None:
    product = city.add_product()
    (old,) = product.gtins
    first = city.add_batch(product_id=product.id, quantity="9", unit="each")
    entered = GtinCreate(gtin=gtin_of(800))
    changed = city.do("mill", lambda work: products.add_gtin(work, product.id, entered))
    assert changed.gtins == [entered.gtin, old]
    second = city.add_batch(product_id=product.id, quantity="9", unit="each")
    assert (first.gtin, second.gtin) == (old, entered.gtin)
    for gtin in changed.gtins:
        page = published(city, gtin)
        assert page is not None
        assert (page.product.gtin, page.product.name) == (gtin, product.name)
    for who, gtin in (("mill", old), ("rival", entered.gtin)):
        with pytest.raises(ConflictError, match="gtin_taken"):
            city.add_product(who, gtin=gtin)
    with pytest.raises(NotFoundError):
        city.do("rival", lambda w: products.add_gtin(w, product.id, GtinCreate(gtin=gtin_of(801))))


def test_a_product_waits_for_its_approval(sqlite_city: City) -> None:
    city = sqlite_city
    said = {
        "name": "花生油",
        "gtin": gtin_of(700),
        "food_category": "oil_peanut",
        "process": "pressed",
        "net_content": "5",
        "net_content_unit": "L",
        "shelf_life": 18,
        "shelf_life_unit": "month",
    }
    entered = ProductCreate.model_validate(said)
    product = city.do("mill", lambda work: products.register_product(work, entered))
    assert (product.approval, product.net_content) == (Approval.PENDING, 5_000)
    assert published(city, product.gtins[0]) is None

    def decide(decision: Approval, who: str = "regulator") -> None:
        city.do(who, lambda work: products.decide_product(work, product.id, decision))

    with pytest.raises(ForbiddenError):
        decide(Approval.APPROVED, "mill")
    with pytest.raises(RuleError, match="not_approved"):
        decide(Approval.WITHDRAWN)
    decide(Approval.APPROVED)
    assert published(city, product.gtins[0]) is not None
    with pytest.raises(RuleError, match="decided_already"):
        decide(Approval.APPROVED)
    for who, count in (("mill", 1), ("rival", 0), ("canteen", 1)):
        found = city.look(who, lambda w: products.list_products(w, Approval.APPROVED, None, 50))
        assert len(found.items) == count
    with pytest.raises(NotFoundError):
        city.look("rival", lambda work: products.read_product(work, product.id))
    for missing in ("process", "net_content"):
        with pytest.raises(ValidationError):
            ProductCreate.model_validate({k: v for k, v in said.items() if k != missing})


def test_a_lot_is_unique_for_its_product_or_material(city: City) -> None:
    one, other = city.add_product(), city.add_product()
    bag: dict[str, Any] = {"lot": "A1", "quantity": "9", "unit": "each"}
    city.add_batch(product_id=one.id, **bag)
    city.add_batch(product_id=other.id, **bag)
    city.add_batch(lot="A1")
    city.add_batch(lot="A1", material="bran", name="米糠")
    city.add_batch("rival", lot="A1")
    for taken in ({"product_id": one.id, **bag}, {"lot": "A1"}):
        with pytest.raises(ConflictError, match="lot_taken"):
            city.add_batch(**taken)
    with pytest.raises(ValidationError, match=r"lot\.shape"):
        city.add_batch(lot="a 1")


@pytest.mark.parametrize(
    ("shelf_life", "unit", "produced_on", "last_day"),
    [
        (12, "month", date(2025, 9, 28), date(2026, 9, 27)),
        (6, "month", date(2025, 8, 31), date(2026, 2, 28)),
        (30, "day", date(2026, 1, 1), date(2026, 1, 30)),
    ],
)
def test_the_best_before_date_is_computed(
    sqlite_city: City, shelf_life: int, unit: str, produced_on: date, last_day: date
) -> None:
    product = sqlite_city.add_product(shelf_life=shelf_life, shelf_life_unit=unit)
    said: dict[str, Any] = {"product_id": product.id, "quantity": "9", "unit": "each"}
    assert sqlite_city.add_batch(**said, produced_on=produced_on).best_before == last_day
    typed = sqlite_city.add_batch(**said, produced_on=produced_on, best_before=produced_on)
    assert typed.best_before == produced_on


def test_a_batch_that_cannot_be_is_refused(sqlite_city: City) -> None:
    city = sqlite_city
    product = city.add_product()
    tomorrow = civil_date(datetime.now(UTC)) + timedelta(days=1)
    before = city.day - timedelta(days=1)
    for code, said in (
        ("batch.produced_in_the_future", {"produced_on": tomorrow}),
        ("batch.best_before_production", {"best_before": before}),
        ("batch.packed_counts_packages", {"product_id": product.id, "unit": "kg"}),
        ("amount.not_exact", {"quantity": "0.0000001"}),
        ("amount.out_of_range", {"quantity": "999999999999999"}),
    ):
        with pytest.raises(RuleError) as caught:
            city.add_batch(**said)
        assert caught.value.code == code
    with pytest.raises(NotFoundError, match=r"product\.not_found"):
        city.add_batch("rival", product_id=product.id, unit="each")


def test_a_batch_is_seen_by_its_owner_its_receivers_and_those_who_watch(city: City) -> None:
    _, _, bags = city.release_rice()

    def seen_by(who: str) -> set[UUID]:
        return {
            item.id
            for item in city.look(
                who, lambda w: batches.list_batches(w, None, bags.lot, None, None, 50)
            ).items
        }

    before = {who: seen_by(who) for who in ("canteen", "rival")}
    assert before == {"canteen": set(), "rival": set()}
    city.record("mill", shipping(bags.id, "5", "each", city.actors["canteen"].org_id))
    for who in ("mill", "canteen", "lab", "regulator", "admin"):
        assert seen_by(who) == {bags.id}
        assert city.look(who, lambda work: batches.read_batch(work, bags.id)).lot == bags.lot
    assert seen_by("rival") == set()
    for story in (batches.read_batch, batches.read_balance):
        with pytest.raises(NotFoundError):
            city.look("rival", lambda work, story=story: story(work, bags.id))


def test_others_see_their_own_part_of_a_balance_and_no_names_downstream(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    paddy, _, bags = city.release_rice()
    canteen = city.actors["canteen"].org_id
    city.record("mill", shipping(bags.id, "5", "each", canteen))
    own = city.look("canteen", lambda work: batches.read_balance(work, bags.id))
    assert (own.stock, [holding.amount for holding in own.on_the_way]) == ([], [5])
    back = city.look("canteen", lambda w: batches.read_lineage(w, bags.id, Direction.BACK))
    assert [node.depth for node in back.nodes] == [0, 1, 2]
    assert back.nodes[-1].id == paddy.id
    forward = city.look("canteen", lambda w: batches.read_lineage(w, bags.id, Direction.FORWARD))
    assert [node.org_name for node in forward.nodes] == [""]
