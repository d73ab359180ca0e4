"""What would a delisting reach: how many codes and lots, which canteens, how much in stock?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from traceability.domain.kinds import OPEN_RUNS, Acceptance, BatchStatus
from traceability.domain.quantities import mass_mg
from traceability.storage.batches import batches_by_id, pack_facts, products_by_id
from traceability.storage.events import balances_of
from traceability.storage.tables import Batch, JsonObject, LabelJob, LabelRun, Product, Purchase

LOOKED_BACK = timedelta(days=365)
"""Canteens are told of what they bought in the last twelve months."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What is concerned, counted at one instant."""

    batches: int  # released, held or recalled ones with a code
    drafts: int  # lots that will not be released
    label_jobs: int  # whose labels are not all printed yet
    codes: int  # that were ordered
    canteens: int
    mass_in_stock_g: int  # in the canteens' stores

    def as_json(self) -> JsonObject:
        """Give it as it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class BoughtLot:
    """A lot that a canteen bought, and what it still has by the register's balance."""

    batch: Batch
    name: str
    bought: int
    in_stock: int
    mass_in_stock_g: int

    def as_json(self) -> JsonObject:
        """Give it as it stands in a notice."""
        return {
            "batch_id": str(self.batch.id),
            "lot": self.batch.lot,
            "name": self.name,
            "unit": self.batch.unit,
            "bought": self.bought,
            "in_stock": self.in_stock,
        }


def count_reach(session: Session, org_id: UUID, now: datetime) -> Reach:
    """Count what a delisting of an enterprise would reach now."""
    by_status = dict(
        session.exec(
            select(Batch.status, func.count())
            .where(Batch.org_id == org_id, col(Batch.gtin).is_not(None))
            .group_by(Batch.status)
        ).all()
    )
    drafts = by_status.pop(BatchStatus.DRAFT.value, 0)
    codes = session.exec(
        select(func.coalesce(func.sum(LabelJob.count), 0)).where(LabelJob.org_id == org_id)
    ).one()
    open_runs = [state.value for state in OPEN_RUNS]
    jobs = session.exec(
        select(func.count(func.distinct(LabelRun.job_id))).where(
            LabelRun.org_id == org_id, col(LabelRun.state).in_(open_runs)
        )
    ).one()
    bought = lots_bought(session, org_id, now)
    return Reach(
        batches=sum(by_status.values()),
        drafts=drafts,
        label_jobs=jobs,
        codes=int(codes),
        canteens=len(bought),
        mass_in_stock_g=sum(lot.mass_in_stock_g for lots in bought.values() for lot in lots),
    )


def lots_bought(session: Session, org_id: UUID, now: datetime) -> dict[UUID, list[BoughtLot]]:
    """Give what each canteen took in of an enterprise in the last twelve months, by canteen."""
    rows = session.exec(
        select(Purchase.org_id, Purchase.batch_id, func.sum(Purchase.amount))
        .where(
            Purchase.batch_org_id == org_id,
            Purchase.acceptance == Acceptance.ACCEPTED.value,
            Purchase.delivered_at >= now - LOOKED_BACK,
        )
        .group_by(col(Purchase.org_id), col(Purchase.batch_id))
        .order_by(col(Purchase.org_id), col(Purchase.batch_id))
    ).all()
    coded = [(canteen, lot, int(amount)) for canteen, lot, amount in rows if lot is not None]
    batches = batches_by_id(session, (batch_id for _, batch_id, _ in coded))
    products = products_by_id(session, (batch.product_id for batch in batches.values()))
    stocks = _stocks(session, coded)
    found: dict[UUID, list[BoughtLot]] = {}
    for canteen, batch_id, bought in coded:
        batch = batches[batch_id]
        product = products.get(batch.product_id) if batch.product_id else None
        in_stock = max(stocks[canteen, batch_id], 0)
        found.setdefault(canteen, []).append(
            BoughtLot(
                batch=batch,
                name=product.name if product else (batch.name or batch.lot),
                bought=bought,
                in_stock=in_stock,
                mass_in_stock_g=_grams(in_stock, batch, product),
            )
        )
    return found


def _stocks(
    session: Session, rows: Sequence[tuple[UUID, UUID, int]]
) -> Mapping[tuple[UUID, UUID], int]:
    balances = balances_of(session, {batch_id for _, batch_id, _ in rows})
    return {
        (canteen, batch_id): balances[batch_id].stock.get(canteen, 0)
        for canteen, batch_id, _ in rows
    }


def _grams(amount: int, batch: Batch, product: Product | None) -> int:
    return mass_mg(amount, pack_facts(batch, product)) // 1_000 if amount else 0
