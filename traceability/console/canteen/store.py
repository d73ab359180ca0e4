"""Pages: what is in the store and goes first, what was taken out, and tests of frying oil."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.canteen.lists import named, oil_tests_list, stock_list
from traceability.console.canteen.views import view_stock
from traceability.console.forms import Typed, Wrong, as_written, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.kinds import ResultVerdict
from traceability.routes.desk import now
from traceability.schemas.canteens import FryingOilTestCreate, StockIssueCreate
from traceability.services import frying_oil, stock

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_TOLD = {"taken", "tested", "change_oil"}
_ISSUE = ("purchase_id", "amount", "unit", "purpose")
_OIL = ("fryer", "tested_on")
_OIL_VALUES = ("polar_components", "acid_value")


@router.get("/stock")
def show_stock(
    request: Request,
    told: Annotated[str, Query(max_length=10)] = "",
    q: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show the store, what must be used first on top."""
    return _stock_page(open_visit(request, Action.KEEP_STOCK), told=told, q=q)


@router.get("/stock.{sheet}")
def export_stock(request: Request) -> Response:
    """Give the store as a spreadsheet."""
    visit = open_visit(request, Action.KEEP_STOCK)
    return answer_list(visit, stock_list(civil_date(now()), visit.language))


def _stock_page(
    visit: Visit,
    *,
    told: str = "",
    q: str = "",
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    today = civil_date(now())
    held = visit.read(stock.read_stock).items
    total = len(held)
    lots = [view_stock(lot, today, visit.language) for lot in named(held, q)]
    warned = sum(one["tone"] in {"bad", "careful"} for one in lots)
    return visit.page(
        "canteen/stock.html", 422 if wrong else 200, wrong=wrong, lots=lots, warned=warned,
        total=total, q=q, told=told if told in _TOLD else "", typed=typed or {},
    )  # fmt: skip


@router.post("/stock")
def take_out(request: Request, typed: Typed) -> Response:
    """Record that goods left the store."""
    visit = open_form(request, Action.KEEP_STOCK, typed)
    try:
        given = said(typed, *_ISSUE) | as_written(typed, "reason")
        if "amount" not in given:
            raise RuleError("purchase.amount_unknown", field="amount")
        entered = StockIssueCreate.model_validate(given)
        visit.record(lambda work: stock.issue_stock(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _stock_page(visit, wrong=wrong_with(error, visit.language), typed=typed)
    return see_other("/console/stock?told=taken")


@router.get("/frying-oil")
@router.get("/frying-oil.{sheet}")
def show_tests(
    request: Request,
    fryer: Annotated[str, Query(max_length=40)] = "",
    told: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the tests of frying oil, and the form for the next one."""
    visit = open_visit(request, Action.TEST_FRYING_OIL)
    values = {"fryer": fryer, "tested_on": civil_date(now()).isoformat()}
    return _oil_page(visit, values, told=told)


def _oil_page(
    visit: Visit, values: dict[str, str], *, told: str = "", wrong: Wrong | None = None
) -> Response:
    return answer_list(
        visit,
        oil_tests_list(visit.language),
        "canteen/frying_oil.html",
        status=422 if wrong else 200,
        wrong=wrong,
        values=values,
        lead=say("c_oil_lead", visit.language),
        told=say(f"c_told_{told}", visit.language) if told in _TOLD else "",
        told_tone="bad" if told == "change_oil" else "good",
    )


@router.post("/frying-oil")
def record_test(request: Request, typed: Typed) -> Response:
    """Record a test; the limits in force on its day judge it."""
    visit = open_form(request, Action.TEST_FRYING_OIL, typed)
    try:
        entered = FryingOilTestCreate.model_validate(_measured(typed))
        made = visit.record(lambda work: frying_oil.record_frying_oil_test(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _oil_page(visit, typed, wrong=wrong_with(error, visit.language))
    is_bad = made["verdict"] == ResultVerdict.FAIL
    return see_other(f"/console/frying-oil?told={'change_oil' if is_bad else 'tested'}")


def _measured(typed: dict[str, str]) -> dict[str, str]:
    """Read a test; a comma is a decimal point, as on many keyboards."""
    values = said(typed, *_OIL_VALUES)
    points = {name: text.replace(",", ".") for name, text in values.items()}
    return said(typed, *_OIL) | as_written(typed, "measure") | points


def purchase_id_of(typed: dict[str, str]) -> UUID | None:
    """Give which line of the store a form was about."""
    try:
        return UUID(typed.get("purchase_id", ""))
    except ValueError:
        return None
