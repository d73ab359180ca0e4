"""Do the rules hold for every value: order, units, exactness, speed?"""

import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_values import UnreadableValueError, read_value
from traceability.domain.limits import FoodFacts, LimitOperator, LimitRow, Measured
from traceability.domain.rounding import round_to_places
from traceability.storage.reference.reader import read_food_limits

ROWS = [replace(row, confirmed=True) for row in read_food_limits()]
CATALOGUE = LimitCatalogue(ROWS)
UPPER = [row for row in ROWS if row.operator in {LimitOperator.AT_MOST} and row.value is not None]
LOWER = [row for row in ROWS if row.operator is LimitOperator.AT_LEAST]
BY_MASS = [row for row in UPPER if row.unit in {"mg/kg", "μg/kg", "g/kg", "g/100g"}]
PER_MG_KG: dict[str, Fraction | int] = {
    "ng/kg": 1000000,
    "μg/kg": 1000,
    "µg/kg": 1000,
    "ng/g": 1000,
    "mg/kg": 1,
    "mg/100g": Fraction(1, 10),
    "g/kg": Fraction(1, 1000),
    "mg/g": Fraction(1, 1000),
    "g/100 g": Fraction(1, 10000),
    "%": Fraction(1, 10000),
}
OWN: dict[str, Fraction | int] = {
    "mg/kg": 1,
    "μg/kg": Fraction(1, 1000),
    "g/kg": 1000,
    "g/100g": 10000,
}

amounts = st.decimals(min_value=0, max_value=2000, places=6, allow_nan=False).map(
    lambda number: f"{number:f}"
)


def judge(row: LimitRow, value: str, unit: str, lowest: str | None = None) -> ResultVerdict:
    code = row.product_codes[0].replace("*", "tea_seed")
    food = FoodFacts(code, row.process, row.grade, row.effective_from)
    (verdict,) = [
        judgement.verdict
        for judgement in CATALOGUE.judge(food, [Measured(row.parameter_code, value, unit, lowest)])
        if judgement.details["row"] == row.id
    ]
    return verdict


@given(st.sampled_from(UPPER), amounts, amounts)
def test_what_is_less_than_a_passing_value_passes(row: LimitRow, one: str, other: str) -> None:
    less, more = sorted((one, other), key=Decimal)
    if judge(row, more, row.unit) is ResultVerdict.PASS:
        assert judge(row, less, row.unit) is ResultVerdict.PASS
        assert judge(row, "<" + less, row.unit) in (
            {ResultVerdict.PASS} if Decimal(less) else {ResultVerdict.ERROR}
        )


@given(st.sampled_from(LOWER), amounts, amounts)
def test_what_is_more_than_a_passing_minimum_passes(row: LimitRow, one: str, other: str) -> None:
    less, more = sorted((one, other), key=Decimal)
    if judge(row, less, row.unit) is ResultVerdict.PASS:
        assert judge(row, more, row.unit) is ResultVerdict.PASS


@given(st.sampled_from(UPPER + LOWER), amounts)
def test_a_number_is_judged_as_fractions_compare(row: LimitRow, value: str) -> None:
    limit = Fraction(row.value or 0)
    number = Fraction(value)
    is_within = number <= limit if row.operator is LimitOperator.AT_MOST else number >= limit
    expected = ResultVerdict.PASS if is_within else ResultVerdict.FAIL
    assert judge(row, value, row.unit) is expected


@given(st.sampled_from(BY_MASS), amounts, st.sampled_from(sorted(PER_MG_KG)))
def test_a_verdict_does_not_depend_on_the_unit(row: LimitRow, value: str, unit: str) -> None:
    in_unit = Fraction(value) * OWN[row.unit] * PER_MG_KG[unit]
    converted = Decimal(in_unit.numerator) / Decimal(in_unit.denominator)  # Powers of ten: exact.
    assert Fraction(converted) == in_unit
    assert judge(row, f"{converted:f}", unit) is judge(row, value, row.unit)


@given(amounts)
def test_peroxide_values_convert_by_39_4_both_ways(value: str) -> None:
    safety = next(row for row in ROWS if row.id == "L044")
    molar = f"{Decimal(value) * Decimal('39.4'):f}"
    assert judge(safety, value, "g/100g") is judge(safety, molar, "mmol/kg")


@given(st.sampled_from(UPPER), amounts, amounts)
def test_a_limit_of_detection_above_the_limit_is_never_a_pass(
    row: LimitRow, value: str, excess: str
) -> None:
    too_high = f"{(row.value or Decimal(0)) + Decimal(excess) + Decimal('0.000001'):f}"
    for result in (value, "未检出", "<" + too_high):
        assert judge(row, result, row.unit, too_high) is not ResultVerdict.PASS
    assert judge(row, "未检出", row.unit, too_high) is ResultVerdict.ERROR


@given(st.text(max_size=80), st.text(max_size=20) | st.none())
@settings(max_examples=300)
def test_any_text_is_read_or_refused_and_never_breaks(value: str, lowest: str | None) -> None:
    try:
        reading = read_value(value, lowest)
    except UnreadableValueError:
        return
    assert reading.amount is None or reading.amount.is_finite()


@given(st.text(alphabet="0123456789.,-+eE×x^<>ND未检出 ⁻³", max_size=12))
@settings(max_examples=300)
def test_what_passes_is_a_number_within_or_a_statement_of_detection(value: str) -> None:
    row = ROWS[0]
    if judge(row, value, "mg/kg") is ResultVerdict.PASS:
        reading = read_value(value)
        assert reading.amount is None or reading.amount <= Decimal("0.2")


@given(st.decimals(min_value=0, max_value=10**6, places=8), st.integers(0, 6))
def test_rounding_stays_within_half_a_step_and_ties_go_to_even(
    number: Decimal, places: int
) -> None:
    rounded = round_to_places(number, places)
    step = Fraction(1, 10**places)
    distance = abs(Fraction(rounded) - Fraction(number))
    assert distance <= step / 2
    if distance == step / 2:
        assert (Fraction(rounded) / step) % 2 == 0


@pytest.mark.parametrize("category", ["oil_peanut", "rice_indica_premium", "wheat_flour"])
def test_thirty_values_are_judged_well_within_five_milliseconds(category: str) -> None:
    if sys.gettrace() is not None:
        pytest.skip("a tracer (coverage, debugger) is being timed, not the rules")
    food = FoodFacts(category, "pressed", "一级", date(2026, 10, 1))
    codes = [row.parameter_code for row in CATALOGUE.pick(food)]
    results = [Measured(code, "0.01", "mg/kg") for code in (codes * 30)[:30]]
    durations = []
    for _ in range(15):
        start = time.process_time()
        CATALOGUE.judge(food, results)
        durations.append(time.process_time() - start)
    assert min(durations) < 0.005
