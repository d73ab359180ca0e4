"""Which pages has a city without an interface? Official sheets out, receipts in, books compared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, TypedWithFiles, Wrong, wrong_with
from traceability.console.regulator.credit_lists import Head, told_in
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
from traceability.gateways.sheet_writing import XLSX
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.routes.deliveries import fetch_held
from traceability.routes.desk import now
from traceability.schemas.deliveries import Reconciliation
from traceability.services import credit_sheets, reconciliations

router = APIRouter(include_in_schema=False, route_class=PageRoute)
SHEETS = "/console/credit-deliveries/sheets"
_RESEND = Action.RESEND_DELIVERIES
_COLUMNS = (
    Head("cr_key"), Head("cr_message"), Head("cr_our_receipt"), Head("cr_their_receipt"),
)  # fmt: skip


@router.get("/credit-deliveries/sheets")
def show_sheets(request: Request) -> Response:
    """Show what can be given out as an official sheet, and where receipts come in."""
    return _sheets_page(open_visit(request, _RESEND))


def _sheets_page(visit: Visit, wrong: Wrong | None = None, faults: Any = ()) -> Response:
    waiting = visit.read(credit_sheets.count_waiting_penalties)
    return visit.page(
        "regulator/sheets.html",
        422 if wrong else 200,
        wrong=wrong,
        told=told_in(visit),
        waiting=waiting,
        faults=faults,
    )


@router.get("/credit-deliveries/sheets/penalties.{form}")
def give_sheet(request: Request, form: str) -> Response:
    """Give the waiting penalties in the official sheets; nothing of it is kept."""
    visit = open_visit(request, _RESEND)
    compose = visit.house.compose
    records = visit.change(lambda work: credit_sheets.waiting_penalties(work, compose))
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
def take_receipts(request: Request, sent: TypedWithFiles) -> Response:
    """Enter the receipts of a returned sheet: all of them, or none."""
    typed = sent.typed
    content = sent.files["file"].content if "file" in sent.files else b""
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
        return _sheets_page(visit, Wrong(wrong.sentences))
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
        told=told_in(visit),
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
