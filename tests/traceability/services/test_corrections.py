"""What follows when an event is declared wrong?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from consumer_web.document import TraceDocument
from consumer_web.tables import PublishedTrace
from tests.factories import City, intake, line, milling, shipping
from traceability.domain.errors import ForbiddenError, RegisterError, RuleError
from traceability.domain.kinds import Direction
from traceability.schemas.batches import BatchPublic, HoldCreate
from traceability.schemas.events import CorrectionCreate, CorrectionPublic, EventPublic
from traceability.services import batches, corrections, events, lifecycle


def correct(
    city: City, event_id: UUID, *said: dict[str, Any], who: str = "mill"
) -> CorrectionPublic:
    start = datetime.combine(city.day, datetime.min.time(), UTC)
    correction = CorrectionCreate.model_validate(
        {
            "reason": "incorrect_data" if said else "did_not_occur",
            "note": "过磅单抄错",
            "replacements": [{"event_time": start} | event for event in said],
        }
    )
    return city.do(who, lambda work: corrections.correct_event(work, event_id, correction))


def refused(
    city: City, code: str, event_id: UUID, *said: dict[str, Any], who: str = "mill"
) -> None:
    with pytest.raises(RegisterError) as caught:
        correct(city, event_id, *said, who=who)
    assert caught.value.code == code


def events_of(city: City, batch_id: UUID) -> list[EventPublic]:
    return city.look(
        "regulator",
        lambda work: events.as_page(*events.list_batch_events(work, batch_id, None, 50)),
    ).items


def page_of(city: City, batch: BatchPublic) -> TraceDocument:
    def story(work: Any) -> str:
        return work.session.get(PublishedTrace, (batch.gtin, batch.lot, work.origin)).document_text

    return TraceDocument.model_validate_json(city.look("regulator", story))


def step(city: City, batch_id: UUID, name: str) -> UUID:
    found = [e for e in events_of(city, batch_id) if e.step == name and not e.declared_at]
    return found[0].id


def test_balance_lineage_and_page_follow_at_once_and_both_events_stay(city: City) -> None:
    paddy, rice, bags = city.release_rice()
    better = city.add_batch(lot="OTHER")
    city.record("mill", intake(better.id, "30"))
    wrong = step(city, rice.id, "milling")
    corrected = correct(city, wrong, milling(better.id, "20", rice.id, "13.2", loss_kg="6800"))

    assert corrected.declaration.declares_id == wrong
    assert corrected.declaration.corrective_ids == [corrected.replacements[0].event_id]
    balance = city.look("mill", lambda work: batches.read_balance(work, paddy.id))
    assert (balance.made, balance.used) == (20_000_000, 0)
    back = city.look("mill", lambda w: batches.read_lineage(w, bags.id, Direction.BACK))
    assert {node.lot for node in back.nodes} == {bags.lot, rice.lot, "OTHER"}
    forward = city.look("mill", lambda w: batches.read_lineage(w, paddy.id, Direction.FORWARD))
    assert [node.id for node in forward.nodes] == [paddy.id]

    page = page_of(city, bags)
    assert [lot.lot for lot in page.raw_lots] == ["OTHER"]
    (shown,) = [event for event in page.events if event.step == "milling"]
    assert shown.is_correction
    assert shown.id == str(corrected.replacements[0].id)
    assert page.changes[0].reason == "过磅单抄错"

    kept = [e for e in events_of(city, rice.id) if e.step == "milling"]
    assert [(e.is_declared_wrong, e.declared_at is not None) for e in kept] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert kept[0].event_id == kept[1].event_id != kept[2].event_id


def test_what_did_not_occur_has_no_replacement_and_frees_its_amount(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    to = city.actors["canteen"].org_id
    (shipped,) = city.record("mill", shipping(bags.id, "2640", "each", to))
    correct(city, shipped.id)
    city.record("mill", shipping(bags.id, "2640", "each", to))
    said = {"reason": "did_not_occur", "note": "x", "replacements": [intake(bags.id, "1")]}
    with pytest.raises(ValidationError):
        CorrectionCreate.model_validate(said)
    with pytest.raises(ValidationError):
        CorrectionCreate.model_validate({"reason": "incorrect_data", "note": "x"})


def test_nothing_is_corrected_twice_nor_a_declaration_nor_anothers_event(city: City) -> None:
    paddy = city.add_batch()
    (first,) = city.record("mill", intake(paddy.id, "20"))
    refused(city, "event.not_yours", first.id, who="rival")
    done = correct(city, first.id, intake(paddy.id, "19"))
    refused(city, "correction.twice", first.id)
    refused(city, "correction.of_a_declaration", done.declaration.id)
    correct(city, done.replacements[0].id, intake(paddy.id, "18"))
    balance = city.look("mill", lambda work: batches.read_balance(work, paddy.id))
    assert balance.made == 18_000_000


def test_a_correction_that_would_leave_less_than_nothing_is_refused(city: City) -> None:
    paddy, rice, _ = city.make_rice()
    taken_in, milled = step(city, paddy.id, "raw_intake"), step(city, rice.id, "milling")
    refused(city, "balance.exceeded", taken_in)
    refused(city, "balance.exceeded", taken_in, intake(paddy.id, "19.999"))
    refused(city, "balance.exceeded", milled)
    refused(city, "balance.exceeded", milled, milling(paddy.id, "20", rice.id, "13", "7000"))
    refused(city, "balance.loss_not_stated", milled, milling(paddy.id, "20", rice.id, "13", "1"))
    assert len(events_of(city, paddy.id)) == 2


def test_a_replacement_closes_no_circle(sqlite_city: City) -> None:
    _, rice, bags = sqlite_city.make_rice()
    milled = step(sqlite_city, rice.id, "milling")
    circle = {
        "step": "milling",
        "lines": [
            line(bags.id, "2640", "each", role="input"),
            line(rice.id, "13.2", "t", "output"),
        ],
    }
    refused(sqlite_city, "lineage.cycle", milled, circle)


def process(batch_id: UUID, amount: str, role: str, **more: Any) -> dict[str, Any]:
    lines = [line(batch_id, amount, "t", role=role)]
    return {"step": "milling", "transformation_id": "urn:lot:1", "lines": lines} | more


def in_process(city: City) -> tuple[UUID, UUID, list[EventPublic]]:
    paddy, rice = city.add_batch(), city.add_batch(material="rice_indica", name="散米")
    city.record("mill", intake(paddy.id, "20"))
    recorded = city.record(
        "mill",
        process(paddy.id, "20", "input"),
        process(rice.id, "13", "output", loss={"amount": "7", "unit": "t"}, closes_process=True),
    )
    return paddy.id, rice.id, recorded


def test_a_process_of_several_events_balances_after_a_correction_too(sqlite_city: City) -> None:
    city = sqlite_city
    paddy, rice, (put_in, came_out) = in_process(city)
    refused(city, "balance.more_out_than_in", put_in.id)
    refused(city, "balance.more_out_than_in", put_in.id, process(paddy, "19", "input"))
    refused(city, "balance.loss_not_stated", came_out.id, process(rice, "12", "output",
            loss={"amount": "7", "unit": "t"}, closes_process=True))  # fmt: skip
    with pytest.raises(RuleError, match=r"process\.closed"):
        city.record("mill", process(paddy, "1", "input"))
    correct(city, put_in.id, process(paddy, "15", "input"), process(paddy, "5", "input"))
    forward = city.look("mill", lambda w: batches.read_lineage(w, paddy, Direction.FORWARD))
    assert [node.id for node in forward.nodes] == [paddy, rice]


def test_a_lot_that_goes_into_a_process_does_not_come_out_of_it(sqlite_city: City) -> None:
    paddy = sqlite_city.add_batch()
    sqlite_city.record("mill", intake(paddy.id, "20"), process(paddy.id, "20", "input"))
    with pytest.raises(RuleError, match=r"lineage\.cycle"):
        sqlite_city.record("mill", process(paddy.id, "20", "output"))


def test_the_page_follows_a_corrected_input_of_a_process(sqlite_city: City) -> None:
    city = sqlite_city
    paddy, other = city.add_batch(lot="WRONG"), city.add_batch(lot="RIGHT")
    bags = city.add_batch(product_id=city.add_product().id, quantity="2000", unit="each")
    city.record("mill", intake(paddy.id, "10"), intake(other.id, "10"))
    put_in, _ = city.record(
        "mill",
        process(paddy.id, "10", "input", step="filling"),
        process(bags.id, "10", "output", step="filling") | {
            "lines": [line(bags.id, "2000", "each", role="output")]
        },
    )  # fmt: skip
    city.inspect(bags.id)
    released = city.do("mill", lambda work: lifecycle.release_batch(work, bags.id))
    assert [lot.lot for lot in page_of(city, released).raw_lots] == ["WRONG"]
    correct(city, put_in.id, process(other.id, "10", "input", step="filling"))
    assert [lot.lot for lot in page_of(city, released).raw_lots] == ["RIGHT"]


def test_the_event_of_a_hold_is_not_corrected_apart_from_the_hold(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    city.do("mill", lambda work: lifecycle.hold_batch(work, bags.id, HoldCreate(reason="查")))
    refused(city, "event.not_typed", step(city, bags.id, "holding"))


def test_a_correction_needs_an_event(sqlite_city: City) -> None:
    refused(sqlite_city, "event.not_found", sqlite_city.actors["mill"].user_id)
    with pytest.raises(ForbiddenError, match=r"access\.role"):
        correct(sqlite_city, sqlite_city.actors["mill"].user_id, who="admin")
