"""Contracts of batches, their lifecycle and lineage."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.batch_drafts import BatchDraft
from traceability.domain.kinds import BatchStatus, Direction, Unit
from traceability.domain.quantities import to_register
from traceability.schemas.products import FoodCategory
from traceability.schemas.types import (
    In,
    Lot,
    Name,
    Out,
    Page,
    Sentence,
    SpokenAmount,
    SpokenUnit,
    Text128,
)


class BatchCreate(In):
    """A lot of a product, or (without `product_id`) of a raw or bulk material."""

    product_id: UUID | None = None
    material: FoodCategory | None = None
    name: Name | None = None
    lot: Lot
    quantity: SpokenAmount
    unit: SpokenUnit
    produced_on: date
    best_before: date | None = None
    origin: Name | None = None
    harvest_year: int | None = Field(default=None, ge=2000, le=2100)

    @model_validator(mode="after")
    def _is_product_or_material(self) -> BatchCreate:
        if self.product_id is None and (self.material is None or self.name is None):
            raise PydanticCustomError(
                "batch.material_missing", "a lot without product_id needs material and name"
            )
        return self

    def draft(self) -> BatchDraft:
        """Give the lot in the register's unit."""
        quantity, unit = to_register(self.quantity, self.unit)
        said = self.model_dump(exclude={"quantity", "unit"})
        return BatchDraft(**said, quantity=quantity, unit=unit)


class BatchPublic(Out):
    """A batch."""

    id: UUID
    org_id: UUID
    product_id: UUID | None
    material: str
    name: str
    uri: str
    gtin: str | None
    lot: str
    quantity: int
    unit: Unit
    produced_on: date
    best_before: date | None
    origin: str | None
    harvest_year: int | None
    status: BatchStatus
    status_reason: str | None
    status_at: datetime | None
    released_at: datetime | None
    recorded_at: datetime
    revision: int


class BatchPage(Page):
    """A page of batches."""

    items: list[BatchPublic]


class Holding(Out):
    """What one organisation has of a lot, or what is on its way to it."""

    organization_id: UUID | None
    amount: int


class BalancePublic(Out):
    """The mass balance of a lot in its own unit."""

    batch_id: UUID
    unit: Unit
    made: int
    used: int
    stock: list[Holding]
    on_the_way: list[Holding]


class HoldCreate(In):
    """Why a batch is held, or freed again."""

    reason: Sentence
    cause: Literal["failed_test", "suspension", "other"] = "other"


class LiftCreate(In):
    """Why a batch may be sold again."""

    reason: Sentence


class RecallCreate(In):
    """A recall, and what becomes of the lots made from this one."""

    reason: Sentence
    number: Text128 | None = None
    downstream: Literal["none", "hold", "recall"] = "hold"


class Affected(Out):
    """A lot downstream and what became of it; another's lot is named only."""

    lot: str
    name: str
    batch: BatchPublic | None
    action: Literal["held", "recalled", "unchanged"]


class RecallPublic(Out):
    """A recalled batch and every lot downstream of it."""

    batch: BatchPublic
    downstream: list[Affected]


class LineageNode(Out):
    """A lot and how many steps it is away."""

    id: UUID
    lot: str
    name: str
    material: str
    org_id: UUID | None  # none where the caller may not know whose it is
    org_name: str
    status: BatchStatus
    depth: int


class LineageLink(Out):
    """One lot went into another."""

    parent_id: UUID
    child_id: UUID


class LineagePublic(Out):
    """Everything a lot came from, or everything it went into."""

    batch_id: UUID
    direction: Direction
    nodes: list[LineageNode]
    links: list[LineageLink]
