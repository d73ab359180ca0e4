"""What did the canteens take in, who signed for it, and what left their stores?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from traceability.domain.canteens import IssuePurpose, SignedHow
from traceability.domain.kinds import Acceptance, Unit
from traceability.storage.tables.base import Json, OwnedRecord, one_of, positive


class Purchase(OwnedRecord, table=True):
    """A line of the purchase ledger (进货查验台账), with the answer of that moment.

    `org_id` is the canteen. Goods without a code have no batch and no event; what the ledger must
    say of goods and supplier stands in the line itself, as it was at the door.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        one_of("purchase", "acceptance", Acceptance),
        one_of("purchase", "unit", Unit),
        positive("purchase", "amount"),
        CheckConstraint(
            "(batch_id is null) = (batch_org_id is null)"
            " and (batch_id is null) = (event_id is null)",
            name="ck_purchase_coded",
        ),
        Index("ix_purchase_batch", "batch_id"),
        Index("ix_purchase_org_delivered", "org_id", "delivered_at", "id"),
        Index("ix_purchase_delivered", "delivered_at"),
        Index("ix_purchase_org_batch", "org_id", "batch_id"),
        Index("ix_purchase_org_supplier", "org_id", "supplier_id", "delivered_at"),
    )

    batch_id: UUID | None = None
    batch_org_id: UUID | None = None
    event_id: UUID | None = Field(default=None, foreign_key="trace_event.id")
    name: str = Field(max_length=100)
    food: str = Field(max_length=40)  # a food category of the limits catalogue
    lot: str | None = Field(default=None, max_length=40)
    trace_code: str | None = Field(default=None, max_length=60)
    produced_on: date | None = None
    best_before: date | None = None
    amount: int = Field(sa_type=BigInteger)
    unit: str = Field(max_length=4)
    mass_g: int = Field(sa_type=BigInteger)
    supplier_id: UUID | None = None
    supplier: str = Field(max_length=200)
    supplier_licence: str | None = Field(default=None, max_length=40)
    supplier_address: str | None = Field(default=None, max_length=300)
    supplier_phone: str | None = Field(default=None, max_length=30)
    report_no: str | None = Field(default=None, max_length=200)
    delivered_at: datetime
    acceptance: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=500)
    verdict_seen: str = Field(max_length=16)
    delivery_note: str | None = Field(default=None, max_length=80)
    inspection_ids: list[str] = Field(default_factory=list, sa_type=Json)
    price_fen: int | None = Field(default=None, sa_type=BigInteger)
    checked_by: str | None = Field(default=None, max_length=50)
    second_checked_by: str | None = Field(default=None, max_length=50)
    grade_seen: str | None = Field(default=None, max_length=1)  # of the supplier, to the public
    recorded_by: UUID


class PurchaseSignature(OwnedRecord, table=True):
    """The second person of a two-person check (双人联检) signed; never the one who booked it."""

    __tablename__ = "purchase_signature"
    __table_args__ = (
        one_of("purchase_signature", "how", SignedHow),
        Index("uq_purchase_signature_purchase", "org_id", "purchase_id", unique=True),
    )

    purchase_id: UUID = Field(foreign_key="purchase.id")
    signed_by: UUID
    signer: str = Field(max_length=50)
    how: str = Field(max_length=12)


class PurchasePhoto(OwnedRecord, table=True):
    """A photo of goods that were sent back or destroyed; the bytes lie in the file store."""

    __tablename__ = "purchase_photo"
    __table_args__ = (
        positive("purchase_photo", "size"),
        Index("ix_purchase_photo_purchase", "purchase_id"),
    )

    purchase_id: UUID = Field(foreign_key="purchase.id")
    sha256: str = Field(max_length=64)
    size: int
    taken_by: UUID


class StockIssue(OwnedRecord, table=True):
    """What left a canteen's store: into the kitchen, back to the supplier, or destroyed."""

    __tablename__ = "stock_issue"
    __table_args__ = (
        one_of("stock_issue", "purpose", IssuePurpose),
        positive("stock_issue", "amount"),
        Index("ix_stock_issue_purchase", "purchase_id"),
    )

    purchase_id: UUID = Field(foreign_key="purchase.id")
    batch_id: UUID | None = None
    event_id: UUID | None = Field(default=None, foreign_key="trace_event.id")
    amount: int = Field(sa_type=BigInteger)
    unit: str = Field(max_length=4)
    purpose: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=500)
    issued_at: datetime
    issued_by: UUID


class StoreStock(SQLModel, table=True):
    """What a canteen has now of a lot, or of a delivery without a code; what is used up has no row.

    An index derived from event lines, deliveries and issues: a store is read without its history.
    """

    __tablename__ = "store_stock"
    __table_args__ = (positive("store_stock", "amount"),)

    org_id: UUID = Field(primary_key=True)
    goods_id: UUID = Field(primary_key=True)  # the lot, or the delivery
    amount: int = Field(sa_type=BigInteger)


class ReceivedMonth(SQLModel, table=True):
    """What a canteen accepted in a civil month: sums of its ledger, which is never changed."""

    __tablename__ = "received_month"
    __table_args__ = (Index("ix_received_month", "month"),)

    org_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)  # its first day
    lines: int
    traced_lines: int
    mass_g: int = Field(sa_type=BigInteger)
    traced_mass_g: int = Field(sa_type=BigInteger)
