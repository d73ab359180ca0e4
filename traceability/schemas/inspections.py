"""Contracts of laboratory reports, their results, certificates and re-tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import (
    BatchStatus,
    CertificateType,
    InspectionKind,
    ReportState,
    ResultVerdict,
    RetestState,
    Succession,
    Unit,
)
from traceability.domain.limits import Measured
from traceability.domain.quantities import to_register
from traceability.domain.report_drafts import ReportDraft, ResultDraft
from traceability.schemas.limits import MeasuredText, Parameter
from traceability.schemas.products import Process
from traceability.schemas.types import (
    BlankText20,
    BlankText40,
    In,
    Name,
    Out,
    Page,
    Person,
    Sentence,
    Sha256,
    SpokenAmount,
    SpokenUnit,
    Text20,
    Text60,
    Text200,
    Text300,
    Word,
)

MOST_RESULTS = 200


class ResultCreate(In):
    """One measured item. What it comes to is not said here: the register judges it.

    A value is a decimal, `1.2×10³`, `<0.01`, 未检出 or ND, always as a string. The names are only
    needed for an item that the limits catalogue does not know.
    """

    parameter: Parameter
    value: Annotated[MeasuredText, Field(min_length=1, examples=["0.04", "未检出"])]
    unit: BlankText20 = Field(default="", examples=["mg/kg"])
    detection_limit: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    method: Text60 | None = None
    parameter_zh: Name | None = None
    parameter_en: Name | None = None

    def draft(self) -> ResultDraft:
        """Write the result as the register judges it."""
        measured = Measured(self.parameter, self.value, self.unit, self.detection_limit)
        return ResultDraft(measured, self.method, self.parameter_zh, self.parameter_en)


class InspectionCreate(In):
    """A report on a sample of one batch, as it is entered.

    An agency's report counts once a second person signed it. An enterprise's report on its own
    lot counts at once, unless `sign` is false because a colleague is to sign it. `process` and
    `grade` are for raw lots; those of a product are known.
    """

    batch_id: UUID
    kind: InspectionKind
    sample_no: Word
    sampled_on: date
    sampled_at_id: UUID | None = None
    sampled_place: Text200 | None = None
    sampled_amount: SpokenAmount | None = None
    sampled_unit: SpokenUnit | None = None
    sampled_by: Person | None = None
    report_no: Text60
    reported_on: date
    basis: Text300 | None = None
    process: Process | None = None
    grade: Text20 | None = None
    certificate_sha256: Sha256 | None = None
    replaces_id: UUID | None = None
    sign: bool | None = None
    results: list[ResultCreate] = Field(min_length=1, max_length=MOST_RESULTS)

    @model_validator(mode="after")
    def _is_in_order(self) -> InspectionCreate:
        if self.reported_on < self.sampled_on:
            raise PydanticCustomError("inspection.dates", "reported before it was sampled")
        parameters = [result.parameter for result in self.results]
        if len(set(parameters)) != len(parameters):
            raise PydanticCustomError("inspection.parameter_twice", "a parameter stands twice")
        return self

    def draft(self) -> ReportDraft:
        """Write the report as the register judges it: amounts in its own units."""
        amount, unit = None, None
        if self.sampled_amount is not None and self.sampled_unit is not None:
            amount, kept = to_register(self.sampled_amount, self.sampled_unit)
            unit = kept.value
        left_out = {"results", "sign", "sampled_amount", "sampled_unit"}
        return ReportDraft(
            **self.model_dump(exclude=left_out),
            sampled_amount=amount,
            sampled_unit=unit,
            is_signed=self.sign,
            results=tuple(said.draft() for said in self.results),
        )


class WithdrawalCreate(In):
    """Why a report that is not signed yet is given up: it will be entered anew."""

    reason: Sentence


class ResultPublic(Out):
    """A result as recorded, with the limit that decided and, in `judgements`, all that applied."""

    parameter: str
    parameter_zh: str
    parameter_en: str
    value: str
    is_not_detected: bool
    detection_limit: str | None
    unit: str
    method: str | None
    operator: str | None
    limit_value: str | None
    limit_unit: str | None
    limit_standard: str | None
    limit_clause: str | None
    how: str | None
    kind: str
    verdict: ResultVerdict
    judgements: list[dict[str, Any]]


class InspectionPublic(Out):
    """A report as recorded; its verdicts follow from its results."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    kind: InspectionKind
    sample_no: str
    sampled_on: date
    sampled_at_id: UUID | None
    sampled_place: str | None
    sampled_amount: int | None
    sampled_unit: Unit | None
    report_no: str
    reported_on: date
    basis: str | None
    food_category: str | None
    process: str | None
    grade: str | None
    verdict: ResultVerdict
    safety_verdict: ResultVerdict
    grade_verdict: ResultVerdict
    certificate_sha256: str | None
    certificate_type: CertificateType | None
    replaces_id: UUID | None
    succession: Succession | None
    state: ReportState
    entered_by: UUID
    signed_by: UUID | None
    signed_at: datetime | None
    cma_no: str | None
    withdrawn_reason: str | None
    recorded_at: datetime
    results: list[ResultPublic] = Field(default_factory=list)


class InspectionPage(Page):
    """A page of reports."""

    items: list[InspectionPublic]


class SignaturesCreate(In):
    """Which reports to sign, all of them or none."""

    ids: list[UUID] = Field(min_length=1, max_length=500)


class SignedReports(Out):
    """The reports that were signed."""

    items: list[InspectionPublic]


class SheetReport(Out):
    """What a line of a spreadsheet became, or would become; no id in a dry run."""

    row: int
    id: UUID | None
    report_no: str
    verdict: ResultVerdict
    safety_verdict: ResultVerdict
    state: ReportState


class ReportSheetPublic(Out):
    """All reports of a spreadsheet; in a dry run nothing of it was recorded."""

    is_dry_run: bool
    items: list[SheetReport]


class InspectionQuery(In):
    """Which reports to list; `open` are those that failed for safety and still count.

    `own` are the caller's own reports, without those on its lots or that it is to test again.
    """

    batch_id: UUID | None = None
    state: ReportState | None = None
    verdict: ResultVerdict | None = None
    kind: InspectionKind | None = None
    open: bool = False
    own: bool = False
    q: BlankText40 | None = Field(default=None, description="part of a report's or sample's number")
    newest_first: bool = False
    cursor: str | None = Field(default=None, max_length=100)
    limit: int = Field(default=50, ge=1, le=200)


class CertificatePublic(Out):
    """A certificate file that was kept; reports name it by its hash."""

    sha256: str
    media_type: CertificateType
    size: int
    recorded_at: datetime


class RetestCreate(In):
    """An enterprise asks another agency to test a failed sample again (复检)."""

    inspection_id: UUID
    agency_id: UUID
    reason: Sentence


class RetestPublic(Out):
    """A request for a re-test; `decided_by_id` is the report that decided it."""

    id: UUID
    org_id: UUID
    inspection_id: UUID
    batch_id: UUID
    agency_id: UUID
    reason: str
    last_day: date
    state: RetestState
    decided_by_id: UUID | None
    recorded_at: datetime


class RetestPage(Page):
    """A page of requests for re-tests."""

    items: list[RetestPublic]


class RelativePublic(Out):
    """A lot that shares a raw lot with another."""

    batch_id: UUID
    lot: str
    name: str
    org_id: UUID
    org_name: str
    status: BatchStatus
    is_raw: bool
    shared: list[str]  # the raw lots that both come from


class RelativesPublic(Out):
    """All lots that come from the same raw lots as a batch, nearest first."""

    batch_id: UUID
    items: list[RelativePublic]


class RelativesHoldCreate(In):
    """Hold the relatives of a batch: some by id, or all that can still be held."""

    reason: Sentence
    batch_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=500)


class RelativesHeld(Out):
    """Which lots were held; those that were stopped already stay as they were."""

    held: list[UUID]
