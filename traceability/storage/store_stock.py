"""How is it kept up what a canteen has, and received, so that its history need not be read?

Each is written in the transaction of what changes it, and can be worked out from it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from traceability.domain.civil import civil_date
from traceability.domain.kinds import Acceptance
from traceability.storage.log_specs import table_of
from traceability.storage.tables import Purchase, ReceivedMonth, StoreStock


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


def count_received(session: Session, purchase: Purchase) -> None:
    """Add a line of the ledger to its month, if it was accepted."""
    if purchase.acceptance != Acceptance.ACCEPTED.value:
        return
    is_traced = purchase.batch_id is not None
    added = {
        "lines": 1,
        "traced_lines": int(is_traced),
        "mass_g": purchase.mass_g,
        "traced_mass_g": purchase.mass_g if is_traced else 0,
    }
    month = civil_date(purchase.delivered_at).replace(day=1)
    table = table_of(ReceivedMonth)
    kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    first = kind.insert(table).values(org_id=purchase.org_id, month=month, **added)
    session.execute(
        first.on_conflict_do_update(
            index_elements=[table.c.org_id, table.c.month],
            set_={name: table.c[name] + first.excluded[name] for name in added},
        )
    )
