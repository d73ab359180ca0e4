"""When may a batch be released, held, freed and recalled?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from consumer_web.tables import PublishedTrace
from tests.factories import City, hold, intake, lift, line, milling, refused, shipping
from traceability.domain.errors import ForbiddenError, RegisterError, RuleError
from traceability.domain.kinds import Approval, BatchStatus
from traceability.schemas.batches import BatchPublic, RecallCreate
from traceability.schemas.parties import StandingCreate
from traceability.services import batches, events, lifecycle, products, standings


def release(city: City, batch_id: UUID, who: str = "mill") -> BatchPublic:
    return city.do(who, lambda work: lifecycle.release_batch(work, batch_id))


def recall(city: City, batch_id: UUID, downstream: str, who: str = "regulator") -> dict[str, str]:
    order = RecallCreate.model_validate({"reason": "镉超标", "downstream": downstream})
    told = city.do(who, lambda work: lifecycle.recall_batch(work, batch_id, order))
    return {item.lot: item.action for item in told.downstream}


def state(city: City, batch: BatchPublic) -> str:
    def story(work: Any) -> str:
        return work.session.get(PublishedTrace, (batch.gtin, batch.lot, work.origin)).state

    return city.look("regulator", story)


def test_a_release_needs_each_of_its_conditions(sqlite_city: City) -> None:
    city = sqlite_city
    paddy, _, bags = city.make_rice()
    refused("release.no_inspection", release, city, bags.id)
    city.inspect(bags.id, "lab", kind="commissioned")
    refused("release.no_inspection", release, city, bags.id)
    city.inspect(bags.id)
    refused("batch.not_yours", release, city, bags.id, "rival")
    refused("access.role", release, city, bags.id, "regulator")
    refused("release.product_not_approved", release, city, paddy.id)

    def decide(decision: Approval) -> None:
        city.do("regulator", lambda w: products.decide_product(w, bags.product_id, decision))

    decide(Approval.WITHDRAWN)
    refused("release.product_not_approved", release, city, bags.id)
    decide(Approval.APPROVED)
    assert release(city, bags.id).status is BatchStatus.RELEASED
    refused("release.not_draft", release, city, bags.id)


def test_nothing_is_released_without_its_production(sqlite_city: City) -> None:
    bags = sqlite_city.add_batch(product_id=sqlite_city.add_product().id, quantity="9", unit="each")
    sqlite_city.inspect(bags.id)
    refused("release.no_production", release, sqlite_city, bags.id)
    with pytest.raises(RuleError, match=r"event\.product_is_made"):
        sqlite_city.record("mill", {"step": "raw_intake", "lines": [line(bags.id, "9", "each")]})


def test_a_failed_inspection_of_anybody_stops_a_release_until_it_is_replaced(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    _, _, bags = city.make_rice()
    city.inspect(bags.id)
    failed = city.inspect(bags.id, "lab", "fail", kind="supervision")
    refused("release.inspection_failed", release, city, bags.id)
    city.inspect(bags.id, "lab", kind="supervision", replaces_id=failed.id)
    release(city, bags.id)


def test_what_has_expired_is_not_released(sqlite_city: City) -> None:
    city = sqlite_city
    rice = city.add_batch(material="rice_indica", name="散米")
    old = city.add_product(shelf_life=30, shelf_life_unit="day")
    bags = city.add_batch(product_id=old.id, quantity="1", unit="each")
    city.record(
        "mill",
        intake(rice.id, "0.005"),
        {
            "step": "filling",
            "lines": [line(rice.id, "5", "kg", "input"), line(bags.id, "1", "each", "output")],
        },
    )
    city.inspect(bags.id)
    refused("release.expired", release, city, bags.id)


@pytest.mark.parametrize(("standing", "may"), [("warned", True), ("suspended", False)])
def test_only_a_listed_or_warned_enterprise_releases_and_ships(
    sqlite_city: City, standing: str, may: bool
) -> None:
    city = sqlite_city
    _, _, bags = city.make_rice()
    city.inspect(bags.id)
    decision = StandingCreate.model_validate(
        {
            "organization_id": city.actors["mill"].org_id,
            "standing": standing,
            "reason": "检查",
        }
    )
    city.do("regulator", lambda work: standings.change_standing(work, decision))
    if may:
        release(city, bags.id)
        city.record("mill", shipping(bags.id, "1", "each", city.actors["canteen"].org_id))
        return
    refused("enterprise.not_trusted", release, city, bags.id)
    raw = city.add_batch()
    city.record("mill", intake(raw.id, "1"))
    with pytest.raises(RuleError, match="not_trusted"):
        city.record("mill", shipping(raw.id, "1", "t", city.actors["rival"].org_id))


def test_a_hold_shows_on_the_page_and_its_lifting_too(city: City) -> None:
    _, _, bags = city.release_rice()
    assert state(city, bags) == "released"
    assert hold(city, bags.id).status_reason == "核查"
    assert state(city, bags) == "held"
    refused("hold.not_possible", hold, city, bags.id)
    assert lift(city, bags.id).status is BatchStatus.RELEASED
    assert state(city, bags) == "released"
    refused("lift.not_possible", lift, city, bags.id)


def test_what_a_regulator_holds_only_a_regulator_frees(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    hold(city, bags.id, "regulator")
    refused("lift.only_regulator", lift, city, bags.id)
    refused("batch.not_yours", lift, city, bags.id, "rival")
    lift(city, bags.id, "regulator2")
    recall(city, bags.id, "none", "mill")
    refused("lift.only_regulator", lift, city, bags.id)
    assert lift(city, bags.id, "regulator").status is BatchStatus.RELEASED


def test_a_held_draft_is_a_draft_again_when_freed(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.make_rice()
    hold(sqlite_city, bags.id)
    assert lift(sqlite_city, bags.id).status is BatchStatus.DRAFT


@pytest.mark.parametrize(
    ("downstream", "actions", "page"),
    [
        ("none", ["unchanged", "unchanged", "unchanged"], "released"),
        ("hold", ["held", "held", "held"], "held"),
        ("recall", ["recalled", "recalled", "held"], "recalled"),
    ],
)
def test_a_recall_reaches_downstream_as_ordered(
    city: City, downstream: str, actions: list[str], page: str
) -> None:
    paddy, rice, bags = city.release_rice()
    extra = city.add_batch(material="rice_indica", name="散米", lot="X1")
    unsold = city.add_batch(product_id=bags.product_id, quantity="1", unit="each", lot="X2")
    city.record("mill", intake(extra.id, "0.005"))
    filled = [line(extra.id, "5", "kg", "input"), line(unsold.id, "1", "each", "output")]
    city.record("mill", {"step": "filling", "lines": filled})
    blend = [line(bags.id, "1", "each", "input"), line(unsold.id, "1", "each", "output")]
    city.record("mill", {"step": "filling", "lines": blend})
    told = recall(city, paddy.id, downstream)
    assert told == dict(zip((rice.lot, bags.lot, "X2"), actions, strict=True))
    assert state(city, bags) == page
    refused("recall.not_possible", recall, city, paddy.id, downstream)


def test_an_enterprise_stops_its_own_lots_and_is_told_of_the_others(sqlite_city: City) -> None:
    city = sqlite_city
    paddy = city.add_batch()
    to = city.actors["rival"].org_id
    city.record("mill", intake(paddy.id, "20"), shipping(paddy.id, "20", "t", to))
    flour = city.add_batch("rival", material="rice_indica", name="米", lot="RV")
    receiving = {"step": "receiving", "lines": [line(paddy.id, "20", "t")]}
    city.record("rival", receiving, milling(paddy.id, "20", flour.id, "13", "7000"))
    refused("batch.not_yours", recall, city, flour.id, "hold", "mill")
    assert recall(city, paddy.id, "recall", "mill") == {"RV": "unchanged"}
    lift(city, paddy.id, "regulator")
    assert recall(city, paddy.id, "recall") == {"RV": "recalled"}


def test_a_product_that_never_left_is_not_recalled(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.make_rice()
    refused("recall.not_possible", recall, sqlite_city, bags.id, "none")


def test_a_stop_tells_partners_by_an_event(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    hold(city, bags.id)
    lift(city, bags.id)
    recall(city, bags.id, "none")

    def dispositions(work: Any) -> list[Any]:
        found = events.as_page(*events.list_batch_events(work, bags.id, None, 50)).items
        return [(e.step.value, e.set_dispositions, e.unset_dispositions) for e in found[1:]]

    assert city.look("regulator", dispositions) == [
        ("holding", ["non_sellable_other"], []),
        ("lifting", [], ["non_sellable_other"]),
        ("recalling", ["recalled"], []),
    ]


def test_a_stranger_neither_holds_nor_sees_a_batch(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.release_rice()
    refused("batch.not_yours", hold, sqlite_city, bags.id, "rival")
    with pytest.raises(ForbiddenError, match=r"access\.role"):
        hold(sqlite_city, bags.id, "canteen")
    with pytest.raises(RegisterError, match=r"batch\.not_found"):
        sqlite_city.look("rival", lambda work: batches.read_batch(work, bags.id))
