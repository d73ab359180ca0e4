"""What is a limit, a measured value and a judgement of one against the other?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from traceability.domain.errors import RuleError
from traceability.domain.kinds import ResultVerdict

GB_2716 = "GB 2716"
GB_2760 = "GB 2760"
GB_2762 = "GB 2762"

_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_RANGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[-–~]\s*([0-9]+(?:\.[0-9]+)?)")


class LimitOperator(StrEnum):
    """How a value must stand to the limit."""

    AT_MOST = "<="
    AT_LEAST = ">="
    LESS = "<"
    MORE = ">"
    RANGE = "range"
    NOT_DETECTED = "ND"
    PROHIBITED = "prohibited"


class LimitKind(StrEnum):
    """What the limit protects: health, the declared grade, or the rules on additives."""

    SAFETY = "safety"
    QUALITY = "quality"
    ADDITIVE = "additive"


class Comparison(StrEnum):
    """How a value was compared."""

    FULL_VALUE = "full_value"  # 全数值比较法, GB/T 8170-2008 4.3.2
    ROUNDED_VALUE = "rounded_value"  # 修约值比较法, GB/T 8170-2008 4.3.3
    DETECTION_LIMIT = "detection_limit"
    NOT_DETECTED = "not_detected"
    DETECTION = "detection"
    SUM_OF_RATIOS = "sum_of_ratios"
    NONE = "none"


class JudgementCode(StrEnum):
    """Why the verdict is what it is; stable, and worded by `limit_words`."""

    WITHIN = "limits.within"
    NOT_DETECTED = "limits.not_detected"
    ABOVE = "limits.above"
    BELOW = "limits.below"
    OUTSIDE = "limits.outside"
    DETECTED = "limits.detected"
    VALUE_MISSING = "limits.value_missing"
    VALUE_COMMA = "limits.value_comma"
    VALUE_NEGATIVE = "limits.value_negative"
    VALUE_UNREADABLE = "limits.value_unreadable"
    NUMBER_NEEDED = "limits.number_needed"
    UNIT_MISSING = "limits.unit_missing"
    UNIT_FOREIGN = "limits.unit_foreign"
    DETECTION_LIMIT_HIGH = "limits.detection_limit_high"
    DETECTION_LIMIT_UNREADABLE = "limits.detection_limit_unreadable"
    BELOW_DETECTION_LIMIT = "limits.below_detection_limit"
    NEEDS_PROCESS = "limits.needs_process"
    NEEDS_GRADE = "limits.needs_grade"
    NEEDS_INORGANIC_ARSENIC = "limits.needs_inorganic_arsenic"
    NO_LIMIT = "limits.no_limit"
    NOT_IN_FORCE = "limits.not_in_force"
    DRAFT = "limits.draft"
    OTHER_PROCESS_OR_GRADE = "limits.other_process_or_grade"
    SPECIATED = "limits.speciated"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """One limit of one standard for some foods: a line of the limits table.

    `value` is the limit as a number, of a range its lower end and `upper` its upper end;
    `value_text` is the limit as the standard writes it, with its zeros.
    """

    id: str
    standard: str
    edition: str
    effective_from: date
    food_category_zh: str
    food_category_en: str
    product_codes: tuple[str, ...]
    process: str | None
    grade: str | None
    parameter_code: str
    parameter_zh: str
    parameter_en: str
    operator: LimitOperator
    value: Decimal | None
    upper: Decimal | None
    value_text: str
    unit: str
    test_method: str
    kind: LimitKind
    confidence: str
    source: str
    note: str
    confirmed: bool

    @property
    def is_compared_rounded(self) -> bool:
        """Tell whether the standard asks for rounded-value comparison (note 修约值比较法)."""
        return "修约值比较法" in self.note

    @property
    def is_referring_to_gb_2716(self) -> bool:
        """Tell whether a grade item only says 按 GB 2716 执行, so that GB 2716 gives the limit."""
        if self.standard == GB_2716:
            return False
        parts = (part.replace(" ", "") for part in self.note.split(";"))
        return any(part.startswith("按GB2716执行") for part in parts)


@dataclass(frozen=True, slots=True)
class FoodFacts:
    """What the rules need to know of a food to find its limits."""

    category: str
    process: str | None
    grade: str | None
    produced_on: date


@dataclass(frozen=True, slots=True)
class Measured:
    """A result as it was entered; the limit of detection is in the unit of the value."""

    parameter: str
    value: str
    unit: str
    detection_limit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict with all that it rests on; without a limit, the fields of the limit are None."""

    parameter: str
    verdict: ResultVerdict
    value: str
    unit: str
    operator: LimitOperator | None = None
    limit: str | None = None
    limit_unit: str | None = None
    standard: str | None = None
    edition: str | None = None
    clause: str | None = None
    kind: LimitKind | None = None
    how: Comparison
    code: JudgementCode
    details: Mapping[str, str] = field(default_factory=dict)


def read_limit_row(columns: Mapping[str, str], *, confirmed: bool) -> LimitRow:
    """Read a row of the table from its columns, or raise RuleError `limits.row_unreadable`."""
    operator = _read_operator(columns)
    value, upper = _read_limit(operator, columns["value"].strip())
    return LimitRow(
        id=_require(columns, "id"),
        standard=_require(columns, "standard"),
        edition=_require(columns, "edition"),
        effective_from=_read_date(columns),
        food_category_zh=columns["food_category_zh"].strip(),
        food_category_en=columns["food_category_en"].strip(),
        product_codes=_read_codes(columns),
        process=columns["process"].strip() or None,
        grade=columns["grade"].strip() or None,
        parameter_code=_require(columns, "parameter_code"),
        parameter_zh=columns["parameter_zh"].strip(),
        parameter_en=columns["parameter_en"].strip(),
        operator=operator,
        value=value,
        upper=upper,
        value_text=columns["value"].strip(),
        unit=columns["unit"].strip() if value is None else _require(columns, "unit"),
        test_method=columns["test_method"].strip(),
        kind=_read_kind(columns),
        confidence=columns["confidence"].strip(),
        source=columns["source"].strip(),
        note=columns["note"].strip(),
        confirmed=confirmed,
    )


def _refuse(column: str, text: str) -> RuleError:
    return RuleError("limits.row_unreadable", field=column, value=text)


def _require(columns: Mapping[str, str], column: str) -> str:
    text = columns[column].strip()
    if not text:
        raise _refuse(column, text)
    return text


def _read_operator(columns: Mapping[str, str]) -> LimitOperator:
    text = columns["operator"].strip()
    try:
        return LimitOperator(text)
    except ValueError as error:
        raise _refuse("operator", text) from error


def _read_kind(columns: Mapping[str, str]) -> LimitKind:
    text = columns["kind"].strip()
    try:
        return LimitKind(text)
    except ValueError as error:
        raise _refuse("kind", text) from error


def _read_date(columns: Mapping[str, str]) -> date:
    text = columns["effective_from"].strip()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refuse("effective_from", text) from error


def _read_codes(columns: Mapping[str, str]) -> tuple[str, ...]:
    text = _require(columns, "product_codes")
    codes = tuple(code.strip() for code in text.split(";") if code.strip())
    if not codes or any(not code.isascii() or "*" in code[:-1] for code in codes):
        raise _refuse("product_codes", text)
    return codes


def _read_limit(operator: LimitOperator, text: str) -> tuple[Decimal | None, Decimal | None]:
    if operator is LimitOperator.RANGE:
        ends = _RANGE.fullmatch(text)
        if ends is None or Decimal(ends[1]) > Decimal(ends[2]):
            raise _refuse("value", text)
        return Decimal(ends[1]), Decimal(ends[2])
    if operator is LimitOperator.PROHIBITED or (
        operator is LimitOperator.NOT_DETECTED and not text
    ):
        if text:
            raise _refuse("value", text)
        return None, None
    if not _PLAIN_NUMBER.fullmatch(text):
        raise _refuse("value", text)
    return Decimal(text), None
