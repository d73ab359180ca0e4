"""What is made and sold: products, their numbers and their lots?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import Approval, BatchStatus, ShelfLifeUnit, Unit
from traceability.storage.tables.base import OwnedRecord, one_of, positive

BEGINS = {"lot": "text_pattern_ops"}  # PostgreSQL finds beginnings in no other order


class Product(OwnedRecord, table=True):
    """What an enterprise makes and sells under one name."""

    __tablename__ = "product"
    __table_args__ = (
        one_of("product", "approval", Approval),
        one_of("product", "shelf_life_unit", ShelfLifeUnit),
        one_of("product", "net_content_unit", Unit),
        positive("product", "net_content"),
        positive("product", "shelf_life"),
    )

    name: str = Field(max_length=100)
    food_category: str = Field(max_length=40)
    process: str | None = Field(default=None, max_length=20)
    grade: str | None = Field(default=None, max_length=20)
    standard: str | None = Field(default=None, max_length=40)
    net_content: int
    net_content_unit: str = Field(max_length=4)
    density_g_per_l: int = 920
    shelf_life: int
    shelf_life_unit: str = Field(max_length=8)
    ingredients: str | None = Field(default=None, max_length=500)
    storage_conditions: str | None = Field(default=None, max_length=200)
    origin: str | None = Field(default=None, max_length=100)
    approval: str = Field(max_length=16)
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = Field(default=None, max_length=500)  # kept till the next one
    revision: int = 1


class ProductGtin(SQLModel, table=True):
    """Every GTIN a product ever had: a corrected GTIN must not kill printed codes."""

    __tablename__ = "product_gtin"

    gtin: str = Field(primary_key=True, max_length=14)
    org_id: UUID
    product_id: UUID = Field(foreign_key="product.id", index=True)
    is_current: bool
    claimed_at: datetime


class Batch(OwnedRecord, table=True):
    """A lot of a product, or of a raw material (then without product)."""

    __tablename__ = "batch"
    __table_args__ = (
        one_of("batch", "status", BatchStatus),
        one_of("batch", "unit", Unit),
        one_of("batch", "status_before", BatchStatus, optional=True),
        positive("batch", "quantity"),
        Index(
            "uq_batch_product_lot",
            "org_id",
            "product_id",
            "lot",
            unique=True,
            sqlite_where=text("product_id is not null"),
            postgresql_where=text("product_id is not null"),
        ),
        Index(
            "uq_batch_material_lot",
            "org_id",
            "material",
            "lot",
            unique=True,
            sqlite_where=text("product_id is null"),
            postgresql_where=text("product_id is null"),
        ),
        Index("ix_batch_gtin_lot", "gtin", "lot"),
        Index("ix_batch_org_produced", "org_id", "produced_on"),
        Index("ix_batch_org_product", "org_id", "product_id", "id"),
        Index("ix_batch_org_any_status", "org_id", "status"),
        # Raw lots are drafts for ever: an index without them finds the drafts that wait.
        Index(
            "ix_batch_org_status",
            "org_id",
            "status",
            "id",
            sqlite_where=text("product_id is not null"),
            postgresql_where=text("product_id is not null"),
        ),
        Index("ix_batch_org_lot", "org_id", "lot", postgresql_ops=BEGINS),
        Index("ix_batch_lot", "lot", postgresql_ops=BEGINS),
        Index("ix_batch_status", "status", "id"),
        Index("ix_batch_recorded", "recorded_at", "product_id"),
        Index("ix_batch_released", "org_id", "released_at"),
    )

    product_id: UUID | None = Field(default=None, foreign_key="product.id")
    material: str = Field(max_length=40)  # the food category of what is in it
    name: str = Field(max_length=100)
    uri: str = Field(max_length=200, index=True)
    gtin: str | None = Field(default=None, max_length=14)
    lot: str = Field(max_length=20)
    quantity: int = Field(sa_type=BigInteger)
    unit: str = Field(max_length=4)
    produced_on: date
    best_before: date | None = None
    origin: str | None = Field(default=None, max_length=100)
    harvest_year: int | None = None
    status: str = Field(max_length=16)
    status_before: str | None = Field(default=None, max_length=16)
    status_reason: str | None = Field(default=None, max_length=500)
    status_cause: str | None = Field(default=None, max_length=20)
    status_number: str | None = Field(default=None, max_length=128)
    status_by: UUID | None = None
    status_at: datetime | None = None
    released_at: datetime | None = None
    revision: int = 1
