"""What did the authority answer to consumers, and who looked at personal data?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from traceability.domain.kinds import LookSubject
from traceability.storage.tables.base import OwnedRecord, one_of


class ReportAnswer(OwnedRecord, table=True):
    """The answer to one consumer report; `org_id` is the maker, or the authority if none is known.

    `report_sha256` is the hash of what was reported, so that the log holds what was answered.
    """

    __tablename__ = "report_answer"
    __table_args__ = (
        UniqueConstraint("org_id", "report_id", name="uq_report_answer_report"),
        Index("ix_report_answer_report", "report_id"),
    )

    report_id: UUID
    report_sha256: str = Field(max_length=64)
    is_about_maker: bool
    found_true: bool
    words: str = Field(max_length=500)
    answered_by: UUID


class PersonalLook(OwnedRecord, table=True):
    """Somebody looked at personal data, and why; `org_id` is the looker's organisation."""

    __tablename__ = "personal_look"
    __table_args__ = (
        one_of("personal_look", "subject", LookSubject),
        Index("ix_personal_look_record", "record_id"),
    )

    subject: str = Field(max_length=24)
    record_id: UUID
    reason: str = Field(max_length=500)
    looked_by: UUID
