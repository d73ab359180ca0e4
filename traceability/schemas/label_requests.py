"""Contracts of requests to print the labels of a lot."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from traceability.domain.kinds import BatchStatus
from traceability.domain.label_requests import LabelRequestState
from traceability.schemas.types import In, Out, Page, Reference, Sentence


class LabelRequestCreate(In):
    """A lot, and what was mended since the grade fell."""

    batch_id: UUID
    reason: Sentence


class LabelRefusal(In):
    """Why labels may not be printed yet."""

    reason: Sentence


class LabelRequestPublic(Out):
    """A request and how it was decided."""

    id: UUID
    batch_id: UUID
    lot: str
    name: str
    quantity: int
    status: BatchStatus
    enterprise: Reference
    reason: str
    state: LabelRequestState
    decided_at: datetime | None
    decision_reason: str | None
    recorded_at: datetime


class LabelRequestPage(Page):
    """A page of requests."""

    items: list[LabelRequestPublic]
