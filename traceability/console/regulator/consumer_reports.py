"""Which pages show what consumers reported, and let a regulator answer?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_instant
from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.lists import Asked, Column, Filter, Listing, Said, answer_list
from traceability.console.regulator.city_lists import moment
from traceability.console.regulator.figures import short
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import WORDS, say
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.schemas.consumer_reports import (
    ConsumerReportPage,
    ConsumerReportPublic,
    ContactLook,
    ReportAnswerCreate,
)
from traceability.services import consumer_reports
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_HOME = "/console/consumer-reports"
_NEED = Action.ANSWER_CONSUMER_REPORTS
_LONGEST = 60


@router.get("/consumer-reports")
@router.get("/consumer-reports.{sheet}")
def list_reports(request: Request) -> Response:
    """Show what consumers reported, what is not answered as a choice."""
    visit = open_visit(request, _NEED)
    return answer_list(visit, _listing(visit.language))


def _listing(language: str) -> Listing[ConsumerReportPublic]:
    def find(work: Work, asked: Asked) -> ConsumerReportPage:
        state = asked.get("answered")
        return consumer_reports.list_reports(
            work, asked.after, asked.limit, is_answered=state == "yes" if state else None
        )

    def words(row: ConsumerReportPublic) -> Said:
        cut = row.words if len(row.words) <= _LONGEST else f"{row.words[: _LONGEST - 1]}…"
        return Said(cut, exported=row.words)

    def state(row: ConsumerReportPublic) -> Said:
        if row.answer is None:
            return Said(say("report_waits", language), tone="careful")
        return Said(say("report_true" if row.answer.found_true else "report_untrue", language))

    return Listing(
        address=_HOME,
        heading="place_consumer_reports",
        filters=(
            Filter(
                "answered",
                "status",
                [("no", say("report_waits", language)), ("yes", say("report_done", language))],
            ),
        ),
        columns=(
            Column(
                "report_at",
                lambda row: Said(
                    say_instant(row.reported_at, short(language)), f"{_HOME}/{row.id}"
                ),
                "lead",
            ),
            Column("report_kind", lambda row: say(f"report_{row.kind}", language)),
            Column("report_words", words),
            Column("report_place", lambda row: row.place or "—"),
            Column("lot", lambda row: row.lot or "—", "code"),
            Column("status", state, "state"),
        ),
        find=find,
        empty="report_none",
    )


@router.get("/consumer-reports/{report_id}")
def show_report(
    request: Request, report_id: UUID, told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show one report; its contact stays shut."""
    visit, key = open_visit(request, _NEED), f"told_{told}"
    line = say(key, visit.language) if key in WORDS else ""
    return _report_page(visit, report_id, told=line)


def _report_page(
    visit: Visit,
    report_id: UUID,
    status: int = 200,
    *,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
    **shown: str,
) -> Response:
    report = visit.read(lambda work: consumer_reports.read_report(work, report_id))
    answer = report.answer
    return visit.page(
        "regulator/consumer_report.html",
        status,
        wrong=wrong,
        values=typed or {},
        report=report,
        contact=shown.get("contact", ""),
        told=shown.get("told", ""),
        back=visit.came_from(_HOME),
        kind=say(f"report_{report.kind}", visit.language),
        reported=say_instant(report.reported_at, short(visit.language)),
        answered=moment(answer.recorded_at, visit.language).text if answer else "",
    )


@router.post("/consumer-reports/{report_id}/answer")
def answer_report(request: Request, report_id: UUID, typed: Typed) -> Response:
    """Answer a report, once; whoever holds its receipt reads it."""
    visit = open_form(request, _NEED, typed)
    given: dict[str, object] = {**as_written(typed, "words")}
    if typed.get("found_true") in {"yes", "no"}:
        given["found_true"] = typed["found_true"] == "yes"
    try:
        answer = ReportAnswerCreate.model_validate(given)
        visit.record(lambda work: consumer_reports.answer_report(work, report_id, answer), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _report_page(visit, report_id, 422, wrong=wrong, typed=typed)
    return see_other(f"{_HOME}/{report_id}?told=answered")


@router.post("/consumer-reports/{report_id}/contact")
def look_at_contact(request: Request, report_id: UUID, typed: Typed) -> Response:
    """Show the contact of a report; who looked, and why, is recorded."""
    visit = open_form(request, _NEED, typed)
    keys = visit.house.contact_keys
    try:
        look = ContactLook.model_validate(as_written(typed, "reason"))
        shown = visit.change(
            lambda work: consumer_reports.look_at_contact(work, report_id, look, keys)
        )
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _report_page(visit, report_id, 422, wrong=wrong, typed=typed)
    return _report_page(visit, report_id, contact=shown.contact)
