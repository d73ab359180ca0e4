"""What does an enterprise say of a lot before it is recorded?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from traceability.domain.kinds import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDraft:
    """A lot of a product, or (without product) of a raw or bulk material.

    The quantity is in the register's unit.
    """

    lot: str
    quantity: int
    unit: Unit
    produced_on: date
    product_id: UUID | None = None
    material: str | None = None
    name: str | None = None
    best_before: date | None = None
    origin: str | None = None
    harvest_year: int | None = None


def process_of(batch_id: UUID) -> str:
    """Name the process in which a lot is made: its raw lots go in first, it comes out later."""
    return f"urn:uuid:{batch_id}"
