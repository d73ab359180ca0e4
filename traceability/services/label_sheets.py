"""Story: people open a label job and see what became of each label, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from traceability.domain.access import Action
from traceability.publishing.label_progress import show_job, show_progress
from traceability.schemas.labels import LabelJobDetail, LabelProgress
from traceability.storage.batches import get_batch
from traceability.storage.label_runs import get_own_job, list_runs, working_rows
from traceability.storage.parties import names_of_users
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
        people=names_of_users(work.session, ids),
    )
