"""Contracts of joint actions: what the credit system reports, and what we tell of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.cases import Measure
from traceability.domain.joint_action import JointAnswer, JointState, ListEvent
from traceability.schemas.types import (
    USCC,
    In,
    LongName,
    Out,
    Page,
    Sentence,
    Text60,
    Text128,
    Text2000,
)


class ListReport(In):
    """An enterprise was put on, or taken off, the list of serious violations (严重失信主体名单)."""

    event: ListEvent
    task_no: Text60
    uscc: USCC
    list_name: LongName
    basis_no: Text128
    authority_name: LongName
    authority_uscc: USCC
    listed_on: date
    valid_until: date | None = None
    removed_on: date | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> ListReport:
        if (self.event is ListEvent.TAKEN_OFF) != (self.removed_on is not None):
            raise PydanticCustomError("joint.removal_unclear", "who is taken off has a day for it")
        last = self.removed_on or self.valid_until
        if last is not None and last < self.listed_on:
            raise PydanticCustomError("joint.dates", "it ends before it begins")
        return self


class JointTaskPublic(Out):
    """A joint action and how far it is."""

    id: UUID
    task_no: str
    uscc: str
    org_id: UUID | None
    list_name: str
    basis_no: str
    authority_name: str
    authority_uscc: str
    listed_on: date
    valid_until: date | None
    state: JointState
    answer: JointAnswer
    case_id: UUID | None
    responded_at: datetime | None
    response: str | None
    has_applied: bool | None
    measure: Measure | None
    fed_back_at: datetime | None
    closed_at: datetime | None
    removed_on: date | None
    objected_at: datetime | None
    objection: str | None
    recorded_at: datetime
    revision: int


class JointTaskPage(Page):
    """A page of joint actions."""

    items: list[JointTaskPublic]


class JointObjection(In):
    """Why an enterprise objects (异议) to being on the list."""

    objection: Text2000


class JointClosure(In):
    """Why a joint action is closed."""

    response: Sentence
