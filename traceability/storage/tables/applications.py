"""Which enterprises ask to enter the register, and what became of it?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from traceability.domain.kinds import ApplicationState
from traceability.storage.tables.base import Record, one_of


class EnterpriseApplication(Record, table=True):
    """An enterprise's own application: it is no organisation before the authority says so.

    `receipt_hash` is the fingerprint of the code with which its state can be asked for.
    """

    __tablename__ = "enterprise_application"
    __table_args__ = (one_of("enterprise_application", "state", ApplicationState),)

    uscc: str = Field(max_length=18, index=True)
    name: str = Field(max_length=200)
    district: str = Field(max_length=40)
    address: str | None = Field(default=None, max_length=300)
    sc_licence: str = Field(max_length=16)
    sc_valid_until: date
    contact_name: str = Field(max_length=50)
    contact_phone: str = Field(max_length=30)
    username: str = Field(max_length=40, index=True)
    receipt_hash: str = Field(max_length=64, unique=True)
    commitment_version: str | None = Field(default=None, max_length=40)  # none before 2026-11
    commitment_sha256: str | None = Field(default=None, max_length=64)
    state: str = Field(default=ApplicationState.WAITING.value, max_length=8, index=True)
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    reason: str | None = Field(default=None, max_length=500)
    organization_id: UUID | None = Field(default=None, foreign_key="organization.id")
    revision: int = 1


class ApplicantPassword(SQLModel, table=True):
    """The argon2id hash of the password that an applicant chose; never logged."""

    __tablename__ = "applicant_password"

    application_id: UUID = Field(primary_key=True, foreign_key="enterprise_application.id")
    password_hash: str = Field(max_length=200)
