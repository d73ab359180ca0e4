"""Story: the labels of a job go into a file, as often as it is fetched: always the same codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from label_printer.stock import load_stock
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.kinds import LabelOutput, LabelState, RunState
from traceability.domain.label_ranges import LabelRange, move_all
from traceability.storage.batches import lock_batch
from traceability.storage.label_runs import get_own_job, lock_current, rest, state_after
from traceability.storage.labels import LabelFacts, label_facts, may_print
from traceability.storage.work import Work

S = LabelState


@dataclass(frozen=True, slots=True)
class FileOrder:
    """What the file of a job holds: the numbers of its labels, and what they say."""

    job_id: UUID
    job_no: int
    day: date  # on which it was ordered, in China
    output: LabelOutput
    stock: str
    first_serial: int | None
    numbers: tuple[LabelRange, ...]  # places in the job; void ones are left out
    facts: LabelFacts
    start: int = 1  # the first free place of a sheet that was begun before

    @property
    def count(self) -> int:
        """Count the labels."""
        return sum(part.count for part in self.numbers)


def take_file(work: Work, job_id: UUID, start: int = 1) -> FileOrder:
    """Draw the file of a job: its labels are rendered from now on, and the file is on record.

    A file may be fetched again: it holds the same codes. `start` is the first free place of a
    sheet of labels that was begun before, from 1; raises RuleError "label.start" off the sheet.
    """
    work.actor.require(Action.PRINT_LABELS)
    job, run, ranges = lock_current(work, job_id)
    if run.printer is not None or RunState(run.state) is RunState.CANCELLED:
        raise RuleError("label.no_file", state=run.state)
    _check_start(job.stock, LabelOutput(run.output), start)
    batch = lock_batch(work.session, job.batch_id)
    may_print(work, batch)
    after = move_all(ranges, (S.ALLOCATED,), S.RENDERED)
    if after != ranges:
        rest(work, run, after, state_after(run, after))
    return FileOrder(
        job_id=job.id,
        job_no=job.job_no,
        day=civil_date(job.recorded_at),
        output=LabelOutput(run.output),
        stock=job.stock,
        first_serial=job.first_serial if job.is_serialised else None,
        numbers=tuple(
            LabelRange(run.first + part.first, run.first + part.last, part.state)
            for part in after
            if part.state is not S.VOID
        ),
        facts=label_facts(work.session, batch),
        start=start,
    )


def _check_start(stock: str, output: LabelOutput, start: int) -> None:
    """Refuse a place that a sheet does not have; only sheets are begun before."""
    if start == 1:
        return
    sheet = load_stock(stock).sheet if output is LabelOutput.PDF else None
    if sheet is None or start > sheet.positions:
        raise RuleError("label.start", field="start", most=sheet.positions if sheet else 1)


def check_file(work: Work, job_id: UUID) -> bool:
    """Refuse to draw on if the batch or the enterprise was stopped meanwhile."""
    work.actor.require(Action.PRINT_LABELS)
    may_print(work, lock_batch(work.session, get_own_job(work, job_id).batch_id))
    return True
