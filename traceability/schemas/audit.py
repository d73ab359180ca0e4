"""Contracts of the audit trail: who did, or looked at, what."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from traceability.schemas.types import In, Out, Page


class AuditQuery(In):
    """Which entries to list, newest first."""

    kind: str | None = Field(default=None, max_length=32)
    record_id: str | None = Field(default=None, max_length=80)
    who: str | None = Field(default=None, max_length=40, description="the name he signs in with")
    since: date | None = None
    until: date | None = None
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class FieldChange(Out):
    """What one field said before and says since; without a past it has only `after`."""

    name: str
    before: str | None
    after: str | None
    rows_before: int | None = Field(default=None, description="how many, where it is a list")
    rows_after: int | None = None


class AuditLine(Out):
    """One revision of one record: when, who, what, and what changed with it."""

    id: UUID
    recorded_at: datetime
    kind: str
    record_id: str
    revision: int
    username: str | None
    person: str | None = Field(default=None, description="the name of whoever signed in")
    organization: str | None
    owner_uscc: str | None
    changes: list[FieldChange]
    unit: str | None = Field(default=None, description="of the record's amounts, if it has one")


class AuditPage(Page):
    """A page of the audit trail."""

    items: list[AuditLine]
    names: dict[str, str] = Field(
        default_factory=dict, description="what the records are called whose ids stand in changes"
    )
