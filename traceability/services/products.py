"""Stories: an enterprise registers a product, the regulator approves it, a GTIN is corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.kinds import Approval
from traceability.domain.quantities import to_register
from traceability.publishing.products import publish_product
from traceability.schemas.products import (
    GtinCreate,
    ProductCreate,
    ProductDetails,
    ProductPage,
    ProductPublic,
    ProductRefusal,
)
from traceability.storage.batches import gtins_of
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.tables import Product, ProductGtin
from traceability.storage.visibility import get_visible_product
from traceability.storage.work import Work


def register_product(work: Work, entered: ProductCreate) -> ProductPublic:
    """Register a product of the caller's enterprise; it waits for the regulator's approval."""
    work.actor.require(Action.WRITE_PRODUCTS)
    refuse_taken(work, entered.gtin)
    product = Product(
        **_columns(entered),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        approval=Approval.PENDING.value,
    )
    gtin = ProductGtin(
        gtin=entered.gtin,
        org_id=product.org_id,
        product_id=product.id,
        is_current=True,
        claimed_at=work.now,
    )
    work.add(product, [gtin])
    return _public(work, product, [gtin])


def _columns(said: ProductDetails) -> dict[str, Any]:
    net_content, unit = to_register(said.net_content, said.net_content_unit)
    columns = said.model_dump(exclude={"gtin", "net_content", "net_content_unit"})
    return columns | {"net_content": net_content, "net_content_unit": unit.value}


def add_gtin(work: Work, product_id: UUID, entered: GtinCreate) -> ProductPublic:
    """Give a product another GTIN for new batches; the earlier ones keep printed codes alive."""
    work.actor.require(Action.WRITE_PRODUCTS)
    product = _get_own(work, product_id)
    refuse_taken(work, entered.gtin)
    gtins = gtins_of(work.session, [product.id]).get(product.id, [])
    for gtin in gtins:
        gtin.is_current = False
    newest = ProductGtin(
        gtin=entered.gtin,
        org_id=product.org_id,
        product_id=product.id,
        is_current=True,
        claimed_at=work.now,
    )
    work.change(product, [newest, *gtins])
    if product.approval == Approval.APPROVED:
        publish_product(work, product, [newest, *gtins])
    return _public(work, product, [newest, *gtins])


def _get_own(work: Work, product_id: UUID) -> Product:
    product = get_visible_product(work, product_id)
    if not work.actor.owns(product.org_id):
        raise NotFoundError("product.not_found", id=product_id)
    return product


def resubmit_product(work: Work, product_id: UUID, mended: ProductDetails) -> ProductPublic:
    """Say anew what a refused product is; it waits for approval again, under the same GTIN."""
    work.actor.require(Action.WRITE_PRODUCTS)
    product = _get_own(work, product_id)
    if product.approval != Approval.REFUSED:
        raise RuleError("product.not_refused", approval=product.approval)
    gtins = gtins_of(work.session, [product.id]).get(product.id, [])
    work.change(product, gtins, **_columns(mended), approval=Approval.PENDING.value)
    return _public(work, product, gtins)


def refuse_product(work: Work, product_id: UUID, refusal: ProductRefusal) -> ProductPublic:
    """Refuse a product that waits, with the reason that its enterprise reads."""
    work.actor.require(Action.APPROVE_PRODUCTS)
    product = get_visible_product(work, product_id)
    if product.approval != Approval.PENDING:
        raise RuleError("product.not_pending", approval=product.approval)
    gtins = gtins_of(work.session, [product.id]).get(product.id, [])
    work.change(
        product,
        gtins,
        approval=Approval.REFUSED.value,
        decided_by=work.actor.user_id,
        decided_at=work.now,
        decision_reason=refusal.reason,
    )
    return _public(work, product, gtins)


def decide_product(work: Work, product_id: UUID, decision: Approval) -> ProductPublic:
    """Approve a product, or withdraw the approval."""
    work.actor.require(Action.APPROVE_PRODUCTS)
    product = get_visible_product(work, product_id)
    if product.approval == decision:
        raise RuleError("product.decided_already", approval=decision)
    if decision is Approval.WITHDRAWN and product.approval != Approval.APPROVED:
        raise RuleError("product.not_approved", approval=product.approval)
    gtins = gtins_of(work.session, [product.id]).get(product.id, [])
    work.change(
        product,
        gtins,
        approval=decision.value,
        decided_by=work.actor.user_id,
        decided_at=work.now,
        decision_reason=None,
    )
    publish_product(work, product, gtins)
    return _public(work, product, gtins)


def read_product(work: Work, product_id: UUID) -> ProductPublic:
    """Give one product."""
    work.actor.require(Action.READ_CATALOGUE)
    product = get_visible_product(work, product_id)
    return _public(work, product, gtins_of(work.session, [product.id]).get(product.id, []))


def list_products(
    work: Work, approval: Approval | None, after: str | None, limit: int
) -> ProductPage:
    """List products: an enterprise its own, everybody else all."""
    work.actor.require(Action.READ_CATALOGUE)
    query = select(Product)
    if approval is not None:
        query = query.where(Product.approval == approval.value)
    if work.actor.may(Action.WRITE_PRODUCTS):
        query = query.where(Product.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Product.id), after, limit)
    gtins = gtins_of(work.session, (row.id for row in rows))
    items = [_public(work, row, gtins.get(row.id, [])) for row in rows]
    return ProductPage(items=items, next=following)


def refuse_taken(work: Work, gtin: str) -> None:
    """Refuse a GTIN that a product has, or ever had."""
    if work.session.get(ProductGtin, gtin) is not None:
        raise ConflictError("product.gtin_taken", field="gtin", gtin=gtin)


def _public(work: Work, product: Product, gtins: list[ProductGtin]) -> ProductPublic:
    shown = ProductPublic.model_validate(product)
    if not (work.actor.is_authority or work.actor.owns(product.org_id)):
        shown.decision_reason = None
    shown.gtins = [row.gtin for row in sorted(gtins, key=lambda row: not row.is_current)]
    return shown
