"""Contracts of penalty decisions: the thirty fields of the double-publicity standard."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import DeliveryState, PartyKind, PenaltySeverity, PenaltyState
from traceability.domain.penalty_fields import read_10k_yuan
from traceability.domain.penalty_kinds import SEPARATOR, split_kinds
from traceability.schemas.types import (
    In,
    LongName,
    Out,
    Page,
    Paragraphs,
    Person,
    Sentence,
    Text20,
    Text50,
    Text64,
    Text128,
    Text200,
    Text512,
    Text2000,
    Text2048,
    Text4000,
)


def _kinds(value: Any) -> Any:
    """Take kinds as a list, or joined by `;` as the standard writes them."""
    if isinstance(value, str):
        return split_kinds(value)
    if isinstance(value, (list, tuple)) and all(isinstance(word, str) for word in value):
        return split_kinds(SEPARATOR.join(value))
    return value


def _amount(text: str) -> str:
    try:
        fen = read_10k_yuan(text)
    except ValueError:
        raise PydanticCustomError("penalty.amount", "a decimal in 万元 is expected") from None
    if not 0 < fen <= 10**15:
        raise PydanticCustomError("penalty.amount", "the amount is out of range")
    return text


Kinds = Annotated[
    tuple[Text64, ...],
    BeforeValidator(_kinds),
    Field(min_length=1, max_length=20, examples=[["罚款", "没收违法所得"]]),
]
TenThousandYuan = Annotated[str, AfterValidator(_amount), Field(max_length=20, examples=["5"])]


class _PenaltyFields(In):
    """What can be said of a decision; what stays away is taken from the party or the authority."""

    party_name: LongName | None = None
    party_kind: PartyKind | None = None
    party_uscc: Text20 | None = None
    party_registration_no: Text50 | None = None
    party_organisation_code: Text20 | None = None
    party_tax_no: Text20 | None = None
    party_institution_no: Text20 | None = None
    party_society_no: Text50 | None = None
    legal_representative: Person | None = None
    legal_representative_id_kind: Text64 | None = None
    legal_representative_id_no: Text64 | None = Field(default=None, repr=False)
    person_id_kind: Text64 | None = None
    person_id_no: Text64 | None = Field(default=None, repr=False)
    fine_10k_yuan: TenThousandYuan | None = None
    fine_fen: int | None = Field(default=None, ge=1, le=10**15, description="the same in fen")
    confiscated_10k_yuan: TenThousandYuan | None = None
    revoked_licence: Text200 | None = None
    valid_until: date | None = Field(default=None, description="absent: 2099-12-31, open-ended")
    source_name: LongName | None = None
    source_uscc: Text20 | None = None
    remark: Text512 | None = None
    severity: PenaltySeverity | None = Field(
        default=None, description="only to set it against the rule; needs severity_reason"
    )
    severity_reason: Sentence | None = None

    @model_validator(mode="after")
    def _one_fine(self) -> _PenaltyFields:
        twice = self.fine_10k_yuan is not None and self.fine_fen is not None
        if twice and read_10k_yuan(self.fine_10k_yuan or "") != self.fine_fen:
            raise PydanticCustomError("penalty.fine_twice", "two different fines")
        return self


class PenaltyCreate(_PenaltyFields):
    """A penalty decision; with `inspection_id`, party and facts come from that failed report."""

    organization_id: UUID | None = Field(default=None, description="absent: from the report")
    inspection_id: UUID | None = None
    decision_no: Text128
    violation_kind: Text2000 | None = None
    violation_facts: Paragraphs | None = None
    legal_basis: Text2048
    penalty_kinds: Kinds
    penalty_content: Text4000
    decided_on: date
    authority_name: LongName | None = Field(default=None, description="absent: the caller's")
    authority_uscc: Text20 | None = Field(default=None, description="absent: the caller's")


class PenaltyRevise(_PenaltyFields):
    """Fields to correct, with the reason; what is not named stays, null takes it away."""

    reason: Sentence
    decision_no: Text128 | None = None
    violation_kind: Text2000 | None = None
    violation_facts: Paragraphs | None = None
    legal_basis: Text2048 | None = None
    penalty_kinds: Kinds | None = None
    penalty_content: Text4000 | None = None
    decided_on: date | None = None
    authority_name: LongName | None = None
    authority_uscc: Text20 | None = None


class PenaltyWithdraw(In):
    """Why a decision no longer stands: set aside by review (行政复议) or court."""

    reason: Sentence
    ended_on: date | None = Field(default=None, description="absent: today")
    document_no: Text128 | None = Field(default=None, description="of the review or judgment")


class PenaltyQuery(In):
    """What to list."""

    q: str | None = Field(
        default=None, max_length=60, description="in the number, the party's name or its code"
    )
    organization_id: UUID | None = None
    state: PenaltyState | None = None
    severity: PenaltySeverity | None = None
    authority_uscc: Text20 | None = None
    decision_no: Text128 | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    cursor: str | None = Field(
        default=None, max_length=100, description="`next` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=200, description="rows on a page")
    newest_first: bool = Field(default=False, description="the order of the list")


class PenaltyPublic(Out):
    """A penalty decision as recorded. Identity numbers are never here, only that there is one."""

    id: UUID
    org_id: UUID
    party_name: str
    party_kind: PartyKind
    party_uscc: str | None
    party_registration_no: str | None
    party_organisation_code: str | None
    party_tax_no: str | None
    party_institution_no: str | None
    party_society_no: str | None
    legal_representative: str | None
    has_legal_representative_id: bool
    has_person_id: bool
    decision_no: str
    violation_kind: str
    violation_facts: str
    legal_basis: str
    penalty_kinds: list[str]
    penalty_content: str
    fine_10k_yuan: str | None
    fine_fen: int | None
    confiscated_10k_yuan: str | None
    confiscated_fen: int | None
    revoked_licence: str | None
    decided_on: date
    valid_until: date
    publicity_until: date
    authority_name: str
    authority_uscc: str
    source_name: str
    source_uscc: str
    remark: str | None
    severity: PenaltySeverity
    severity_reason: str | None
    rule_version: str
    repairable_from: date
    due_on: date
    working_days_left: int | None = Field(
        description="to deliver it; negative: overdue; null once it is acknowledged or over"
    )
    delivery_state: DeliveryState | None
    receipt_no: str | None
    is_public: bool
    is_contested: bool
    inspection_id: UUID | None
    state: PenaltyState
    ended_on: date | None
    ended_reason: str | None
    repair_no: str | None
    revision: int
    recorded_at: datetime


class PenaltyPage(Page):
    """A page of penalties."""

    items: list[PenaltyPublic]


class PenaltyDraft(Out):
    """A decision that is being prepared: what the register knows of it, by field."""

    organization_id: UUID
    inspection_id: UUID | None
    values: dict[str, str]
