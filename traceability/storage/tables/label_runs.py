"""How far are the labels of a job? Runs of the printer, voided labels, and who prints now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from traceability.domain.kinds import LabelOutput, RunState
from traceability.storage.tables.base import OwnedRecord, one_of, positive


class LabelRun(OwnedRecord, table=True):
    """One passage of a job's labels through the printer: the first, or a reprint with a reason.

    Run number 0 is the first one and holds what each label of the job came to. `first` is the
    place in the job of the run's label 0. `ranges` is written as `domain/label_ranges.py` says,
    each time the run comes to rest; between two rests they live in `LabelRunWork`.
    """

    __tablename__ = "label_run"
    __table_args__ = (
        UniqueConstraint("org_id", "job_id", "run_no", name="uq_label_run_number"),
        Index("ix_label_run_waiting", "state", "printer", "id"),
        positive("label_run", "count"),
        one_of("label_run", "output", LabelOutput),
        one_of("label_run", "state", RunState),
    )

    job_id: UUID = Field(foreign_key="label_job.id", index=True)
    batch_id: UUID
    run_no: int
    first: int
    count: int
    output: str = Field(max_length=8)
    printer: str | None = Field(default=None, max_length=40)  # by its name in the settings
    has_first_article: bool  # the run waits after label 1 until it was scanned
    first_scanned_at: datetime | None = None
    note: str | None = Field(default=None, max_length=200)
    reason: str | None = Field(default=None, max_length=500)  # of a reprint
    ordered_by: UUID
    state: str = Field(max_length=14)
    stopped_by: str | None = Field(default=None, max_length=60)  # code of the refusal
    settled_by: str | None = Field(default=None, max_length=8)  # person | odometer: last answer
    void_count: int = 0
    ranges: str = Field(sa_type=Text)
    revision: int = 1


class LabelVoid(OwnedRecord, table=True):
    """Labels of a job that were damaged or lost: who voided them, and why."""

    __tablename__ = "label_void"
    __table_args__ = (Index("ix_label_void_job", "job_id", "first"),)

    job_id: UUID = Field(foreign_key="label_job.id")
    first: int
    last: int
    reason: str = Field(max_length=500)
    voided_by: UUID


class LabelRunWork(SQLModel, table=True):
    """How far a run is at this moment. Working state: at rest the record says the same.

    `odometer` is what the printer had counted before the labels that are `sent` now.
    """

    __tablename__ = "label_run_work"

    run_id: UUID = Field(primary_key=True, foreign_key="label_run.id")
    ranges: str = Field(sa_type=Text)
    odometer: int | None = None
    trouble: str | None = Field(default=None, max_length=60)  # why it does not go on just now
    began_at: datetime | None = None  # the present stretch without a break
    done_before: int = 0  # labels that were printed before it
    changed_at: datetime


class PrinterLease(SQLModel, table=True):
    """Which worker prints on a printer now: one at a time. Working state, not a record."""

    __tablename__ = "printer_lease"

    printer: str = Field(primary_key=True, max_length=40)
    leased_by: str | None = Field(default=None, max_length=80)
    leased_until: datetime | None = None
    run_id: UUID | None = None  # whose labels were sent and not settled yet
