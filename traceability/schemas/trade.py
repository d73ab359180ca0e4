"""Contracts of package codes, suspect codes and the log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from traceability.schemas.types import In, Instant, Out, Page, Sentence


class CodesPage(Page):
    """Package codes of a job, in order."""

    items: list[str]


class SuspicionCreate(In):
    """A package code that was scanned far too often or in too many places."""

    code: Annotated[str, StringConstraints(min_length=16, max_length=24)]
    scans: int = Field(ge=2, le=10_000_000)
    places: int = Field(ge=1, le=10_000)
    since: Instant
    reason: Sentence


class SuspicionPublic(Out):
    """A suspect code."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    code: str
    scans: int
    places: int
    since: datetime
    reason: str


class LogEntryPublic(Out):
    """One revision of a record: who, when, what; parts the caller may not see are absent."""

    id: UUID
    entry_class: str
    kind: str
    record_id: str
    revision: int
    owner_uscc: str | None
    recorded_at: datetime
    author_user_id: UUID | None
    public: dict[str, Any] | None = None
    trade: dict[str, Any] | None = None
    personal: dict[str, Any] | None = None
    public_hash: str | None = None
    leaf_hash: str


class LogPage(Page):
    """A page of log entries, oldest first."""

    items: list[LogEntryPublic]
