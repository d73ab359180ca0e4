"""What can be done about one report? Sign it, take it along, hold its relatives, contest it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.laboratory.report_views import view_follow_up, view_relatives
from traceability.console.laboratory.views import say_told, view_report
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import ReportState, ResultVerdict
from traceability.publishing.report_codes import group_report_code
from traceability.routes.inspections import answer_paper
from traceability.schemas.inspections import (
    InspectionPublic,
    RelativesHoldCreate,
    RelativesPublic,
    RetestCreate,
    WithdrawalCreate,
)
from traceability.services import (
    batches,
    inspections,
    relatives,
    report_follow_ups,
    report_papers,
    retests,
)

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_ENTRY = Action.RECORD_INSPECTIONS
_LOT = "lot."


@router.get("/inspections/{report_id}.pdf")
def show_paper(request: Request, report_id: UUID) -> Response:
    """Give a report as a PDF with its code."""
    visit = open_visit(request, Action.READ_INSPECTIONS)
    return answer_paper(report_id, visit.house, visit.read)


@router.get("/inspections/{report_id}")
def show_report(
    request: Request, report_id: UUID, told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show one report, with what its reader may do about it."""
    visit = open_visit(request, Action.READ_INSPECTIONS)
    return _report_page(visit, report_id, told=say_told(told, visit.language))


def _report_page(
    visit: Visit,
    report_id: UUID,
    status: int = 200,
    *,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
    told: str = "",
) -> Response:
    report = _report(visit, report_id)
    batch = visit.read(lambda work: batches.read_batch(work, report.batch_id))
    keys = visit.house.report_keys
    code = visit.read(lambda work: report_papers.read_report_code(work, report_id, keys))
    follow_up = visit.read(lambda work: report_follow_ups.read_follow_up(work, report_id))
    related = _relatives(visit, report)
    shown: dict[str, Any] = view_report(report, batch, visit.actor, visit.language)
    shown |= view_follow_up(follow_up, visit.language)
    shown |= view_relatives(report, related, visit.language) if related else {"relatives": None}
    return visit.page(
        "laboratory/report.html",
        status,
        wrong=wrong,
        typed=typed or {},
        told=told,
        code=group_report_code(code),
        bare_code=code,
        **shown,
    )


def _report(visit: Visit, report_id: UUID) -> InspectionPublic:
    return visit.read(lambda work: inspections.read_inspection(work, report_id))


def _relatives(visit: Visit, report: InspectionPublic) -> RelativesPublic | None:
    """Give the relatives of a lot that failed for safety, to those who may hold them."""
    is_failed = report.state is ReportState.SIGNED and report.safety_verdict is ResultVerdict.FAIL
    if not is_failed or not visit.actor.may(Action.STOP_BATCHES):
        return None
    return visit.read(lambda work: relatives.list_relatives(work, report.batch_id))


@router.post("/inspections/{report_id}/signature")
def sign_report(request: Request, report_id: UUID, typed: Typed) -> Response:
    """Sign a report that a colleague entered; the next one to sign opens by itself."""
    visit = open_form(request, _ENTRY, typed)
    try:
        visit.record(lambda work: inspections.sign_inspection(work, report_id), typed)
    except RegisterError as error:
        return _report_page(visit, report_id, 422, wrong=wrong_with(error, visit.language))
    return see_other("/console/inspections?told=signed")


@router.post("/inspections/{report_id}/withdrawal")
def withdraw_report(request: Request, report_id: UUID, typed: Typed) -> Response:
    """Send a report back before it is signed, with the reason."""
    visit = open_form(request, _ENTRY, typed)
    try:
        why = WithdrawalCreate.model_validate(said(typed, "reason"))
        visit.record(lambda work: inspections.withdraw_inspection(work, report_id, why), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _report_page(visit, report_id, 422, wrong=wrong, typed=typed)
    return see_other("/console/inspections?told=withdrawn")


@router.post("/inspections/{report_id}/relatives-hold")
def hold_relatives(request: Request, report_id: UUID, typed: Typed) -> Response:
    """Hold the relatives that are ticked with one order."""
    visit = open_form(request, Action.STOP_BATCHES, typed)
    chosen = [name.removeprefix(_LOT) for name in typed if name.startswith(_LOT)]
    report = _report(visit, report_id)
    if not chosen:
        wrong = Wrong((say("none_ticked", visit.language),))
        return _report_page(visit, report_id, 422, wrong=wrong, typed=typed)
    try:
        order = RelativesHoldCreate.model_validate(
            {"batch_ids": chosen, "reason": typed.get("hold_reason", "")}
        )
        visit.record(lambda work: relatives.hold_relatives(work, report.batch_id, order), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _renamed(wrong_with(error, visit.language), "hold_reason")
        return _report_page(visit, report_id, 422, wrong=wrong, typed=typed)
    return see_other(f"/console/inspections/{report_id}?told=relatives_held")


@router.post("/inspections/{report_id}/retest")
def ask_retest(request: Request, report_id: UUID, typed: Typed) -> Response:
    """Contest a failing report: another agency is asked to test again."""
    visit = open_form(request, Action.CONTEST_REPORTS, typed)
    try:
        entered = RetestCreate.model_validate(
            {"inspection_id": report_id, "reason": typed.get("retest_reason", "")}
            | said(typed, "agency_id")
        )
        visit.record(lambda work: retests.request_retest(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _renamed(wrong_with(error, visit.language), "retest_reason")
        return _report_page(visit, report_id, 422, wrong=wrong, typed=typed)
    return see_other(f"/console/inspections/{report_id}?told=retest_asked")


def _renamed(wrong: Wrong, reason: str) -> Wrong:
    """Say at the field of its own form what is wrong with a reason: the page has several."""
    fields = {(reason if name == "reason" else name): line for name, line in wrong.fields.items()}
    return Wrong(wrong.lines, fields)
