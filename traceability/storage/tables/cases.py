"""How was trust withdrawn, step by step, and who was told?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from traceability.domain.cases import CaseState, CaseStepKind, Ground, Measure
from traceability.domain.notices import StockAction
from traceability.storage.tables.base import Json, JsonObject, OwnedRecord, one_of

_IS_OPEN = text("state in ('proposed','noticed')")


class EntryCommitment(OwnedRecord, table=True):
    """A credit commitment (信用承诺书) that an enterprise signed; the newest one holds.

    The text itself is kept by the authority; its hash proves which one was signed.
    """

    __tablename__ = "entry_commitment"

    text_version: str = Field(max_length=40)
    text_sha256: str = Field(max_length=64)
    signed_on: date
    signed_by: str = Field(max_length=50)
    recorded_by: UUID


class StandingCase(OwnedRecord, table=True):
    """A case about an enterprise's standing; `org_id` is the enterprise.

    One proposed by a rule has no `proposed_by`; `trigger_id` is the record that made it. `reach`
    is what it would concern as counted at the proposal, and again at the decision; `evidence` has
    what a relisting rested on when it was decided.
    """

    __tablename__ = "standing_case"
    __table_args__ = (
        one_of("standing_case", "measure", Measure),
        one_of("standing_case", "ground", Ground),
        one_of("standing_case", "state", CaseState),
        Index(
            "uq_standing_case_open",
            "org_id",
            "ground",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_standing_case_state", "state", "id"),
    )

    measure: str = Field(max_length=12)
    ground: str = Field(max_length=24)
    state: str = Field(default=CaseState.PROPOSED.value, max_length=12)
    facts: str = Field(max_length=5000)
    basis: str = Field(max_length=2048)
    penalty_id: UUID | None = Field(default=None, foreign_key="penalty.id")
    trigger_id: UUID | None = None
    proposed_by: UUID | None = None
    noticed_by: UUID | None = None
    noticed_at: datetime | None = None
    defence_until: date | None = None
    answered_at: datetime | None = None
    closed_by: UUID | None = None
    closed_at: datetime | None = None
    decision_no: str | None = Field(default=None, max_length=128)
    suspension_id: UUID | None = Field(default=None, foreign_key="standing_change.id")
    change_id: UUID | None = Field(default=None, foreign_key="standing_change.id")
    reach: JsonObject = Field(default_factory=dict, sa_type=Json)
    reach_decided: JsonObject = Field(default_factory=dict, sa_type=Json)
    evidence: JsonObject = Field(default_factory=dict, sa_type=Json)
    revision: int = 1


class CaseStep(OwnedRecord, table=True):
    """One step of a case, as it was taken; `org_id` is the enterprise."""

    __tablename__ = "case_step"
    __table_args__ = (
        one_of("case_step", "kind", CaseStepKind),
        Index("ix_case_step_case", "case_id", "id"),
    )

    case_id: UUID = Field(foreign_key="standing_case.id")
    kind: str = Field(max_length=12)
    said: str | None = Field(default=None, max_length=5000)
    taken_by: UUID | None = None  # none: a rule


class SiteInspection(OwnedRecord, table=True):
    """An inspection on an enterprise's site (现场核查); `org_id` is the enterprise."""

    __tablename__ = "site_inspection"

    inspected_on: date
    has_passed: bool
    findings: str = Field(max_length=5000)
    inspectors: str = Field(max_length=100)
    recorded_by: UUID


class CanteenNotice(OwnedRecord, table=True):
    """What a canteen is told when its supplier is struck off, or a lot is recalled.

    `org_id` is the canteen; there is a case or a batch. `lots` are what it bought in the last
    twelve months, and what is still in its stock by the register's balance; `mass_in_stock_g` is
    their mass.
    """

    __tablename__ = "canteen_notice"
    __table_args__ = (
        one_of("canteen_notice", "action", StockAction, optional=True),
        Index("uq_canteen_notice_case", "org_id", "case_id", unique=True),
        Index("ix_canteen_notice_batch", "batch_id"),
        CheckConstraint("(case_id is null) <> (batch_id is null)", name="ck_canteen_notice_about"),
    )

    case_id: UUID | None = Field(default=None, foreign_key="standing_case.id")
    batch_id: UUID | None = None
    enterprise_id: UUID
    lots: list[JsonObject] = Field(default_factory=list, sa_type=Json)
    mass_in_stock_g: int = Field(sa_type=BigInteger)
    action: str | None = Field(default=None, max_length=12)
    said: str | None = Field(default=None, max_length=500)
    acknowledged_by: UUID | None = None
    acknowledged_at: datetime | None = None
    revision: int = 1
