"""How far is a label job? Runs, ranges and voided labels as people read them, counted from 1."""

from __future__ import annotations

import math
from collections.abc import Sequence

from traceability.domain.kinds import LabelOutput, LabelState, RunState
from traceability.domain.label_ranges import LabelRange, count_in, find, read_ranges
from traceability.schemas.labels import (
    LabelJobDetail,
    LabelJobPublic,
    LabelProgress,
    LabelRunPublic,
    LabelSpan,
    LabelVoidPublic,
)
from traceability.storage.label_runs import (
    current_run,
    list_runs,
    runs_of_jobs,
    voids_of,
    working_row,
    working_rows,
)
from traceability.storage.tables import LabelJob, LabelRun, LabelRunWork
from traceability.storage.work import Work

MOST_SPANS = 200  # shown: the API gives counts for all


def show_progress(run: LabelRun, row: LabelRunWork) -> LabelProgress:
    """Tell how far a run is, by the numbers of the job's labels."""
    ranges = read_ranges(row.ranges)
    done, void = count_in(ranges, LabelState.CONFIRMED), count_in(ranges, LabelState.VOID)
    rate = _rate(row, done)
    unknown = find(ranges, LabelState.UNKNOWN)
    left = run.count - done - void
    return LabelProgress(
        job_id=run.job_id,
        run_no=run.run_no,
        state=RunState(run.state),
        output=LabelOutput(run.output),
        printer=run.printer,
        done=done,
        total=run.count,
        void=void,
        rate=round(rate, 2) if rate else None,
        seconds_left=math.ceil(left / rate) if rate else None,
        unknown=_span(run, unknown) if unknown else None,
        trouble=row.trouble,
        stopped_by=run.stopped_by if run.state == RunState.STOPPED else None,
        spans=[_span(run, part) for part in ranges[:MOST_SPANS]],
        changed_at=row.changed_at,
    )


def _rate(row: LabelRunWork, done: int) -> float | None:
    """Give labels per second since the run last began; None while it does not go on."""
    if row.began_at is None or done <= row.done_before:
        return None
    seconds = (row.changed_at - row.began_at).total_seconds()
    return (done - row.done_before) / seconds if seconds > 0 else None


def _span(run: LabelRun, part: LabelRange) -> LabelSpan:
    first, last = run.first + part.first + 1, run.first + part.last + 1
    return LabelSpan(first=first, last=last, state=part.state)


def list_publicly(work: Work, jobs: Sequence[LabelJob]) -> list[LabelJobPublic]:
    """Show jobs of a list with the progress of each."""
    runs = runs_of_jobs(work.session, [job.id for job in jobs])
    shown = {job_id: current_run(found) for job_id, found in runs.items()}
    rows = working_rows(work.session, [run.id for run in shown.values()])
    items = []
    for job in jobs:
        item = LabelJobPublic.model_validate(job)
        if job.id in shown:
            item.progress = show_progress(shown[job.id], rows[shown[job.id].id])
        items.append(item)
    return items


def show_job(work: Work, job: LabelJob) -> LabelJobDetail:
    """Show a job with all of its runs and voided labels."""
    runs = list_runs(work.session, job.id)
    current = current_run(runs) if runs else None
    progress = None
    if current is not None:
        progress = show_progress(current, working_row(work.session, current.id))
    return LabelJobDetail(
        **LabelJobPublic.model_validate(job).model_dump(exclude={"progress"}),
        progress=progress,
        runs=[show_run(run) for run in runs],
        voids=[
            LabelVoidPublic(
                first=void.first + 1,
                last=void.last + 1,
                reason=void.reason,
                voided_by=void.voided_by,
                recorded_at=void.recorded_at,
            )
            for void in voids_of(work.session, job.id)
        ],
        reprinted=sum(run.count for run in runs if run.run_no),
    )


def show_run(run: LabelRun) -> LabelRunPublic:
    """Show one run by the numbers of the job's labels."""
    said = {name: getattr(run, name) for name in LabelRunPublic.model_fields if name != "last"}
    return LabelRunPublic(**said | {"first": run.first + 1, "last": run.first + run.count})
