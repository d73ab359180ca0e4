"""Pages: who may supply this canteen, and what it may buy."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.canteen.views import say_day, short
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.acceptance import SOON
from traceability.domain.access import Action
from traceability.domain.canteens import EntryOutcome
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import TRUSTED
from traceability.domain.trust_consequences import CanteenAdvice, canteen_advice
from traceability.publishing.words import say_amount, say_category
from traceability.routes.desk import now
from traceability.schemas.canteens import SupplierEntryCreate, SupplierFacts
from traceability.services import canteen_notices, suppliers

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_ADVICE = {
    CanteenAdvice.RECOMMENDED: "good",
    CanteenAdvice.WARNING: "careful",
    CanteenAdvice.BLOCKED: "bad",
}
_OUTCOMES = {EntryOutcome.ADMITTED: "good", EntryOutcome.REFUSED: "bad", EntryOutcome.LEFT: "plain"}


@router.get("/suppliers")
def list_suppliers(request: Request, q: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Show whom the canteen buys from; a name finds any enterprise of the city."""
    visit = open_visit(request, Action.ADMIT_SUPPLIERS)
    found = visit.read(lambda work: suppliers.list_suppliers(work, q.strip() or None))
    rows = [_view(one, visit.language) for one in found.items]
    return visit.page("canteen/suppliers.html", rows=rows, q=q)


def _view(one: SupplierFacts, language: str) -> dict[str, Any]:
    today = civil_date(now())
    until = one.licence_until
    state = (
        "plain"
        if until is None
        else "bad"
        if until < today
        else ("careful" if until < today + SOON else "good")
    )
    outcome = one.entry.outcome if one.entry else None
    standing = one.standing.value if one.standing else "suspended"
    return {
        "one": one,
        "licence_until": say_day(until, language),
        "licence_tone": state,
        "grade_tone": _ADVICE[canteen_advice(one.grade)],
        "standing": say(f"c_standing_{standing}", language),
        "standing_tone": "good" if one.standing in TRUSTED else "bad",
        "entry": say(f"c_entry_{outcome or 'none'}", language),
        "entry_tone": _OUTCOMES[outcome] if outcome else "careful",
        "reviewed": say_day(one.entry.reviewed_on, language) if one.entry else "",
        "last": say_day(civil_date(one.last_delivery_at), language) if one.last_delivery_at else "",
    }


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
        **_view(one, visit.language),
    )


@router.post("/suppliers/{enterprise_id}")
def enter_supplier(request: Request, enterprise_id: UUID, typed: Typed) -> Response:
    """Record what the canteen decided about a supplier."""
    visit = open_form(request, Action.ADMIT_SUPPLIERS, typed)
    try:
        given: dict[str, Any] = dict(said(typed, "outcome", "reviewed_on", "contract_no", "said"))
        given |= {"enterprise_id": enterprise_id, "has_heard_committee": "heard" in typed}
        entered = SupplierEntryCreate.model_validate(given)
        visit.record(lambda work: suppliers.record_supplier_entry(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _supplier_page(visit, enterprise_id, typed, wrong=wrong)
    return see_other(f"/console/suppliers/{enterprise_id}?told=kept")


@router.get("/catalogue")
def show_catalogue(
    request: Request,
    q: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show the approved products of trusted enterprises."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    found = visit.read(
        lambda work: canteen_notices.list_approved_products(
            work, q.strip() or None, after or None, 50
        )
    )
    rows = []
    for product in found.items:
        food = say_category(product.food_category)
        content = say_amount(product.net_content, product.net_content_unit)
        is_english = short(visit.language) == "en"
        rows.append(
            {
                "product": product,
                "food": food.en if is_english else food.zh,
                "content": content.en if is_english else content.zh,
                "standing": say(f"c_standing_{product.standing}", visit.language),
                "tone": "good" if product.standing == "listed" else "careful",
            }
        )
    return visit.page("canteen/catalogue.html", rows=rows, q=q, next=found.next)
