"""Contracts of inspections and their results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import InspectionKind, ResultVerdict, Unit
from traceability.schemas.types import (
    In,
    Name,
    Out,
    Page,
    Person,
    Sha256,
    SpokenAmount,
    SpokenUnit,
    Text20,
    Text60,
    Text300,
    Word,
)

MeasuredValue = Annotated[
    str, StringConstraints(pattern=r"^(<\s?)?[0-9]{1,12}(\.[0-9]{1,9})?$|^未检出$|^ND$")
]
PlainDecimal = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,9})?$")]


class ResultCreate(In):
    """One measured item with the limit that it was judged by; decimals are strings."""

    parameter: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    parameter_zh: Name
    parameter_en: Name
    value: MeasuredValue = Field(examples=["0.04", "未检出"])
    detection_limit: PlainDecimal | None = None
    unit: Text20 = Field(examples=["mg/kg"])
    method: Text60 | None = None
    operator: Literal["<=", ">=", "<", ">", "range", "ND", "prohibited"] | None = None
    limit_value: Word | None = None
    limit_standard: Text60 | None = None
    limit_id: Text20 | None = None
    kind: Literal["safety", "quality", "additive"] = "safety"
    verdict: ResultVerdict


class InspectionCreate(In):
    """A signed report on a sample of one batch."""

    batch_id: UUID
    kind: InspectionKind
    sample_no: Word
    sampled_on: date
    sampled_at_id: UUID | None = None
    sampled_amount: SpokenAmount | None = None
    sampled_unit: SpokenUnit | None = None
    sampled_by: Person | None = None
    report_no: Text60
    reported_on: date
    basis: Text300 | None = None
    certificate_sha256: Sha256 | None = None
    replaces_id: UUID | None = None
    results: list[ResultCreate] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _is_in_order(self) -> InspectionCreate:
        if self.reported_on < self.sampled_on:
            raise PydanticCustomError("inspection.dates", "reported before it was sampled")
        parameters = [result.parameter for result in self.results]
        if len(set(parameters)) != len(parameters):
            raise PydanticCustomError("inspection.parameter_twice", "a parameter stands twice")
        return self


class ResultPublic(Out):
    """A result as recorded."""

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
    limit_standard: str | None
    kind: str
    verdict: ResultVerdict


class InspectionPublic(Out):
    """A report as recorded; its verdict follows from its results."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    kind: InspectionKind
    sample_no: str
    sampled_on: date
    sampled_amount: int | None
    sampled_unit: Unit | None
    report_no: str
    reported_on: date
    basis: str | None
    verdict: ResultVerdict
    certificate_sha256: str | None
    replaces_id: UUID | None
    recorded_at: datetime
    results: list[ResultPublic] = Field(default_factory=list)


class InspectionPage(Page):
    """A page of reports."""

    items: list[InspectionPublic]
