"""Stories: a batch is released, held, freed or recalled, and its relatives with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.drafts import EventDraft, LineDraft
from traceability.domain.errors import ForbiddenError
from traceability.domain.kinds import (
    Approval,
    BatchStatus,
    Direction,
    InspectionKind,
    LineRole,
    ResultVerdict,
    Role,
    Standing,
)
from traceability.domain.lifecycle import (
    ReleaseFacts,
    check_hold,
    check_lift,
    check_recall,
    check_release,
)
from traceability.domain.steps import PRODUCTION_STEPS, Step
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
from traceability.storage.event_recording import record_events
from traceability.storage.events import balances_of, events_of_batches
from traceability.storage.inspections import counting_inspections
from traceability.storage.parties import standing_of
from traceability.storage.tables import Batch, Inspection, Product, UserAccount
from traceability.storage.work import Work

_SETS = {BatchStatus.HELD: "non_sellable_other", BatchStatus.RECALLED: "recalled"}


def release_batch(work: Work, batch_id: UUID) -> BatchPublic:
    """Release a batch: from now on its code says genuine."""
    return release_batches(work, [batch_id])[0]


def release_batches(work: Work, batch_ids: Sequence[UUID]) -> list[BatchPublic]:
    """Release batches, all or none: what each release rests on is read once for all of them."""
    work.actor.require(Action.RELEASE_BATCHES)
    batches = lock_batches(work.session, batch_ids)
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
    events = events_of_batches(session, batches)
    reports = counting_inspections(session, batches)
    made = balances_of(session, batches)
    standing = standing_of(session, work.actor.org_id)
    products = products_by_id(session, (batch.product_id for batch in batches.values()))
    return {
        batch_id: _facts_of(
            batch,
            products.get(batch.product_id) if batch.product_id else None,
            ({event.step for event in events.get(batch_id, [])}, reports.get(batch_id, [])),
            (made[batch_id].made, standing, civil_date(work.now)),
        )
        for batch_id, batch in batches.items()
    }


def _facts_of(
    batch: Batch,
    product: Product | None,
    history: tuple[set[str], list[Inspection]],
    state: tuple[int, Standing, date],
) -> ReleaseFacts:
    (steps, reports), (made, standing, today) = history, state
    factory = [r for r in reports if r.kind == InspectionKind.FACTORY]
    return ReleaseFacts(
        status=BatchStatus(batch.status),
        approval=Approval(product.approval) if product else None,
        standing=standing,
        has_production=bool(steps & PRODUCTION_STEPS),
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
    check_hold(BatchStatus(batch.status))
    _stop(work, [batch], BatchStatus.HELD, order.reason, order.cause, None)
    return BatchPublic.model_validate(batch)


def lift_batch(work: Work, batch_id: UUID, order: LiftCreate) -> BatchPublic:
    """Free a held or recalled batch; it is again what it was before."""
    work.actor.require(Action.STOP_BATCHES)
    batch = _lock_stoppable(work, batch_id)
    holder = work.session.get(UserAccount, batch.status_by) if batch.status_by else None
    was = BatchStatus(batch.status)
    by_regulator = holder is not None and holder.role in {Role.REGULATOR, Role.ADMIN}
    check_lift(was, work.actor.role, held_by_regulator=by_regulator)
    work.change(
        batch,
        status=batch.status_before or BatchStatus.DRAFT.value,
        status_before=None,
        status_reason=order.reason,
        status_cause=None,
        status_number=None,
        status_by=work.actor.user_id,
        status_at=work.now,
    )
    _record_step(work, [batch], Step.LIFTING, {"reason": order.reason, "unsets": [_SETS[was]]})
    work.touch(batch.id)
    return BatchPublic.model_validate(batch)


def recall_batch(work: Work, batch_id: UUID, order: RecallCreate) -> RecallPublic:
    """Recall a batch and name every lot made from it, held or recalled with it as ordered."""
    work.actor.require(Action.STOP_BATCHES)
    batch = _lock_stoppable(work, batch_id)
    check_recall(BatchStatus(batch.status), is_raw=batch.product_id is None)
    depth, _ = lineage.trace(work.session, [batch_id], Direction.FORWARD)
    del depth[batch_id]
    downstream = lock_batches(work.session, depth)
    _stop(work, [batch], BatchStatus.RECALLED, order.reason, "other", order.number)
    affected = [downstream[lot_id] for lot_id in sorted(depth, key=lambda lot: depth[lot])]
    actions = _follow(work, affected, order)
    return RecallPublic(
        batch=BatchPublic.model_validate(batch),
        downstream=[
            Affected(batch=BatchPublic.model_validate(lot), action=actions[lot.id])
            for lot in affected
        ],
    )


def _follow(work: Work, lots: list[Batch], order: RecallCreate) -> dict[UUID, str]:
    """Hold or recall the lots downstream; what was never released can only be held.

    An enterprise stops its own lots; those of others are named, for the authority to stop.
    """
    actions = {lot.id: "unchanged" for lot in lots}
    if order.downstream == "none":
        return actions
    lots = [lot for lot in lots if work.actor.is_authority or work.actor.owns(lot.org_id)]
    wants_recall = order.downstream == "recall"
    stopped = {BatchStatus.HELD, BatchStatus.RECALLED}
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
    held = [lot for lot in lots if lot not in recalled and lot.status not in stopped]
    for chosen, status, word in (
        (recalled, BatchStatus.RECALLED, "recalled"),
        (held, BatchStatus.HELD, "held"),
    ):
        if chosen:
            _stop(work, chosen, status, order.reason, "other", order.number)
        actions |= {lot.id: word for lot in chosen}
    return actions


def _lock_stoppable(work: Work, batch_id: UUID) -> Batch:
    batch = lock_batch(work.session, batch_id)
    if not (work.actor.is_authority or work.actor.owns(batch.org_id)):
        raise ForbiddenError("batch.not_yours", id=batch_id)
    return batch


def _stop(
    work: Work,
    batches: list[Batch],
    status: BatchStatus,
    reason: str,
    cause: str,
    number: str | None,
) -> None:
    for batch in batches:
        before = batch.status_before if batch.status == BatchStatus.HELD else batch.status
        work.change(
            batch,
            status=status.value,
            status_before=before,
            status_reason=reason,
            status_cause=cause,
            status_number=number,
            status_by=work.actor.user_id,
            status_at=work.now,
        )
        work.touch(batch.id)
    step = Step.RECALLING if status is BatchStatus.RECALLED else Step.HOLDING
    facts: dict[str, Any] = {"reason": reason} | ({"number": number} if number else {})
    _record_step(work, batches, step, facts)


def _record_step(work: Work, batches: list[Batch], step: Step, facts: dict[str, Any]) -> None:
    """Accompany a change of status by its event, so that partners hear of it in EPCIS."""
    lines = tuple(LineDraft(LineRole.ITEM, batch_id=batch.id) for batch in batches)
    record_events(
        work,
        [
            EventDraft(
                step=step,
                event_time=work.now,
                event_offset="+08:00",
                lines=lines,
                attributes=facts,
                is_by_use_case=True,
            )
        ],
    )
