"""Stories: a batch is registered, looked up, weighed up and traced."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import best_before, civil_date
from traceability.domain.epcis_words import batch_uri
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.kinds import BatchStatus, Direction, ShelfLifeUnit, Unit
from traceability.domain.quantities import to_register
from traceability.schemas.batches import (
    BalancePublic,
    BatchCreate,
    BatchPage,
    BatchPublic,
    Holding,
    LineageLink,
    LineageNode,
    LineagePublic,
)
from traceability.storage import lineage
from traceability.storage.batches import batches_by_id, current_gtin, gtins_of
from traceability.storage.events import balances_of
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Batch, Product
from traceability.storage.visibility import get_visible_batch, visible_batches
from traceability.storage.work import Work


def register_batch(work: Work, entered: BatchCreate) -> BatchPublic:
    """Register a lot of the caller's enterprise as a draft."""
    work.actor.require(Action.WRITE_BATCHES)
    quantity, unit = to_register(entered.quantity, entered.unit)
    if entered.produced_on > civil_date(work.now):
        raise RuleError("batch.produced_in_the_future", field="produced_on")
    batch_id = new_id()
    batch = Batch(
        id=batch_id,
        recorded_at=work.now,
        org_id=work.actor.org_id,
        lot=entered.lot,
        quantity=quantity,
        unit=unit.value,
        produced_on=entered.produced_on,
        best_before=entered.best_before,
        origin=entered.origin,
        harvest_year=entered.harvest_year,
        status=BatchStatus.DRAFT.value,
        material=entered.material or "",
        name=entered.name or "",
        uri=batch_uri(batch_id, None, entered.lot),
    )
    if entered.product_id is not None:
        _take_from_product(work, batch, entered.product_id)
    _refuse_taken(work, batch)
    if batch.best_before is not None and batch.best_before < batch.produced_on:
        raise RuleError("batch.best_before_production", field="best_before")
    work.add(batch)
    return BatchPublic.model_validate(batch)


def _take_from_product(work: Work, batch: Batch, product_id: UUID) -> None:
    product = work.session.get(Product, product_id)
    if product is None or not work.actor.owns(product.org_id):
        raise NotFoundError("product.not_found", field="product_id", id=product_id)
    if batch.unit != Unit.EACH:
        raise RuleError("batch.packed_counts_packages", field="unit", unit=batch.unit)
    gtin = current_gtin(gtins_of(work.session, [product_id]).get(product_id, []))
    batch.product_id, batch.gtin = product_id, gtin
    batch.material, batch.name = product.food_category, product.name
    batch.origin = batch.origin or product.origin
    batch.uri = batch_uri(batch.id, gtin, batch.lot)
    last_day = best_before(
        batch.produced_on, product.shelf_life, ShelfLifeUnit(product.shelf_life_unit)
    )
    # Some labels print the day after the last good one: 12 months from 28 to 28 September.
    if batch.best_before is not None and batch.best_before > last_day + timedelta(days=1):
        raise RuleError("batch.beyond_shelf_life", field="best_before", last_day=last_day)
    batch.best_before = batch.best_before or last_day


def _refuse_taken(work: Work, batch: Batch) -> None:
    query = select(Batch.id).where(Batch.org_id == batch.org_id, Batch.lot == batch.lot)
    if batch.product_id is not None:
        query = query.where(Batch.product_id == batch.product_id)
    else:
        query = query.where(col(Batch.product_id).is_(None), Batch.material == batch.material)
    if work.session.exec(query).first() is not None:
        raise ConflictError("batch.lot_taken", field="lot", lot=batch.lot)


def read_batch(work: Work, batch_id: UUID) -> BatchPublic:
    """Give one batch."""
    return BatchPublic.model_validate(get_visible_batch(work, batch_id))


def list_batches(
    work: Work,
    status: BatchStatus | None,
    lot: str | None,
    gtin: str | None,
    after: str | None,
    limit: int,
) -> BatchPage:
    """List the batches that the caller may see, oldest first."""
    work.actor.require(Action.READ_BATCHES)
    query = visible_batches(work)
    for column, wanted in ((Batch.status, status), (Batch.lot, lot), (Batch.gtin, gtin)):
        if wanted is not None:
            query = query.where(col(column) == str(wanted))
    rows, following = page_of(work.session, query, col(Batch.id), after, limit)
    return BatchPage(items=[BatchPublic.model_validate(row) for row in rows], next=following)


def read_balance(work: Work, batch_id: UUID) -> BalancePublic:
    """Give the mass balance of a lot; others than owner and authority see their own part."""
    batch = get_visible_batch(work, batch_id)
    lot = balances_of(work.session, [batch_id])[batch_id]
    return BalancePublic(
        batch_id=batch_id,
        unit=Unit(batch.unit),
        made=lot.made,
        used=lot.used,
        stock=_holdings(work, batch, lot.stock),
        on_the_way=_holdings(work, batch, lot.on_way),
    )


def _holdings(work: Work, batch: Batch, piles: dict[object, int]) -> list[Holding]:
    sees_all = work.actor.is_authority or work.actor.owns(batch.org_id)
    return [
        Holding(organization_id=holder, amount=amount)
        for holder, amount in piles.items()
        if amount and (sees_all or holder == work.actor.org_id)
    ]


def read_lineage(work: Work, batch_id: UUID, direction: Direction) -> LineagePublic:
    """Give all that a lot came from, or all that it went into.

    Forward, an enterprise sees that its lot went on, but not into whose hands.
    """
    get_visible_batch(work, batch_id)
    depth, links = lineage.trace(work.session, [batch_id], direction)
    batches = batches_by_id(work.session, depth)
    owners = organizations_by_id(work.session, (batch.org_id for batch in batches.values()))
    sees_all = work.actor.is_authority or direction is Direction.BACK
    nodes = []
    for lot_id, level in sorted(depth.items(), key=lambda item: (item[1], item[0])):
        batch = batches[lot_id]
        is_shown = sees_all or work.actor.owns(batch.org_id)
        nodes.append(
            LineageNode(
                id=lot_id,
                lot=batch.lot,
                name=batch.name,
                material=batch.material,
                org_id=batch.org_id if is_shown else None,
                org_name=owners[batch.org_id].name if is_shown else "",
                status=BatchStatus(batch.status),
                depth=level,
            )
        )
    return LineagePublic(
        batch_id=batch_id,
        direction=direction,
        nodes=nodes,
        links=[LineageLink(parent_id=parent, child_id=child) for parent, child in links],
    )
