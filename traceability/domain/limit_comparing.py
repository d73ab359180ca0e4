"""Is a reading within one limit?"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_clauses import cite_clause
from traceability.domain.limit_units import Unit, find_unit
from traceability.domain.limit_values import Reading, ReadingKind
from traceability.domain.limits import Comparison, JudgementCode, LimitOperator, LimitRow
from traceability.domain.rounding import count_places, multiply_exactly, round_to_places

_WITH_LOWER_END = frozenset({LimitOperator.AT_LEAST, LimitOperator.MORE, LimitOperator.RANGE})
_STRICT = frozenset({LimitOperator.LESS, LimitOperator.MORE, LimitOperator.NOT_DETECTED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison came to, how it was made, and why."""

    verdict: ResultVerdict
    how: Comparison
    code: JudgementCode


@dataclass(frozen=True, slots=True)
class ReadyLimit:
    """A row made ready to compare: its ends in the base unit of what it measures."""

    row: LimitRow
    unit: Unit | None
    low: Decimal | None
    high: Decimal | None
    clause: str


def prepare_limit(row: LimitRow) -> ReadyLimit:
    """Bring the limit of a row to the base unit, once for all its comparisons."""
    unit = find_unit(row.unit, row.parameter_code)
    value = row.value
    if value is None or unit is None:
        return ReadyLimit(row, unit, None, None, cite_clause(row))
    low = multiply_exactly(value, unit.factor) if row.operator in _WITH_LOWER_END else None
    top = row.upper if row.operator is LimitOperator.RANGE else value
    high = None
    if top is not None and row.operator not in {LimitOperator.AT_LEAST, LimitOperator.MORE}:
        high = multiply_exactly(top, unit.factor)
    return ReadyLimit(row, unit, low, high, cite_clause(row))


def find_factor(limit: ReadyLimit, unit_text: str, reading: Reading) -> Decimal | JudgementCode:
    """Find what brings a reading to the base unit of a limit, or say why nothing does.

    A prohibited substance has no limit to convert to: any part by mass will do, or no unit. A
    plain 未检出 has no number to convert.
    """
    unit = find_unit(unit_text, limit.row.parameter_code)
    if unit is None:
        has_number = reading.amount is not None or reading.detection_limit is not None
        if has_number and limit.unit is not None:
            return JudgementCode.UNIT_MISSING
        return Decimal(1)
    expected = limit.unit or find_unit("mg/kg", limit.row.parameter_code)
    if expected is None or unit.dimension != expected.dimension:
        return JudgementCode.UNIT_FOREIGN
    return unit.factor


def compare(limit: ReadyLimit, reading: Reading, factor: Decimal) -> Outcome:
    """Compare a reading with a limit (GB/T 8170-2008, 4.3); a value equal to it is within <=."""
    if reading.kind is ReadingKind.PRESENT:
        return _compare_presence(limit)
    if limit.low is None and limit.high is None:
        return _compare_detection(limit, reading)
    if reading.kind is ReadingKind.BELOW:
        return _compare_bound(limit, reading, factor)
    return _compare_number(limit, reading, factor)


def _compare_presence(limit: ReadyLimit) -> Outcome:
    if limit.low is None and limit.high is None:
        return Outcome(ResultVerdict.FAIL, Comparison.DETECTION, JudgementCode.DETECTED)
    return _fault(JudgementCode.NUMBER_NEEDED)


def _compare_detection(limit: ReadyLimit, reading: Reading) -> Outcome:
    """Judge what must not be there at all: prohibited, or ND without a threshold.

    Any number is a finding where the substance is prohibited; nothing found may be written 0
    where kernels are sorted by hand (ergot).
    """
    nothing_found = not reading.amount and limit.row.operator is LimitOperator.NOT_DETECTED
    if reading.kind is ReadingKind.BELOW or nothing_found:
        return Outcome(ResultVerdict.PASS, Comparison.NOT_DETECTED, JudgementCode.NOT_DETECTED)
    if _is_below_own_detection_limit(reading):
        return _fault(JudgementCode.BELOW_DETECTION_LIMIT)
    return Outcome(ResultVerdict.FAIL, Comparison.DETECTION, JudgementCode.DETECTED)


def _is_below_own_detection_limit(reading: Reading) -> bool:
    """Tell whether a number contradicts its limit of detection: it was measured, and was not."""
    lowest, amount = reading.detection_limit, reading.amount
    return lowest is not None and amount is not None and amount < lowest


def _compare_bound(limit: ReadyLimit, reading: Reading, factor: Decimal) -> Outcome:
    """Judge a value known by an upper bound only: the verdict must hold for all below it."""
    bound = None if reading.amount is None else multiply_exactly(reading.amount, factor)
    if limit.low is not None and limit.low > 0:
        if bound is not None and bound <= limit.low:
            code = JudgementCode.BELOW if limit.high is None else JudgementCode.OUTSIDE
            return Outcome(ResultVerdict.FAIL, Comparison.DETECTION_LIMIT, code)
        return _fault(JudgementCode.NUMBER_NEEDED)
    if bound is None:
        return Outcome(ResultVerdict.PASS, Comparison.NOT_DETECTED, JudgementCode.NOT_DETECTED)
    if limit.high is not None and bound > limit.high:
        return _fault(JudgementCode.DETECTION_LIMIT_HIGH)
    return Outcome(ResultVerdict.PASS, Comparison.DETECTION_LIMIT, JudgementCode.WITHIN)


def _compare_number(limit: ReadyLimit, reading: Reading, factor: Decimal) -> Outcome:
    amount = multiply_exactly(reading.amount or Decimal(0), factor)
    how = Comparison.FULL_VALUE
    if limit.row.is_compared_rounded:
        amount, how = _round_as_limit(limit, amount), Comparison.ROUNDED_VALUE
    code = _find_fault(limit, amount)
    if code is not None:
        return Outcome(ResultVerdict.FAIL, how, code)
    lowest = reading.detection_limit
    if (
        lowest is not None
        and limit.high is not None
        and multiply_exactly(lowest, factor) > limit.high
    ):
        return _fault(JudgementCode.DETECTION_LIMIT_HIGH)
    return Outcome(ResultVerdict.PASS, how, JudgementCode.WITHIN)


def _find_fault(limit: ReadyLimit, amount: Decimal) -> JudgementCode | None:
    is_strict = limit.row.operator in _STRICT
    low, high = limit.low, limit.high
    is_above = high is not None and (amount >= high if is_strict else amount > high)
    is_below = low is not None and (amount <= low if is_strict else amount < low)
    if not is_above and not is_below:
        return None
    if low is not None and high is not None:
        return JudgementCode.OUTSIDE
    return JudgementCode.ABOVE if is_above else JudgementCode.BELOW


def _round_as_limit(limit: ReadyLimit, amount: Decimal) -> Decimal:
    """Round an amount in the base unit to the places of the limit in the limit's own unit."""
    ends = [end for end in (limit.row.value, limit.row.upper) if end is not None]
    places = max(count_places(end) for end in ends)
    factor = limit.unit.factor if limit.unit else Decimal(1)
    return multiply_exactly(round_to_places(Fraction(amount) / Fraction(factor), places), factor)


def _fault(code: JudgementCode) -> Outcome:
    return Outcome(ResultVerdict.ERROR, Comparison.NONE, code)
