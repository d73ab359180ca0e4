"""Contracts of credit repair (信用修复) and objection (信用异议)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import (
    ObjectionState,
    ObjectionSubject,
    RepairEvidence,
    RepairState,
)
from traceability.schemas.types import (
    In,
    LongName,
    Out,
    Page,
    Sentence,
    Sha256,
    Text100,
    Text128,
    Text200,
    Text2000,
)

_CURSOR = Field(default=None, max_length=100, description="`next` of the page before")
_LIMIT = Field(default=50, ge=1, le=200, description="rows on a page")


class EvidenceItem(In):
    """One paper: an uploaded file by its hash, or a reference to where it can be seen."""

    kind: RepairEvidence
    title: Text100
    sha256: Sha256 | None = Field(default=None, description="of `POST /api/certificates`")
    reference: Text200 | None = None

    @model_validator(mode="after")
    def _stands_somewhere(self) -> EvidenceItem:
        if self.sha256 is None and self.reference is None:
            raise PydanticCustomError("repair.evidence_nowhere", "a file or a reference")
        return self


class RepairCreate(In):
    """An enterprise asks for credit repair of a penalty."""

    penalty_id: UUID
    reason: Text2000
    evidence: list[EvidenceItem] = Field(min_length=1, max_length=20)


class RepairDecide(In):
    """What the authority that determined the penalty decides; a repair has a number."""

    is_granted: bool
    reason: Sentence
    repair_no: Text128 | None = None

    @model_validator(mode="after")
    def _has_number(self) -> RepairDecide:
        if self.is_granted and self.repair_no is None:
            raise PydanticCustomError("repair.number_missing", "a repair has a number")
        return self


class RepairQuery(In):
    """What to list."""

    state: RepairState | None = None
    penalty_id: UUID | None = None
    overdue: bool = Field(default=False, description="only those whose last day is over")
    newest_first: bool = Field(default=False, description="the order of the list")
    cursor: str | None = _CURSOR
    limit: int = _LIMIT


class EvidencePublic(Out):
    """One paper of an application."""

    kind: RepairEvidence
    title: str
    sha256: str | None
    reference: str | None


class RepairPublic(Out):
    """An application for credit repair."""

    id: UUID
    org_id: UUID
    penalty_id: UUID
    authority_uscc: str
    reason: str
    evidence: list[EvidencePublic]
    due_on: date
    working_days_left: int | None = Field(description="negative: overdue; null once it is settled")
    state: RepairState
    decided_at: datetime | None
    decision_reason: str | None
    repair_no: str | None
    revision: int
    recorded_at: datetime


class RepairPage(Page):
    """A page of applications."""

    items: list[RepairPublic]


class ObjectionCreate(In):
    """An enterprise objects to something that is recorded about it."""

    subject_kind: ObjectionSubject
    subject_id: UUID
    reason: Text2000


class ReasonGiven(In):
    """Why."""

    reason: Sentence


class VerificationBegin(In):
    """Who verifies what is contested: the unit that it comes from."""

    unit: LongName


class ObjectionAnswer(In):
    """What came of it, with the reasons."""

    outcome: Literal[ObjectionState.CORRECTED, ObjectionState.UPHELD]
    reason: Text2000


class ObjectionQuery(In):
    """What to list."""

    state: ObjectionState | None = None
    subject_kind: ObjectionSubject | None = None
    subject_id: UUID | None = None
    is_open: bool = Field(default=False, description="only those that wait for an answer")
    overdue: bool = Field(default=False, description="only those whose last day is over")
    newest_first: bool = Field(default=False, description="the order of the list")
    cursor: str | None = _CURSOR
    limit: int = _LIMIT


class ObjectionPublic(Out):
    """An objection and how far it is."""

    id: UUID
    org_id: UUID
    subject_kind: ObjectionSubject
    subject_id: UUID
    subject_revision: int | None
    reason: str
    due_on: date
    working_days_left: int | None = Field(description="negative: overdue; null once it is closed")
    state: ObjectionState
    accepted_at: datetime | None
    acceptance_reason: str | None
    verified_by: str | None
    verification_began_at: datetime | None
    answered_at: datetime | None
    answer_reason: str | None
    revision: int
    recorded_at: datetime


class ObjectionPage(Page):
    """A page of objections."""

    items: list[ObjectionPublic]
