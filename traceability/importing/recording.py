"""What do the use cases say to the lines of a sheet, one after the other or all at once?

Every function records within the transaction that it is given, and gives the refusals: with one
among them, the caller keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.desk_kinds import ImportKind
from traceability.domain.drafts import BatchDraft
from traceability.domain.errors import RegisterError
from traceability.importing.reading import UNKNOWN, Item, Tell
from traceability.importing.references import gtin14
from traceability.services import products, purchases
from traceability.storage.batch_recording import PartialBatch, draw_batches
from traceability.storage.event_recording import record_events
from traceability.storage.work import Work

Refused = list[tuple[Item, RegisterError]]
_TELL_EVERY = 100
_FLUSH_EVERY = 500


def record_items(work: Work, kind: ImportKind, items: Sequence[Item], tell: Tell) -> Refused:
    """Record what a sheet says; give what was refused."""
    return _RECORD[kind](work, items, tell)


def _record_batches(work: Work, items: Sequence[Item], tell: Tell) -> Refused:
    work.actor.require(Action.WRITE_BATCHES)
    drafts = [_draft_of(item) for item in items]
    refused: Refused = []
    for number, (item, drawn) in enumerate(zip(items, draw_batches(work, drafts), strict=True)):
        refused += [(item, error) for error in drawn.refusals]
        if drawn.batch is not None and not refused:
            work.add(drawn.batch)
        if number % _FLUSH_EVERY == 0:
            tell(number, len(items))
    return refused


def _draft_of(item: Item) -> BatchDraft | PartialBatch:
    if item.is_whole:
        return BatchDraft(**item.entered.model_dump())
    said = item.entered
    known = {name: said[name] for name in _JUDGED if name in said}
    if said.get("product_id") == UNKNOWN:  # then nobody knows whether the lot is taken
        known = {name: known[name] for name in known if name not in {"product_id", "lot"}}
    return PartialBatch(**known)


_JUDGED = [each.name for each in fields(PartialBatch)]


def _record_products(work: Work, items: Sequence[Item], tell: Tell) -> Refused:
    refused: Refused = []
    for item in _told(items, tell):
        try:
            if item.is_whole:
                products.register_product(work, item.entered)
            else:
                products.refuse_taken(work, gtin14(item.entered.get("gtin")) or "")
        except RegisterError as error:
            refused.append((item, error))
    return refused


def _record_events(work: Work, items: Sequence[Item], tell: Tell) -> Refused:
    """Record events together; the first that is refused ends it, for the next may rest on it."""
    work.actor.require(Action.RECORD_EVENTS)
    tell(0, len(items))
    drafts = []
    for item in items:
        try:
            drafts.append(item.entered.draft())
        except RegisterError as error:
            return [(item, error)]
    try:
        record_events(work, drafts)
    except RegisterError as error:
        return [(items[int(str(error.values.get("index", 0)))], error)]
    return []


def _record_purchases(work: Work, items: Sequence[Item], tell: Tell) -> Refused:
    """Book deliveries; after a refusal, those of the same lot are not judged: they rest on it."""
    refused: Refused = []
    aside: set[UUID] = set()
    for item in _told(items, tell):
        if item.entered.batch_id in aside:
            continue
        try:
            purchases.record_purchase(work, item.entered)
        except RegisterError as error:
            refused.append((item, error))
            aside.add(item.entered.batch_id)
    return refused


def _told(items: Sequence[Item], tell: Tell) -> Iterator[Item]:
    for number, item in enumerate(items):
        if number % _TELL_EVERY == 0:
            tell(number, len(items))
        yield item


_RECORD: dict[ImportKind, Callable[[Work, Sequence[Item], Tell], Refused]] = {
    ImportKind.PRODUCTS: _record_products,
    ImportKind.BATCHES: _record_batches,
    ImportKind.EVENTS: _record_events,
    ImportKind.PURCHASES: _record_purchases,
}


def lots_of(item: Item) -> set[UUID]:
    """Give the lots that an event or a delivery is about, as far as they are known."""
    said = item.entered if isinstance(item.entered, dict) else item.entered.model_dump()
    named = {line["batch_id"] for line in said.get("lines", [said])}
    return named - {None, UNKNOWN}


def judged_alone(kind: ImportKind, items: Sequence[Item]) -> list[Item]:
    """Give what can be judged now: not what rests on a line that is still to be mended."""
    if kind not in {ImportKind.EVENTS, ImportKind.PURCHASES}:
        return list(items)
    aside = set().union(*(lots_of(item) for item in items if not item.is_whole))
    return [item for item in items if item.is_whole and not lots_of(item) & aside]
