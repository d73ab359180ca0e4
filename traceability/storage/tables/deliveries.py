"""What was the public credit system told, and what did it answer? The outbox and its receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of


class CreditDelivery(OwnedRecord, table=True):
    """One message to the public credit system: queued in the transaction of its record.

    `org_id` is the enterprise whom it is about. It names its record and revision; the message is
    composed when it is sent, because identity numbers may stand nowhere else.
    """

    __tablename__ = "credit_delivery"
    __table_args__ = (
        UniqueConstraint("org_id", "idempotency_key", name="uq_credit_delivery_key"),
        Index("ix_credit_delivery_subject", "subject_id", "subject_revision"),
        Index("ix_credit_delivery_state", "state", "id"),
        Index(
            "ix_credit_delivery_receipt",
            "receipt_no",
            postgresql_ops={"receipt_no": "text_pattern_ops"},
        ),
        one_of("credit_delivery", "kind", DeliveryKind),
        one_of("credit_delivery", "state", DeliveryState),
    )

    lane: str = Field(max_length=20)  # the queue that it waits in
    kind: str = Field(max_length=12)
    subject_kind: str = Field(max_length=20)  # table of the record
    subject_id: UUID
    subject_revision: int
    idempotency_key: str = Field(max_length=400)
    state: str = Field(max_length=12)
    receipt_no: str | None = Field(default=None, max_length=100)
    settled_at: datetime | None = None
    revision: int = 1


class CreditAnswer(OwnedRecord, table=True):
    """What the credit system answered to a delivery: a receipt, or a refusal by field."""

    __tablename__ = "credit_answer"
    __table_args__ = (Index("ix_credit_answer_delivery", "delivery_id"),)

    delivery_id: UUID = Field(foreign_key="credit_delivery.id")
    is_accepted: bool
    receipt_no: str | None = Field(default=None, max_length=100)
    received_at: datetime | None = None  # by the clock of the credit system
    body_sha256: str = Field(max_length=64)  # of what was sent
    errors: list[JsonObject] = Field(default_factory=list, sa_type=Json)  # code, message
    channel: str = Field(max_length=8)  # http | sheet


class DeliveryWork(SQLModel, table=True):
    """Who is sending a delivery now, and when is the next attempt? Working state, not a record."""

    __tablename__ = "delivery_work"
    __table_args__ = (Index("ix_delivery_work_due", "lane", "due_at"),)

    delivery_id: UUID = Field(primary_key=True, foreign_key="credit_delivery.id")
    lane: str = Field(max_length=20)
    due_at: datetime
    attempts: int = 0
    first_attempt_at: datetime | None = None
    leased_by: str | None = Field(default=None, max_length=80)
    leased_until: datetime | None = None
    last_trouble: str | None = Field(default=None, max_length=500)
