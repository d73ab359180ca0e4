"""How are lots entered, many at a time, with every rule checked before the commit?

What the rules ask about (products, bar codes, lot numbers that are taken) is read once for the
whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True, slots=True)
class PartialBatch:
    """What is known of a lot whose other facts cannot be read: it is judged, never recorded."""

    lot: str | None = None
    quantity: str | None = None
    unit: str | None = None
    produced_on: date | None = None
    product_id: UUID | None = None
    material: str | None = None
    best_before: date | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lot that can be added, or everything that is wrong with it."""

    batch: Batch | None
    refusals: Sequence[RegisterError]

    def get(self) -> Batch:
        """Give the lot, or raise the first thing that is wrong with it."""
        if self.batch is None:
            raise self.refusals[0]
        return self.batch


def read_batch_facts(work: Work, drafts: Sequence[BatchDraft | PartialBatch]) -> BatchFacts:
    """Read what is needed to check some lots of the caller's enterprise."""
    named = {draft.product_id for draft in drafts if draft.product_id is not None}
    products = products_by_id(work.session, named)
    gtins = {each: current_gtin(rows) for each, rows in gtins_of(work.session, named).items()}
    taken = _taken(work.session, work.actor.org_id, {each.lot for each in drafts if each.lot})
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
    batch = draw_batches(work, [draft])[0].get()
    work.add(batch)
    return batch


def draw_batches(work: Work, drafts: Sequence[BatchDraft | PartialBatch]) -> list[Drawn]:
    """Draw up each lot as a record, or say all that is wrong with it; nothing is added yet.

    Of a lot that is known in part only, the rules are asked whose facts are known.
    """
    facts = read_batch_facts(work, drafts)
    return [_draw(work, draft, facts) for draft in drafts]


def _draw(work: Work, draft: BatchDraft | PartialBatch, facts: BatchFacts) -> Drawn:
    refusals = [error for rule in _RULES for error in rule(work, draft, facts)]
    if draft.lot is not None:
        facts.taken.add((draft.lot, draft.product_id or draft.material or ""))
    if refusals or isinstance(draft, PartialBatch):
        return Drawn(None, refusals)
    return Drawn(_drawn(work, draft, facts), [])


def _amount(_: Work, draft: BatchDraft | PartialBatch, __: BatchFacts) -> Iterator[RegisterError]:
    if draft.unit is not None and draft.product_id is not None and draft.unit != Unit.EACH:
        yield RuleError("batch.packed_counts_packages", field="unit", unit=draft.unit)
    elif draft.quantity is not None and draft.unit is not None:
        try:
            to_register(draft.quantity, draft.unit)
        except RuleError as error:
            named = "quantity" if error.field == "amount" else error.field
            yield RuleError(error.code, field=named, **error.values)


def _days(
    work: Work, draft: BatchDraft | PartialBatch, facts: BatchFacts
) -> Iterator[RegisterError]:
    if draft.produced_on is None:
        return
    if draft.produced_on > civil_date(work.now):
        yield RuleError("batch.produced_in_the_future", field="produced_on")
    if draft.best_before is None:
        return
    if draft.best_before < draft.produced_on:
        yield RuleError("batch.best_before_production", field="best_before")
    product = facts.products.get(draft.product_id) if draft.product_id else None
    last_day = _last_day(product, draft.produced_on) if product else None
    # Some labels print the day after the last good one: 12 months from 28 to 28 September.
    if last_day is not None and draft.best_before > last_day + timedelta(days=1):
        yield RuleError("batch.beyond_shelf_life", field="best_before", last_day=last_day)


def _last_day(product: Product, produced_on: date) -> date:
    return best_before(produced_on, product.shelf_life, ShelfLifeUnit(product.shelf_life_unit))


def _is_free(
    _: Work, draft: BatchDraft | PartialBatch, facts: BatchFacts
) -> Iterator[ConflictError]:
    if draft.lot is not None and (draft.lot, draft.product_id or draft.material) in facts.taken:
        yield ConflictError("batch.lot_taken", field="lot", lot=draft.lot)


def _has_own_product(
    work: Work, draft: BatchDraft | PartialBatch, facts: BatchFacts
) -> Iterator[NotFoundError]:
    if draft.product_id is None:
        return
    product = facts.products.get(draft.product_id)
    if product is None or not work.actor.owns(product.org_id):
        yield NotFoundError("product.not_found", field="product_id", id=draft.product_id)


_RULES = (_has_own_product, _amount, _days, _is_free)


def _drawn(work: Work, draft: BatchDraft, facts: BatchFacts) -> Batch:
    quantity, unit = to_register(draft.quantity, draft.unit)
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
        _take_from_product(batch, facts.products[draft.product_id], facts)
    return batch


def _take_from_product(batch: Batch, product: Product, facts: BatchFacts) -> None:
    gtin = facts.gtins.get(product.id)
    batch.product_id, batch.gtin = product.id, gtin
    batch.material, batch.name = product.food_category, product.name
    batch.origin = batch.origin or product.origin
    batch.uri = batch_uri(batch.id, gtin, batch.lot)
    batch.best_before = batch.best_before or _last_day(product, batch.produced_on)
