"""Queries: products and batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import Unit
from traceability.domain.quantities import PackFacts
from traceability.storage.tables import Batch, Product, ProductGtin

CHUNK = 400  # ids in one IN list: far below the limits of both databases
# Statements are built once: building one costs more than running it.
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BATCHES = select(Batch).where(col(Batch.id).in_(IDS))
# What another has changed while we waited for the lock is read again.
_BATCHES_LOCKED = (
    _BATCHES.order_by(col(Batch.id)).with_for_update().execution_options(populate_existing=True)
)
_PRODUCTS_OF_BATCHES = (
    select(Batch.id, Product)
    .join(Product, col(Product.id) == col(Batch.product_id))
    .where(col(Batch.id).in_(IDS))
)
_PRODUCTS = select(Product).where(col(Product.id).in_(IDS))
_GTINS = (
    select(ProductGtin)
    .where(col(ProductGtin.product_id).in_(IDS))
    .order_by(col(ProductGtin.is_current).desc(), col(ProductGtin.claimed_at).desc())
)


def in_chunks(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    """Cut ids into lists that one statement can carry."""
    ordered = list(dict.fromkeys(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def get_batch(session: Session, batch_id: UUID) -> Batch:
    """Give a batch, or raise NotFoundError."""
    found = session.get(Batch, batch_id)
    if found is None:
        raise NotFoundError("batch.not_found", id=batch_id)
    return found


def lock_batch(session: Session, batch_id: UUID) -> Batch:
    """Give a batch and keep others from changing what hangs on it until the commit."""
    return lock_batches(session, [batch_id])[batch_id]


def lock_batches(session: Session, ids: Iterable[UUID]) -> dict[UUID, Batch]:
    """Give batches, locked in the order of their ids so that no two writers wait in a circle.

    On SQLite the writing transaction holds the one write lock already.
    """
    found: dict[UUID, Batch] = {}
    wanted = sorted(set(ids))
    for chunk in in_chunks(wanted):
        rows = session.exec(_BATCHES_LOCKED, params={"ids": chunk})
        found |= {row.id: row for row in rows}
    for batch_id in wanted:
        if batch_id not in found:
            raise NotFoundError("batch.not_found", field="batch_id", id=batch_id)
    return found


def batches_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Batch]:
    """Give the batches that exist among the ids."""
    found: dict[UUID, Batch] = {}
    for chunk in in_chunks(ids):
        found |= {b.id: b for b in session.exec(_BATCHES, params={"ids": chunk})}
    return found


def products_by_id(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, Product]:
    """Give the products that exist among the ids."""
    found: dict[UUID, Product] = {}
    for chunk in in_chunks(i for i in ids if i is not None):
        rows = session.exec(_PRODUCTS, params={"ids": chunk})
        found |= {product.id: product for product in rows}
    return found


def products_of_batches(
    session: Session, batch_ids: Iterable[UUID | None]
) -> dict[UUID | None, Product]:
    """Give the product of each of some lots; a raw lot has none, nor have goods without a code."""
    found: dict[UUID | None, Product] = {}
    for chunk in in_chunks(i for i in batch_ids if i is not None):
        rows = session.exec(_PRODUCTS_OF_BATCHES, params={"ids": chunk})
        found.update(rows.all())
    return found


def gtins_of(session: Session, product_ids: Iterable[UUID]) -> dict[UUID, list[ProductGtin]]:
    """Give every GTIN of products, the current one first."""
    found: dict[UUID, list[ProductGtin]] = {}
    for chunk in in_chunks(product_ids):
        rows = session.exec(_GTINS, params={"ids": chunk})
        for row in rows:
            found.setdefault(row.product_id, []).append(row)
    return found


def pack_facts(batch: Batch, product: Product | None) -> PackFacts:
    """Give what joins a lot's unit to mass."""
    if product is None:
        return PackFacts(Unit(batch.unit))
    return PackFacts(
        Unit(batch.unit),
        product.net_content,
        Unit(product.net_content_unit),
        product.density_g_per_l,
    )


def current_gtin(gtins: Sequence[ProductGtin]) -> str | None:
    """Give the GTIN that new batches are printed with."""
    return next((row.gtin for row in gtins if row.is_current), None)
