"""Which pages have an enterprise's products and places? Registered here, approved elsewhere."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_instant
from traceability.console.answers import PageRoute
from traceability.console.enterprise.goods_tables import (
    APPROVAL_TONES,
    products_list,
    sites_list,
)
from traceability.console.enterprise.goods_views import (
    say_net_content,
    say_product,
    short,
    view_lot,
)
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError
from traceability.domain.kinds import SiteKind
from traceability.publishing.words import (
    FOOD_CATEGORIES,
    PROCESS_WORDS,
    say_category,
    say_shelf_life,
)
from traceability.routes.desk import now
from traceability.schemas.goods import LotQuery
from traceability.schemas.parties import SiteCreate
from traceability.schemas.products import GtinCreate, ProductCreate, ProductDetails, ProductPublic
from traceability.services import goods_lists, products, sites

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WRITE = Action.WRITE_PRODUCTS
_FIELDS = (
    "name", "gtin", "food_category", "process", "grade", "standard", "net_content",
    "net_content_unit", "shelf_life", "shelf_life_unit", "ingredients", "storage_conditions",
    "origin",
)  # fmt: skip
_SOLD = ("rice", "wheat_flour", "noodle", "corn_flour", "oat_flakes", "other_", "oil_", "bean")


@router.get("/products")
@router.get("/products.{sheet}")
def list_products(request: Request) -> Response:
    """List the products of an enterprise."""
    visit = open_visit(request, _WRITE)
    return answer_list(visit, products_list(visit.language), "enterprise/products.html")


def _row(product: ProductPublic, language: str) -> dict[str, Any]:
    food, shelf = (
        say_category(product.food_category),
        say_shelf_life(product.shelf_life, product.shelf_life_unit),
    )
    is_english = language == "en"
    return {
        "product": product,
        "name": say_product(product),
        "food": food.en if is_english else food.zh,
        "shelf": shelf.en if is_english else shelf.zh,
        "gtin": product.gtins[0] if product.gtins else "",
        "approval": say(f"g_approval_{product.approval}", language),
        "tone": APPROVAL_TONES[product.approval],
    }


@router.get("/products/new")
def new_product(request: Request) -> Response:
    """Show the form for a product."""
    visit = open_visit(request, _WRITE)
    values = {"net_content_unit": "kg", "shelf_life_unit": "month", "shelf_life": "12"}
    return _form(visit, values)


def _form(
    visit: Visit,
    values: dict[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
    again: ProductPublic | None = None,
) -> Response:
    is_english = visit.language == "en"
    foods = [
        (code, words.en if is_english else words.zh)
        for code, words in ((code, say_category(code)) for code in FOOD_CATEGORIES)
        if code.startswith(_SOLD)
    ]
    return visit.page(
        "enterprise/product_new.html",
        status,
        values=values,
        wrong=wrong,
        foods=foods,
        again=again,
    )


@router.post("/products/new")
def register_product(request: Request, typed: Typed) -> Response:
    """Register a product; it waits for the authority."""
    visit = open_form(request, _WRITE, typed)
    try:
        entered = ProductCreate.model_validate(said(typed, *_FIELDS))
        made = visit.record(lambda work: products.register_product(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _form(visit, typed, 422, wrong_with(error, visit.language))
    return see_other(f"/console/products/{made['id']}?told=product")


@router.get("/products/{product_id}")
def show_product(
    request: Request, product_id: UUID, told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show a product with its barcodes and its newest lots."""
    return _product_page(open_visit(request, Action.STOP_BATCHES), product_id, told=told)


def _product_page(
    visit: Visit,
    product_id: UUID,
    status: int = 200,
    wrong: Wrong | None = None,
    told: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    language = visit.language
    product: ProductPublic = visit.read(lambda work: products.read_product(work, product_id))
    query = LotQuery(product_id=product_id, limit=8)
    lots = visit.read(lambda work: goods_lists.list_lots(work, query))
    row = _row(product, language)
    decided = say_instant(product.decided_at, short(language)) if product.decided_at else ""
    return visit.page(
        "enterprise/product.html",
        status,
        wrong=wrong,
        told=told,
        values=typed or {"gtin": ""},
        facts=_facts(product, row, language),
        decided=decided,
        is_own=visit.actor.owns(product.org_id),
        lots=[view_lot(lot, now(), language) for lot in lots.items],
        **row,
    )


def _facts(product: ProductPublic, row: dict[str, Any], language: str) -> list[tuple[str, str]]:
    process = PROCESS_WORDS.get(product.process or "")
    said_process = (process.en if language == "en" else process.zh) if process else ""
    rows = (
        ("g_food", row["food"]), ("g_process", said_process), ("g_grade", product.grade or ""),
        ("g_standard", product.standard or ""), ("g_net_content", say_net_content(product)),
        ("g_shelf", row["shelf"]), ("g_ingredients", product.ingredients or ""),
        ("g_storage", product.storage_conditions or ""), ("g_origin", product.origin or ""),
    )  # fmt: skip
    return [(say(key, language), text) for key, text in rows if text]


@router.get("/products/{product_id}/again")
def mend_product(request: Request, product_id: UUID) -> Response:
    """Show the form of a product that was refused, filled in, with the reason of the refusal."""
    visit = open_visit(request, _WRITE)
    product: ProductPublic = visit.read(lambda work: products.read_product(work, product_id))
    values = {name: str(getattr(product, name, None) or "") for name in _FIELDS}
    return _form(visit, values, again=product)


@router.post("/products/{product_id}/again")
def send_product_again(request: Request, product_id: UUID, typed: Typed) -> Response:
    """Send a refused product in again, as it now is, under the same barcode."""
    visit = open_form(request, _WRITE, typed)
    try:
        mended = ProductDetails.model_validate(
            said(typed, *(name for name in _FIELDS if name != "gtin"))
        )
        visit.record(lambda work: products.resubmit_product(work, product_id, mended), typed)
    except (RegisterError, ValidationError) as error:
        product: ProductPublic = visit.read(lambda work: products.read_product(work, product_id))
        return _form(visit, typed, 422, wrong_with(error, visit.language), product)
    return see_other(f"/console/products/{product_id}?told=again")


@router.post("/products/{product_id}/gtins")
def add_gtin(request: Request, product_id: UUID, typed: Typed) -> Response:
    """Give a product another barcode for its next lots."""
    visit = open_form(request, _WRITE, typed)
    try:
        entered = GtinCreate.model_validate(said(typed, "gtin"))
        visit.record(lambda work: products.add_gtin(work, product_id, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _product_page(visit, product_id, 422, wrong, typed=typed)
    return see_other(f"/console/products/{product_id}?told=gtin")


_SITE_FIELDS = ("kind", "name", "district", "address")


@router.get("/sites")
@router.get("/sites.{sheet}")
def list_sites(request: Request, told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """List the places of an enterprise, with the form for another."""
    visit = open_visit(request, Action.WRITE_BATCHES)
    return _sites_page(visit, {"kind": "mill"}, told=told)


def _sites_page(
    visit: Visit, values: dict[str, str], wrong: Wrong | None = None, told: str = ""
) -> Response:
    kinds = [kind for kind in SiteKind if kind is not SiteKind.CANTEEN]
    answer = answer_list(
        visit,
        sites_list(visit.language),
        "enterprise/sites.html",
        wrong=wrong,
        told=say("g_told_site", visit.language) if told == "site" else "",
        values=values,
        kinds=[(kind.value, say(f"g_site_{kind}", visit.language)) for kind in kinds],
    )
    answer.status_code = 422 if wrong else answer.status_code
    return answer


@router.post("/sites")
def add_site(request: Request, typed: Typed) -> Response:
    """Name a place."""
    visit = open_form(request, Action.WRITE_BATCHES, typed)
    try:
        entered = SiteCreate.model_validate(said(typed, *_SITE_FIELDS))
        visit.record(lambda work: sites.register_site(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _sites_page(visit, typed, wrong_with(error, visit.language))
    return see_other("/console/sites?told=site")
