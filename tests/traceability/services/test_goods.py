"""The next lot is begun as the last was made; what waits for an enterprise; lists that go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import City, hold, intake, refused, shipping
from traceability.domain.batch_progress import NextStep
from traceability.domain.drafts import process_of
from traceability.domain.errors import ForbiddenError
from traceability.domain.kinds import BatchStatus, Direction
from traceability.schemas.events import CorrectionCreate, EventCreate
from traceability.schemas.goods import BatchStart, LotQuery, RawIntake, RawTaken
from traceability.services import (
    batch_desk,
    batch_starts,
    batches,
    corrections,
    enterprise_home,
    events,
    goods_lists,
    raw_intakes,
)


def stock(city: City, lot: str, tonnes: str, **said: Any) -> UUID:
    """Buy a raw lot."""
    batch = city.add_batch(lot=lot, quantity=tonnes, **said)
    city.record("mill", intake(batch.id, tonnes))
    return batch.id


def begin(city: City, product_id: UUID, quantity: str = "1000", **said: Any) -> Any:
    """Begin the next lot."""
    today = datetime.now(UTC).date()
    defaults = {"lot": f"N{city.number()}", "produced_on": today, "first_in": True}
    entered = BatchStart.model_validate(
        {"product_id": product_id, "quantity": quantity, **defaults, **said}
    )
    return city.do("mill", lambda work: batch_starts.start_batch(work, entered))


def pack(city: City, batch_id: UUID, count: int, loss_g: int) -> None:
    """Pack what was taken for a lot."""
    said = {
        "step": "filling",
        "event_time": datetime.now(UTC),
        "transformation_id": process_of(batch_id),
        "closes_process": True,
        "lines": [{"role": "output", "batch_id": batch_id, "amount": count, "unit": "each"}],
        "loss": {"amount": loss_g, "unit": "g"},
    }
    entered = EventCreate.model_validate(said)
    city.do("mill", lambda work: events.record_trace_event(work, entered))


def test_it_is_made_as_the_last_one_from_the_oldest_lots(city: City) -> None:
    paddy, _, bags = city.release_rice()
    assert bags.product_id is not None
    old, new = stock(city, "OLD", "6"), stock(city, "NEW", "9")
    held = stock(city, "HELD", "4")  # shown, and not used
    hold(city, held)
    proposal = city.look(
        "mill", lambda work: batch_starts.propose_start(work, bags.product_id, 1000)
    )
    assert proposal.has_recipe
    assert proposal.most == 1_980  # 15 t of paddy at 66 % in bags of 5 kg
    offers = {offer.batch_id: offer for offer in proposal.offers}
    assert paddy.id not in offers  # nothing is left of it
    assert (offers[old].planned, offers[new].planned) == (6_000_000, 1_576_000)
    assert (offers[held].planned, offers[held].reason) == (0, "held")
    started = begin(city, bags.product_id)
    assert (started.raw_lots, started.raw_g) == (2, 7_576_000)
    desk = city.look("mill", lambda work: batch_desk.read_batch_desk(work, started.batch.id))
    assert desk.progress.next is NextStep.PACK
    assert desk.taken_mg == 7_576_000_000
    pack(city, started.batch.id, 1000, 2_576_000)
    chain = city.look(
        "mill", lambda work: batches.read_lineage(work, started.batch.id, Direction.BACK)
    )
    assert {node.id for node in chain.nodes} == {started.batch.id, old, new}


def test_what_was_begun_by_mistake_is_undone_and_begun_again(city: City) -> None:
    bags = city.release_rice()[2]
    assert bags.product_id is not None
    old = stock(city, "OLD", "20")
    started = begin(city, bags.product_id)
    declared = CorrectionCreate(reason="did_not_occur", note="误记")
    city.do("mill", lambda work: corrections.correct_event(work, started.event_id, declared))
    desk = city.look("mill", lambda work: batch_desk.read_batch_desk(work, started.batch.id))
    assert desk.progress.next is NextStep.PRODUCE
    assert [line.is_declaration for line in desk.history] == []  # nothing counts for the lot now
    entered = BatchStart(
        product_id=bags.product_id,
        quantity="1000",
        lot=started.batch.lot,
        produced_on=started.batch.produced_on,
        raws=[RawTaken(batch_id=old, amount="7.6", unit="t")],
    )
    again = city.do(
        "mill", lambda work: batch_starts.take_raw_lots(work, started.batch.id, entered)
    )
    assert again.raw_g == 7_600_000
    pack(city, started.batch.id, 1000, 2_600_000)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"quantity": "999999"}, "batch.not_enough_raw"),
        ({"quantity": "0.5"}, "amount.not_exact"),
        ({"produced_on": datetime.now(UTC).date() + timedelta(days=2)},
         "batch.produced_in_the_future"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun(city: City, said: dict[str, Any], code: str) -> None:
    bags = city.release_rice()[2]
    stock(city, "OLD", "20")
    refused(code, begin, city, bags.product_id, **said)
    lots = city.look("mill", lambda work: goods_lists.list_lots(work, LotQuery()))
    assert len(lots.items) == 1  # nothing is left of the attempt


def test_a_held_lot_cannot_be_taken_by_typing_it(city: City) -> None:
    bags = city.release_rice()[2]
    held = stock(city, "HELD", "9")
    hold(city, held)
    raws = [RawTaken(batch_id=held, amount="7.6", unit="t")]
    refused("event.batch_stopped", begin, city, bags.product_id, first_in=False, raws=raws)


def test_oil_is_taken_in_litres_and_its_loss_is_whole_grams(city: City) -> None:
    product = city.add_product(
        name="花生油", food_category="oil_peanut", process="pressed",
        net_content="900", net_content_unit="ml",
    )  # fmt: skip
    oil: dict[str, Any] = {"material": "oil_peanut", "name": "花生油（散装）", "unit": "L"}
    first = city.add_batch(lot="T1", quantity="1000", **oil)
    bottles = city.add_batch(product_id=product.id, quantity="1000", unit="each")
    city.record(
        "mill",
        {"step": "raw_intake", "lines": [{"batch_id": first.id, "amount": "1000", "unit": "L"}]},
        {
            "step": "filling",
            "lines": [
                {"role": "input", "batch_id": first.id, "amount": "901", "unit": "L"},
                {"role": "output", "batch_id": bottles.id, "amount": "1000", "unit": "each"},
            ],
            "loss": {"amount": "920", "unit": "g"},
        },
    )
    started = begin(city, product.id, "100")
    desk = city.look("mill", lambda work: batch_desk.read_batch_desk(work, started.batch.id))
    assert [taken.amount for taken in desk.taken] == [91_000]  # millilitres, whole litres
    pack(city, started.batch.id, 100, (91_000 - 90_000) * 920 // 1_000)


def test_raw_material_comes_in_with_its_lot(city: City) -> None:
    entered = RawIntake(
        material="paddy_indica", name="早籼稻", lot="G-1", amount="2.5", unit="t", supplier="老王"
    )
    batch = city.do("mill", lambda work: raw_intakes.take_in(work, entered))
    desk = city.look("mill", lambda work: batch_desk.read_batch_desk(work, batch.id))
    assert desk.in_stock == 2_500_000
    assert [line.what for line in desk.history] == ["raw_intake"]
    with pytest.raises(ForbiddenError):
        city.do("canteen", lambda work: raw_intakes.take_in(work, entered))


def test_home_says_what_waits_the_overdue_first(city: City) -> None:
    bags = city.release_rice()[2]
    draft = city.make_rice()[2]
    stock(city, "OLD", "20")
    begun = begin(city, bags.product_id)  # type: ignore[arg-type]
    yesterday = datetime.now(UTC) - timedelta(days=3)
    rival = city.add_batch(who="rival", lot="SENT")
    city.record("rival", intake(rival.id, "20") | {"event_time": yesterday})
    to_mill = shipping(rival.id, "5", "t", city.actors["mill"].org_id)
    city.record("rival", to_mill | {"event_time": yesterday})
    paddy = city.add_batch(lot="PADDY-1")  # a raw draft waits for nothing, a held one does
    city.add_batch(lot="PADDY-2")
    hold(city, paddy.id)
    home = city.look("mill", enterprise_home.read_home)
    waits = [(task.kind, task.lot) for task in home.tasks]
    assert [wait for wait in waits if wait[1].startswith("PADDY")] == [("held", "PADDY-1")]
    assert next(task.detail for task in home.tasks if task.lot == "PADDY-1") == "核查"
    assert waits[0] == ("receive", "SENT")
    assert ("pack", begun.batch.lot) in waits
    assert ("inspect", draft.lot) in waits
    assert home.products[0].product.id == bags.product_id  # the one made last stands first


def test_lists_go_on_where_they_stopped(city: City) -> None:
    product = city.add_product()
    made = [city.add_batch(product_id=product.id, quantity="5", unit="each").lot for _ in range(7)]
    raw = city.add_batch(lot="RAW-1").lot
    seen: list[str] = []
    after = None
    while True:
        chosen = LotQuery(limit=3, after=after)
        page = city.look("mill", lambda work, c=chosen: goods_lists.list_lots(work, c))
        seen += [lot.batch.lot for lot in page.items]
        after = page.next
        if after is None:
            break
    assert seen == made[::-1]
    for query, wanted in (
        (LotQuery(q=made[3]), [made[3]]),
        (LotQuery(kind="raw"), [raw]),
        (LotQuery(status=BatchStatus.RELEASED), []),
        (LotQuery(product_id=product.id, limit=2), made[:-3:-1]),
    ):
        page = city.look("mill", lambda work, q=query: goods_lists.list_lots(work, q))
        assert [lot.batch.lot for lot in page.items] == wanted
    assert city.look("mill", lambda work: goods_lists.count_lots(work, LotQuery())) == 7
    assert city.look("rival", lambda work: goods_lists.list_lots(work, LotQuery())).items == []


def test_events_and_reports_are_listed_newest_first(city: City) -> None:
    bags = city.release_rice()[2]
    told = city.look("mill", lambda work: goods_lists.list_history(work, None, None, 2))
    assert [line.what for line in told.items] == ["filling", "milling"]
    rest = city.look("mill", lambda work: goods_lists.list_history(work, None, told.next, 50))
    assert [line.what for line in rest.items] == ["raw_intake"]
    assert all(line.who == "李四光" for line in told.items)
    reports = city.look("mill", lambda work: goods_lists.list_reports(work, None, 10))
    assert [(named.lot, named.name) for named in reports.items] == [(bags.lot, bags.name)]
    sheet = city.look("mill", lambda work: goods_lists.read_factory_sheet(work, bags.id))
    assert sheet.batch.id == bags.id
    refused(
        "batch.not_found",
        lambda: city.look("rival", lambda work: goods_lists.read_factory_sheet(work, bags.id)),
    )


def test_a_customer_is_named_to_the_owner_and_not_to_the_customer(city: City) -> None:
    bags = city.release_rice()[2]
    city.record("mill", shipping(bags.id, "200", "each", city.actors["canteen"].org_id))
    own = city.look("mill", lambda work: batch_desk.read_batch_desk(work, bags.id))
    assert [(sent.amount, bool(sent.name)) for sent in own.sent] == [(200, True)]
    assert own.in_stock == 2_440
    assert [receiver.id for receiver in own.receivers] == [city.actors["canteen"].org_id]
    seen = city.look("regulator", lambda work: batch_desk.read_batch_desk(work, bags.id))
    assert seen.in_stock == 2_440
    assert not seen.is_own
    with pytest.raises(ForbiddenError):
        city.look("canteen", lambda work: batch_desk.read_batch_desk(work, bags.id))
