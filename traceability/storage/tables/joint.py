"""Which joint actions did the public credit system start, and what did we answer?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from traceability.domain.cases import Measure
from traceability.domain.joint_action import JointAnswer, JointState
from traceability.storage.tables.base import Record, one_of


class JointTask(Record, table=True):
    """One joint action against a subject on the list of serious violations (严重失信主体名单).

    `org_id` is the enterprise if it is in the register; the subject is always named by its code.
    """

    __tablename__ = "joint_task"
    __table_args__ = (
        UniqueConstraint("authority_uscc", "task_no", name="uq_joint_task_no"),
        one_of("joint_task", "state", JointState),
        one_of("joint_task", "answer", JointAnswer),
        one_of("joint_task", "measure", Measure, optional=True),
    )

    task_no: str = Field(max_length=64)
    uscc: str = Field(max_length=18, index=True)
    org_id: UUID | None = Field(default=None, index=True)
    list_name: str = Field(max_length=200)
    basis_no: str = Field(max_length=128)
    authority_name: str = Field(max_length=200)
    authority_uscc: str = Field(max_length=18)
    listed_on: date
    valid_until: date | None = None
    state: str = Field(max_length=12)
    answer: str = Field(max_length=16)
    case_id: UUID | None = Field(default=None, foreign_key="standing_case.id")
    responded_at: datetime | None = None
    response: str | None = Field(default=None, max_length=500)
    has_applied: bool | None = None  # the feedback: was a measure taken, and which
    measure: str | None = Field(default=None, max_length=12)
    fed_back_at: datetime | None = None
    closed_at: datetime | None = None
    removed_on: date | None = None
    removal_no: str | None = Field(default=None, max_length=128)
    objected_at: datetime | None = None
    objected_by: UUID | None = None
    objection: str | None = Field(default=None, max_length=2000)
    revision: int = 1


class WebhookNonce(SQLModel, table=True):
    """A number that a signed message carried: it may be carried once."""

    __tablename__ = "webhook_nonce"

    key_id: str = Field(primary_key=True, max_length=64)
    nonce: str = Field(primary_key=True, max_length=64)
    seen_at: datetime = Field(index=True)
