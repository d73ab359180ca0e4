"""Which lots share a raw lot with one that failed, and how are they held with one order?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.factories import City, hold, intake, line, milling, refused, status_of
from traceability.domain.kinds import BatchStatus
from traceability.schemas.batches import BatchPublic
from traceability.schemas.inspections import RelativesHeld, RelativesHoldCreate, RelativesPublic
from traceability.services import relatives


def related(city: City, batch_id: UUID, who: str = "regulator") -> RelativesPublic:
    return city.look(who, lambda work: relatives.list_relatives(work, batch_id))


def hold_all(city: City, batch_id: UUID, who: str = "regulator", **said: Any) -> RelativesHeld:
    order = RelativesHoldCreate(reason="同源批次不合格，先行封存", **said)
    return city.do(who, lambda work: relatives.hold_relatives(work, batch_id, order))


def two_rices_of_one_paddy(city: City) -> dict[str, BatchPublic]:
    """Mill one paddy twice, and a second paddy into the second rice as well."""
    first, second = city.add_batch(lot="P1"), city.add_batch(lot="P2")
    rice_a = city.add_batch(lot="A", material="rice_indica", name="散米", quantity="6")
    rice_b = city.add_batch(lot="B", material="rice_indica", name="散米", quantity="12")
    apart = city.add_batch(lot="C", material="rice_indica", name="散米", quantity="5")
    third = city.add_batch(lot="P3")
    city.record(
        "mill",
        intake(first.id, "20"),
        intake(second.id, "20"),
        intake(third.id, "20"),
        milling(first.id, "10", rice_a.id, "6", loss_kg="4000"),
        {
            "step": "milling",
            "lines": [
                line(first.id, "10", "t", role="input"),
                line(second.id, "10", "t", role="input"),
                line(rice_b.id, "12", "t", role="output"),
            ],
            "loss": {"amount": "8000", "unit": "kg"},
        },
        milling(third.id, "10", apart.id, "5", loss_kg="5000"),
    )
    return {"P1": first, "P2": second, "P3": third, "A": rice_a, "B": rice_b, "C": apart}


def test_relatives_share_a_raw_lot_and_are_told_which(city: City) -> None:
    lots = two_rices_of_one_paddy(city)
    of_a = {each.lot: each.shared for each in related(city, lots["A"].id).items}
    assert of_a == {"P1": ["P1"], "B": ["P1"]}
    of_b = {each.lot: each.shared for each in related(city, lots["B"].id).items}
    assert of_b == {"P1": ["P1"], "P2": ["P2"], "A": ["P1"]}
    of_raw = {each.lot for each in related(city, lots["P1"].id).items}
    assert of_raw == {"A", "B"}
    assert related(city, lots["P3"].id).items[0].lot == "C"


def test_one_order_holds_what_is_not_stopped_yet(city: City) -> None:
    lots = two_rices_of_one_paddy(city)
    hold(city, lots["P1"].id)
    held = hold_all(city, lots["A"].id)
    assert held.held == [lots["B"].id]
    assert status_of(city, lots["B"].id) is BatchStatus.HELD
    # The batch itself is not its relative.
    assert status_of(city, lots["A"].id) is BatchStatus.DRAFT
    assert status_of(city, lots["C"].id) is BatchStatus.DRAFT
    assert hold_all(city, lots["A"].id).held == []


def test_some_can_be_chosen_but_no_stranger(city: City) -> None:
    lots = two_rices_of_one_paddy(city)
    refused("relatives.not_related", hold_all, city, lots["A"].id, batch_ids=[lots["C"].id])
    refused("relatives.not_related", hold_all, city, lots["A"].id, batch_ids=[uuid4()])
    held = hold_all(city, lots["B"].id, batch_ids=[lots["A"].id])
    assert held.held == [lots["A"].id]


def test_an_enterprise_holds_its_own_relatives_and_a_stranger_sees_none(city: City) -> None:
    lots = two_rices_of_one_paddy(city)
    assert len(related(city, lots["A"].id, "mill").items) == 2
    refused("batch.not_found", related, city, lots["A"].id, "rival")
    refused("access.role", hold_all, city, lots["A"].id, "lab")
    assert set(hold_all(city, lots["A"].id, "mill").held) == {lots["P1"].id, lots["B"].id}
