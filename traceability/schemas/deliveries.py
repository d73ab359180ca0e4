"""Contracts: what the public credit system was told, and what it answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.schemas.types import In


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DeliveryPublic(_Shown):
    """One message on its way to the public credit system."""

    id: UUID
    org_id: UUID
    kind: DeliveryKind
    state: DeliveryState
    subject_kind: str
    subject_id: UUID
    subject_revision: int
    idempotency_key: str
    receipt_no: str | None
    recorded_at: datetime
    settled_at: datetime | None


class DeliveryPage(BaseModel):
    """One page of deliveries."""

    items: list[DeliveryPublic]
    next: str | None


class AnswerError(BaseModel):
    """Why a record was refused; `code` is the official one, `field` our name for it."""

    code: str
    field: str
    message: str


class AnswerPublic(BaseModel):
    """A receipt, or a refusal by field."""

    id: UUID
    recorded_at: datetime
    is_accepted: bool
    receipt_no: str | None
    received_at: datetime | None
    body_sha256: str
    channel: str
    errors: list[AnswerError]


class DeliveryDetail(DeliveryPublic):
    """A delivery with its attempts and answers."""

    attempts: int
    first_attempt_at: datetime | None
    next_attempt_at: datetime | None
    last_trouble: str | None
    answers: list[AnswerPublic]


class DeliveryGroup(StrEnum):
    """States that are looked at together."""

    OPEN = "open"  # waits, was refused, or was given up
    TROUBLE = "trouble"  # was refused or given up


class DeliveryQuery(In):
    """Which deliveries are wanted; without a state, those that are open stand apart."""

    q: str | None = Field(
        default=None, max_length=100, description="in a number, a party's name or a receipt"
    )
    state: DeliveryState | None = None
    group: DeliveryGroup | None = Field(default=None, description="in place of a state")
    days: int | None = Field(default=None, ge=1, le=3660, description="recorded since so many days")
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class DeliveryLine(DeliveryPublic):
    """A delivery as a line of a list: what it says of whom, and how far it is."""

    number: str
    party: str
    penalty_kinds: list[str]
    fine_fen: int | None
    due_on: date | None
    attempts: int
    next_attempt_at: datetime | None
    last_trouble: str | None
    errors: list[AnswerError]


class Outage(BaseModel):
    """The credit system does not answer: since when, how many wait for it, when it last did."""

    since: datetime
    waiting: int
    last_answer_at: datetime | None


class DeliveryBoard(BaseModel):
    """How far all deliveries are; `open` is filled on the first page without a state."""

    open: list[DeliveryLine]
    items: list[DeliveryLine]
    next: str | None
    counts: dict[str, int]
    first_due_on: date | None
    outage: Outage | None


class Resent(BaseModel):
    """How many deliveries go out again."""

    resent: int


class SheetReceiptPublic(BaseModel):
    """What a line of a returned sheet said of a delivery."""

    row: int
    delivery_id: UUID
    state: DeliveryState
    receipt_no: str | None


class SheetReceipts(BaseModel):
    """All receipts of a returned sheet."""

    items: list[SheetReceiptPublic]


class ReconciliationLine(BaseModel):
    """One difference between our books and theirs."""

    idempotency_key: str
    kind: DeliveryKind
    delivery_id: UUID | None
    receipt_no: str | None
    held_receipt_no: str | None


class Reconciliation(BaseModel):
    """What differs for a period, by the records' own dates.

    `lost_there`: acknowledged, but not held any more. `receipt_missing`: held, but we have no
    receipt. `not_delivered`: still waiting, refused or given up. `unknown_here`: held, but never
    sent by us. `different`: held with another content or receipt. Mending queues the first two
    again, and what was given up; the others are for a person.
    """

    first: date
    last: date
    agreed: int
    mended: int = 0
    lost_there: list[ReconciliationLine]
    receipt_missing: list[ReconciliationLine]
    not_delivered: list[ReconciliationLine]
    unknown_here: list[ReconciliationLine]
    different: list[ReconciliationLine]


class CorrectionField(BaseModel):
    """A field that was refused: what stands there, and what it should be, most likely."""

    field: str
    code: str
    message: str
    kept: str
    proposed: str
    last: str
    is_secret: bool
    is_settable: bool


class Correction(BaseModel):
    """What can be corrected of a refused penalty, in the order of the refusal."""

    delivery_id: UUID
    penalty_id: UUID
    fields: list[CorrectionField]
