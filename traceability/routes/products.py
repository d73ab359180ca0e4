"""REST: products."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from traceability.domain.access import Action
from traceability.domain.kinds import Approval
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.products import (
    GtinCreate,
    ProductCreate,
    ProductDetails,
    ProductPage,
    ProductPublic,
    ProductRefusal,
)
from traceability.services import products

router = APIRouter(prefix="/products", tags=["products"])


@router.post("", status_code=201, response_model=ProductPublic)
def create_product(
    entered: ProductCreate, desk: Annotated[Desk, needs(Action.WRITE_PRODUCTS)]
) -> Response:
    """Register a product; it waits for approval."""
    return desk.record(
        lambda work: products.register_product(work, entered),
        location=lambda made: f"/api/products/{made.id}",
    )


@router.get("")
def list_products(
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)],
    approval: Approval | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ProductPage:
    """List products."""
    return desk.read(lambda work: products.list_products(work, approval, cursor, limit))


@router.get("/{product_id}")
def read_product(
    product_id: UUID, desk: Annotated[Desk, needs(Action.READ_CATALOGUE)]
) -> ProductPublic:
    """Give one product."""
    return desk.read(lambda work: products.read_product(work, product_id))


@router.post("/{product_id}/gtins", status_code=201, response_model=ProductPublic)
def create_gtin(
    product_id: UUID, entered: GtinCreate, desk: Annotated[Desk, needs(Action.WRITE_PRODUCTS)]
) -> Response:
    """Give a product another GTIN; the earlier ones keep printed codes alive."""
    return desk.record(lambda work: products.add_gtin(work, product_id, entered))


@router.post("/{product_id}/approve", response_model=ProductPublic)
def approve_product(
    product_id: UUID, desk: Annotated[Desk, needs(Action.APPROVE_PRODUCTS)]
) -> Response:
    """Approve a product."""
    decision = Approval.APPROVED
    return desk.record(lambda work: products.decide_product(work, product_id, decision), status=200)


@router.post("/{product_id}/withdraw", response_model=ProductPublic)
def withdraw_product(
    product_id: UUID, desk: Annotated[Desk, needs(Action.APPROVE_PRODUCTS)]
) -> Response:
    """Withdraw the approval of a product."""
    decision = Approval.WITHDRAWN
    return desk.record(lambda work: products.decide_product(work, product_id, decision), status=200)


@router.post("/{product_id}/refuse", response_model=ProductPublic)
def refuse_product(
    product_id: UUID,
    refusal: ProductRefusal,
    desk: Annotated[Desk, needs(Action.APPROVE_PRODUCTS)],
) -> Response:
    """Refuse a product, with the reason."""
    return desk.record(lambda work: products.refuse_product(work, product_id, refusal), status=200)


@router.post("/{product_id}/resubmit", response_model=ProductPublic)
def resubmit_product(
    product_id: UUID,
    mended: ProductDetails,
    desk: Annotated[Desk, needs(Action.WRITE_PRODUCTS)],
) -> Response:
    """Mend a refused product and ask for approval again."""
    return desk.record(lambda work: products.resubmit_product(work, product_id, mended), status=200)
