"""Story: an event was wrong; it is declared so, and the events that replace it are recorded."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import ErrorReason
from traceability.domain.steps import STEPS, Step
from traceability.schemas.events import CorrectionCreate, CorrectionPublic, EventPublic
from traceability.storage import lineage
from traceability.storage.batches import lock_batches
from traceability.storage.event_reading import public_event, public_rows
from traceability.storage.event_recording import check_lots, record_events
from traceability.storage.events import declarations_of, get_event, whole_events
from traceability.storage.ids import new_id
from traceability.storage.production import check_process, relink_process
from traceability.storage.tables import EventLine, TraceEvent
from traceability.storage.work import Work

_NOT_COPIED = {"id", "recorded_at", "declared_at", "error_reason", "error_note", "declares_id"}


def correct_event(work: Work, event_id: UUID, correction: CorrectionCreate) -> CorrectionPublic:
    """Declare an event wrong and record what replaces it.

    Mass balance, lineage and page follow in the same transaction; both stay on record.
    """
    work.actor.require(Action.RECORD_EVENTS)
    wrong = get_event(work.session, event_id)
    lots = list(
        work.session.exec(
            select(EventLine.batch_id).where(
                EventLine.event_id == event_id, col(EventLine.batch_id).is_not(None)
            )
        )
    )
    locked = lock_batches(work.session, (lot for lot in lots if lot is not None))
    _check_correctable(work, wrong)
    declaration = _declare(work, wrong, correction)
    lineage.drop_links(work.session, [event_id])
    if wrong.transformation_id is not None:
        relink_process(work, wrong.org_id, wrong.transformation_id)
    drafts = [event.draft(is_replacement=True) for event in correction.replacements]
    recorded = record_events(work, drafts) if drafts else []
    declaration.corrective_ids = [rows.event["event_id"] for rows in recorded]
    for process in {wrong.transformation_id, *(draft.transformation_id for draft in drafts)}:
        if process is not None:
            check_process(work, wrong.org_id, process)
    check_lots(work, locked)
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
