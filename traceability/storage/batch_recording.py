"""How are lots entered, many at a time, with every rule checked before the commit?

What the rules ask about (products, bar codes, lot numbers that are taken) is read once for the
whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.civil import best_before, civil_date
from traceability.domain.drafts import BatchDraft
from traceability.domain.epcis_words import batch_uri
from traceability.domain.errors import ConflictError, NotFoundError, RegisterError, RuleError
from traceability.domain.kinds import BatchStatus, ShelfLifeUnit, Unit
from traceability.domain.quantities import to_register
from traceability.storage.batches import CHUNK, current_gtin, gtins_of, products_by_id
from traceability.storage.ids import new_id
from traceability.storage.tables import Batch, Product
from traceability.storage.work import Work

_Taken = set[tuple[str, UUID | str]]  # lot, and the product or material that it is of


@dataclass
class BatchFacts:
    """What the rules for new lots ask about; lots that are drawn become taken."""

    products: Mapping[UUID, Product]
    gtins: Mapping[UUID, str | None]
    taken: _Taken


def read_batch_facts(work: Work, drafts: Sequence[BatchDraft]) -> BatchFacts:
    """Read what is needed to check some lots of the caller's enterprise."""
    named = {draft.product_id for draft in drafts if draft.product_id is not None}
    products = products_by_id(work.session, named)
    gtins = {each: current_gtin(rows) for each, rows in gtins_of(work.session, named).items()}
    taken = _taken(work.session, work.actor.org_id, {draft.lot for draft in drafts})
    return BatchFacts(products, gtins, taken)


def _taken(session: Session, org_id: UUID, lots: Iterable[str]) -> _Taken:
    found: _Taken = set()
    wanted = sorted(lots)
    for start in range(0, len(wanted), CHUNK):
        query = select(Batch.lot, Batch.product_id, Batch.material).where(
            Batch.org_id == org_id, col(Batch.lot).in_(wanted[start : start + CHUNK])
        )
        found |= {(lot, product or material) for lot, product, material in session.exec(query)}
    return found


def add_batch(work: Work, draft: BatchDraft) -> Batch:
    """Add one lot of the caller's enterprise as a draft, or raise why it is refused."""
    drawn = draw_batches(work, [draft])[0]
    if isinstance(drawn, RegisterError):
        raise drawn
    work.add(drawn)
    return drawn


def draw_batches(work: Work, drafts: Sequence[BatchDraft]) -> list[Batch | RegisterError]:
    """Draw up each lot as a record, or say why it is refused; nothing is added yet."""
    facts = read_batch_facts(work, drafts)
    drawn: list[Batch | RegisterError] = []
    for draft in drafts:
        try:
            drawn.append(_draw(work, draft, facts))
        except RegisterError as error:
            drawn.append(error)
    return drawn


def _draw(work: Work, draft: BatchDraft, facts: BatchFacts) -> Batch:
    quantity, unit = to_register(draft.quantity, draft.unit)
    if draft.produced_on > civil_date(work.now):
        raise RuleError("batch.produced_in_the_future", field="produced_on")
    batch_id = new_id()
    batch = Batch(
        id=batch_id,
        recorded_at=work.now,
        org_id=work.actor.org_id,
        lot=draft.lot,
        quantity=quantity,
        unit=unit.value,
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
        _take_from_product(work, batch, draft.product_id, facts)
    place = (batch.lot, batch.product_id or batch.material)
    if place in facts.taken:
        raise ConflictError("batch.lot_taken", field="lot", lot=batch.lot)
    if batch.best_before is not None and batch.best_before < batch.produced_on:
        raise RuleError("batch.best_before_production", field="best_before")
    facts.taken.add(place)
    return batch


def _take_from_product(work: Work, batch: Batch, product_id: UUID, facts: BatchFacts) -> None:
    product = facts.products.get(product_id)
    if product is None or not work.actor.owns(product.org_id):
        raise NotFoundError("product.not_found", field="product_id", id=product_id)
    if batch.unit != Unit.EACH:
        raise RuleError("batch.packed_counts_packages", field="unit", unit=batch.unit)
    gtin = facts.gtins.get(product_id)
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
