"""How does crude oil travel? By tank, as GB 44917-2024 wants: marked, cleaned, sealed, noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from traceability.demo.lots import Lot, happening, to_party
from traceability.demo.names import make_person, make_plate
from traceability.demo.organizations import Member
from traceability.domain.kinds import AssetKind
from traceability.domain.steps import Step
from traceability.schemas.events import EventCreate
from traceability.schemas.parties import AssetCreate
from traceability.services import sites
from traceability.storage.work import Work

TANKS = 3  # of each crusher


@dataclass
class Tank:
    """A tank and what was in it last."""

    plate: str
    id: UUID = UUID(int=0)
    previous: str | None = None


@dataclass
class Fleet:
    """The tanks of one crusher."""

    owner: Member
    rng: Random
    tanks: list[Tank] = field(default_factory=list)
    slips: int = 0

    def tank(self, work: Work, number: int) -> Tank:
        """Give one of the tanks; the fleet is registered when it is first used."""
        if not self.tanks:
            for place in range(TANKS):
                tank = Tank(make_plate(self.rng))
                entered = AssetCreate(
                    kind=AssetKind.TANK,
                    name=f"{place + 1}号罐车 {tank.plate}",
                    mark="edible_oil_only",
                )
                tank.id = sites.register_asset(work, entered).id
                self.tanks.append(tank)
        return self.tanks[number % TANKS]

    def tell_loading(
        self, tank: Tank, lot: Lot, amount: int, buyer: Member, at: datetime
    ) -> list[EventCreate]:
        """Tell how an oil was loaded and left; a change of oil kind is preceded by a cleaning."""
        site, told = self.owner.site_id, []
        carried: dict[str, Any] = {
            "tank_mark": "edible_oil_only",
            "previous_cargo": tank.previous,
            "seals": [f"F{self.rng.randint(100_000, 999_999)}" for _ in range(2)],
            "vehicle_plate": tank.plate,
        }
        vehicle = {"asset_id": tank.id}
        if tank.previous not in {None, lot.material}:
            cleaned_at = at - timedelta(minutes=80)
            self.slips += 1
            ticket = f"洗{self.owner.code}{at:%y%m%d}-{self.slips:03d}"
            paper = {"type": "cert", "number": ticket, "issuer": "惠州市净罐清洗站（演示）"}
            told.append(
                happening(
                    Step.TANK_CLEANING, cleaned_at, [vehicle], site_id=site, documents=[paper]
                )
            )
            carried |= {
                "cleaned_at": cleaned_at,
                "cleaning_method": "热水冲洗、蒸汽吹干",
                "cleaning_ticket": ticket,
            }
        tank.previous = lot.material
        lines = [{"role": "parent", **vehicle}, lot.line(amount, "child")]
        driver = {"driver": make_person(self.rng)}
        told.append(
            happening(
                Step.LOADING,
                at,
                lines,
                site_id=site,
                parties=[to_party(buyer)],
                bulk_transport=carried,
                documents=[{"type": "desadv", "number": f"{lot.code}-{buyer.code}"}],
                handlers=driver,
            )
        )
        left_at = at + timedelta(minutes=35)
        told.append(happening(Step.DEPARTING, left_at, [vehicle], site_id=site, handlers=driver))
        return told


def tell_unloading(
    tank: Tank, lot: Lot, amount: int, seller_and_buyer: tuple[Member, Member], at: datetime
) -> list[EventCreate]:
    """Tell how a tank was emptied at the buyer's and the oil received."""
    seller, buyer = seller_and_buyer
    lines = [{"role": "parent", "asset_id": tank.id}, lot.line(amount, "child")]
    return [
        happening(Step.UNLOADING, at, lines, site_id=buyer.site_id),
        happening(
            Step.RECEIVING,
            at + timedelta(minutes=50),
            [lot.line(amount)],
            site_id=buyer.site_id,
            parties=[{"side": "source", "organization_id": seller.id}],
        ),
    ]
