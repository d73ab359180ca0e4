"""What does a report keep of the judgements on its results?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from traceability.domain.judged_results import (
    JudgedResult,
    cite_all,
    describe,
    find_fault,
    grade_of,
    limit_in_unit,
    pair,
    safety_of,
)
from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_words import word_judgement
from traceability.domain.limits import FoodFacts, Measured
from traceability.storage.reference.reader import read_food_limits

CATALOGUE = LimitCatalogue([replace(row, confirmed=True) for row in read_food_limits()])
SOYBEAN = FoodFacts("oil_soybean", "extracted", "一级", date(2026, 10, 1))
PASS, FAIL, ERROR, NA = ResultVerdict


def judged(food: FoodFacts, *measured: Measured) -> list[JudgedResult]:
    return pair(measured, CATALOGUE.judge_each(food, measured))


def test_a_grade_can_fail_where_safety_passes() -> None:
    found = judged(SOYBEAN, Measured("acid_value", "0.9", "mg/g", None))
    assert (safety_of(found), grade_of(found)) == (PASS, FAIL)
    (acid,) = found
    assert acid.deciding.standard == "GB/T 1535"
    assert {other.standard for other in acid.others} == {"GB 2716"}


def test_safety_fails_with_the_grade() -> None:
    found = judged(SOYBEAN, Measured("acid_value", "3.1", "mg/g", None))
    assert (safety_of(found), grade_of(found)) == (FAIL, FAIL)
    assert found[0].deciding.standard == "GB 2716"  # of equals the food's safety decides


def test_an_item_without_a_limit_is_kept_and_judges_nothing() -> None:
    found = judged(SOYBEAN, Measured("colour_of_the_cap", "3", "", None))
    assert (safety_of(found), grade_of(found), find_fault(found[0])) == (NA, NA, None)


def test_the_sum_of_antioxidants_is_a_result_of_its_own() -> None:
    found = judged(
        SOYBEAN, Measured("bha", "0.15", "g/kg", None), Measured("tbhq", "0.15", "g/kg", None)
    )
    assert [result.measured.parameter for result in found] == ["bha", "tbhq", "antioxidant_sum"]
    assert (found[-1].measured.value, safety_of(found)) == ("1.5", FAIL)


def test_a_limit_of_detection_above_the_limit_is_a_fault_in_words() -> None:
    (lead,) = judged(SOYBEAN, Measured("pb", "未检出", "mg/kg", "0.5"))
    fault = find_fault(lead)
    assert fault is not None
    assert "检出限高于限量" in word_judgement(fault).zh


def test_a_judgement_is_kept_as_plain_text_with_its_clause() -> None:
    (lead,) = judged(SOYBEAN, Measured("pb", "0.05", "mg/kg", None))
    kept = describe(lead.deciding)
    assert (kept["standard"], kept["edition"]) == ("GB 2762", "2025")
    assert kept["clause"] is not None
    assert kept["clause"].startswith("4.1 表1")
    assert (kept["verdict"], kept["how"], kept["limit"]) == ("pass", "full_value", "0.08")


def test_the_standards_that_judged_are_named_once_each() -> None:
    found = judged(
        SOYBEAN,
        Measured("acid_value", "0.3", "mg/g", None),
        Measured("pb", "0.01", "mg/kg", None),
        Measured("bap", "1", "μg/kg", None),
    )
    assert cite_all(found) == "GB 2716-2018；GB 2762-2025；GB/T 1535-2017"


@pytest.mark.parametrize(
    ("limit", "limit_unit", "unit", "parameter", "written"),
    [
        ("0.2", "mg/kg", "mg/kg", "pb", "0.2"),
        ("20", "μg/kg", "mg/kg", "afb1", "0.02"),
        ("0.2", "mg/kg", "μg/kg", "cd", "200"),
        ("0.25", "g/100g", "mmol/kg", "peroxide_value", "9.85"),
        ("0.2", "mg/kg", "mmol/kg", "cd", None),
        ("0.2", "mg/kg", "", "cd", None),
        (None, "", "mg/kg", "dyes", None),
        ("13.0-15.0", "%", "g/100g", "moisture", None),
    ],
)
def test_a_limit_is_shown_in_the_unit_of_the_value_where_it_comes_out_even(
    limit: str | None, limit_unit: str, unit: str, parameter: str, written: str | None
) -> None:
    assert limit_in_unit(limit, limit_unit, unit, parameter) == written


@pytest.mark.parametrize(
    ("value", "lowest", "is_none"),
    [("未检出", "0.01", True), ("ND", None, True), ("<0.01", None, True), ("0.02", "0.01", False)],
)
def test_what_was_not_detected_is_told_apart_in_every_spelling(
    value: str, lowest: str | None, is_none: bool
) -> None:
    (lead,) = judged(SOYBEAN, Measured("pb", value, "mg/kg", lowest))
    assert lead.is_not_detected is is_none
