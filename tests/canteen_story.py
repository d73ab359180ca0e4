"""A canteen with two people, and goods on their way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.factories import City, shipping
from traceability.domain.access import Actor
from traceability.domain.kinds import Role
from traceability.schemas.batches import BatchPublic
from traceability.schemas.purchases import PurchaseCreate, PurchasePublic
from traceability.services import organizations, purchases


@dataclass
class Door:
    """What a test needs at a canteen's door."""

    city: City
    second: Actor
    bags: BatchPublic

    @property
    def code(self) -> str:
        """Give the code on the bags."""
        return f"(01){self.bags.gtin}(10){self.bags.lot}"


def hire_second(city: City, username: str = "canteen_second") -> Actor:
    """Give the canteen a second person."""
    org_id = city.actors["canteen"].org_id
    canteen = city.look("admin", lambda work: organizations.read_organization(work, org_id))
    return city.add_user(canteen, Role.CANTEEN, username)


def send(city: City, bags: BatchPublic, amount: int = 200) -> None:
    """Let bags be on their way to the canteen."""
    sent = shipping(bags.id, str(amount), "each", city.actors["canteen"].org_id)
    papers = {"documents": [{"type": "desadv", "number": "XS-07"}]}
    yesterday = datetime.now(UTC) - timedelta(hours=3)
    city.record("mill", sent | papers | {"event_time": yesterday})


def open_door(city: City, amount: int = 200) -> Door:
    """Send released rice to a canteen of two."""
    second = hire_second(city)
    bags = city.release_rice()[2]
    send(city, bags, amount)
    return Door(city, second, bags)


def take_in(door: Door, amount: int = 40, who: str = "canteen", **more: object) -> PurchasePublic:
    """Book a delivery."""
    entered = PurchaseCreate.model_validate(
        {
            "batch_id": door.bags.id,
            "amount": str(amount),
            "unit": "each",
            "delivered_at": datetime.now(UTC) - timedelta(hours=1),
            "delivery_note": "XS-07",
            **more,
        }
    )
    return door.city.do(who, lambda work: purchases.record_purchase(work, entered))
