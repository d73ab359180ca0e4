"""Stories: the next lot of a product is proposed as the last one was made, and begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlmodel import Session

from traceability.domain.access import Action
from traceability.domain.civil import CHINA, best_before, civil_date
from traceability.domain.drafts import BatchDraft, EventDraft, LineDraft, process_of
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.first_in import Stock, missing_mg, take_first_in
from traceability.domain.kinds import STOPPED, LineRole, ShelfLifeUnit, Unit
from traceability.domain.lot_numbers import lot_head, propose_lot
from traceability.domain.quantities import PackFacts, mass_mg, to_register
from traceability.domain.steps import Step
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import BatchStart, BatchStarted, RawOffer, StartProposal
from traceability.schemas.products import ProductPublic
from traceability.storage.batch_recording import add_batch
from traceability.storage.batches import batches_by_id, get_batch, gtins_of
from traceability.storage.event_recording import record_events
from traceability.storage.events import balances_of, safe_dates
from traceability.storage.goods import (
    lots_beginning,
    makings_of,
    newest_lots,
    processes_of,
    raw_lots_at_hand,
)
from traceability.storage.parties import organizations_by_id
from traceability.storage.recipes import Recipe, recipes_of
from traceability.storage.tables import Batch, Product
from traceability.storage.visibility import get_visible_batch, get_visible_product
from traceability.storage.work import Work

_MORNING = time(8)
_LOOKED_BACK = 5  # lots, to find one that was made
_MILLED = ("paddy", "wheat", "corn", "brown_rice", "other_grain")
_PRESSED = ("peanut", "oilseed", "bean_soybean")


@dataclass(frozen=True, slots=True)
class _AtHand:
    """A raw lot at hand with its stock and why it may not be used, if it may not."""

    batch: Batch
    stock: Stock
    reason: str
    detail: str


def propose_start(
    work: Work, product_id: UUID, quantity: int | None = None, day: date | None = None
) -> StartProposal:
    """Propose the next lot of a product: number, dates, and its raw lots, oldest first."""
    work.actor.require(Action.WRITE_BATCHES)
    product = get_visible_product(work, product_id)
    lots = newest_lots(work.session, work.actor.org_id, product_id, _LOOKED_BACK)
    last = next(iter(lots), None)
    made_on = day or civil_date(work.now)
    count = quantity or (last.quantity if last else 0)
    recipes = _recipes(work.session, lots)
    at_hand = _at_hand(work)
    recipe = _first_with_stock(recipes, at_hand)
    package = _package_mg(product)
    needed = _needed(recipe, package * count)
    taken = take_first_in(needed, (lot.stock for lot in at_hand))
    missing = missing_mg(needed, [lot.stock for lot in at_hand], taken)
    raw_mg = sum(taken.get(lot.batch.id, 0) * lot.stock.mg_per_unit for lot in at_hand)
    shown = {material for each in recipes for material in each.shares}
    head = lot_head(last.lot if last else None, made_on)
    used = lots_beginning(work.session, work.actor.org_id, product_id, head)
    gtins = gtins_of(work.session, [product.id]).get(product.id, [])
    return StartProposal(
        product=ProductPublic.model_validate(product).model_copy(
            update={"gtins": [row.gtin for row in gtins]}
        ),
        last=BatchPublic.model_validate(last) if last else None,
        lot=propose_lot(last.lot if last else None, made_on, used),
        quantity=count,
        produced_on=made_on,
        best_before=best_before(
            made_on, product.shelf_life, ShelfLifeUnit(product.shelf_life_unit)
        ),
        package_mg=package,
        site_id=_last_place(work.session, last),
        step=recipe.step if recipe else Step.FILLING,
        has_recipe=recipe is not None,
        offers=_offers(work.session, at_hand, taken, shown if recipe else None),
        raw_g=raw_mg // 1_000,
        missing_g=sum(missing.values()) // 1_000,
        most=_most(recipe, at_hand, package),
        yield_permille=round(package * count * 1000 / raw_mg) if raw_mg and not missing else None,
        last_yield_permille=_yield_of(recipe),
    )


def offer_raw_lot(work: Work, batch_id: UUID) -> RawOffer | None:
    """Give one raw lot as it may be used, or None if nothing of it is in the caller's stock."""
    work.actor.require(Action.WRITE_BATCHES)
    lot = get_visible_batch(work, batch_id)
    if lot.product_id is not None:
        return None
    found = _weigh(work, {lot.id: lot})
    return next(iter(_offers(work.session, found, {}, None)), None)


def start_batch(work: Work, entered: BatchStart) -> BatchStarted:
    """Register the next lot of a product and take its raw lots, in one transaction.

    Raises RuleError `batch.not_enough_raw` if the raw lots at hand are not enough.
    """
    work.actor.require(Action.WRITE_BATCHES)
    count, _ = to_register(entered.quantity, Unit.EACH.value)
    taking = _taking(work, entered, count)
    batch = add_batch(
        work,
        BatchDraft(
            product_id=entered.product_id,
            lot=entered.lot,
            quantity=entered.quantity,
            unit=Unit.EACH.value,
            produced_on=entered.produced_on,
            best_before=entered.best_before,
        ),
    )
    work.session.flush()
    return _take(work, batch, taking, entered)


def take_raw_lots(work: Work, batch_id: UUID, entered: BatchStart) -> BatchStarted:
    """Take the raw lots of a lot that was registered without them, or whose taking was undone."""
    work.actor.require(Action.RECORD_EVENTS)
    batch = get_batch(work.session, batch_id)
    if not work.actor.owns(batch.org_id):
        raise NotFoundError("batch.not_found", id=batch_id)
    count, _ = to_register(entered.quantity, Unit.EACH.value)
    taking = _taking(work, entered, count)
    if not taking.raws:
        raise RuleError("batch.no_raw", field="raws")
    return _take(work, batch, taking, entered)


@dataclass(frozen=True, slots=True)
class _Taking:
    """By which step which raw lots are taken, in their own units."""

    step: Step
    raws: list[tuple[UUID, int, Unit]]


def _taking(work: Work, entered: BatchStart, count: int) -> _Taking:
    if not entered.first_in:
        raws = [(raw.batch_id, *to_register(raw.amount, raw.unit)) for raw in entered.raws]
        return _Taking(_step_for(work.session, [batch_id for batch_id, *_ in raws]), raws)
    proposal = propose_start(work, entered.product_id, count, entered.produced_on)
    if proposal.has_recipe and proposal.missing_g:
        raise RuleError("batch.not_enough_raw", field="quantity", most=proposal.most or 0)
    planned = [(each.batch_id, each.planned, each.unit) for each in proposal.offers]
    return _Taking(proposal.step, [raw for raw in planned if raw[1]])


def _take(work: Work, batch: Batch, taking: _Taking, entered: BatchStart) -> BatchStarted:
    event_id = None
    if taking.raws:
        draft = EventDraft(
            step=taking.step,
            event_time=_when(work, entered),
            event_offset="+08:00",
            lines=tuple(
                LineDraft(LineRole.INPUT, batch_id, amount=amount, unit=unit)
                for batch_id, amount, unit in taking.raws
            ),
            read_point_id=entered.site_id,
            transformation_id=process_of(batch.id),
        )
        event_id = record_events(work, [draft])[0].event_id
    return BatchStarted(
        batch=BatchPublic.model_validate(batch),
        event_id=event_id,
        raw_lots=len(taking.raws),
        raw_g=sum(mass_mg(amount, PackFacts(unit)) for _, amount, unit in taking.raws) // 1_000,
    )


def _when(work: Work, entered: BatchStart) -> datetime:
    """Give when the production began: as typed; today now, an earlier day in its morning."""
    if entered.started_at is not None:
        return entered.started_at
    if entered.produced_on >= civil_date(work.now):
        return work.now
    return datetime.combine(entered.produced_on, _MORNING, CHINA)


def _step_for(session: Session, batch_ids: Sequence[UUID]) -> Step:
    """Tell by which step raw lots become food, where no earlier lot tells it."""
    materials = {batch.material for batch in batches_by_id(session, batch_ids).values()}
    if any(material.startswith(_MILLED) and "flour" not in material for material in materials):
        return Step.MILLING
    if any(material.startswith(_PRESSED) for material in materials):
        return Step.PRESSING
    return Step.FILLING


def _recipes(session: Session, lots: Sequence[Batch]) -> list[Recipe]:
    """Give the recipe of the newest lot that was made; a draft that is only named has none."""
    for lot in lots:
        recipes = recipes_of(session, lot)
        if recipes:
            return recipes
    return []


def _at_hand(work: Work) -> list[_AtHand]:
    """Give the raw lots in the caller's stock, with what forbids their use."""
    return _weigh(work, raw_lots_at_hand(work.session, work.actor.org_id))


def _weigh(work: Work, lots: Mapping[UUID, Batch]) -> list[_AtHand]:
    org_id, today = work.actor.org_id, civil_date(work.now)
    balances = balances_of(work.session, lots)
    safe = safe_dates(work.session, (lot for lot in lots if balances[lot].stock.get(org_id, 0) > 0))
    found = []
    for batch in lots.values():
        amount = balances[batch.id].stock.get(org_id, 0)
        if amount <= 0 or batch.unit == Unit.EACH:
            continue
        reason, detail = _why_not(batch, safe.get(batch.id), today)
        stock = Stock(
            batch.id, batch.material, amount, Unit(batch.unit), batch.produced_on, not reason
        )
        found.append(_AtHand(batch, stock, reason, detail))
    return sorted(found, key=lambda lot: (lot.batch.produced_on, lot.batch.id))


def _why_not(batch: Batch, safe: tuple[date, date] | None, today: date) -> tuple[str, str]:
    if batch.status in STOPPED:
        return batch.status, batch.status_reason or ""
    if safe is not None and safe[0] <= today < safe[1]:
        return "interval", safe[1].isoformat()
    if batch.best_before is not None and batch.best_before < today:
        return "expired", batch.best_before.isoformat()
    return "", ""


def _first_with_stock(recipes: Sequence[Recipe], lots: Sequence[_AtHand]) -> Recipe | None:
    """Choose the nearest recipe of which something is at hand: bulk oil before its seed."""
    usable = {lot.batch.material for lot in lots if not lot.reason}
    return next((each for each in recipes if usable & set(each.shares)), None) or next(
        iter(recipes), None
    )


def _needed(recipe: Recipe | None, product_mg: int) -> dict[str, Fraction]:
    if recipe is None:
        return {}
    return {material: share * product_mg for material, share in recipe.shares.items()}


def _most(recipe: Recipe | None, lots: Sequence[_AtHand], package_mg: int) -> int | None:
    """Tell for how many packages the scarcest material is enough."""
    if recipe is None:
        return None
    had: dict[str, int] = {}
    for lot in lots:
        if not lot.reason:
            mass = lot.stock.most * lot.stock.mg_per_unit
            had[lot.batch.material] = had.get(lot.batch.material, 0) + mass
    return min(
        (int(had.get(material, 0) / (share * package_mg)))
        for material, share in recipe.shares.items()
    )


def _yield_of(recipe: Recipe | None) -> int | None:
    total = sum(recipe.shares.values()) if recipe else 0
    return round(Fraction(1000) / total) if total else None


def _offers(
    session: Session,
    lots: Sequence[_AtHand],
    taken: Mapping[Any, int],
    materials: set[str] | None,
) -> list[RawOffer]:
    """List the lots that are taken first, then the others of the same materials."""
    shown = [lot for lot in lots if materials is None or lot.batch.material in materials]
    owners = organizations_by_id(session, (lot.batch.org_id for lot in shown))
    offers = [
        RawOffer(
            batch_id=lot.batch.id,
            lot=lot.batch.lot,
            name=lot.batch.name,
            material=lot.batch.material,
            origin=lot.batch.origin or owners[lot.batch.org_id].name,
            produced_on=lot.batch.produced_on,
            unit=lot.stock.unit,
            stock=lot.stock.amount,
            planned=taken.get(lot.batch.id, 0),
            reason=lot.reason,
            detail=lot.detail,
        )
        for lot in shown
    ]
    return sorted(offers, key=lambda offer: (not offer.planned, bool(offer.reason)))


def _package_mg(product: Product) -> int:
    return mass_mg(
        1,
        PackFacts(
            Unit.EACH,
            product.net_content,
            Unit(product.net_content_unit),
            product.density_g_per_l,
        ),
    )


def _last_place(session: Session, last: Batch | None) -> UUID | None:
    if last is None:
        return None
    events = processes_of(session, [last.id]).get(last.id) or makings_of(session, [last.id]).get(
        last.id, []
    )
    return next((event.read_point_id for event in events if event.read_point_id), None)
