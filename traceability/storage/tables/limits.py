"""Where does the limits catalogue stand? One row per limit; the log keeps its earlier versions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from traceability.domain.limits import LimitKind, LimitOperator
from traceability.storage.tables.base import Record, one_of


class LimitRecord(Record, table=True):
    """One limit of one standard, in its present version.

    A correction changes the row as its next revision. `org_id` is the authority that added it,
    and the nil id for the rows that are shipped with the product. `value` is the limit as the
    standard writes it; `product_codes` are joined by `;`.
    """

    __tablename__ = "limit_row"
    __table_args__ = (
        one_of("limit_row", "operator", LimitOperator),
        one_of("limit_row", "kind", LimitKind),
        Index("ix_limit_row_parameter", "parameter_code", "standard"),
    )

    org_id: UUID
    limit_no: str = Field(max_length=12, unique=True)
    standard: str = Field(max_length=40)
    edition: str = Field(max_length=20)
    effective_from: date
    food_category_zh: str = Field(max_length=200)
    food_category_en: str = Field(max_length=200)
    product_codes: str = Field(max_length=500)
    process: str | None = Field(default=None, max_length=20)
    grade: str | None = Field(default=None, max_length=20)
    parameter_code: str = Field(max_length=60)
    parameter_zh: str = Field(max_length=100)
    parameter_en: str = Field(max_length=100)
    operator: str = Field(max_length=12)
    value: str = Field(max_length=40)
    unit: str = Field(max_length=20)
    test_method: str = Field(max_length=60)
    kind: str = Field(max_length=12)
    confidence: str = Field(max_length=12)
    source: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)
    is_confirmed: bool
    confirmed_by: UUID | None = None
    is_active: bool = True
    reason: str | None = Field(default=None, max_length=500)  # of the newest correction
    revision: int = 1
