"""Contracts of samples on a laboratory's bench, and of what is typed about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import InspectionKind, ResultVerdict, SampleState, Unit
from traceability.schemas.limits import Parameter
from traceability.schemas.types import (
    BlankText40,
    In,
    Out,
    Page,
    Person,
    Sentence,
    Sha256,
    SpokenAmount,
    SpokenUnit,
    Text60,
    Text200,
    Text300,
    Word,
)

MOST_VALUES = 200
PanelCode = Literal["sampling", "factory", "full"]


class SampleCreate(In):
    """A sample that came in: of which lot, why, and what is to be measured.

    `replaces_id` names the failing report that this sample tests again (复检).
    """

    batch_id: UUID
    kind: InspectionKind
    sample_no: Word
    sampled_on: date
    received_on: date
    sampled_place: Text200 | None = None
    sampled_amount: SpokenAmount | None = None
    sampled_unit: SpokenUnit | None = None
    sampled_by: Person | None = None
    panel: PanelCode = "sampling"
    replaces_id: UUID | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> SampleCreate:
        if self.received_on < self.sampled_on:
            raise PydanticCustomError("sample.dates", "received before it was sampled")
        return self


class SampleValues(In):
    """What is typed at this moment: a text per parameter; an empty one takes a value back."""

    values: dict[Parameter, BlankText40] = Field(max_length=MOST_VALUES)


class SampleReport(In):
    """The report that a sample becomes; a second person signs it."""

    report_no: Text60
    reported_on: date
    basis: Text300 | None = None
    certificate_sha256: Sha256 | None = None


class SampleDiscard(In):
    """Why a sample is given up: spoilt, mixed up, entered twice."""

    reason: Sentence


class SampleRow(Out):
    """One item of the sheet: what it is called, its limit, what was typed, and what that means."""

    parameter: str
    parameter_zh: str
    parameter_en: str
    method: str | None
    unit: str
    limit_zh: str | None
    limit_en: str | None
    standard: str | None
    value: str
    verdict: ResultVerdict | None  # none while nothing is typed
    message_zh: str | None
    message_en: str | None


class SamplePublic(Out):
    """A sample as registered."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    batch_org_id: UUID
    kind: InspectionKind
    sample_no: str
    sampled_on: date
    sampled_place: str | None
    sampled_amount: int | None
    sampled_unit: Unit | None
    received_on: date
    due_on: date
    panel: str
    parameters: list[str]
    replaces_id: UUID | None
    state: SampleState
    inspection_id: UUID | None
    discarded_reason: str | None
    recorded_at: datetime


class SampleListed(SamplePublic):
    """A sample in a worklist: with its goods, and how much is typed already."""

    lot: str
    product: str
    enterprise: str
    typed: int


class SampleScanned(Out):
    """What a scan at the bench led to: a sample, or a lot with none or several that wait."""

    sample_id: UUID | None = None
    lot: str | None = None
    is_waiting: bool = False


class SamplePage(Page):
    """A page of samples."""

    items: list[SampleListed]


class SampleSheet(SampleListed):
    """A sample with its sheet."""

    produced_on: date
    rows: list[SampleRow]
    saved_at: datetime | None


class SampleQuery(In):
    """Which samples to list: those that wait come first due first."""

    state: SampleState = SampleState.WAITING
    kind: InspectionKind | None = None
    q: BlankText40 | None = Field(
        default=None, description="part of a sample number, a lot, a product or an enterprise"
    )
    sort: Literal["due", "-due"] = Field(default="due", description="of those that wait")
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = None
    limit: int = Field(default=50, ge=1, le=200)
