"""Stories of the worker: it takes a printer, sends a chunk of labels, and says what became of it.

Each story is one short transaction. `sent` is committed before a byte goes to the printer, so a
worker that dies leaves labels that are `sent`: the next one makes them `unknown` and asks, and
never sends them again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from traceability.domain.errors import RegisterError
from traceability.domain.kinds import LabelState, RunState
from traceability.domain.label_ranges import (
    LabelRange,
    Ranges,
    count_in,
    find,
    move,
    move_all,
    next_chunk,
    read_ranges,
    settle,
)
from traceability.publishing.codes import publish_new_voids
from traceability.storage.batches import lock_batch
from traceability.storage.label_runs import (
    holds,
    keep_ranges,
    lock_lease,
    lock_run,
    missing_state,
    ranges_of,
    rest,
    state_after,
    waiting_run,
    working_row,
)
from traceability.storage.labels import LabelFacts, label_facts, may_print
from traceability.storage.tables import LabelJob, LabelRun, LabelRunWork
from traceability.storage.work import Work

S = LabelState


@dataclass(frozen=True, slots=True)
class Holder:
    """A worker and how long it holds a printer."""

    name: str
    printer: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Doubt:
    """Labels that were sent, and nobody knows whether they were printed."""

    run_id: UUID
    first: int
    count: int
    odometer: int | None  # what the printer had counted before


@dataclass(frozen=True, slots=True)
class Chunk:
    """The labels that come next: places in the run, places in the job, and what they say."""

    run_id: UUID
    labels: LabelRange
    first_in_job: int
    job_no: int
    first_serial: int | None
    stock: str
    facts: LabelFacts


def take_printer(work: Work, holder: Holder) -> bool:
    """Lease a printer; False while another worker holds it.

    Labels that went to a printer that never tells are in doubt too once the line is a new one.
    """
    lease = lock_lease(work.session, holder.printer)
    is_free = lease.leased_until is None or lease.leased_until <= work.now
    if not is_free and lease.leased_by != holder.name:
        return False
    run = waiting_run(work.session, holder.printer) if is_free and not lease.run_id else None
    if run is not None and find(ranges_of(work.session, run), S.SENT) is not None:
        lease.run_id = run.id
    lease.leased_by, lease.leased_until = holder.name, holder.until
    return True


def leave_printer(work: Work, holder: Holder) -> None:
    """Give a printer back, if it is still ours."""
    lease = lock_lease(work.session, holder.printer)
    if lease.leased_by == holder.name:
        lease.leased_by = lease.leased_until = None


def find_doubt(work: Work, holder: Holder) -> Doubt | None:
    """Make what was sent and never confirmed `unknown`; give it if its printer may be asked.

    Whoever takes a printer asks this first: labels that are still `sent` are those of a worker
    that died, or of a line that broke.
    """
    lease = lock_lease(work.session, holder.printer)
    if lease.run_id is None or not holds(lease, holder.name, work.now):
        return None
    run = lock_run(work.session, lease.run_id)
    row = working_row(work.session, run.id)
    ranges = read_ranges(row.ranges)
    if find(ranges, S.SENT) is not None:
        ranges = move_all(ranges, (S.SENT,), S.UNKNOWN)
        rest(work, run, ranges, state_after(run, ranges))
    doubtful = find(ranges, S.UNKNOWN)
    if doubtful is None or row.odometer is None:  # a person was quicker, or has to look
        lease.run_id = None
        return None
    return Doubt(run.id, doubtful.first, doubtful.count, row.odometer)


def settle_by_odometer(work: Work, holder: Holder, doubt: Doubt, odometer: int) -> bool:
    """Settle labels by what the printer counted since; False if only a person can tell.

    A count that moved by more than was sent, or backwards, is not about our labels alone.
    """
    lease = lock_lease(work.session, holder.printer)
    if not holds(lease, holder.name, work.now) or lease.run_id != doubt.run_id:
        return False
    run = lock_run(work.session, doubt.run_id)
    ranges = ranges_of(work.session, run)
    doubtful = find(ranges, S.UNKNOWN)
    lease.run_id = None
    printed = odometer - (doubt.odometer or 0)
    is_theirs = doubtful is not None and (doubtful.first, doubtful.count) == (
        doubt.first,
        doubt.count,
    )
    if not is_theirs or not 0 <= printed <= doubt.count:
        working_row(work.session, run.id).odometer = None
        return False
    working_row(work.session, run.id).odometer = None
    settled = settle(ranges, doubt.first + printed - 1, missing_state(run))
    rest(work, run, settled, state_after(run, settled), settled_by="odometer")
    publish_new_voids(work, run, ranges, settled)
    return True


def next_labels(work: Work, holder: Holder, most: int) -> Chunk | None:
    """Give the labels that a printer prints next; None if there is nothing to do, or it may not.

    A run whose batch or enterprise may not print any more stops here, before anything is drawn.
    """
    run = waiting_run(work.session, holder.printer)
    if run is None:
        return None
    row = working_row(work.session, run.id)
    ranges = read_ranges(row.ranges)
    if _stop_if_forbidden(work, run, ranges):
        return None
    labels = next_chunk(ranges, 1 if _waits_for_first(run) else most)
    if labels is None:
        rest(work, run, ranges, state_after(run, ranges))
        return None
    if RunState(run.state) is RunState.QUEUED:
        rest(work, run, ranges, RunState.PRINTING)
        row.began_at, row.done_before = work.now, count_in(ranges, S.CONFIRMED)
    job = work.session.get_one(LabelJob, run.job_id)
    batch = lock_batch(work.session, run.batch_id)
    return Chunk(
        run_id=run.id,
        labels=labels,
        first_in_job=run.first + labels.first,
        job_no=job.job_no,
        first_serial=job.first_serial if job.is_serialised else None,
        stock=job.stock,
        facts=label_facts(work.session, batch),
    )


def _waits_for_first(run: LabelRun) -> bool:
    return run.has_first_article and run.first_scanned_at is None


def _stop_if_forbidden(work: Work, run: LabelRun, ranges: Ranges) -> bool:
    """Stop a run whose labels may not go out at this moment; tell whether it was stopped."""
    batch = lock_batch(work.session, run.batch_id)  # a hold waits, or is seen
    try:
        may_print(work, batch)
    except RegisterError as error:
        rest(work, run, ranges, RunState.STOPPED, stopped_by=error.code)
        return True
    return False


def mark_sent(work: Work, holder: Holder, chunk: Chunk, odometer: int | None) -> bool:
    """Commit that labels go to the printer now; False if they may not, or not any more.

    What may have happened since the chunk was drawn: the batch was held, the enterprise struck
    off, the run paused or cancelled, a label voided, the lease lost.
    """
    lease = lock_lease(work.session, holder.printer)
    if not holds(lease, holder.name, work.now) or lease.run_id is not None:
        return False
    run = lock_run(work.session, chunk.run_id)
    row = working_row(work.session, run.id)
    ranges = read_ranges(row.ranges)
    wanted = chunk.labels
    if RunState(run.state) is not RunState.PRINTING or wanted not in _parts(ranges, wanted):
        return False
    if _stop_if_forbidden(work, run, ranges):
        return False
    for state in (S.RENDERED, S.SENT):
        ranges = move(ranges, wanted.first, wanted.last, state)
    keep_ranges(work, row, ranges, odometer=odometer, trouble=None)
    lease.run_id, lease.leased_until = run.id, holder.until
    return True


def _parts(ranges: Ranges, wanted: LabelRange) -> list[LabelRange]:
    """Cut the labels out of the range that waits around them."""
    return [
        wanted
        for part in ranges
        if part.state is wanted.state and part.first <= wanted.first <= wanted.last <= part.last
    ]


def confirm_sent(work: Work, holder: Holder, run_id: UUID, is_told: bool) -> bool:
    """Record that all labels that were sent are printed; False if the lease was lost meanwhile.

    A printer that tells nothing (`is_told` is False) leaves them `sent`; at the end of the run a
    person is asked once for all of them.
    """
    lease = lock_lease(work.session, holder.printer)
    if not holds(lease, holder.name, work.now) or lease.run_id != run_id:
        return False
    run = lock_run(work.session, run_id)
    row = working_row(work.session, run.id)
    ranges = read_ranges(row.ranges)
    if is_told:
        ranges = move_all(ranges, (S.SENT,), S.CONFIRMED)
    elif find(ranges, S.ALLOCATED) is None or _waits_for_first(run):
        ranges = move_all(ranges, (S.SENT,), S.UNKNOWN)
    lease.run_id, lease.leased_until, row.odometer = None, holder.until, None
    state = state_after(run, ranges)
    if state is RunState.PRINTING:
        keep_ranges(work, row, ranges)
    else:
        rest(work, run, ranges, state)
    return True


def keep_waiting(work: Work, holder: Holder, run_id: UUID | None, trouble: str | None) -> bool:
    """Hold the printer longer and say why a run does not go on; False if the lease was lost."""
    lease = lock_lease(work.session, holder.printer)
    if not holds(lease, holder.name, work.now):
        return False
    lease.leased_until = holder.until
    row = work.session.get(LabelRunWork, run_id) if run_id else None
    if row is not None:
        row.trouble = trouble
    return True


def stop_run(work: Work, run_id: UUID, code: str) -> None:
    """Stop a run that cannot go on, such as one whose labels cannot be drawn."""
    run = lock_run(work.session, run_id)
    if RunState(run.state) is RunState.PRINTING:
        rest(work, run, ranges_of(work.session, run), RunState.STOPPED, stopped_by=code)
