"""What did the canteens take in?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from traceability.domain.kinds import Acceptance
from traceability.storage.tables.base import Json, OwnedRecord, one_of, positive


class Purchase(OwnedRecord, table=True):
    """What a canteen took in, with the answer it got at that moment; `org_id` is the canteen."""

    __tablename__ = "purchase"
    __table_args__ = (
        one_of("purchase", "acceptance", Acceptance),
        positive("purchase", "amount"),
        Index("ix_purchase_batch", "batch_id"),
    )

    batch_id: UUID
    batch_org_id: UUID
    event_id: UUID = Field(foreign_key="trace_event.id")
    amount: int = Field(sa_type=BigInteger)
    unit: str = Field(max_length=4)
    delivered_at: datetime
    acceptance: str = Field(max_length=12)
    verdict_seen: str = Field(max_length=16)
    delivery_note: str | None = Field(default=None, max_length=80)
    inspection_ids: list[str] = Field(default_factory=list, sa_type=Json)
    price_fen: int | None = Field(default=None, sa_type=BigInteger)
    checked_by: str | None = Field(default=None, max_length=50)
    second_checked_by: str | None = Field(default=None, max_length=50)
    grade_seen: str | None = Field(default=None, max_length=1)  # of the supplier, to the public
    recorded_by: UUID
