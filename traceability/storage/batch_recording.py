"""How does a lot come into the register: named, dated by its product, under a free number?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.batch_drafts import BatchDraft
from traceability.domain.civil import best_before, civil_date
from traceability.domain.epcis_words import batch_uri
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.kinds import BatchStatus, ShelfLifeUnit, Unit
from traceability.storage.batches import current_gtin, gtins_of
from traceability.storage.ids import new_id
from traceability.storage.tables import Batch, Product
from traceability.storage.work import Work


def add_batch(work: Work, draft: BatchDraft) -> Batch:
    """Add a lot of the actor's enterprise as a draft."""
    if draft.produced_on > civil_date(work.now):
        raise RuleError("batch.produced_in_the_future", field="produced_on")
    batch_id = new_id()
    batch = Batch(
        id=batch_id,
        recorded_at=work.now,
        org_id=work.actor.org_id,
        lot=draft.lot,
        quantity=draft.quantity,
        unit=draft.unit.value,
        produced_on=draft.produced_on,
        best_before=draft.best_before,
        origin=draft.origin,
        harvest_year=draft.harvest_year,
        status=BatchStatus.DRAFT.value,
        material=draft.material or "",
        name=draft.name or "",
        uri=batch_uri(batch_id, None, draft.lot),
    )
    if draft.product_id is not None:
        _take_from_product(work, batch, draft.product_id)
    _refuse_taken(work, batch)
    if batch.best_before is not None and batch.best_before < batch.produced_on:
        raise RuleError("batch.best_before_production", field="best_before")
    work.add(batch)
    return batch


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
