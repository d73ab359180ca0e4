"""Which pages has the laboratory? Samples, their sheets, and reports to sign."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.inspections import reports_page
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.laboratory.catalogue import router as catalogue
from traceability.console.laboratory.intake import router as intake
from traceability.console.laboratory.lists import reports_list, samples_list
from traceability.console.laboratory.reports import router as reports
from traceability.console.laboratory.views import say_told, view_sheet
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import ReportState, Role
from traceability.routes.desk import now
from traceability.schemas.samples import (
    SampleDiscard,
    SampleQuery,
    SampleReport,
    SampleSheet,
    SampleValues,
)
from traceability.services import samples

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WORKLIST = "/console/samples"
_VALUE = re.compile(r"v\.([a-z0-9_]{1,60})")
_ENTRY = Action.RECORD_INSPECTIONS


@router.get("/samples")
@router.get("/samples.{sheet}")
def list_samples(request: Request, told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the samples that wait, first due first."""
    visit = open_visit(request, _ENTRY)
    listing = samples_list(civil_date(now()), visit.language)
    late = visit.read(samples.count_late_samples)
    return answer_list(
        visit, listing, "laboratory/samples.html", late=late, told=say_told(told, visit.language)
    )


@router.get("/samples/{sample_id}/results")
def show_sheet(request: Request, sample_id: UUID) -> Response:
    """Show the sheet of a sample."""
    visit = open_visit(request, _ENTRY)
    sheet = visit.read(lambda work: samples.read_sample(work, sample_id))
    return _sheet_page(visit, sheet)


def _sheet_page(
    visit: Visit,
    sheet: SampleSheet,
    status: int = 200,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    today = civil_date(now())
    said_before = typed or {}
    return visit.page(
        "laboratory/sheet.html",
        status,
        wrong=wrong,
        report_no=said_before.get("report_no", f"BG-{sheet.sample_no}"),
        reported_on=said_before.get("reported_on", today.isoformat()),
        **view_sheet(sheet, today, visit.language),
    )


@router.post("/samples/{sample_id}/values")
def keep_value(request: Request, sample_id: UUID, typed: Typed) -> Response:
    """Keep what was typed into one field, or pasted into several; give the verdicts anew."""
    visit = open_form(request, _ENTRY, typed)
    sheet = _keep(visit, sample_id, typed)
    shown = view_sheet(sheet, civil_date(now()), visit.language)
    return visit.page("laboratory/sheet_verdicts.html", changed=set(_values(typed)), **shown)


def _values(typed: dict[str, str]) -> dict[str, str]:
    matches = ((_VALUE.fullmatch(name), text) for name, text in typed.items())
    return {found[1]: text.strip()[:40] for found, text in matches if found}


def _keep(visit: Visit, sample_id: UUID, typed: dict[str, str]) -> SampleSheet:
    values = SampleValues(values=_values(typed))
    once = {name: text for name, text in typed.items() if name != "form_key"}
    kept = visit.record(lambda work: samples.save_values(work, sample_id, values), once)
    return SampleSheet.model_validate(kept)


@router.post("/samples/{sample_id}/results")
def report_sample(request: Request, sample_id: UUID, typed: Typed) -> Response:
    """Keep the sheet and hand it in for review; the next sample opens by itself."""
    visit = open_form(request, _ENTRY, typed)
    sheet = _keep(visit, sample_id, typed)
    if typed.get("then") == "save":
        return see_other(f"{_WORKLIST}/{sample_id}/results")
    try:
        report = SampleReport.model_validate(said(typed, "report_no", "reported_on"))
        visit.record(lambda work: samples.report_sample(work, sample_id, report), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _named(wrong_with(error, visit.language), sheet)
        return _sheet_page(visit, sheet, 422, wrong, typed)
    waiting = visit.read(lambda work: samples.list_samples(work, SampleQuery(limit=1)))
    if waiting.items:
        return see_other(f"{_WORKLIST}/{waiting.items[0].id}/results?told=handed_in")
    return see_other(f"{_WORKLIST}?told=handed_in")


def _named(wrong: Wrong, sheet: SampleSheet) -> Wrong:
    """Turn places in the list of results into the fields of the sheet."""
    parameters = [row.parameter for row in sheet.rows if row.value]
    fields = {}
    for name, sentence in wrong.fields.items():
        place = re.fullmatch(r"results\.(\d+)\.value", name)
        fields[f"v.{parameters[int(place[1])]}" if place else name] = sentence
    return Wrong(wrong.lines, fields)


@router.post("/samples/{sample_id}/discard")
def discard_sample(request: Request, sample_id: UUID, typed: Typed) -> Response:
    """Give a sample up, with the reason."""
    visit = open_form(request, _ENTRY, typed)
    try:
        why = SampleDiscard.model_validate(said(typed, "reason"))
        visit.record(lambda work: samples.discard_sample(work, sample_id, why), typed)
    except (RegisterError, ValidationError) as error:
        sheet = visit.read(lambda work: samples.read_sample(work, sample_id))
        return _sheet_page(visit, sheet, 422, wrong_with(error, visit.language), typed)
    return see_other(f"{_WORKLIST}?told=discarded")


@router.get("/inspections")
@router.get("/inspections.{sheet}")
def list_for_review(request: Request, told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the reports that wait for a second person; an enterprise, those on its own lots."""
    visit = open_visit(request, Action.READ_INSPECTIONS)
    if visit.actor.role is Role.ENTERPRISE:
        return reports_page(visit)
    return _reports(request, ReportState.ENTERED, told)


@router.get("/inspections/signed")
@router.get("/inspections/signed.{sheet}")
def list_signed(request: Request) -> Response:
    """Show the reports that were signed."""
    return _reports(request, ReportState.SIGNED, "")


def _reports(request: Request, state: ReportState, told: str) -> Response:
    visit = open_visit(request, _ENTRY)
    listing = reports_list(state, visit.actor, visit.language)
    lead = say(f"{listing.heading}_lead", visit.language)
    return answer_list(visit, listing, lead=lead, told=say_told(told, visit.language))


for room in (intake, reports, catalogue):
    router.include_router(room)
