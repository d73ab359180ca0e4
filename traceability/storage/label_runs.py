"""Queries and changes: runs of a job's labels, their ranges, and who holds a printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import OPEN_RUNS, LabelOutput, LabelState, RunState
from traceability.domain.label_ranges import (
    Ranges,
    allocate,
    count_in,
    find,
    read_ranges,
    write_ranges,
)
from traceability.storage.ids import new_id
from traceability.storage.tables import LabelJob, LabelRun, LabelRunWork, LabelVoid, PrinterLease
from traceability.storage.work import Work

DONE = (LabelState.CONFIRMED, LabelState.VOID)


@dataclass(frozen=True, slots=True)
class RunOrder:
    """Which labels of a job shall go where; a reprint has a reason."""

    first: int
    count: int
    output: LabelOutput
    printer: str | None = None
    has_first_article: bool = False
    note: str | None = None
    reason: str | None = None


def get_own_job(work: Work, job_id: UUID) -> LabelJob:
    """Give a label job of the actor's organisation, or raise NotFoundError."""
    job = work.session.get(LabelJob, job_id)
    if job is None or not work.actor.owns(job.org_id):
        raise NotFoundError("label.job_not_found", id=job_id)
    return job


def add_run(work: Work, job: LabelJob, order: RunOrder) -> LabelRun:
    """Record a run of a job's labels; it waits for its printer, or for its file to be fetched."""
    is_printed = order.output is LabelOutput.PRINTER
    earlier = select(func.count(col(LabelRun.id))).where(LabelRun.job_id == job.id)
    ranges = write_ranges(allocate(order.count))
    run = LabelRun(
        id=new_id(),
        recorded_at=work.now,
        org_id=job.org_id,
        job_id=job.id,
        batch_id=job.batch_id,
        run_no=work.session.exec(earlier).one(),
        first=order.first,
        count=order.count,
        output=order.output.value,
        printer=order.printer if is_printed else None,
        has_first_article=order.has_first_article and is_printed,
        note=order.note,
        reason=order.reason,
        ordered_by=work.actor.user_id,
        state=(RunState.QUEUED if is_printed else RunState.READY).value,
        ranges=ranges,
    )
    work.add(run)
    work.session.flush()
    work.session.add(LabelRunWork(run_id=run.id, ranges=ranges, changed_at=work.now))
    return run


def list_runs(session: Session, job_id: UUID) -> Sequence[LabelRun]:
    """List the runs of a job, the first one first."""
    query = select(LabelRun).where(LabelRun.job_id == job_id).order_by(col(LabelRun.run_no))
    return session.exec(query).all()


def runs_of_jobs(session: Session, job_ids: Sequence[UUID]) -> dict[UUID, list[LabelRun]]:
    """Give the runs of several jobs at once."""
    found: dict[UUID, list[LabelRun]] = {}
    query = select(LabelRun).where(col(LabelRun.job_id).in_(job_ids))
    for run in session.exec(query.order_by(col(LabelRun.run_no))):
        found.setdefault(run.job_id, []).append(run)
    return found


def voids_of(session: Session, job_id: UUID) -> Sequence[LabelVoid]:
    """List the voided labels of a job, as they were voided."""
    query = select(LabelVoid).where(LabelVoid.job_id == job_id).order_by(col(LabelVoid.id))
    return session.exec(query).all()


def current_run(runs: Sequence[LabelRun]) -> LabelRun:
    """Give the run that people speak of: the one that is open, else the last."""
    return next((run for run in reversed(runs) if RunState(run.state) in OPEN_RUNS), runs[-1])


def lock_runs(session: Session, job_id: UUID) -> Sequence[LabelRun]:
    """Give the runs of a job, and keep workers and people from changing them until the commit.

    Raises RuleError "label.no_run" for a job of an earlier release.
    """
    query = (
        select(LabelRun)
        .where(LabelRun.job_id == job_id)
        .order_by(col(LabelRun.run_no))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    runs = session.exec(query).all()
    if not runs:
        raise RuleError("label.no_run", id=job_id)
    return runs


def lock_current(work: Work, job_id: UUID) -> tuple[LabelJob, LabelRun, Ranges]:
    """Give one's own job with its current run, locked, and the states of the run's labels."""
    job = get_own_job(work, job_id)
    run = current_run(lock_runs(work.session, job.id))
    return job, run, ranges_of(work.session, run)


def lock_run(session: Session, run_id: UUID) -> LabelRun:
    """Give one run, locked until the commit."""
    query = select(LabelRun).where(LabelRun.id == run_id).with_for_update()
    run = session.exec(query.execution_options(populate_existing=True)).first()
    if run is None:
        raise NotFoundError("label.job_not_found", id=run_id)
    return run


def working_row(session: Session, run_id: UUID) -> LabelRunWork:
    """Give the working row of a run, as it is now."""
    query = select(LabelRunWork).where(LabelRunWork.run_id == run_id)
    return session.exec(query.execution_options(populate_existing=True)).one()


def working_rows(session: Session, run_ids: Sequence[UUID]) -> dict[UUID, LabelRunWork]:
    """Give the working rows of several runs."""
    query = select(LabelRunWork).where(col(LabelRunWork.run_id).in_(run_ids))
    return {row.run_id: row for row in session.exec(query)}


def ranges_of(session: Session, run: LabelRun) -> Ranges:
    """Give the states of a run's labels at this moment."""
    return read_ranges(working_row(session, run.id).ranges)


def keep_ranges(work: Work, row: LabelRunWork, ranges: Ranges, **values: Any) -> None:
    """Keep the ranges of a run that goes on: the record follows when it rests."""
    row.ranges, row.changed_at = write_ranges(ranges), work.now
    for name, value in values.items():
        setattr(row, name, value)
    work.session.add(row)


def rest(work: Work, run: LabelRun, ranges: Ranges, state: RunState, **values: Any) -> None:
    """Bring a run to a state, and record what its labels came to until now."""
    row = working_row(work.session, run.id)
    if state is not RunState.PRINTING:
        row.began_at = None
    keep_ranges(work, row, ranges, trouble=None)
    work.change(
        run,
        state=state.value,
        ranges=write_ranges(ranges),
        void_count=count_in(ranges, LabelState.VOID),
        **values,
    )


def state_after(run: LabelRun, ranges: Ranges) -> RunState:
    """Tell how a run stands once its labels came to these states.

    What a person or a rule has stopped does not go on by itself; a cancelled run stays so.
    """
    now = RunState(run.state)
    if now is RunState.CANCELLED:
        return now
    if find(ranges, LabelState.UNKNOWN) is not None:
        return RunState.UNANSWERED
    if count_in(ranges, *DONE) == run.count:
        return RunState.DONE
    is_first_due = run.has_first_article and run.first_scanned_at is None
    if is_first_due and count_in(ranges, LabelState.CONFIRMED):
        return RunState.FIRST_ARTICLE
    return RunState.QUEUED if now in _SETTLED else now


_SETTLED = (RunState.UNANSWERED, RunState.FIRST_ARTICLE)  # the question was answered


def missing_state(run: LabelRun) -> LabelState:
    """Tell what becomes of a label that was not printed: it waits again, or is void for good.

    It is void where nobody will print it, in a first run that was cancelled; the labels of a
    cancelled reprint were printed before.
    """
    is_over = RunState(run.state) is RunState.CANCELLED and run.run_no == 0
    return LabelState.VOID if is_over else LabelState.ALLOCATED


def waiting_run(session: Session, printer: str) -> LabelRun | None:
    """Give the run that goes on with a printer: the one that has begun, else the oldest."""
    query = (
        select(LabelRun)
        .where(
            LabelRun.printer == printer,
            col(LabelRun.state).in_([RunState.PRINTING.value, RunState.QUEUED.value]),
        )
        .order_by((col(LabelRun.state) == RunState.PRINTING.value).desc(), col(LabelRun.id))
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.exec(query).first()


def count_waiting(session: Session, printer: str, org_id: UUID) -> int:
    """Count an organisation's runs that wait for a printer or print on it."""
    query = select(func.count(col(LabelRun.id))).where(
        LabelRun.printer == printer,
        LabelRun.org_id == org_id,
        col(LabelRun.state).in_([RunState.PRINTING.value, RunState.QUEUED.value]),
    )
    return session.exec(query).one()


def lease_of(session: Session, printer: str) -> PrinterLease | None:
    """Give the lease of a printer, if it was ever used."""
    return session.get(PrinterLease, printer)


def lock_lease(session: Session, printer: str) -> PrinterLease:
    """Give the lease of a printer, locked until the commit; it is made at its first use."""
    query = select(PrinterLease).where(PrinterLease.printer == printer).with_for_update()
    lease = session.exec(query.execution_options(populate_existing=True)).first()
    if lease is None:
        lease = PrinterLease(printer=printer)
        session.add(lease)
        session.flush()
    return lease


def holds(lease: PrinterLease, holder: str, now: datetime) -> bool:
    """Tell whether a worker still holds a printer."""
    return lease.leased_by == holder and lease.leased_until is not None and lease.leased_until > now
