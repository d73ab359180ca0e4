"""Does every row of the catalogue judge, and only where it applies?"""

from dataclasses import replace
from decimal import Decimal

import pytest

from traceability.domain.errors import RuleError
from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue, judge
from traceability.domain.limit_picking import pick
from traceability.domain.limits import FoodFacts, Judgement, LimitOperator, LimitRow, Measured
from traceability.storage.reference.reader import read_food_limits

ROWS = [replace(row, confirmed=True) for row in read_food_limits()]
CATALOGUE = LimitCatalogue(ROWS)
STEP = Decimal("0.0001")


def name_row(row: LimitRow) -> str:
    return f"{row.id} {row.standard}-{row.edition} {row.parameter_code} {row.grade or ''}".strip()


def list_foods(row: LimitRow) -> list[FoodFacts]:
    """One food for each code of the row; a pattern stands for a kind that no row names."""
    codes = [code.replace("*", "tea_seed") for code in row.product_codes]
    return [FoodFacts(code, row.process, row.grade, row.effective_from) for code in codes]


def find_passing(row: LimitRow) -> str:
    if row.operator is LimitOperator.PROHIBITED or row.value is None:
        return "未检出"
    return str(row.value - STEP if row.operator is LimitOperator.NOT_DETECTED else row.value)


def find_failing(row: LimitRow) -> str:
    if row.value is None:
        return "0.0001"
    if row.operator is LimitOperator.AT_LEAST:
        return str(row.value - STEP)
    if row.operator is LimitOperator.NOT_DETECTED:
        return str(row.value)
    return str((row.upper or row.value) + STEP)


def judge_by(row: LimitRow, food: FoodFacts, value: str) -> Judgement:
    result = Measured(row.parameter_code, value, row.unit)
    (judgement,) = [
        judgement
        for judgement in CATALOGUE.judge(food, [result])
        if judgement.details.get("row") == row.id
    ]
    return judgement


@pytest.mark.parametrize("row", ROWS, ids=name_row)
def test_a_row_passes_its_limit_and_fails_one_step_beyond(row: LimitRow) -> None:
    for food in list_foods(row):
        passed = judge_by(row, food, find_passing(row))
        failed = judge_by(row, food, find_failing(row))
        assert passed.verdict is ResultVerdict.PASS, (food, passed)
        assert failed.verdict is ResultVerdict.FAIL, (food, failed)
        assert (failed.standard, failed.edition) == (row.standard, row.edition)
        assert failed.limit == (row.value_text or None)
        assert failed.kind is row.kind
        assert failed.clause is not None
        assert row.parameter_zh in failed.clause


@pytest.mark.parametrize("row", ROWS, ids=name_row)
def test_a_row_is_picked_for_its_foods_and_for_no_other_grade_or_process(row: LimitRow) -> None:
    for food in list_foods(row):
        assert row in CATALOGUE.pick(food)
        other_grade = replace(food, grade="十级", process=food.process)
        other_process = replace(food, process="frozen")
        if row.grade:
            assert row not in CATALOGUE.pick(other_grade)
        if row.process:
            assert row not in CATALOGUE.pick(other_process)


def test_all_rows_of_the_table_are_there() -> None:
    assert len(ROWS) == 347
    assert len({row.id for row in ROWS}) == 347


def test_two_versions_of_a_row_are_refused() -> None:
    with pytest.raises(RuleError) as refused:
        LimitCatalogue([*ROWS, replace(ROWS[0], value_text="0.1")])
    assert refused.value.code == "limits.row_repeated"


def test_the_plain_functions_agree_with_the_catalogue() -> None:
    food = list_foods(ROWS[0])[0]
    results = [Measured("pb", "0.21", "mg/kg"), Measured("cd", "0.1", "mg/kg")]
    assert judge(ROWS, food, results) == CATALOGUE.judge(food, results)
    assert pick(ROWS, food) == CATALOGUE.pick(food)
