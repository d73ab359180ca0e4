"""Contracts of reports by consumers and their answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from traceability.schemas.types import In, Out, Page, Sentence


class ReportAnswerCreate(In):
    """The authority's answer: was it found true, and what is said to whoever reported it."""

    found_true: bool
    words: Sentence


class ReportAnswerPublic(Out):
    """An answer as recorded."""

    id: UUID
    report_id: UUID
    found_true: bool
    words: str
    recorded_at: datetime


class ConsumerReportPublic(Out):
    """What a consumer reported; `enterprise_uscc` is absent where the lot is not ours."""

    id: UUID
    reported_at: datetime
    kind: str
    words: str
    place: str
    gtin: str | None
    lot: str | None
    code: str | None
    enterprise_uscc: str | None
    enterprise_name: str | None = None
    product_name: str | None = None
    has_photo: bool
    has_contact: bool | None = None  # told to the authority alone
    answer: ReportAnswerPublic | None = None


class ContactLook(In):
    """Why the contact of a report is looked at; it is recorded with the name of who looks."""

    reason: Sentence


class ContactShown(Out):
    """What a consumer left to be reached by."""

    report_id: UUID
    contact: str


class ConsumerReportPage(Page):
    """A page of reports, oldest first."""

    items: list[ConsumerReportPublic]
