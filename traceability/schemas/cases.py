"""Contracts of commitments, cases, their steps, notices to canteens and relistings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.cases import CaseState, CaseStepKind, Ground, Measure
from traceability.domain.kinds import Approval, Standing, Unit
from traceability.domain.notices import StockAction
from traceability.schemas.types import (
    In,
    Name,
    Out,
    Page,
    Paragraphs,
    Person,
    Reference,
    Sentence,
    Sha256,
    Text40,
    Text128,
    Text2048,
)


class CommitmentSigned(In):
    """A credit commitment (信用承诺书) as it was signed: which text, when and by whom."""

    text_version: Text40 = Field(examples=["2026-01"])
    text_sha256: Sha256
    signed_on: date
    signed_by: Person


class CommitmentCreate(CommitmentSigned):
    """A commitment of an enterprise that is in the register."""

    organization_id: UUID


class CommitmentPublic(Out):
    """A commitment as recorded."""

    id: UUID
    org_id: UUID
    text_version: str
    text_sha256: str
    signed_on: date
    signed_by: str
    recorded_at: datetime


class CommitmentPage(Page):
    """A page of commitments."""

    items: list[CommitmentPublic]


class CaseCreate(In):
    """A proposal to warn, suspend or strike off an enterprise, with its facts and their basis."""

    organization_id: UUID
    measure: Literal[Measure.WARNING, Measure.SUSPENSION, Measure.DELISTING] = Measure.DELISTING
    ground: Ground
    facts: Paragraphs
    basis: Text2048
    penalty_id: UUID | None = None
    decision_no: Text128 | None = Field(
        default=None, description="of the decision that is being prepared"
    )


class NoticeServe(In):
    """The notice (告知书); facts and basis may be put more exactly than in the proposal."""

    facts: Paragraphs | None = None
    basis: Text2048 | None = None


class DefenceCreate(In):
    """What the enterprise states in its defence (陈述申辩), or that it waives its time."""

    statement: Paragraphs | None = None
    is_waived: bool = False

    @model_validator(mode="after")
    def _says_one_thing(self) -> DefenceCreate:
        if self.is_waived == (self.statement is not None):
            raise PydanticCustomError("case.defence_unclear", "a statement, or a waiver")
        return self


class CaseReason(In):
    """Why a step is taken."""

    reason: Sentence


class ReachSeen(In):
    """What the second person saw that a delisting reaches; who saw less is asked again."""

    batches: int = Field(ge=0, le=10**12)
    drafts: int = Field(ge=0, le=10**12)
    label_jobs: int = Field(ge=0, le=10**12)
    codes: int = Field(ge=0, le=10**15)
    canteens: int = Field(ge=0, le=10**12)
    mass_in_stock_g: int = Field(ge=0, le=10**15)


class CaseDecision(In):
    """The decision of the second person; `reason` is the sentence that the public page says."""

    is_approved: bool
    reason: Sentence
    decision_no: Text128 | None = None
    reach_seen: ReachSeen | None = Field(
        default=None, description="refuse the decision if it reaches more by now"
    )

    @model_validator(mode="after")
    def _has_a_number(self) -> CaseDecision:
        if self.is_approved and self.decision_no is None:
            raise PydanticCustomError("case.decision_no_missing", "a decision has a number")
        return self


class ReachPublic(Out):
    """What a delisting reaches, counted at one instant."""

    batches: int
    drafts: int
    label_jobs: int
    codes: int
    canteens: int
    mass_in_stock_g: int


class ReachCompared(Out):
    """What it reached at the proposal, what now, and what grew since."""

    at_proposal: ReachPublic | None
    now: ReachPublic
    counted_at: datetime
    grown: list[str]


class CaseStepPublic(Out):
    """One step of a case."""

    kind: CaseStepKind
    said: str | None
    taken_by: UUID | None
    recorded_at: datetime


class CasePublic(Out):
    """A case about an enterprise's standing."""

    id: UUID
    org_id: UUID
    measure: Measure
    ground: Ground
    state: CaseState
    facts: str
    basis: str
    penalty_id: UUID | None
    is_by_rule: bool = False
    noticed_at: datetime | None
    defence_until: date | None
    answered_at: datetime | None
    closed_at: datetime | None
    decision_no: str | None
    change_id: UUID | None
    suspension_id: UUID | None
    reach: ReachPublic | None = None
    reach_decided: ReachPublic | None = None
    steps: list[CaseStepPublic] = Field(default_factory=list)
    recorded_at: datetime
    revision: int


class CasePage(Page):
    """A page of cases."""

    items: list[CasePublic]


class RelistingCreate(In):
    """A proposal to list an enterprise again that was struck off."""

    organization_id: UUID
    facts: Paragraphs


class RelistingConditions(Out):
    """What a relisting rests on: what the records show, and what is not met."""

    organization_id: UUID
    earliest_on: date
    penalties_in_force: int
    repairs_without_number: int
    is_on_serious_list: bool
    has_passed_inspection: bool
    clean_batches: int
    has_new_commitment: bool
    unmet: list[str]


class SiteInspectionCreate(In):
    """An inspection on an enterprise's site (现场核查)."""

    organization_id: UUID
    inspected_on: date
    has_passed: bool
    findings: Paragraphs
    inspectors: Name


class SiteInspectionPublic(Out):
    """An inspection on site as recorded."""

    id: UUID
    org_id: UUID
    inspected_on: date
    has_passed: bool
    findings: str
    recorded_at: datetime


class SiteInspectionPage(Page):
    """A page of inspections on site."""

    items: list[SiteInspectionPublic]


class NoticeLot(Out):
    """A lot that a canteen bought, and what it had in stock by the register's balance."""

    batch_id: UUID
    lot: str
    name: str
    unit: Unit
    bought: int
    in_stock: int


class NoticePublic(Out):
    """What a canteen is told when a supplier is struck off, or a lot was recalled."""

    id: UUID
    org_id: UUID
    case_id: UUID | None
    batch_id: UUID | None
    reason: str | None = None
    enterprise: Reference
    lots: list[NoticeLot]
    mass_in_stock_g: int
    action: StockAction | None
    said: str | None
    acknowledged_at: datetime | None
    recorded_at: datetime


class NoticePage(Page):
    """A page of notices."""

    items: list[NoticePublic]


class AcknowledgementCreate(In):
    """What a canteen did with what it still had."""

    action: StockAction
    said: Sentence | None = None


class ApprovedProduct(Out):
    """A product that canteens may buy: approved, of an enterprise that is trusted."""

    id: UUID
    name: str
    food_category: str
    grade: str | None
    net_content: int
    net_content_unit: Unit
    approval: Approval
    enterprise: Reference
    standing: Standing


class ApprovedProductPage(Page):
    """A page of approved products."""

    items: list[ApprovedProduct]
