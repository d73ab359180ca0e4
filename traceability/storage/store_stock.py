"""How is it kept up what a canteen has in its store, so that its history need not be read?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from traceability.storage.log_specs import table_of
from traceability.storage.tables import StoreStock


def goods_in_store(session: Session, canteen: UUID) -> dict[UUID, int]:
    """Give the lots, and the deliveries without a code, that a canteen has, and how much."""
    query = select(StoreStock.goods_id, StoreStock.amount).where(StoreStock.org_id == canteen)
    return dict(session.exec(query).all())


def keep_amounts(session: Session, canteen: UUID, amounts: Mapping[UUID, int]) -> None:
    """Say anew how much a canteen has of some goods, in the transaction that changed it."""
    if not amounts:
        return
    table = table_of(StoreStock)
    session.execute(
        delete(table).where(table.c.org_id == canteen, col(StoreStock.goods_id).in_(list(amounts)))
    )
    rows = [
        {"org_id": canteen, "goods_id": goods_id, "amount": amount}
        for goods_id, amount in amounts.items()
        if amount > 0
    ]
    if rows:
        session.execute(insert(table), rows)
