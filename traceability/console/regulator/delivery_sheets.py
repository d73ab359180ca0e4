"""Which pages has a city without an interface? Official sheets out, receipts in, books compared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, wrong_with
from traceability.console.regulator.credit_lists import Column, told_in
from traceability.console.regulator.delivery_views import view_reconciliation
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import FaultsError, RegisterError
from traceability.gateways.credit_sheets import (
    read_receipts,
    write_penalty_csv,
    write_penalty_workbook,
)
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.routes.deliveries import fetch_held
from traceability.routes.desk import now
from traceability.routes.report_sheets import XLSX
from traceability.schemas.deliveries import Reconciliation
from traceability.services import credit_sheets, reconciliations

router = APIRouter(include_in_schema=False, route_class=PageRoute)
SHEETS = "/console/credit-deliveries/sheets"
_RESEND = Action.RESEND_DELIVERIES
_MOST_BYTES = 10 * 1024 * 1024
_COLUMNS = (
    Column("cr_key"), Column("cr_message"), Column("cr_our_receipt"), Column("cr_their_receipt"),
)  # fmt: skip


async def _read_upload(request: Request) -> tuple[dict[str, str], bytes]:
    """Read a form with one file, the file cut off behind what any sheet may weigh."""
    async with request.form(max_files=1, max_fields=10) as form:
        typed = {name: text for name, text in form.multi_items() if isinstance(text, str)}
        file = form.get("file")
        content = await file.read(_MOST_BYTES) if isinstance(file, UploadFile) else b""
    return typed, content


Upload = Annotated[tuple[dict[str, str], bytes], Depends(_read_upload)]


@router.get("/credit-deliveries/sheets")
def show_sheets(request: Request) -> Response:
    """Show what can be given out as an official sheet, and where receipts come in."""
    return _sheets_page(open_visit(request, _RESEND))


def _sheets_page(visit: Visit, wrong: Wrong | None = None, faults: Any = ()) -> Response:
    compose = visit.house.compose
    waiting = visit.read(lambda work: len(credit_sheets.waiting_penalties(work, compose)))
    return visit.page(
        "regulator/sheets.html",
        422 if wrong else 200,
        wrong=wrong,
        told=told_in(visit.request),
        waiting=waiting,
        faults=faults,
    )


@router.get("/credit-deliveries/sheets/penalties.{form}")
def give_sheet(request: Request, form: str) -> Response:
    """Give the waiting penalties in the official sheets; nothing of it is kept."""
    visit = open_visit(request, _RESEND)
    compose = visit.house.compose
    records = visit.read(lambda work: credit_sheets.waiting_penalties(work, compose))
    is_person = request.query_params.get("party") == "person"
    if form == "csv":
        body, kind = write_penalty_csv(records, is_person=is_person), "text/csv; charset=utf-8"
    else:
        form, body, kind = "xlsx", write_penalty_workbook(records), XLSX
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="penalties.{form}"',
    }
    return Response(body, media_type=kind, headers=headers)


@router.post("/credit-deliveries/sheets/receipts")
def take_receipts(request: Request, upload: Upload) -> Response:
    """Enter the receipts of a returned sheet: all of them, or none."""
    typed, content = upload
    visit = open_form(request, _RESEND, typed)
    compose = visit.house.compose
    try:
        receipts = read_receipts(read_spreadsheet(content))
        visit.record(
            lambda work: credit_sheets.record_receipt_sheet(work, compose, receipts), typed
        )
    except FaultsError as error:
        wrong = wrong_with(error, visit.language)
        rows = [
            (fault.row or "", fault.column or "", fault.field, sentence)
            for fault, sentence in zip(error.faults, _sentences(error, visit), strict=True)
        ]
        return _sheets_page(visit, Wrong(wrong.lines), rows)
    except RegisterError as error:
        wrong = wrong_with(error, visit.language)
        return _sheets_page(visit, Wrong((*wrong.lines, *wrong.fields.values())))
    return see_other(f"{SHEETS}?told=receipts")


def _sentences(error: FaultsError, visit: Visit) -> list[str]:
    """Word each fault of a sheet: several can stand in one column."""
    return [
        next(iter(wrong_with(FaultsError(error.code, [fault]), visit.language).fields.values()))
        for fault in error.faults
    ]


@router.get("/credit-deliveries/reconciliation")
def show_reconciliation(request: Request) -> Response:
    """Compare our books for a period with theirs; without a period only the form is shown."""
    visit = open_visit(request, Action.READ_DELIVERIES)
    first, last = (_day(request.query_params.get(name, "")) for name in ("from", "to"))
    if first is None or last is None:
        return _books_page(visit, _default_days(), None)
    try:
        reconciliations.check_period(first, last)
        held = fetch_held(visit.house.credit, first, last)
        found = visit.read(lambda work: reconciliations.reconcile(work, first, last, held))
    except RegisterError as error:
        return _books_page(visit, (first, last), None, wrong_with(error, visit.language))
    return _books_page(visit, (first, last), found)


def _default_days() -> tuple[date, date]:
    today = civil_date(now())
    return today - timedelta(days=30), today


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _books_page(
    visit: Visit,
    days: tuple[date, date],
    found: Reconciliation | None,
    wrong: Wrong | None = None,
) -> Response:
    return visit.page(
        "regulator/reconciliation.html",
        422 if wrong else 200,
        wrong=wrong,
        told=told_in(visit.request),
        values={"from": days[0].isoformat(), "to": days[1].isoformat()},
        found=found,
        differences=view_reconciliation(found, visit.language) if found else [],
        columns=_COLUMNS,
        may_mend=visit.actor.may(_RESEND)
        and bool(found and (found.lost_there or found.receipt_missing or found.not_delivered)),
    )


@router.post("/credit-deliveries/reconciliation")
def mend_books(request: Request, typed: Typed) -> Response:
    """Queue again what sending again can mend, under its old key."""
    visit = open_form(request, _RESEND, typed)
    first, last = _day(typed.get("from", "")), _day(typed.get("to", ""))
    if first is None or last is None:
        return see_other("/console/credit-deliveries/reconciliation")
    try:
        reconciliations.check_period(first, last)
        held = fetch_held(visit.house.credit, first, last)
        visit.record(
            lambda work: reconciliations.reconcile(work, first, last, held, mends=True), typed
        )
    except RegisterError as error:
        return _books_page(visit, (first, last), None, wrong_with(error, visit.language))
    return see_other("/console/credit-deliveries?told=mended")
