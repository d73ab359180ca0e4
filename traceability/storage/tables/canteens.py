"""What else does a canteen keep? Codes to sign with, suppliers it admitted, oil it tested."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from traceability.domain.canteens import EntryOutcome
from traceability.domain.kinds import ResultVerdict
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of


class SigningCode(SQLModel, table=True):
    """The argon2id hash of a person's four figures, and how often they were guessed wrongly."""

    __tablename__ = "signing_code"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id")
    code_hash: str = Field(max_length=200)
    failures: int = 0
    changed_at: datetime


class SupplierEntry(OwnedRecord, table=True):
    """A canteen's entry check of a supplier (供货者准入), with what it saw; the newest holds."""

    __tablename__ = "supplier_entry"
    __table_args__ = (
        one_of("supplier_entry", "outcome", EntryOutcome),
        Index("ix_supplier_entry_supplier", "org_id", "enterprise_id", "id"),
    )

    enterprise_id: UUID
    outcome: str = Field(max_length=12)
    reviewed_on: date
    contract_no: str | None = Field(default=None, max_length=60)
    has_heard_committee: bool = False  # 膳食委员会
    said: str | None = Field(default=None, max_length=500)
    licence_seen: str | None = Field(default=None, max_length=16)
    licence_until_seen: date | None = None
    grade_seen: str = Field(max_length=1)
    standing_seen: str = Field(max_length=12)
    is_on_serious_list: bool
    recorded_by: UUID


class FryingOilTest(OwnedRecord, table=True):
    """A test of oil in use for frying (GB 2716); values are decimals as text.

    `judgements` has each item with the limit as it stood.
    """

    __tablename__ = "frying_oil_test"
    __table_args__ = (
        one_of("frying_oil_test", "verdict", ResultVerdict),
        Index("ix_frying_oil_test_fryer", "org_id", "fryer", "id"),
        Index("ix_frying_oil_test_org", "org_id", "id"),
    )

    fryer: str = Field(max_length=40)
    tested_on: date
    polar_components: str | None = Field(default=None, max_length=20)
    acid_value: str | None = Field(default=None, max_length=20)
    verdict: str = Field(max_length=16)
    judgements: list[JsonObject] = Field(default_factory=list, sa_type=Json)
    measure: str | None = Field(default=None, max_length=200)  # what was done with the oil
    tested_by: UUID
