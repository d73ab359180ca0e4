"""Which lots are there, how much is in them, and how is a happening told with them?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from traceability.demo.catalogue import Goods
from traceability.demo.organizations import Member
from traceability.domain.steps import Step
from traceability.schemas.batches import BatchCreate
from traceability.schemas.events import EventCreate
from traceability.services import batches
from traceability.storage.work import Work


@dataclass
class Lot:
    """A lot: of a raw or bulk material in grams, or of a product in packages."""

    owner: Member
    code: str
    amount: int
    produced_on: date
    material: str = ""
    name: str = ""
    goods: Goods | None = None
    origin: str | None = None
    harvest_year: int | None = None
    id: UUID = UUID(int=0)

    @property
    def unit(self) -> str:
        """Give the register's unit."""
        return "each" if self.goods else "g"

    def register(self, work: Work) -> None:
        """Enter the lot into the register as a draft of its owner."""
        said: dict[str, Any] = {
            "lot": self.code,
            "quantity": self.amount,
            "unit": self.unit,
            "produced_on": self.produced_on,
            "origin": self.origin,
            "harvest_year": self.harvest_year,
        }
        if self.goods is not None:
            said["product_id"] = self.goods.id
        else:
            said |= {"material": self.material, "name": self.name}
        self.id = batches.register_batch(work, BatchCreate.model_validate(said)).id

    def line(self, amount: int | None = None, role: str = "item") -> dict[str, Any]:
        """Give the line of an event about the lot, or about a part of it."""
        counted = self.amount if amount is None else amount
        return {"role": role, "batch_id": self.id, "amount": counted, "unit": self.unit}


@dataclass
class Packed(Lot):
    """A packed lot on its way from the filling line to the shelf."""

    round: int = 0
    left: int = 0  # packages not promised to anybody yet
    filled_at: datetime | None = None
    released_at: datetime | None = None
    is_draft: bool = False
    shipped_to: list[Member] = field(default_factory=list)

    @property
    def product(self) -> Goods:
        """Give the product that the lot is of."""
        if self.goods is None:
            raise LookupError(f"lot {self.code} has no product")
        return self.goods

    @property
    def path(self) -> str:
        """Give the address of the lot's page, a GS1 Digital Link without its host."""
        return f"/01/{self.product.gtin}/10/{self.code}"

    def promise(self, wanted: int) -> int:
        """Set packages aside for a customer, as many as are left."""
        given = min(wanted, self.left)
        self.left -= given
        return given


def happening(step: Step, at: datetime, lines: list[dict[str, Any]], **more: Any) -> EventCreate:
    """Tell what happened as an enterprise would enter it."""
    return EventCreate.model_validate({"step": step, "event_time": at, "lines": lines, **more})


def to_party(member: Member) -> dict[str, Any]:
    """Name the receiver of goods."""
    return {"side": "destination", "organization_id": member.id}


def from_party(member: Member) -> dict[str, Any]:
    """Name the giver of goods."""
    return {"side": "source", "organization_id": member.id}


def from_outside(name: str) -> dict[str, Any]:
    """Name a giver outside the register."""
    return {"side": "source", "name": name}


def to_outside(name: str) -> dict[str, Any]:
    """Name a receiver outside the register."""
    return {"side": "destination", "name": name}


def temperature(celsius: str, device: str) -> dict[str, Any]:
    """Give a reading of a store's thermometer."""
    return {"type": "Temperature", "value": celsius, "device": device}
