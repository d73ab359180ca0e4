"""Contracts of recalls as the authority follows them: forward to every canteen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from traceability.domain.kinds import BatchStatus, Unit
from traceability.domain.notices import StockAction
from traceability.schemas.batches import BatchPublic
from traceability.schemas.types import In, Out, Page, Reference


class RecallQuery(In):
    """Which recalls to list."""

    q: str | None = Field(default=None, max_length=40, description="a lot, or a part of a name")
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class RecallLine(Out):
    """A recalled lot in a list."""

    batch_id: UUID
    lot: str
    name: str
    enterprise: Reference
    recalled_at: datetime | None
    reason: str | None
    number: str | None
    told: int = Field(description="canteens that were told")
    answered: int


class RecallPage(Page):
    """A page of recalls, newest lots first."""

    items: list[RecallLine]


class ReachedLot(Out):
    """A lot made of the recalled one, itself at distance 0."""

    batch_id: UUID
    depth: int
    lot: str
    name: str
    enterprise: Reference
    quantity: int
    unit: Unit
    status: BatchStatus


class ReachedCanteen(Out):
    """A canteen that took a reached lot in, what is left, and what it says it did."""

    canteen: Reference
    district: str
    batch_id: UUID
    lot: str
    bought: int
    in_stock: int
    unit: Unit
    last_delivery_at: datetime
    told_at: datetime | None
    answered_at: datetime | None
    action: StockAction | None
    said: str | None


class RecallFile(Out):
    """A recall, traced forward."""

    batch: BatchPublic
    enterprise: Reference
    reason: str | None
    number: str | None
    recalled_at: datetime | None
    lots: list[ReachedLot]
    canteens: list[ReachedCanteen]
