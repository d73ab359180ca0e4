"""Story: an event was wrong; it is declared so, and the events that replace it are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import ErrorReason, LineRole
from traceability.domain.steps import STEPS, Step
from traceability.schemas.events import CorrectionCreate, CorrectionPublic, EventPublic
from traceability.storage import lineage
from traceability.storage.batches import lock_batches
from traceability.storage.event_reading import public_event, public_rows
from traceability.storage.event_recording import check_lots, record_events
from traceability.storage.events import balances_of, declarations_of, get_event, whole_events
from traceability.storage.ids import new_id
from traceability.storage.production import check_process, relink_process
from traceability.storage.tables import Batch, EventLine, TraceEvent
from traceability.storage.work import Work

_NOT_COPIED = {"id", "recorded_at", "declared_at", "error_reason", "error_note", "declares_id"}


def correct_event(work: Work, event_id: UUID, correction: CorrectionCreate) -> CorrectionPublic:
    """Declare an event wrong and record what replaces it.

    Mass balance, lineage and page follow in the same transaction; both stay on record.
    """
    work.actor.require(Action.RECORD_EVENTS)
    wrong = get_event(work.session, event_id)
    lines = work.session.exec(
        select(EventLine).where(
            EventLine.event_id == event_id, col(EventLine.batch_id).is_not(None)
        )
    ).all()
    rule = STEPS[Step(wrong.step)]
    said = {
        (line.batch_id, rule.effect_of(LineRole(line.role))): line.amount or 0
        for line in lines
        if line.batch_id is not None
    }
    locked = lock_batches(work.session, {batch_id for batch_id, _ in said})
    _check_correctable(work, wrong)
    declaration = _declare(work, wrong, correction)
    lineage.drop_links(work.session, [event_id])
    if wrong.transformation_id is not None:
        relink_process(work, wrong.org_id, wrong.transformation_id)
    drafts = [
        replace(event.draft(is_replacement=True), replaced=said)
        for event in correction.replacements
    ]
    recorded = record_events(work, drafts) if drafts else []
    declaration.corrective_ids = [rows.event["event_id"] for rows in recorded]
    for process in {wrong.transformation_id, *(draft.transformation_id for draft in drafts)}:
        if process is not None:
            check_process(work, wrong.org_id, process)
    check_lots(work, locked)
    _check_still_made(work, locked)
    work.touch(*locked)
    work.session.flush()
    [whole] = whole_events(work.session, [declaration])
    return CorrectionPublic(
        declaration=EventPublic.model_validate(public_event(whole)),
        replacements=[EventPublic.model_validate(public_rows(rows)) for rows in recorded],
    )


def _check_correctable(work: Work, wrong: TraceEvent) -> None:
    if not work.actor.owns(wrong.org_id):
        raise ForbiddenError("event.not_yours", id=wrong.id)
    if STEPS[Step(wrong.step)].by_use_case:  # it would no longer fit the status of its batches
        raise RuleError("event.not_typed", field="step", step=wrong.step)
    if wrong.declared_at is not None:
        raise RuleError("correction.of_a_declaration", id=wrong.id)
    if declarations_of(work.session, [wrong.id]):
        raise RuleError("correction.twice", id=wrong.id)


def _check_still_made(work: Work, locked: Mapping[UUID, Batch]) -> None:
    """Refuse to take away all that was ever made of a lot that people may hold in their hands."""
    made = balances_of(work.session, locked)
    for batch in locked.values():
        if batch.released_at is not None and made[batch.id].made == 0:
            raise RuleError("correction.nothing_left", lot=batch.lot)


def _declare(work: Work, wrong: TraceEvent, correction: CorrectionCreate) -> TraceEvent:
    copied = {
        name: getattr(wrong, name) for name in TraceEvent.model_fields if name not in _NOT_COPIED
    }
    declaration = TraceEvent(
        **copied,
        id=new_id(),
        recorded_at=work.now,
        declared_at=work.now,
        error_reason=ErrorReason(correction.reason).value,
        error_note=correction.note,
        declares_id=wrong.id,
    )
    declaration.recorded_by = work.actor.user_id
    work.add(declaration)
    work.session.flush()
    return declaration
