"""Which pages follow a label job? Its progress, its questions, its file, reprints and voids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.label_lists import jobs_list
from traceability.console.enterprise.label_orders import read_count
from traceability.console.enterprise.label_views import view_job
from traceability.console.enterprise.labels import list_printers
from traceability.console.forms import Typed, Wrong, as_written, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError
from traceability.routes.desk import now
from traceability.routes.label_files import write_file
from traceability.schemas.labels import (
    FirstArticle,
    LabelAnswer,
    LabelJobDetail,
    LabelReprintCreate,
    LabelVoidCreate,
)
from traceability.services import label_files, label_runs
from traceability.services.label_sheets import read_job_sheet
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_PRINT = Action.PRINT_LABELS
_NUMBER = re.compile(r"[0-9]{1,7}")
_SPAN = ("first", "last")
_PLACES = {
    "settled": {"last_seen": "code"},
    "voided": {name: f"void-{name}" for name in ("first", "last", "codes", "reason")},
}
Told = Annotated[str, Query(max_length=20)]
Number = Annotated[int, Query(ge=0, le=1_000_000)]


def _address(job_id: UUID, told: str = "") -> str:
    return f"/console/label-jobs/{job_id}" + (f"?told={told}" if told else "")


@router.get("/label-jobs")
@router.get("/label-jobs.{sheet}")
def list_jobs(request: Request) -> Response:
    """List the label jobs, the newest first; or give the list as a spreadsheet."""
    visit = open_visit(request, _PRINT)
    lead = say("lb_jobs_lead", visit.language)
    return answer_list(visit, jobs_list(visit.language), lead=lead)


@router.get("/label-jobs/{job_id}")
def show_job(
    request: Request,
    job_id: UUID,
    told: Told = "",
    start: Number = 1,
    first: Number = 0,
    last: Number = 0,
) -> Response:
    """Show a job; its address may name labels to reprint or void, and where a sheet begins."""
    visit = open_visit(request, _PRINT)
    chosen = {"first": f"{first or ''}", "last": f"{last or ''}", "start": f"{start}"}
    return _job_page(visit, job_id, chosen, told=told)


def _job_page(
    visit: Visit,
    job_id: UUID,
    typed: Mapping[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
    **more: Any,
) -> Response:
    sheet = visit.read(lambda work: read_job_sheet(work, job_id))
    shown = view_job(sheet, now(), visit.language)
    values = {"start": "1", "printer": shown.get("printer", "")} | dict(typed)
    printers = [(each.name, each.name) for each in list_printers(visit)]
    if shown.get("is_file"):  # the page says so where nothing else is chosen
        printers = [("", say(f"lb_{shown['progress'].output}", visit.language)), *printers]
    told = {"told": "", "form": ""} | more
    return visit.page(
        "enterprise/label_job.html",
        status,
        wrong=wrong,
        values=values,
        printers=printers,
        **told,
        **shown,
    )


@router.get("/label-jobs/{job_id}/live")
def show_progress(request: Request, job_id: UUID) -> Response:
    """Show the part of a job's page that moves while labels are printed."""
    visit = open_visit(request, _PRINT)
    sheet = visit.read(lambda work: read_job_sheet(work, job_id))
    shown = view_job(sheet, now(), visit.language)
    values = {"start": "1", "code": "", "scanned": ""}
    printers = shown.get("is_file") or list_printers(visit)
    return visit.page(
        "enterprise/label_job_live.html", values=values, form="", printers=printers, **shown
    )


Change = Callable[[Work], LabelJobDetail]


def _change(
    visit: Visit,
    job_id: UUID,
    typed: dict[str, str],
    make: Callable[[], Change],
    told: str,
) -> Response:
    """Do something with a job; what is refused is said on its page, with what was typed."""
    try:
        story = make()
        visit.record(story, typed)
    except (RegisterError, ValidationError) as error:
        wrong = _at_our_fields(wrong_with(error, visit.language), told)
        return _job_page(visit, job_id, typed, 422, wrong, form=told)
    return see_other(_address(job_id, told))


def _at_our_fields(wrong: Wrong, told: str) -> Wrong:
    """Say refusals at the fields of the form that was sent: the page has several."""
    places = _PLACES.get(told, {})
    return Wrong(wrong.lines, {places.get(name, name): line for name, line in wrong.fields.items()})


def _step(
    request: Request, job_id: UUID, typed: Typed, story: Callable[[Work, UUID], Any], told: str
) -> Response:
    """Take a step with a job for which nothing is typed."""
    visit = open_form(request, _PRINT, typed)
    return _change(visit, job_id, typed, lambda: lambda work: story(work, job_id), told)


@router.post("/label-jobs/{job_id}/pause")
def pause_job(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Send no more labels for a while."""
    return _step(request, job_id, typed, label_runs.pause_run, "paused")


@router.post("/label-jobs/{job_id}/resume")
def resume_job(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Go on where it stopped."""
    return _step(request, job_id, typed, label_runs.resume_run, "resumed")


@router.post("/label-jobs/{job_id}/cancel")
def cancel_job(request: Request, job_id: UUID, typed: Typed) -> Response:
    """End it for good; labels that were never printed are void."""
    return _step(request, job_id, typed, label_runs.cancel_run, "cancelled")


@router.post("/label-jobs/{job_id}/answer")
def answer_job(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Say which label was the last one: by a button, its number, or a scan of it."""
    visit = open_form(request, _PRINT, typed)
    keys = visit.house.code_keys

    def make() -> Change:
        entered = said(typed, "last_seen", "code")
        if "code" in entered and _NUMBER.fullmatch(entered["code"]):
            entered = {"last_seen": entered["code"]}
        answer = LabelAnswer.model_validate(entered)
        return lambda work: label_runs.answer_run(work, job_id, answer, keys)

    return _change(visit, job_id, typed, make, "settled")


@router.post("/label-jobs/{job_id}/first-article")
def accept_first(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Accept label 1 by what was scanned off it: the others follow."""
    visit = open_form(request, _PRINT, typed)
    keys = visit.house.code_keys

    def make() -> Change:
        article = FirstArticle.model_validate(said(typed, "scanned"))
        return lambda work: label_runs.scan_first_article(work, job_id, article, keys)

    return _change(visit, job_id, typed, make, "accepted")


@router.post("/label-jobs/{job_id}/reprints")
def reprint_labels(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Print labels once more, with a reason."""
    visit = open_form(request, _PRINT, typed)
    names = visit.house.printers

    def make() -> Change:
        entered = as_written(typed, "reason", "printer") | _span(typed)
        wanted = LabelReprintCreate.model_validate(entered)
        return lambda work: label_runs.reprint_labels(work, job_id, wanted, names)

    return _change(visit, job_id, typed, make, "reprinted")


@router.post("/label-jobs/{job_id}/voids")
def void_labels(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Void damaged or lost labels, by their numbers or by their codes."""
    visit = open_form(request, _PRINT, typed)
    keys = visit.house.code_keys

    def make() -> Change:
        codes = typed.get("codes", "").split()
        entered: dict[str, Any] = as_written(typed, "reason") | _span(typed)
        wanted = LabelVoidCreate.model_validate(entered | {"codes": codes})
        return lambda work: label_runs.void_labels(work, job_id, wanted, keys)

    return _change(visit, job_id, typed, make, "voided")


def _span(typed: Mapping[str, str]) -> dict[str, int]:
    """Read numbers of labels; one that is left out is missing."""
    read = {name: read_count(typed.get(name, "")) for name in _SPAN}
    return {name: number for name, number in read.items() if number is not None}


@router.post("/label-jobs/{job_id}/file")
def fetch_file(request: Request, job_id: UUID, typed: Typed) -> Response:
    """Draw the file of a job and send it; it is on record that it was fetched."""
    visit = open_form(request, _PRINT, typed)
    start = max(read_count(typed.get("start", "")) or 1, 1)
    try:
        order = visit.change(lambda work: label_files.take_file(work, job_id, start))
        return write_file(
            order,
            visit.house.settings.base_url,
            visit.house.code_keys,
            lambda: visit.change(lambda work: label_files.check_file(work, job_id)),
        )
    except RegisterError as error:
        return _job_page(visit, job_id, typed, 422, wrong_with(error, visit.language), form="file")
