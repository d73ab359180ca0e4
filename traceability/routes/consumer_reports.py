"""REST: what consumers reported, and the authority's answers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.consumer_reports import (
    ConsumerReportPage,
    ConsumerReportPublic,
    ContactLook,
    ContactShown,
    ReportAnswerCreate,
    ReportAnswerPublic,
)
from traceability.services import consumer_reports

router = APIRouter(prefix="/consumer-reports", tags=["supervision"])


@router.get("")
def list_consumer_reports(
    desk: Annotated[Desk, needs(Action.READ_CONSUMER_REPORTS)],
    answered: Annotated[bool | None, Query(description="only those with or without answer")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ConsumerReportPage:
    """List what consumers reported: the authority all, a maker about its own lots."""
    return desk.read(
        lambda work: consumer_reports.list_reports(work, cursor, limit, is_answered=answered)
    )


@router.get("/{report_id}")
def read_consumer_report(
    report_id: UUID, desk: Annotated[Desk, needs(Action.READ_CONSUMER_REPORTS)]
) -> ConsumerReportPublic:
    """Give one report, without its contact."""
    return desk.read(lambda work: consumer_reports.read_report(work, report_id))


@router.post("/{report_id}/contact", status_code=201, response_model=ContactShown)
def create_contact_look(
    report_id: UUID,
    look: ContactLook,
    desk: Annotated[Desk, needs(Action.ANSWER_CONSUMER_REPORTS)],
) -> Response:
    """Open the contact of a report; who looked, and why, is recorded."""
    keys = desk.house.contact_keys
    return desk.record(
        lambda work: consumer_reports.look_at_contact(work, report_id, look, keys), is_secret=True
    )


@router.get("/{report_id}/photo", response_class=Response)
def read_consumer_photo(
    report_id: UUID, desk: Annotated[Desk, needs(Action.READ_CONSUMER_REPORTS)]
) -> Response:
    """Give the photo of a report, drawn anew as JPEG."""
    jpeg = desk.read(lambda work: consumer_reports.read_photo(work, report_id))
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(jpeg, media_type="image/jpeg", headers=headers)


@router.post("/{report_id}/answer", status_code=201, response_model=ReportAnswerPublic)
def create_report_answer(
    report_id: UUID,
    said: ReportAnswerCreate,
    desk: Annotated[Desk, needs(Action.ANSWER_CONSUMER_REPORTS)],
) -> Response:
    """Answer a report, once; whoever holds its receipt reads it."""
    return desk.record(lambda work: consumer_reports.answer_report(work, report_id, said))
