"""Contracts of package codes, suspect codes, penalties, purchases and the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from traceability.domain.kinds import Acceptance, Unit
from traceability.schemas.types import (
    USCC,
    In,
    Instant,
    LongName,
    Out,
    Page,
    Paragraphs,
    Person,
    Sentence,
    SpokenAmount,
    SpokenUnit,
    Text80,
    Text100,
    Text128,
    Text2000,
    Text2048,
    Text4000,
)


class CodesPage(Page):
    """Package codes of a job, in order."""

    items: list[str]


class SuspicionCreate(In):
    """A package code that was scanned far too often or in too many places."""

    code: Annotated[str, StringConstraints(min_length=16, max_length=24)]
    scans: int = Field(ge=2, le=10_000_000)
    places: int = Field(ge=1, le=10_000)
    since: Instant
    reason: Sentence


class SuspicionPublic(Out):
    """A suspect code."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    code: str
    scans: int
    places: int
    since: datetime
    reason: str


class PenaltyCreate(In):
    """A penalty decision, in the words of the national double-publicity standard."""

    organization_id: UUID
    decision_no: Text128
    authority_name: LongName
    authority_uscc: USCC
    violation_kind: Text2000
    violation_facts: Paragraphs
    legal_basis: Text2048
    penalty_kinds: Text100
    penalty_content: Text4000
    fine_fen: int | None = Field(default=None, ge=0, le=10**15)
    decided_on: date


class PenaltyPublic(Out):
    """A penalty decision as recorded."""

    id: UUID
    org_id: UUID
    decision_no: str
    authority_name: str
    authority_uscc: str
    violation_kind: str
    violation_facts: str
    legal_basis: str
    penalty_kinds: str
    penalty_content: str
    fine_fen: int | None
    decided_on: date
    recorded_at: datetime


class PenaltyPage(Page):
    """A page of penalties."""

    items: list[PenaltyPublic]


class PurchaseCreate(In):
    """A delivery at a canteen's door: what it was, how much, and what was done with it."""

    batch_id: UUID
    amount: SpokenAmount
    unit: SpokenUnit
    delivered_at: Instant
    site_id: UUID | None = None
    acceptance: Acceptance = Acceptance.ACCEPTED
    delivery_note: Text80 | None = None
    price_fen: int | None = Field(default=None, ge=0, le=10**12)
    checked_by: Person | None = None
    second_checked_by: Person | None = None


class PurchasePublic(Out):
    """A ledger entry: the certificates are attached by reference."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    amount: int
    unit: Unit
    delivered_at: datetime
    acceptance: Acceptance
    verdict_seen: str
    delivery_note: str | None
    inspection_ids: list[str]
    price_fen: int | None = None
    recorded_at: datetime


class PurchasePage(Page):
    """A page of ledger entries."""

    items: list[PurchasePublic]


class LogEntryPublic(Out):
    """One revision of a record: who, when, what; parts the caller may not see are absent."""

    id: UUID
    entry_class: str
    kind: str
    record_id: str
    revision: int
    owner_uscc: str | None
    recorded_at: datetime
    author_user_id: UUID | None
    public: dict[str, Any] | None = None
    trade: dict[str, Any] | None = None
    personal: dict[str, Any] | None = None
    public_hash: str | None = None
    leaf_hash: str


class LogPage(Page):
    """A page of log entries, oldest first."""

    items: list[LogEntryPublic]
