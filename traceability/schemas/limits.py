"""Contracts of the limits catalogue, of judging by it, and of the panels of a product."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limits import Comparison, LimitKind, LimitOperator
from traceability.schemas.products import FoodCategory, Process
from traceability.schemas.types import (
    BlankText20,
    BlankText40,
    In,
    Name,
    Out,
    Page,
    Sentence,
    Text20,
    Text60,
    Text200,
    Word,
)

LONGEST_CODES = 500


def _fit(codes: list[str]) -> list[str]:
    if len(";".join(codes)) > LONGEST_CODES:
        limit = {"max_length": LONGEST_CODES}
        raise PydanticCustomError("text.too_long", "too many codes", limit)
    return codes


def _only_text(value: object) -> object:
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("value.not_text", "send a measured value as a string")
    return value


Parameter = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"), Field(examples=["cd"])
]
CategoryPattern = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]{0,39}\*?)$")]
ProductCodes = Annotated[
    list[CategoryPattern], Field(min_length=1, max_length=60), AfterValidator(_fit)
]
Confidence = Literal["high", "medium", "low"]
MeasuredText = Annotated[BlankText40, BeforeValidator(_only_text)]


class LimitCreate(In):
    """A limit to be added: a draft that judges nothing until it is confirmed.

    `value` is written as the standard writes it, with its zeros; a range as `6.0-8.0`; without
    one where the substance is prohibited. The note counts: 修约值比较法 asks for rounded-value
    comparison, 按 GB 2716 执行 takes the limit from there, 稻谷以糙米计 tests paddy as brown rice.
    """

    standard: Word = Field(examples=["GB 2762"])
    edition: Text20 = Field(examples=["2025"])
    effective_from: date
    food_category_zh: Text200
    food_category_en: Text200
    product_codes: ProductCodes = Field(examples=[["rice", "oil_*"]])
    process: Process | None = None
    grade: Text20 | None = None
    parameter_code: Parameter
    parameter_zh: Name
    parameter_en: Name
    operator: LimitOperator
    value: Word | None = None
    unit: Text20 | None = None
    test_method: Text60 | None = None
    kind: LimitKind
    confidence: Confidence = "high"
    source: Sentence
    note: Sentence | None = None


class LimitCorrection(In):
    """What a row says otherwise from now on, and why; fields that are not sent stay.

    `is_active: false` withdraws the row. A confirmed row stays confirmed, a draft a draft.
    """

    reason: Sentence
    standard: Word | None = None
    edition: Text20 | None = None
    effective_from: date | None = None
    food_category_zh: Text200 | None = None
    food_category_en: Text200 | None = None
    product_codes: ProductCodes | None = None
    process: Process | None = None
    grade: Text20 | None = None
    parameter_code: Parameter | None = None
    parameter_zh: Name | None = None
    parameter_en: Name | None = None
    operator: LimitOperator | None = None
    value: Word | None = None
    unit: Text20 | None = None
    test_method: Text60 | None = None
    kind: LimitKind | None = None
    confidence: Confidence | None = None
    source: Sentence | None = None
    note: Sentence | None = None
    is_active: bool | None = None

    @field_validator(
        "standard",
        "edition",
        "effective_from",
        "food_category_zh",
        "food_category_en",
        "product_codes",
        "parameter_code",
        "parameter_zh",
        "parameter_en",
        "operator",
        "kind",
        "confidence",
        "source",
        "is_active",
        mode="before",
    )
    @classmethod
    def _is_something(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("field.missing", "null is no limit")
        return value


class LimitConfirmation(In):
    """Which drafts become limits that judge: some by id, or all of them."""

    ids: list[UUID] | None = Field(default=None, min_length=1, max_length=1000)
    all: bool = False

    @model_validator(mode="after")
    def _some_or_all(self) -> Self:
        if (self.ids is not None) == self.all:
            raise PydanticCustomError("limits.confirm_what", "send ids or all")
        return self


class LimitsConfirmed(Out):
    """How many drafts were confirmed, and how many are left."""

    confirmed: int
    drafts: int


class LimitPublic(Out):
    """A limit in its present version; earlier ones are in the log under its id."""

    id: UUID
    limit_no: str
    standard: str
    edition: str
    effective_from: date
    food_category_zh: str
    food_category_en: str
    product_codes: list[str]
    process: str | None
    grade: str | None
    parameter_code: str
    parameter_zh: str
    parameter_en: str
    operator: LimitOperator
    value: str | None
    unit: str | None
    test_method: str | None
    clause: str
    kind: LimitKind
    confidence: str
    source: str
    note: str | None
    is_confirmed: bool
    confirmed_by: UUID | None
    is_active: bool
    reason: str | None
    revision: int
    recorded_at: datetime


class LimitPage(Page):
    """A page of the limits catalogue."""

    items: list[LimitPublic]


class LimitQuery(In):
    """Which limits to list, and from where on."""

    category: FoodCategory | None = Field(
        default=None, description="a food category; patterns and wider categories count"
    )
    parameter: Parameter | None = None
    standard: Word | None = None
    is_confirmed: bool | None = Field(default=None, description="`false` lists the drafts")
    q: BlankText40 | None = Field(
        default=None, description="part of an item's, a food's or a standard's name"
    )
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        default=None, description="`next` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=200, description="rows on a page")


class MeasuredCreate(In):
    """A value to be judged: a decimal, `<0.01`, `ND` or 未检出, always as text."""

    parameter: Parameter
    value: MeasuredText = Field(examples=["0.21", "<0.01", "未检出"])
    unit: BlankText20 = Field(default="", examples=["mg/kg"])
    detection_limit: MeasuredText | None = Field(
        default=None, description="in the unit of the value"
    )


class JudgeRequest(In):
    """Values of one food, judged by the limits in force on its production date."""

    category: FoodCategory
    process: Process | None = None
    grade: Text20 | None = None
    produced_on: date
    results: list[MeasuredCreate] = Field(min_length=1, max_length=200)


class JudgementPublic(Out):
    """A verdict and all that it rests on; without a limit, its fields are null."""

    parameter: str
    value: str
    unit: str
    verdict: ResultVerdict
    operator: LimitOperator | None
    limit: str | None
    limit_unit: str | None
    limit_no: str | None
    standard: str | None
    edition: str | None
    clause: str | None
    kind: LimitKind | None
    how: Comparison
    code: str
    message: str


class JudgedResult(JudgementPublic):
    """What decides for one result, and what other limits say of it (grade beside safety)."""

    also: list[JudgementPublic]


class JudgeAnswer(Out):
    """One verdict per result, in their order; nothing is recorded.

    `verdict` is that of all together. `mixture` judges additives of one function as a sum.
    """

    verdict: ResultVerdict
    results: list[JudgedResult]
    mixture: JudgementPublic | None


class PanelLimit(Out):
    """A limit that applies to the product."""

    limit_no: str
    operator: LimitOperator
    limit: str | None
    unit: str | None
    standard: str
    edition: str
    clause: str
    kind: LimitKind


class PanelItem(Out):
    """A parameter of a panel, with the limits that it will be judged by; perhaps none."""

    parameter: str
    parameter_zh: str | None
    parameter_en: str | None
    unit: str | None
    test_method: str | None
    limits: list[PanelLimit]


class PanelPublic(Out):
    """What is tested together, by which rule, and whether a factory inspection must have it."""

    code: str
    basis: str
    is_mandatory: bool
    items: list[PanelItem]


class PanelQuery(In):
    """A food whose panels are wanted, made on a day: today, if none is given."""

    category: FoodCategory
    process: Process | None = None
    grade: Text20 | None = None
    produced_on: date | None = None


class FoodPanels(Out):
    """The panels to choose from for a food made on a day."""

    category: str
    process: str | None
    grade: str | None
    produced_on: date
    missing_facts: list[str] = Field(
        description="`process` or `grade`, where a limit needs what the product does not say"
    )
    panels: list[PanelPublic]


class ProductPanels(FoodPanels):
    """The panels to choose from for a product made on a day."""

    product_id: UUID


class FoodChoices(Out):
    """What the catalogue tells apart in a food: its processes and grades."""

    processes: list[str]
    grades: list[str]
