"""Which pages tell an enterprise what consumers report and complain of?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_instant
from consumer_web.codes import group_code
from consumer_web.report_words import list_kinds
from traceability.console.answers import PageRoute
from traceability.console.enterprise.credit import TOLD, Told
from traceability.console.enterprise.credit_views import day_of
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.lists import Asked, Column, Filter, Listing, Said, answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.domain.supervision import ComplaintState
from traceability.routes.desk import now
from traceability.schemas.consumer_reports import ConsumerReportPublic
from traceability.schemas.supervision import ComplaintAnswer, ComplaintPublic
from traceability.services import complaints, consumer_reports, copies

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_MOST = 200
_PICTURE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/reports")
@router.get("/reports.{sheet}")
def list_reports(request: Request, told: Told = "") -> Response:
    """List what consumers reported about one's lots, and the complaints to answer."""
    visit = open_visit(request, Action.ANSWER_COMPLAINTS)
    return _reports_page(visit, told=told if told in TOLD else "")


def _reports_page(
    visit: Visit, told: str = "", typed: Mapping[str, str] | None = None, wrong: Wrong | None = None
) -> Response:
    found = visit.read(lambda work: complaints.list_complaints(work, None, None, _MOST))
    copied = visit.read(lambda work: copies.list_suspicions(work, None, _MOST))
    today = civil_date(now())
    answer = answer_list(
        visit,
        _listing(visit.language),
        "enterprise/consumer_reports.html",
        lead=say("ec_reports_lead", visit.language),
        told=say(f"ec_told_{told}", visit.language) if told else "",
        complaints=[_view_complaint(each, today, visit.language) for each in found.items],
        copied=[
            {
                "code": group_code(each.code),
                "scans": say("ec_scans", visit.language).format(
                    scans=f"{each.scans:,}", places=each.places
                ),
                "reason": each.reason,
            }
            for each in copied.items
        ],
        typed=typed or {},
        wrong=wrong,
    )
    if wrong:
        answer.status_code = 422
    return answer


def _listing(language: str) -> Listing[ConsumerReportPublic]:
    kinds = dict(list_kinds("en" if language == "en" else "zh"))

    def said_when(row: ConsumerReportPublic) -> Said:
        words = say_instant(row.reported_at, "en" if language == "en" else "zh")
        return Said(words, instant=row.reported_at.isoformat())

    def state(row: ConsumerReportPublic) -> Said:
        if row.answer is None:
            return Said(say("ec_report_open", language), tone="careful")
        is_true = row.answer.found_true
        words = say("ec_report_true" if is_true else "ec_report_untrue", language)
        return Said(words, tone="bad" if is_true else "good", more=row.answer.words)

    def photo(row: ConsumerReportPublic) -> Said:
        if not row.has_photo:
            return Said("—")
        return Said(say("ec_report_photo", language), f"/console/reports/{row.id}/photo")

    return Listing(
        address="/console/reports",
        heading="place_reports",
        filters=(
            Filter(
                "answered",
                "status",
                [
                    ("no", say("ec_report_open", language)),
                    ("yes", say("ec_report_answered", language)),
                ],
            ),
        ),
        columns=(
            Column("ec_report_words", lambda row: row.words, "lead"),
            Column("ec_report_kind", lambda row: kinds.get(row.kind, row.kind)),
            Column("lot", lambda row: row.lot or "—", "code"),
            Column("ec_report_place", lambda row: row.place or "—"),
            Column("ec_report_photo", photo),
            Column("ec_report_at", said_when),
            Column("status", state, "state"),
        ),
        find=lambda work, asked: consumer_reports.list_reports(
            work, asked.after, asked.limit, is_answered=_is_answered(asked)
        ),
        empty="ec_no_reports",
    )


def _is_answered(asked: Asked) -> bool | None:
    chosen = asked.get("answered")
    return None if chosen is None else chosen == "yes"


def _view_complaint(each: ComplaintPublic, today: Any, language: str) -> dict[str, Any]:
    days = (each.due_on - today).days
    is_waiting = each.answered_on is None
    tone = "bad" if each.state is ComplaintState.UPHELD else "plain"
    due = day_of(each.due_on, language)
    if is_waiting:
        key = "ec_late" if days < 0 else "ec_left"
        due = f"{due} · {say(key, language).format(days=abs(days))}"
    return {
        "complaint": each,
        "received": day_of(each.received_on, language),
        "due": due,
        "due_tone": ("bad" if days < 0 else "careful") if is_waiting else "plain",
        "answered": day_of(each.answered_on, language) if each.answered_on else "",
        "state": say(f"ec_complaint_{each.state}", language),
        "tone": tone,
        "may_answer": is_waiting,
    }


@router.post("/reports/complaints/{complaint_id}/answer")
def answer_complaint(request: Request, complaint_id: UUID, typed: Typed) -> Response:
    """Answer a complaint, once."""
    visit = open_form(request, Action.ANSWER_COMPLAINTS, typed)
    try:
        answer = ComplaintAnswer.model_validate(as_written(typed, "answer"))
        visit.record(lambda work: complaints.answer_complaint(work, complaint_id, answer), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _reports_page(visit, typed=typed | {"complaint": str(complaint_id)}, wrong=wrong)
    return see_other("/console/reports?told=answered#complaints")


@router.get("/reports/{report_id}/photo")
def show_photo(request: Request, report_id: UUID) -> Response:
    """Show the photo of a report about one's own lot."""
    visit = open_visit(request, Action.ANSWER_COMPLAINTS)
    jpeg = visit.read(lambda work: consumer_reports.read_photo(work, report_id))
    return Response(jpeg, headers=_PICTURE, media_type="image/jpeg")
