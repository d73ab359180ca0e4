"""Who may be trusted: standings and penalties?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from traceability.domain.kinds import Standing, StandingState
from traceability.storage.tables.base import OwnedRecord, one_of


class StandingChange(OwnedRecord, table=True):
    """One change of an enterprise's standing; the newest effective one holds.

    A delisting is first proposed and takes effect when a second regulator confirms it.
    """

    __tablename__ = "standing_change"
    __table_args__ = (
        one_of("standing_change", "standing", Standing),
        one_of("standing_change", "state", StandingState),
        Index("ix_standing_change_org_effective", "org_id", "effective_at"),
    )

    standing: str = Field(max_length=16)
    state: str = Field(max_length=16)
    reason: str = Field(max_length=500)
    decision_no: str | None = Field(default=None, max_length=128)
    proposed_by: UUID
    confirmed_by: UUID | None = None
    effective_at: datetime | None = None
    revision: int = 1


class Penalty(OwnedRecord, table=True):
    """A penalty decision against an enterprise; `org_id` is the punished party."""

    __tablename__ = "penalty"
    __table_args__ = (
        UniqueConstraint("org_id", "authority_uscc", "decision_no", name="uq_penalty_decision"),
    )

    decision_no: str = Field(max_length=128)
    authority_name: str = Field(max_length=200)
    authority_uscc: str = Field(max_length=18)
    violation_kind: str = Field(max_length=2000)
    violation_facts: str = Field(max_length=5000)
    legal_basis: str = Field(max_length=2048)
    penalty_kinds: str = Field(max_length=100)
    penalty_content: str = Field(max_length=4000)
    fine_fen: int | None = Field(default=None, sa_type=BigInteger)
    decided_on: date
    recorded_by: UUID
