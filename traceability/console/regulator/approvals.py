"""Which pages decide about products? The one that has waited longest, and all by their state."""

from __future__ import annotations

from typing import Annotated, Any, Unpack
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_date
from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, as_written, wrong_with
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.approval_tabs import PRODUCTS, SaidOfQueue, queue_page
from traceability.console.regulator.city_lists import day, licence_until
from traceability.console.regulator.figures import short
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say, tone
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.kinds import Approval
from traceability.publishing.words import say_amount, say_category, say_shelf_life
from traceability.schemas.products import ProductRefusal
from traceability.schemas.watch import ApprovalLine, ApprovalQuery
from traceability.services import approvals, products

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_HOME = PRODUCTS


@router.get("/approvals")
@router.get("/approvals.{sheet}")
def list_approvals(request: Request, told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the product to decide about next, and the list behind it."""
    return _approvals_page(open_visit(request, Action.READ_CITY), told=told)


def _approvals_page(visit: Visit, **said: Unpack[SaidOfQueue]) -> Response:
    waiting = visit.read(approvals.next_pending)
    return queue_page(
        visit,
        _listing(visit.language),
        "regulator/approvals.html",
        pending=_pending(waiting, visit.language) if waiting else None,
        may_decide=visit.actor.may(Action.APPROVE_PRODUCTS),
        **said,
    )


def _pending(line: ApprovalLine, language: str) -> dict[str, Any]:
    product, is_english = line.product, language == "en"

    def words(said: Any) -> str:
        return str(said.en if is_english else said.zh)

    facts = [
        ("appr_enterprise", Said(line.enterprise.name, f"/console/enterprises/{product.org_id}")),
        ("dir_sc_until", licence_until(line.licence_until, language)),
        ("appr_category", Said(words(say_category(product.food_category)))),
        ("appr_process", Said(say(f"process_{product.process}", language)) if product.process
         else None),
        ("dir_standard", Said(" ".join(filter(None, (product.standard, product.grade))) or "—")),
        ("dir_net_content", Said(words(say_amount(product.net_content, product.net_content_unit)))),
        ("appr_shelf_life", Said(words(say_shelf_life(product.shelf_life,
                                                     product.shelf_life_unit)))),
        ("appr_ingredients", Said(product.ingredients or "—")),
        ("appr_storage", Said(product.storage_conditions or "—")),
        ("appr_origin", Said(product.origin or "—")),
        ("dir_gtin", Said(" ".join(product.gtins))),
        ("appr_asked", Said(say_date(civil_date(line.asked_at), short(language)))),
    ]  # fmt: skip
    return {
        "product": product,
        "facts": [(say(key, language), said) for key, said in facts if said is not None],
        "before": product.decision_reason or "",
    }


def _listing(language: str) -> Listing[ApprovalLine]:
    words = [(each.value, say(f"approval_{each.value}", language)) for each in Approval]

    def asked_for(asked: Asked) -> ApprovalQuery:
        chosen = asked.get("approval")
        return ApprovalQuery(
            approval=Approval(chosen) if chosen else None,
            q=asked.q or None,
            cursor=asked.after,
            limit=asked.limit,
        )

    def state(row: ApprovalLine) -> Said:
        approval = row.product.approval.value
        return Said(
            say(f"approval_{approval}", language),
            tone=tone(f"approval_{approval}"),
            more=row.product.decision_reason or "",
        )

    return Listing(
        address=_HOME,
        heading="place_approvals",
        search="find_product",
        filters=(Filter("approval", "status", words),),
        columns=(
            Column(
                "product",
                lambda row: Said(row.product.name, f"/console/products/{row.product.id}"),
                "lead",
            ),
            Column(
                "enterprise",
                lambda row: Said(row.enterprise.name, f"/console/enterprises/{row.product.org_id}"),
            ),
            Column("dir_standard", lambda row: row.product.standard or "—"),
            Column("dir_gtin", lambda row: " ".join(row.product.gtins[:1]), "code"),
            Column("appr_asked", lambda row: day(civil_date(row.asked_at), language)),
            Column("status", state, "state"),
        ),
        find=lambda work, asked: approvals.list_approvals(work, asked_for(asked)),
        count=lambda work, asked: approvals.count_approvals(work, asked_for(asked)),
        empty="appr_none",
    )


@router.post("/approvals/{product_id}/approval")
def approve(request: Request, product_id: UUID, typed: Typed) -> Response:
    """Approve a product; the next one opens by itself."""
    visit = open_form(request, Action.APPROVE_PRODUCTS, typed)
    try:
        visit.record(
            lambda work: products.decide_product(work, product_id, Approval.APPROVED), typed
        )
    except NotFoundError:
        raise
    except RegisterError as error:
        return _approvals_page(visit, wrong=wrong_with(error, visit.language))
    return see_other(f"{_HOME}?told=approved")


@router.post("/approvals/{product_id}/refusal")
def refuse(request: Request, product_id: UUID, typed: Typed) -> Response:
    """Refuse a product with the reason that its enterprise reads."""
    visit = open_form(request, Action.APPROVE_PRODUCTS, typed)
    try:
        why = ProductRefusal.model_validate(as_written(typed, "reason"))
        visit.record(lambda work: products.refuse_product(work, product_id, why), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _approvals_page(visit, wrong=wrong, typed=typed)
    return see_other(f"{_HOME}?told=refused")
