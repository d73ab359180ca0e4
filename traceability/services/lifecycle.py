"""Stories: a batch is released, held, freed or recalled, and its relatives with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ForbiddenError
from traceability.domain.kinds import (
    Approval,
    BatchStatus,
    Direction,
    InspectionKind,
    ResultVerdict,
    Standing,
)
from traceability.domain.lifecycle import (
    ReleaseFacts,
    check_hold,
    check_lift,
    check_recall,
    check_release,
)
from traceability.schemas.batches import (
    Affected,
    BatchPublic,
    HoldCreate,
    LiftCreate,
    RecallCreate,
    RecallPublic,
)
from traceability.storage import lineage
from traceability.storage.batches import lock_batch, lock_batches, products_by_id
from traceability.storage.events import balances_of, lots_made
from traceability.storage.inspections import counting_inspections
from traceability.storage.parties import standing_of
from traceability.storage.stopping import (
    FAILED_TEST,
    free_batch,
    has_failed_report,
    stop_batches,
    stopped_by_authority,
)
from traceability.storage.tables import Batch, Inspection, Product
from traceability.storage.work import Work


def release_batch(work: Work, batch_id: UUID) -> BatchPublic:
    """Release a batch: from now on its code says genuine."""
    return release_batches(work, [batch_id])[0]


def release_batches(work: Work, batch_ids: Sequence[UUID]) -> list[BatchPublic]:
    """Release batches, all or none: what each release rests on is read once for all of them."""
    work.actor.require(Action.RELEASE_BATCHES)
    # The whole chain is locked: a report or event on an earlier lot must not miss the new page.
    chain, _ = lineage.trace(work.session, batch_ids, Direction.BACK)
    locked = lock_batches(work.session, {*chain, *batch_ids})
    batches = {batch_id: locked[batch_id] for batch_id in batch_ids}
    for batch in batches.values():
        if not work.actor.owns(batch.org_id):
            raise ForbiddenError("batch.not_yours", id=batch.id)
    facts = _release_facts(work, batches)
    for batch_id in batch_ids:
        check_release(facts[batch_id])
        work.change(
            batches[batch_id],
            status=BatchStatus.RELEASED.value,
            released_at=work.now,
            status_at=work.now,
            status_by=work.actor.user_id,
        )
    work.touch(*batch_ids)
    return [BatchPublic.model_validate(batches[batch_id]) for batch_id in batch_ids]


def _release_facts(work: Work, batches: Mapping[UUID, Batch]) -> dict[UUID, ReleaseFacts]:
    session = work.session
    productions = lots_made(session, batches)
    reports = counting_inspections(session, batches)
    made = balances_of(session, batches)
    standing = standing_of(session, work.actor.org_id)
    products = products_by_id(session, (batch.product_id for batch in batches.values()))
    return {
        batch_id: _facts_of(
            batch,
            products.get(batch.product_id) if batch.product_id else None,
            (batch_id in productions, reports.get(batch_id, [])),
            (made[batch_id].made, standing, civil_date(work.now)),
        )
        for batch_id, batch in batches.items()
    }


def _facts_of(
    batch: Batch,
    product: Product | None,
    history: tuple[bool, list[Inspection]],
    state: tuple[int, Standing, date],
) -> ReleaseFacts:
    (is_produced, reports), (made, standing, today) = history, state
    factory = [r for r in reports if r.kind == InspectionKind.FACTORY]
    return ReleaseFacts(
        status=BatchStatus(batch.status),
        approval=Approval(product.approval) if product else None,
        standing=standing,
        has_production=is_produced,
        has_passed_inspection=any(r.verdict == ResultVerdict.PASS for r in factory),
        has_failed_inspection=any(r.verdict == ResultVerdict.FAIL for r in reports),
        amount_made=made,
        best_before=batch.best_before,
        today=today,
    )


def hold_batch(work: Work, batch_id: UUID, order: HoldCreate) -> BatchPublic:
    """Hold a batch: its code says so at the next scan, and it may not be sold."""
    work.actor.require(Action.STOP_BATCHES)
    batch = _lock_stoppable(work, batch_id)
    by_authority = batch.id in stopped_by_authority(work.session, [batch])
    takes_over = work.actor.is_authority and not by_authority
    check_hold(BatchStatus(batch.status), takes_over=takes_over)
    stop_batches(work, [batch], BatchStatus.HELD, order.reason, cause=order.cause)
    return BatchPublic.model_validate(batch)


def lift_batch(work: Work, batch_id: UUID, order: LiftCreate) -> BatchPublic:
    """Free a held or recalled batch; it is again what it was before."""
    work.actor.require(Action.STOP_BATCHES)
    batch = _lock_stoppable(work, batch_id)
    was = BatchStatus(batch.status)
    by_regulator = batch.id in stopped_by_authority(work.session, [batch])
    check_lift(
        was,
        work.actor.role,
        held_by_regulator=by_regulator
        or batch.status_cause == FAILED_TEST
        or has_failed_report(work.session, batch.id),
    )
    free_batch(work, batch, order.reason)
    return BatchPublic.model_validate(batch)


def recall_batch(work: Work, batch_id: UUID, order: RecallCreate) -> RecallPublic:
    """Recall a batch and name every lot made from it, held or recalled with it as ordered."""
    work.actor.require(Action.STOP_BATCHES)
    batch = _lock_stoppable(work, batch_id)
    check_recall(BatchStatus(batch.status), is_raw=batch.product_id is None)
    affected = _lock_downstream(work, batch_id)
    stop_batches(work, [batch], BatchStatus.RECALLED, order.reason, number=order.number)
    actions = _follow(work, affected, order)
    return RecallPublic(
        batch=BatchPublic.model_validate(batch),
        downstream=[_affected(work, lot, actions[lot.id]) for lot in affected],
    )


def _lock_downstream(work: Work, batch_id: UUID) -> list[Batch]:
    """Lock every lot made from a batch, nearest first, also those made while we waited."""
    known: set[UUID] = set()
    while True:
        depth, _ = lineage.trace(work.session, [batch_id], Direction.FORWARD)
        del depth[batch_id]
        if set(depth) == known:
            break
        known = set(depth)
        lots = lock_batches(work.session, known)
    return [lots[lot_id] for lot_id in sorted(depth, key=lambda lot: depth[lot])] if known else []


def _affected(work: Work, lot: Batch, action: Literal["held", "recalled", "unchanged"]) -> Affected:
    """Name a lot downstream; what another made of it is told to nobody but the authority."""
    is_shown = work.actor.is_authority or work.actor.owns(lot.org_id)
    batch = BatchPublic.model_validate(lot) if is_shown else None
    return Affected(lot=lot.lot, name=lot.name, batch=batch, action=action)


def _follow(
    work: Work, lots: list[Batch], order: RecallCreate
) -> dict[UUID, Literal["held", "recalled", "unchanged"]]:
    """Hold or recall the lots downstream; what was never released can only be held.

    An enterprise stops its own lots; those of others are named, for the authority to stop.
    """
    actions: dict[UUID, Literal["held", "recalled", "unchanged"]] = {
        lot.id: "unchanged" for lot in lots
    }
    if order.downstream == "none":
        return actions
    lots = [lot for lot in lots if work.actor.is_authority or work.actor.owns(lot.org_id)]
    wants_recall = order.downstream == "recall"
    firm = stopped_by_authority(work.session, lots)
    released = {BatchStatus.RELEASED, BatchStatus.HELD}
    recalled = [
        lot
        for lot in lots
        if wants_recall
        and (
            lot.status in released
            or (lot.product_id is None and lot.status != BatchStatus.RECALLED)
        )
    ]
    held = [lot for lot in lots if lot not in recalled and _may_be_held(work, lot, firm)]
    if recalled:
        stop_batches(work, recalled, BatchStatus.RECALLED, order.reason, number=order.number)
    if held:
        stop_batches(work, held, BatchStatus.HELD, order.reason, number=order.number)
    actions |= {lot.id: "recalled" for lot in recalled}
    return actions | {lot.id: "held" for lot in held}


def _may_be_held(work: Work, lot: Batch, firm: set[UUID]) -> bool:
    """Tell whether a hold adds something: a regulator's outlasts the enterprise's own."""
    if lot.status == BatchStatus.RECALLED:
        return False
    return lot.status != BatchStatus.HELD or (work.actor.is_authority and lot.id not in firm)


def _lock_stoppable(work: Work, batch_id: UUID) -> Batch:
    batch = lock_batch(work.session, batch_id)
    if not (work.actor.is_authority or work.actor.owns(batch.org_id)):
        raise ForbiddenError("batch.not_yours", id=batch_id)
    return batch
