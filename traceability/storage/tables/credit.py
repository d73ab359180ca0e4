"""Who may be trusted: standings and penalties?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from traceability.domain.kinds import (
    PartyKind,
    PenaltySeverity,
    PenaltyState,
    Standing,
    StandingState,
)
from traceability.storage.tables.base import OwnedRecord, one_of


class StandingChange(OwnedRecord, table=True):
    """One change of an enterprise's standing; the newest effective one holds.

    One that came of a case names it: a delisting and the relisting after it always do. Of
    earlier releases there are delistings that were proposed and confirmed without a case.
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
    case_id: UUID | None = None
    ground: str | None = Field(default=None, max_length=24)
    authority_name: str | None = Field(default=None, max_length=200)
    probation_until: date | None = None  # 观察期 after a relisting
    revision: int = 1


class Penalty(OwnedRecord, table=True):
    """A penalty decision (行政处罚) with the 30 fields of the double-publicity standard (双公示).

    `org_id` is the enterprise in the register whom it concerns. One decision of one authority is
    one record: `decision_no` has its brackets normalised to 〔〕. Amounts are in fen. Numbers of
    identity papers are ciphers; they leave only in the delivery itself.
    """

    __tablename__ = "penalty"
    __table_args__ = (
        UniqueConstraint("org_id", "authority_uscc", "decision_no", name="uq_penalty_decision"),
        Index("ix_penalty_authority_decision", "authority_uscc", "decision_no"),
        Index(
            "ix_penalty_decision", "decision_no", postgresql_ops={"decision_no": "text_pattern_ops"}
        ),
        one_of("penalty", "party_kind", PartyKind),
        one_of("penalty", "severity", PenaltySeverity),
        one_of("penalty", "state", PenaltyState),
    )

    party_name: str = Field(max_length=200)
    party_kind: str = Field(max_length=16)
    party_uscc: str | None = Field(default=None, max_length=18)
    party_registration_no: str | None = Field(default=None, max_length=50)
    party_organisation_code: str | None = Field(default=None, max_length=9)
    party_tax_no: str | None = Field(default=None, max_length=15)
    party_institution_no: str | None = Field(default=None, max_length=12)
    party_society_no: str | None = Field(default=None, max_length=50)
    legal_representative: str | None = Field(default=None, max_length=50)
    legal_representative_id_kind: str | None = Field(default=None, max_length=64)
    legal_representative_id_cipher: str | None = Field(default=None, max_length=400)
    person_id_kind: str | None = Field(default=None, max_length=64)
    person_id_cipher: str | None = Field(default=None, max_length=400)
    decision_no: str = Field(max_length=128)
    violation_kind: str = Field(max_length=2000)
    violation_facts: str = Field(max_length=5000)
    legal_basis: str = Field(max_length=2048)
    penalty_kinds: str = Field(max_length=100)
    penalty_content: str = Field(max_length=4000)
    fine_fen: int | None = Field(default=None, sa_type=BigInteger)
    confiscated_fen: int | None = Field(default=None, sa_type=BigInteger)
    revoked_licence: str | None = Field(default=None, max_length=200)
    decided_on: date
    valid_until: date
    publicity_until: date
    authority_name: str = Field(max_length=200)
    authority_uscc: str = Field(max_length=18)
    source_name: str = Field(max_length=200)
    source_uscc: str = Field(max_length=18)
    remark: str | None = Field(default=None, max_length=512)
    severity: str = Field(max_length=8)
    severity_reason: str | None = Field(default=None, max_length=500)  # if a regulator set it
    rule_version: str = Field(max_length=40)  # of the windows: they follow the law of the day
    repairable_from: date
    due_on: date  # the last day to deliver it: seven working days
    inspection_id: UUID | None = Field(default=None, foreign_key="inspection.id")
    state: str = Field(default=PenaltyState.IN_FORCE.value, max_length=12)
    ended_on: date | None = None
    ended_reason: str | None = Field(default=None, max_length=500)
    repair_no: str | None = Field(default=None, max_length=128)
    recorded_by: UUID
    revision: int = 1
