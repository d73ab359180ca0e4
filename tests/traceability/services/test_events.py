"""What does the register accept as having happened, and what does it refuse?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from tests.factories import City, intake, line, milling, shipping
from traceability.domain.errors import ForbiddenError, NotFoundError, RegisterError, RuleError
from traceability.schemas.batches import HoldCreate
from traceability.schemas.events import EventPage
from traceability.services import batches, events, lifecycle
from traceability.storage.work import Work

_COUNTS = ", ".join(f"(select count(*) from {name})" for name in sorted(SQLModel.metadata.tables))


def rows_of(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(f"select {_COUNTS}")).one()


@contextmanager
def refused(city: City, code: str, kind: type[RegisterError] = RuleError) -> Iterator[Any]:
    """Expect a refusal that leaves the database as it was."""
    before = rows_of(city.engine)
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
    assert rows_of(city.engine) == before


def listed(work: Work, batch_id: UUID, after: str | None, limit: int) -> EventPage:
    return events.as_page(*events.list_batch_events(work, batch_id, after, limit))


def org(city: City, who: str) -> UUID:
    return city.actors[who].org_id


def test_twenty_tonnes_of_paddy_become_2640_bags_with_the_loss_stated(city: City) -> None:
    paddy, rice, bags = city.make_rice()
    balances = {
        lot.id: city.look("mill", lambda work, lot=lot: batches.read_balance(work, lot.id))
        for lot in (paddy, rice, bags)
    }
    assert (balances[paddy.id].made, balances[paddy.id].used) == (20_000_000, 20_000_000)
    assert (balances[rice.id].made, balances[rice.id].used) == (13_200_000, 13_200_000)
    assert balances[bags.id].made == 2640
    assert [(h.organization_id, h.amount) for h in balances[bags.id].stock] == [
        (org(city, "mill"), 2640)
    ]


def test_more_shipped_than_made_is_refused_and_nothing_is_kept(city: City) -> None:
    _, _, bags = city.release_rice()
    city.record("mill", shipping(bags.id, "2600", "each", org(city, "canteen")))
    with refused(city, "balance.exceeded") as caught:
        city.record("mill", shipping(bags.id, "41", "each", org(city, "canteen")))
    assert caught.value.values == {"lot": bags.lot, "missing": 1, "made": 2640, "index": 0}


def test_more_packed_than_made_is_refused(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    pallet = {"role": "parent", "asset_id": city.add_asset("mill", "pallet")}
    packing = {"step": "packing", "lines": [pallet, line(bags.id, "1400", "each", role="child")]}
    city.record("mill", packing)
    with refused(city, "balance.packed_exceeded"):
        city.record("mill", packing)
    opened = {"step": "unpacking", "lines": [pallet, line(bags.id, "1401", "each", role="child")]}
    with refused(city, "balance.packed_exceeded"):
        city.record("mill", opened)


def test_more_consumed_than_made_is_refused(sqlite_city: City) -> None:
    paddy, _, _ = sqlite_city.make_rice()
    rice = sqlite_city.add_batch(material="rice_indica", name="散米")
    with refused(sqlite_city, "balance.exceeded"):
        sqlite_city.record("mill", milling(paddy.id, "1", rice.id, "0.6", loss_kg="400"))


@pytest.mark.parametrize(
    ("loss_kg", "code"),
    [("6799", "balance.loss_not_stated"), ("6801", "balance.more_out_than_in")],
)
def test_a_production_must_balance_to_the_gram(sqlite_city: City, loss_kg: str, code: str) -> None:
    city = sqlite_city
    paddy, rice = city.add_batch(), city.add_batch(material="rice_indica", name="散米")
    city.record("mill", intake(paddy.id, "20"))
    with refused(city, code):
        city.record("mill", milling(paddy.id, "20", rice.id, "13.2", loss_kg=loss_kg))


def test_the_future_is_refused_and_the_past_kept_with_its_lateness(city: City) -> None:
    paddy = city.add_batch()
    later = datetime.now(UTC) + timedelta(minutes=1)
    with refused(city, "event.in_the_future"):
        city.record("mill", intake(paddy.id, "20") | {"event_time": later})
    early = datetime.now(UTC) - timedelta(days=3)
    (event,) = city.record("mill", intake(paddy.id, "20") | {"event_time": early})
    assert 0 <= event.late_seconds - timedelta(days=3).total_seconds() < 60
    assert event.event_time == early.replace(microsecond=early.microsecond // 1000 * 1000)
    with refused(city, "event.too_early"):
        city.record(
            "mill",
            intake(paddy.id, "1") | {"event_time": datetime(1999, 12, 31, tzinfo=UTC)},
        )


def test_another_enterprises_batch_is_out_of_reach(city: City) -> None:
    paddy, _, bags = city.release_rice()
    for event in (
        intake(paddy.id, "1"),
        shipping(bags.id, "1", "each", org(city, "canteen")),
        {"step": "storing", "lines": [line(bags.id)]},
    ):
        with refused(city, "batch.not_yours", ForbiddenError):
            city.record("rival", event)


def test_a_received_lot_may_be_worked_with_by_its_new_holder(sqlite_city: City) -> None:
    city = sqlite_city
    paddy = city.add_batch()
    city.record("mill", intake(paddy.id, "20"), shipping(paddy.id, "5", "t", org(city, "rival")))
    bran = city.add_batch("rival", material="bran", name="米糠")
    city.record("rival", {"step": "receiving", "lines": [line(paddy.id, "5", "t")]})
    with refused(city, "balance.exceeded"):
        city.record("rival", milling(paddy.id, "6", bran.id, "5", loss_kg="1000"))
    city.record("rival", milling(paddy.id, "5", bran.id, "4", loss_kg="1000"))


def test_a_canteen_may_refuse_a_whole_delivery(city: City) -> None:
    _, _, bags = city.release_rice()
    city.record("mill", shipping(bags.id, "100", "each", org(city, "canteen")))
    refusal = {
        "step": "refusal",
        "lines": [line(bags.id, "100", "each")],
        "parties": [{"side": "destination", "organization_id": org(city, "mill")}],
    }
    city.record("canteen", refusal)
    city.record("mill", {"step": "return_in", "lines": [line(bags.id, "100", "each")]})
    balance = city.look("mill", lambda work: batches.read_balance(work, bags.id))
    assert [h.amount for h in balance.stock] == [2640]
    assert balance.on_the_way == []


def test_nobody_cancels_the_shipment_of_another(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.record(
        "mill",
        shipping(bags.id, "100", "each", org(city, "canteen")),
        shipping(bags.id, "1", "each", org(city, "rival")),
    )
    city.record("rival", {"step": "receiving", "lines": [line(bags.id, "1", "each")]})
    void = shipping(bags.id, "100", "each", org(city, "canteen")) | {"step": "void_shipping"}
    with refused(city, "balance.not_on_the_way"):
        city.record("rival", void)
    city.record("mill", void)


def test_a_lot_stands_once_in_an_event(sqlite_city: City) -> None:
    paddy = sqlite_city.add_batch()
    twice = intake(paddy.id, "1")
    twice["lines"] *= 2
    with refused(sqlite_city, "event.line_twice"):
        sqlite_city.record("mill", twice)


def test_the_unit_must_be_the_lots(sqlite_city: City) -> None:
    paddy = sqlite_city.add_batch()
    with refused(sqlite_city, "event.unit_differs"):
        sqlite_city.record("mill", {"step": "raw_intake", "lines": [line(paddy.id, "1", "L")]})


def test_a_product_leaves_only_when_it_is_released(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.make_rice()
    with refused(sqlite_city, "event.not_released"):
        sqlite_city.record("mill", shipping(bags.id, "1", "each", org(sqlite_city, "canteen")))


def test_a_held_batch_stays_where_it_is_but_may_be_destroyed(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.do("mill", lambda work: lifecycle.hold_batch(work, bags.id, HoldCreate(reason="核查")))
    with refused(city, "event.batch_stopped"):
        city.record("mill", shipping(bags.id, "1", "each", org(city, "canteen")))
    city.record("mill", {"step": "destruction", "lines": [line(bags.id, "1", "each")]})


def test_a_shipment_says_where_it_goes(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.release_rice()
    nowhere = {"step": "shipping", "lines": [line(bags.id, "1", "each")]}
    with refused(sqlite_city, "event.no_destination"):
        sqlite_city.record("mill", nowhere)
    with refused(sqlite_city, "organization.not_found", NotFoundError):
        sqlite_city.record("mill", shipping(bags.id, "1", "each", uuid4()))


def test_an_event_needs_known_places_of_ones_own(sqlite_city: City) -> None:
    city = sqlite_city
    paddy, place = city.add_batch(), city.add_site("rival", "warehouse", "他人仓")
    with refused(city, "site.not_yours", ForbiddenError):
        city.record("mill", intake(paddy.id, "1") | {"site_id": place})
    with refused(city, "site.not_found", NotFoundError):
        city.record("mill", intake(paddy.id, "1") | {"site_id": uuid4()})


@pytest.mark.parametrize(
    ("who", "step", "code", "kind"),
    [
        ("lab", "storing", "event.speaker", ForbiddenError),
        ("canteen", "milling", "event.speaker", ForbiddenError),
        ("mill", "recalling", "event.not_typed", RuleError),
    ],
)
def test_each_step_has_its_speakers(
    sqlite_city: City, who: str, step: str, code: str, kind: type[RegisterError]
) -> None:
    paddy = sqlite_city.add_batch()
    with refused(sqlite_city, code, kind):
        sqlite_city.record(who, {"step": step, "lines": [line(paddy.id, "1", "t")]})


@pytest.mark.parametrize("bad", [0, 57, 99])
def test_of_a_hundred_events_all_are_kept_or_none_with_the_refused_one_named(
    city: City, bad: int
) -> None:
    _, _, bags = city.release_rice()
    good = shipping(bags.id, "26", "each", org(city, "canteen"))
    hundred = [good] * 100
    with refused(city, "balance.exceeded") as caught:
        too_many = shipping(bags.id, "2641", "each", org(city, "canteen"))
        city.record("mill", *(too_many if place == bad else good for place in range(100)))
    assert caught.value.values["index"] == bad
    with refused(city, "event.no_destination") as caught:
        city.record("mill", *(good | {"parties": []} if p == bad else good for p in range(100)))
    assert caught.value.values["index"] == bad
    with refused(city, "batch.not_found", NotFoundError) as caught:
        unknown = shipping(uuid4(), "1", "each", org(city, "canteen"))
        city.record("mill", *(unknown if place == bad else good for place in range(100)))
    assert caught.value.values["index"] == bad
    assert len(city.record("mill", *hundred)) == 100


def test_events_are_listed_to_those_who_took_part(city: City) -> None:
    _, _, bags = city.release_rice()
    city.record("mill", shipping(bags.id, "100", "each", org(city, "canteen")))
    seen = {}
    for who in ("mill", "canteen", "regulator"):
        found = city.look(who, lambda work: listed(work, bags.id, None, 50)).items
        seen[who] = [event.step for event in found]
    assert seen == {
        "mill": ["filling", "shipping"],
        "canteen": ["shipping"],
        "regulator": ["filling", "shipping"],
    }
    with pytest.raises(NotFoundError, match=r"batch\.not_found"):
        city.look("rival", lambda work: events.list_batch_events(work, bags.id, None, 50))


def test_lists_go_on_where_they_stopped(sqlite_city: City) -> None:
    paddy = sqlite_city.add_batch()
    sqlite_city.record("mill", *([intake(paddy.id, "1")] * 5))
    found: list[UUID] = []
    after = None
    for _ in range(3):
        page = sqlite_city.look("mill", lambda work, after=after: listed(work, paddy.id, after, 2))
        found, after = found + [event.id for event in page.items], page.next
    assert after is None
    assert len(set(found)) == 5
