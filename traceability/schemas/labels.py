"""Contracts of label jobs: orders, runs and their progress, answers, reprints, voids, printers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import LabelOutput, LabelState, RunState
from traceability.schemas.types import BlankText40, In, Out, Page, Sentence, Text200, Word

MOST_LABELS = 1_000_000  # in one job: what a package code has room for
PrinterName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
LabelNumber = Annotated[int, Field(ge=1, le=MOST_LABELS, description="1 is the first of the job")]
Scanned = Annotated[
    str,
    StringConstraints(min_length=1, max_length=400),
    Field(description="code, or what a scan read"),
]


class LabelJobCreate(In):
    """An order for labels; `is_serialised` gives every package a code of its own.

    `output` is `printer` where one is named, else `pdf` unless said otherwise.
    """

    batch_id: UUID
    count: int = Field(ge=1, le=MOST_LABELS)
    stock: Word = "60x40"
    is_serialised: bool = False
    output: LabelOutput | None = None
    printer: PrinterName | None = None
    has_first_article: bool = False
    note: Text200 | None = None

    @model_validator(mode="after")
    def _one_way_out(self) -> Self:
        goes_to_printer = self.printer is not None
        if self.output is not None and (self.output is LabelOutput.PRINTER) != goes_to_printer:
            raise PydanticCustomError("label.printer_or_file", "a printer, or a kind of file")
        if self.has_first_article and not goes_to_printer:
            raise PydanticCustomError("label.printer_or_file", "a file has no first article")
        return self

    @property
    def way(self) -> LabelOutput:
        """Give where the labels go."""
        if self.printer is not None:
            return LabelOutput.PRINTER
        return self.output or LabelOutput.PDF


class LabelSpan(Out):
    """Labels in a row in the same state, by their numbers in the job."""

    first: int
    last: int
    state: LabelState


class LabelProgress(Out):
    """How far a run is at this moment; `rate` in labels per second, `seconds_left` by it."""

    job_id: UUID
    run_no: int
    state: RunState
    output: LabelOutput
    printer: str | None
    done: int
    total: int
    void: int
    rate: float | None
    seconds_left: int | None
    unknown: LabelSpan | None
    trouble: str | None
    stopped_by: str | None
    spans: list[LabelSpan]
    changed_at: datetime


class LabelRunPublic(Out):
    """A run of labels through the printer: the first, or a reprint with its reason."""

    run_no: int
    first: int
    last: int
    state: RunState
    output: LabelOutput
    printer: str | None
    has_first_article: bool
    first_scanned_at: datetime | None
    note: str | None
    reason: str | None
    stopped_by: str | None
    settled_by: str | None
    void_count: int
    ordered_by: UUID
    recorded_at: datetime


class LabelVoidPublic(Out):
    """Labels that were voided."""

    first: int
    last: int
    reason: str
    voided_by: UUID
    recorded_at: datetime


class LabelJobPublic(Out):
    """An order for labels, and how far it is."""

    id: UUID
    org_id: UUID
    job_no: int
    batch_id: UUID
    stock: str
    count: int
    is_serialised: bool
    first_serial: int | None
    recorded_at: datetime
    progress: LabelProgress | None = None


class LabelJobDetail(LabelJobPublic):
    """An order for labels with its runs and voided labels; a reprint is a run with a reason."""

    runs: list[LabelRunPublic]
    voids: list[LabelVoidPublic]
    reprinted: int


class LabelJobPage(Page):
    """A page of label jobs."""

    items: list[LabelJobPublic]


class LabelJobQuery(In):
    """Which label jobs are wanted."""

    q: BlankText40 | None = Field(default=None, description="part of a lot or a product")
    is_open: bool | None = None
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = None
    limit: int = Field(default=50, ge=1, le=200)


class LabelJobListed(LabelJobPublic):
    """A label job in a list, with the lot that it is for."""

    lot: str
    product: str


class LabelJobsListed(Page):
    """A page of label jobs, the newest first."""

    items: list[LabelJobListed]


class LabelAnswer(In):
    """The last label that somebody sees on the roll, by number or code.

    The number before the first unknown label says that none of them was printed; 0 where the very
    first one is unknown.
    """

    last_seen: int | None = Field(default=None, ge=0, le=MOST_LABELS)
    code: Scanned | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.last_seen is None) == (self.code is None):
            raise PydanticCustomError("label.number_or_code", "a number, or a code")
        return self


class FirstArticle(In):
    """What was read off label 1."""

    scanned: Scanned


class LabelReprintCreate(In):
    """Labels of a job to be printed once more, and why."""

    first: LabelNumber
    last: LabelNumber
    reason: Sentence
    printer: PrinterName | None = None


class LabelVoidCreate(In):
    """Damaged or lost labels, by numbers or by scanned codes, and why."""

    first: LabelNumber | None = None
    last: LabelNumber | None = None
    codes: list[Scanned] = Field(default_factory=list, max_length=500)
    reason: Sentence

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        has_numbers = self.first is not None and self.last is not None
        is_half = (self.first is None) != (self.last is None)
        if is_half or has_numbers == bool(self.codes):
            raise PydanticCustomError("label.number_or_code", "numbers, or codes")
        return self


class PrinterPublic(Out):
    """A printer of the settings, and who prints on it."""

    name: str
    language: str
    dpi: int
    is_busy: bool
    waiting: int


class PrinterPage(Page):
    """All printers."""

    items: list[PrinterPublic]
