"""Are values, units and rows of the table read as they are written, or refused?"""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal, Inexact
from importlib.resources import files

import pytest

from traceability.domain.errors import RuleError
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_units import find_unit, normalize_unit
from traceability.domain.limit_values import ReadingKind, UnreadableValueError, read_value
from traceability.domain.limits import (
    FoodFacts,
    JudgementCode,
    LimitKind,
    LimitOperator,
    Measured,
    read_limit_row,
)
from traceability.domain.rounding import (
    count_places,
    multiply_exactly,
    round_to_interval,
    round_to_places,
)
from traceability.storage.reference.reader import read_food_limits

COLUMNS = {
    "id": "L001",
    "standard": "GB 2762",
    "edition": "2025",
    "effective_from": "2026-09-02",
    "food_category_zh": "豆类",
    "food_category_en": "pulses",
    "product_codes": "bean; peanut",
    "process": "",
    "grade": "",
    "parameter_code": "pb",
    "parameter_zh": "铅",
    "parameter_en": "lead",
    "operator": "<=",
    "value": "0.20",
    "unit": "mg/kg",
    "test_method": "",
    "kind": "safety",
    "confidence": "high",
    "source": "",
    "note": "",
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.15", "0.15"),
        (" 0.150 ", "0.150"),
        (".5", "0.5"),
        ("007", "7"),
        ("０．１５", "0.15"),
        ("1.2×10³", "1200"),
        ("1.2 × 10^3", "1200"),
        ("1.2x10⁻³", "0.0012"),
        ("1.2*10^-3", "0.0012"),
        ("5E-3", "0.005"),
        ("5e+2", "500"),
        ("0", "0"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
    ],
)
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    reading = read_value(text)
    assert reading.kind is ReadingKind.NUMBER
    assert reading.amount == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["未检出", "未 检 出", "ND", "nd", "N.D.", "Not detected", "<LOD", "< lod", "低于检出限"],
)
def test_not_detected_takes_its_bound_from_the_limit_of_detection(text: str) -> None:
    assert read_value(text).amount is None
    assert read_value(text, "0.02").amount == Decimal("0.02")
    assert read_value(text, " ").detection_limit is None
    assert read_value(text).kind is ReadingKind.BELOW


@pytest.mark.parametrize(
    "text",
    [
        "<0.02",
        "< 0.02",
        "＜０．０２",
        "<2×10⁻²",
        "未检出(<0.02)",
        "ND（检出限 0.02）",
        "ND(LOD=0.02)",
    ],
)
def test_less_than_is_a_bound(text: str) -> None:
    reading = read_value(text)
    assert (reading.kind, reading.amount) == (ReadingKind.BELOW, Decimal("0.02"))
    assert read_value(text, "0.5").amount == Decimal("0.5")
    assert read_value(text, "0.01").amount == Decimal("0.02")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", JudgementCode.VALUE_MISSING),
        (" \u3000\n", JudgementCode.VALUE_MISSING),
        ("0,15", JudgementCode.VALUE_COMMA),
        ("0，15", JudgementCode.VALUE_COMMA),
        ("1,000", JudgementCode.VALUE_COMMA),
        ("<0,1", JudgementCode.VALUE_COMMA),
        ("-0.1", JudgementCode.VALUE_NEGATIVE),
        ("−0.1", JudgementCode.VALUE_NEGATIVE),
        ("<-1", JudgementCode.VALUE_NEGATIVE),
        ("<0", JudgementCode.VALUE_UNREADABLE),
        ("5.", JudgementCode.VALUE_UNREADABLE),
        (".", JudgementCode.VALUE_UNREADABLE),
        ("1.2.3", JudgementCode.VALUE_UNREADABLE),
        ("1 2", JudgementCode.VALUE_UNREADABLE),
        ("nan", JudgementCode.VALUE_UNREADABLE),
        ("Infinity", JudgementCode.VALUE_UNREADABLE),
        ("1_000", JudgementCode.VALUE_UNREADABLE),
        ("٣", JudgementCode.VALUE_UNREADABLE),
        ("0x10", JudgementCode.VALUE_UNREADABLE),
        ("1.2×103", JudgementCode.VALUE_UNREADABLE),
        ("1e999", JudgementCode.VALUE_UNREADABLE),
        ("0.1 mg/kg", JudgementCode.VALUE_UNREADABLE),
        ("=0.1", JudgementCode.VALUE_UNREADABLE),
        (">5", JudgementCode.VALUE_UNREADABLE),
        ("≤5", JudgementCode.VALUE_UNREADABLE),
        ("<LOQ", JudgementCode.VALUE_UNREADABLE),
        ("检出(0.1)", JudgementCode.VALUE_UNREADABLE),
        ("合格,好", JudgementCode.VALUE_UNREADABLE),
        ("1" * 65, JudgementCode.VALUE_UNREADABLE),
    ],
)
def test_what_is_no_result_is_refused_with_its_reason(text: str, code: JudgementCode) -> None:
    with pytest.raises(UnreadableValueError) as refused:
        read_value(text)
    assert refused.value.code is code


@pytest.mark.parametrize("text", ["0", "x", "-1", "0,1", "<0.1"])
def test_a_limit_of_detection_must_be_a_number_above_zero(text: str) -> None:
    with pytest.raises(UnreadableValueError) as refused:
        read_value("未检出", text)
    assert refused.value.code is JudgementCode.DETECTION_LIMIT_UNREADABLE


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("µg/kg", "μg/kg"),
        ("\u03bcg/kg", "μg/kg"),
        ("ug/kg", "μg/kg"),
        ("mcg/kg", "μg/kg"),
        (" mg / kg ", "mg/kg"),
        ("g/100 g", "g/100g"),
        ("ｍｇ／ｋｇ", "mg/kg"),
        ("㎎/㎏", "mg/kg"),
        ("毫克/千克", "mg/kg"),
        ("微克/公斤", "μg/kg"),
        ("克/100克", "g/100g"),
        ("％", "%"),
        ("℃", "°c"),
        ("克/升", "g/l"),
    ],
)
def test_a_unit_has_one_way_of_writing(written: str, plain: str) -> None:
    assert normalize_unit(written) == plain


def test_units_that_look_alike_but_measure_other_things_stay_apart() -> None:
    lead, acid = find_unit("mg/g", "pb"), find_unit("mg/g", "acid_value")
    percent_of_acid = find_unit("%", "acid_value")
    assert lead is not None
    assert acid is not None
    assert percent_of_acid is not None
    assert lead.dimension != acid.dimension != percent_of_acid.dimension
    assert find_unit("mmol/kg", "peroxide_value") != find_unit("mmol/kg", "pb")
    assert find_unit("", "pb") is None


def test_a_unit_that_only_a_regulator_knows_measures_itself() -> None:
    shipped = next(row for row in read_food_limits() if row.id == "L001")
    row = replace(shipped, unit="IU/kg", confirmed=True)
    catalogue = LimitCatalogue([row])
    food = FoodFacts("rice_indica", None, None, date(2026, 10, 1))
    results = [Measured("pb", "0.1", "iu/kg"), Measured("pb", "0.1", "mg/kg")]
    same, other = catalogue.judge(food, results)
    assert (same.code, other.code) == (JudgementCode.WITHIN, JudgementCode.UNIT_FOREIGN)


def test_a_row_is_read_with_its_zeros() -> None:
    row = read_limit_row(COLUMNS, confirmed=True)
    assert (row.value, row.value_text, row.upper) == (Decimal("0.20"), "0.20", None)
    assert row.product_codes == ("bean", "peanut")
    assert (row.process, row.grade, row.kind) == (None, None, LimitKind.SAFETY)
    assert row.effective_from == date(2026, 9, 2)
    ranged = read_limit_row(COLUMNS | {"operator": "range", "value": "13.0-22.0"}, confirmed=False)
    assert (ranged.value, ranged.upper) == (Decimal("13.0"), Decimal("22.0"))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("id", ""),
        ("standard", " "),
        ("edition", ""),
        ("effective_from", "2026-13-01"),
        ("effective_from", ""),
        ("product_codes", ""),
        ("product_codes", ";"),
        ("product_codes", "oil_*_x"),
        ("product_codes", "大米"),
        ("parameter_code", ""),
        ("operator", "=<"),
        ("value", ""),
        ("value", "0,2"),
        ("value", "-1"),
        ("value", "1e3"),
        ("unit", ""),
        ("kind", "taste"),
    ],
)
def test_a_row_that_cannot_judge_is_refused_by_its_column(column: str, text: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_limit_row(COLUMNS | {column: text}, confirmed=True)
    assert refused.value.code == "limits.row_unreadable"
    assert refused.value.field == column


@pytest.mark.parametrize(
    ("operator", "value"), [("range", "22-13"), ("range", "13"), ("prohibited", "1"), ("ND", "x")]
)
def test_a_limit_must_fit_its_operator(operator: str, value: str) -> None:
    with pytest.raises(RuleError):
        read_limit_row(COLUMNS | {"operator": operator, "value": value}, confirmed=True)


def test_the_shipped_table_is_read_whole() -> None:
    text = files("traceability.storage.reference").joinpath("food-limits.csv").read_text("utf-8")
    shipped = list(csv.DictReader(text.splitlines()))
    rows = read_food_limits()
    assert len(rows) == len(shipped) == 347
    for row, columns in zip(rows, shipped, strict=True):
        assert row.id == columns["id"]
        assert row.value_text == columns["value"]
        assert ";".join(row.product_codes) == columns["product_codes"]
        assert row.note == columns["note"].strip()
        assert row.confirmed == (columns["confidence"] == "high")
    assert sum(row.confirmed for row in rows) == 128
    assert {row.operator for row in rows} == set(LimitOperator) - {
        LimitOperator.LESS,
        LimitOperator.MORE,
    }


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        # GB/T 8170-2008, 3.2: four down, six up, a half to the even digit.
        ("12.1498", 1, "12.1"),
        ("12.1498", 0, "12"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("2500", -3, "2E+3"),
        ("3500", -3, "4E+3"),
        ("0.0325", 3, "0.032"),
        ("32.5", 0, "32"),
        # 3.3: never in steps; 15.4546 is 15, not 15.455 -> 15.46 -> 15.5 -> 16.
        ("15.4546", 0, "15"),
    ],
)
def test_numbers_are_rounded_as_gb_t_8170_does(number: str, places: int, rounded: str) -> None:
    assert str(round_to_places(Decimal(number), places)) == rounded


@pytest.mark.parametrize(
    ("number", "interval", "rounded"),
    [
        # GB/T 8170-2008, 3.4: units of 0.5 and of 0.2.
        ("60.25", "0.5", "60.0"),
        ("60.38", "0.5", "60.5"),
        ("60.28", "0.5", "60.5"),
        ("830", "20", "840"),
        ("842", "20", "840"),
        ("840", "20", "840"),
        ("8.30", "0.2", "8.4"),
    ],
)
def test_numbers_are_rounded_to_intervals(number: str, interval: str, rounded: str) -> None:
    assert round_to_interval(Decimal(number), Decimal(interval)) == Decimal(rounded)


def test_places_are_counted_as_written_and_products_are_exact_or_refused() -> None:
    assert [count_places(Decimal(text)) for text in ("0.20", "10", "1E+3")] == [2, 0, 0]
    assert multiply_exactly(Decimal("0.1") ** 3, Decimal(3)) == Decimal("0.003")
    with pytest.raises(Inexact):
        multiply_exactly(Decimal("9" * 300), Decimal("9" * 300))
