"""Story: people open a label job and see what became of each label, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.kinds import OPEN_RUNS
from traceability.publishing.label_progress import list_publicly, show_job, show_progress
from traceability.schemas.labels import (
    LabelJobDetail,
    LabelJobListed,
    LabelJobQuery,
    LabelJobsListed,
    LabelProgress,
)
from traceability.storage.batches import batches_by_id, get_batch
from traceability.storage.label_runs import get_own_job, list_runs, working_rows
from traceability.storage.paging import Slice, count_up_to, sorted_page
from traceability.storage.parties import user_names
from traceability.storage.tables import Batch, LabelJob, LabelRun
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class JobSheet:
    """A label job with all that its page shows.

    `whole` is the first run, that of every label of the job; `asked` is the run about which a
    person is asked, also where it was cancelled.
    """

    job: LabelJobDetail
    lot: str
    product: str
    whole: LabelProgress | None
    asked: LabelProgress | None
    people: Mapping[UUID, str]


def read_job_sheet(work: Work, job_id: UUID) -> JobSheet:
    """Give a label job with its labels, its history and the people in it."""
    work.actor.require(Action.PRINT_LABELS)
    job = get_own_job(work, job_id)
    batch = get_batch(work.session, job.batch_id)
    runs = list_runs(work.session, job.id)
    rows = working_rows(work.session, [run.id for run in runs])
    shown = [show_progress(run, rows[run.id]) for run in runs]
    detail = show_job(work, job)
    ids = {run.ordered_by for run in runs} | {void.voided_by for void in detail.voids}
    return JobSheet(
        job=detail,
        lot=batch.lot,
        product=batch.name,
        whole=shown[0] if shown else None,
        asked=next((each for each in shown if each.unknown is not None), None),
        people=user_names(work.session, ids),
    )


def find_label_jobs(work: Work, chosen: LabelJobQuery) -> LabelJobsListed:
    """List the caller's label jobs that match, the newest first, each with its lot."""
    work.actor.require(Action.PRINT_LABELS)
    wanted = Slice(chosen.cursor, chosen.limit, is_descending=True)
    by, key = col(LabelJob.job_no), col(LabelJob.id)
    rows, following = sorted_page(work.session, _matching(work, chosen), by, key, wanted)
    lots = batches_by_id(work.session, (row.batch_id for row in rows))
    items = [
        LabelJobListed(
            **shown.model_dump(), lot=lots[shown.batch_id].lot, product=lots[shown.batch_id].name
        )
        for shown in list_publicly(work, rows)
    ]
    return LabelJobsListed(items=items, next=following)


def count_label_jobs(work: Work, chosen: LabelJobQuery) -> int:
    """Count the label jobs that match, wherever the page begins."""
    work.actor.require(Action.PRINT_LABELS)
    return count_up_to(work.session, _matching(work, chosen))


def _matching(work: Work, chosen: LabelJobQuery) -> SelectOfScalar[LabelJob]:
    query = select(LabelJob).where(LabelJob.org_id == work.actor.org_id)
    if chosen.q:
        lots = select(Batch.id).where(
            Batch.org_id == work.actor.org_id,
            col(Batch.lot).contains(chosen.q, autoescape=True)
            | col(Batch.name).contains(chosen.q, autoescape=True),
        )
        query = query.where(col(LabelJob.batch_id).in_(lots))
    if chosen.is_open is not None:
        states = [state.value for state in OPEN_RUNS]
        still = select(LabelRun.job_id).where(
            LabelRun.org_id == work.actor.org_id, col(LabelRun.state).in_(states)
        )
        is_in = col(LabelJob.id).in_(still)
        query = query.where(is_in if chosen.is_open else ~is_in)
    return query
