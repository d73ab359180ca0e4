"""What does somebody say there is, or has happened? A lot or an event before it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from traceability.domain.kinds import DocumentType, LineRole, PartySide, PartyType, Unit
from traceability.domain.steps import STEPS, Effect, Step, StepRule


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """One lot as said, of a product or of a raw material; the quantity as people write it."""

    lot: str
    quantity: str
    unit: str
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


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A lot or asset; the amount is in the register's units."""

    role: LineRole
    batch_id: UUID | None = None
    asset_id: UUID | None = None
    amount: int | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """Who gave or took."""

    side: PartySide
    type: PartyType
    organization_id: UUID | None = None
    site_id: UUID | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A paper that belongs to the event."""

    type: DocumentType
    number: str
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One event as said; `attributes` and `ilmd` are plain JSON values."""

    step: Step
    event_time: datetime
    event_offset: str
    lines: tuple[LineDraft, ...]
    parties: tuple[PartyDraft, ...] = ()
    documents: tuple[DocumentDraft, ...] = ()
    read_point_id: UUID | None = None
    biz_location_id: UUID | None = None
    transformation_id: str | None = None
    closes_process: bool = False
    loss_mg: int | None = None
    ilmd: Mapping[str, Any] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    sensors: tuple[Mapping[str, Any], ...] = ()
    personal: Mapping[str, Any] = field(default_factory=dict)
    is_by_use_case: bool = False
    is_replacement: bool = False
    replaced: Mapping[tuple[UUID, Effect], int] = field(default_factory=dict)  # by the wrong event

    @property
    def rule(self) -> StepRule:
        """Give what the register knows about the step."""
        return STEPS[self.step]

    def batch_lines(self, *roles: LineRole) -> list[LineDraft]:
        """Give the lines that name a batch, of the given roles or of all."""
        return [
            line
            for line in self.lines
            if line.batch_id is not None and (not roles or line.role in roles)
        ]

    def asset_ids(self) -> list[UUID]:
        """Give the assets that the event names."""
        return [line.asset_id for line in self.lines if line.asset_id is not None]

    def receiver(self) -> PartyDraft | None:
        """Give the party that has the goods afterwards, if they change hands."""
        for party in self.parties:
            if party.side is PartySide.DESTINATION and party.type is PartyType.POSSESSING:
                return party
        return None
