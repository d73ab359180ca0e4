"""How is a batch stopped: its status, its log entry, its event and its page together?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.drafts import EventDraft, LineDraft
from traceability.domain.kinds import AUTHORITIES, STOPPED, BatchStatus, LineRole, ResultVerdict
from traceability.domain.steps import Step
from traceability.storage.event_recording import record_events
from traceability.storage.inspections import counting_inspections
from traceability.storage.notices import write_recall_notices
from traceability.storage.tables import Batch, UserAccount
from traceability.storage.work import Work

FAILED_TEST = "failed_test"  # the cause of a hold that a re-test or the regulator ends
_UNSETS = {BatchStatus.HELD: "non_sellable_other", BatchStatus.RECALLED: "recalled"}


def stop_batches(
    work: Work,
    batches: Sequence[Batch],
    status: BatchStatus,
    reason: str,
    *,
    cause: str = "other",
    number: str | None = None,
) -> None:
    """Hold or recall locked batches; what they were before the first stop is kept."""
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
        if status is BatchStatus.RECALLED:
            work.touch_trust(batch.org_id)
    if status is BatchStatus.RECALLED:
        write_recall_notices(work, batches)
    step = Step.RECALLING if status is BatchStatus.RECALLED else Step.HOLDING
    facts: dict[str, Any] = {"reason": reason} | ({"number": number} if number else {})
    record_status_step(work, batches, step, facts)


def free_batch(work: Work, batch: Batch, reason: str) -> None:
    """Give a stopped, locked batch back the status that it had, with its event and its page."""
    was = BatchStatus(batch.status)
    work.change(
        batch,
        status=batch.status_before or BatchStatus.DRAFT.value,
        status_before=None,
        status_reason=reason,
        status_cause=None,
        status_number=None,
        status_by=work.actor.user_id,
        status_at=work.now,
    )
    record_status_step(work, [batch], Step.LIFTING, {"reason": reason, "unsets": [_UNSETS[was]]})
    work.touch(batch.id)
    if was is BatchStatus.RECALLED:
        work.touch_trust(batch.org_id)


def record_status_step(
    work: Work, batches: Sequence[Batch], step: Step, facts: dict[str, Any]
) -> None:
    """Accompany a change of status by its event, so that partners hear of it in EPCIS."""
    lines = tuple(LineDraft(LineRole.ITEM, batch_id=batch.id) for batch in batches)
    event = EventDraft(
        step=step,
        event_time=work.now,
        event_offset="+08:00",
        lines=lines,
        attributes=facts,
        is_by_use_case=True,
    )
    record_events(work, [event])


def stopped_by_authority(session: Session, batches: Iterable[Batch]) -> set[UUID]:
    """Give the batches whose present stop a regulator ordered."""
    stopped = [b for b in batches if b.status in STOPPED]
    users = {batch.status_by for batch in stopped if batch.status_by is not None}
    roles = dict(
        session.exec(
            select(UserAccount.id, UserAccount.role).where(col(UserAccount.id).in_(users))
        ).all()
    )
    return {b.id for b in stopped if b.status_by and roles.get(b.status_by) in AUTHORITIES}


def has_failed_report(session: Session, batch_id: UUID) -> bool:
    """Tell whether a report on the batch that no later one replaces has failed."""
    reports = counting_inspections(session, [batch_id]).get(batch_id, [])
    return any(report.verdict == ResultVerdict.FAIL for report in reports)


def has_unsafe_report(session: Session, batch_id: UUID) -> bool:
    """Tell whether a report that no later one replaces has failed in a safety item."""
    reports = counting_inspections(session, [batch_id]).get(batch_id, [])
    return any(report.safety_verdict == ResultVerdict.FAIL for report in reports)
