"""Pages: who may supply this canteen, and what it may buy."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.canteen.lists import products_list, suppliers_list
from traceability.console.canteen.supplier_views import view_supplier
from traceability.console.forms import Typed, Wrong, as_written, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.canteens import EntryOutcome
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.routes.desk import now
from traceability.schemas.canteens import SupplierEntryCreate
from traceability.services import canteen_notices, suppliers

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/suppliers")
@router.get("/suppliers.{sheet}")
def list_suppliers(request: Request) -> Response:
    """Show whom the canteen buys from; a name finds any enterprise of the city."""
    visit = open_visit(request, Action.ADMIT_SUPPLIERS)
    lead = say("c_suppliers_lead", visit.language)
    return answer_list(visit, suppliers_list(visit.language), lead=lead)


@router.get("/suppliers/{enterprise_id}")
def show_supplier(
    request: Request, enterprise_id: UUID, told: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """Show one supplier, and the form of its entry check."""
    visit = open_visit(request, Action.ADMIT_SUPPLIERS)
    values = {"reviewed_on": civil_date(now()).isoformat(), "outcome": "admitted"}
    return _supplier_page(visit, enterprise_id, values, told=told)


def _supplier_page(
    visit: Visit,
    enterprise_id: UUID,
    values: dict[str, str],
    *,
    told: str = "",
    wrong: Wrong | None = None,
) -> Response:
    one = visit.read(lambda work: suppliers.read_supplier(work, enterprise_id))
    outcomes = [(word.value, say(f"c_entry_{word}", visit.language)) for word in EntryOutcome]
    return visit.page(
        "canteen/supplier.html",
        422 if wrong else 200,
        wrong=wrong,
        values=values,
        outcomes=outcomes,
        told="kept" if told == "kept" else "",
        back=visit.came_from("/console/suppliers"),
        **view_supplier(one, visit.language),
    )


@router.post("/suppliers/{enterprise_id}")
def enter_supplier(request: Request, enterprise_id: UUID, typed: Typed) -> Response:
    """Record what the canteen decided about a supplier."""
    visit = open_form(request, Action.ADMIT_SUPPLIERS, typed)
    try:
        given: dict[str, Any] = {
            **said(typed, "outcome", "reviewed_on", "contract_no"),
            **as_written(typed, "said"),
        }
        given |= {"enterprise_id": enterprise_id, "has_heard_committee": "heard" in typed}
        entered = SupplierEntryCreate.model_validate(given)
        visit.record(lambda work: suppliers.record_supplier_entry(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _supplier_page(visit, enterprise_id, typed, wrong=wrong)
    return see_other(f"/console/suppliers/{enterprise_id}?told=kept")


@router.get("/catalogue")
@router.get("/catalogue.{sheet}")
def show_catalogue(request: Request) -> Response:
    """Show the approved products of trusted enterprises."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    lead = say("c_catalogue_lead", visit.language)
    foods = visit.read(canteen_notices.foods_on_offer)
    foods.add(request.query_params.get("food", ""))  # an address that was shared stays true
    return answer_list(visit, products_list(visit.language, foods), lead=lead)
