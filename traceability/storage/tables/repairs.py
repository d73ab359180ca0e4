"""How does a party win its credit back, and how does it contest what is recorded?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from traceability.domain.kinds import ObjectionState, ObjectionSubject, RepairState
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of

_OPEN_REPAIR = text("state = 'submitted'")
_OPEN_OBJECTION = text("state in ('submitted','accepted','under_verification')")


class CreditRepair(OwnedRecord, table=True):
    """An application for credit repair (信用修复) of one penalty; `org_id` is the enterprise.

    The authority that determined the penalty decides it. An item of `evidence` has a kind, a
    title, and the SHA-256 of an uploaded file or a reference to a paper.
    """

    __tablename__ = "credit_repair"
    __table_args__ = (
        one_of("credit_repair", "state", RepairState),
        Index(
            "uq_credit_repair_open",
            "penalty_id",
            unique=True,
            sqlite_where=_OPEN_REPAIR,
            postgresql_where=_OPEN_REPAIR,
        ),
        Index("ix_credit_repair_state", "state", "due_on"),
        Index("ix_credit_repair_penalty", "penalty_id"),
        Index("ix_credit_repair_no", "repair_no", postgresql_ops={"repair_no": "text_pattern_ops"}),
    )

    penalty_id: UUID = Field(foreign_key="penalty.id")
    authority_uscc: str = Field(max_length=18)  # who decides: 谁认定、谁修复
    reason: str = Field(max_length=2000)
    evidence: list[JsonObject] = Field(sa_type=Json)
    applied_by: UUID
    due_on: date
    state: str = Field(max_length=12)
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = Field(default=None, max_length=500)
    repair_no: str | None = Field(default=None, max_length=128)
    revision: int = 1


class Objection(OwnedRecord, table=True):
    """An objection (信用异议) to a record; `org_id` is the enterprise that objects."""

    __tablename__ = "objection"
    __table_args__ = (
        one_of("objection", "subject_kind", ObjectionSubject),
        one_of("objection", "state", ObjectionState),
        Index(
            "uq_objection_open",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=_OPEN_OBJECTION,
            postgresql_where=_OPEN_OBJECTION,
        ),
        Index("ix_objection_state", "state", "due_on"),
        Index("ix_objection_subject", "subject_id"),
    )

    subject_kind: str = Field(max_length=16)
    subject_id: UUID
    subject_revision: int | None = None  # as it was when it was contested
    reason: str = Field(max_length=2000)
    submitted_by: UUID
    due_on: date  # the next step's last day
    state: str = Field(max_length=20)
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    acceptance_reason: str | None = Field(default=None, max_length=500)
    verified_by: str | None = Field(default=None, max_length=200)  # the unit that verifies
    verification_began_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    answer_reason: str | None = Field(default=None, max_length=2000)
    revision: int = 1
