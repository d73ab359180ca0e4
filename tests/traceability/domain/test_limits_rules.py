"""Do the named rules hold: arsenic, antioxidants, GB 2716, brown rice, rounding, overall?"""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from traceability import domain
from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_mixtures import MIXTURE_PARAMETER
from traceability.domain.limit_verdicts import concerns_safety, find_deciding, overall
from traceability.domain.limits import (
    Comparison,
    FoodFacts,
    Judgement,
    JudgementCode,
    LimitOperator,
    LimitRow,
    Measured,
)
from traceability.storage.reference.reader import read_food_limits

ROWS = [replace(row, confirmed=True) for row in read_food_limits()]
BY_ID = {row.id: row for row in ROWS}
CATALOGUE = LimitCatalogue(ROWS)
NOW = date(2026, 10, 1)
RICE = FoodFacts("rice_indica", None, "一级", NOW)
OIL = FoodFacts("oil_sesame", "pressed", "一级", NOW)


def with_row(row_id: str, **changes: object) -> LimitCatalogue:
    changed = replace(BY_ID[row_id], **changes)  # type: ignore[arg-type]
    return LimitCatalogue([changed if row.id == row_id else row for row in ROWS])


def judge_antioxidants(*amounts: tuple[str, str], food: FoodFacts = OIL) -> Judgement | None:
    results = [Measured(parameter, value, "g/kg") for parameter, value in amounts]
    judgements = CATALOGUE.judge(food, results)
    last = judgements[-1]
    return last if last.parameter == MIXTURE_PARAMETER else None


class TestTotalArsenic:
    def judge(self, *results: Measured) -> list[Judgement]:
        return CATALOGUE.judge(RICE, results)

    def test_at_the_limit_of_inorganic_arsenic_it_passes_and_spares_speciation(self) -> None:
        (total,) = self.judge(Measured("as_total", "200", "μg/kg"))
        assert total.verdict is ResultVerdict.PASS
        assert total.details["rule"] == "total_arsenic"
        assert total.limit == "0.2"

    def test_above_it_nothing_is_decided(self) -> None:
        (total,) = self.judge(Measured("as_total", "0.21", "mg/kg"))
        assert total.verdict is ResultVerdict.ERROR
        assert total.code is JudgementCode.NEEDS_INORGANIC_ARSENIC

    def test_above_it_the_inorganic_result_decides(self) -> None:
        results = Measured("as_total", "0.5", "mg/kg"), Measured("as_inorganic", "0.15", "mg/kg")
        total, inorganic = self.judge(*results)
        assert total.verdict is ResultVerdict.NOT_APPLICABLE
        assert total.code is JudgementCode.SPECIATED
        assert inorganic.verdict is ResultVerdict.PASS
        assert overall([total, inorganic]) is ResultVerdict.PASS

    def test_an_inorganic_result_that_fails_is_not_saved_by_the_total(self) -> None:
        judgements = self.judge(
            Measured("as_inorganic", "0.21", "mg/kg"), Measured("as_total", "0.5", "mg/kg")
        )
        assert overall(judgements) is ResultVerdict.FAIL

    def test_an_unreadable_inorganic_result_does_not_put_the_total_off(self) -> None:
        total, inorganic = self.judge(
            Measured("as_total", "0.5", "mg/kg"), Measured("as_inorganic", "?", "mg/kg")
        )
        assert total.code is JudgementCode.NEEDS_INORGANIC_ARSENIC
        assert inorganic.verdict is ResultVerdict.ERROR

    def test_paddy_is_judged_as_brown_rice(self) -> None:
        paddy = replace(RICE, category="paddy_indica")
        (total,) = CATALOGUE.judge(paddy, [Measured("as_total", "0.35", "mg/kg")])
        assert total.verdict is ResultVerdict.PASS
        assert total.details["tested_as"] == "brown_rice"


class TestAntioxidants:
    def test_each_within_its_limit_can_be_too_much_together(self) -> None:
        mixture = judge_antioxidants(("tbhq", "0.12"), ("bha", "0.1"))
        assert mixture is not None
        assert mixture.verdict is ResultVerdict.FAIL
        assert (mixture.value, mixture.limit) == ("1.1", "1")
        assert (mixture.standard, mixture.edition) == ("GB 2760", "2024")
        assert mixture.how is Comparison.SUM_OF_RATIOS

    def test_a_sum_of_exactly_one_passes(self) -> None:
        mixture = judge_antioxidants(("tbhq", "0.1"), ("bht", "0.06"), ("propyl_gallate", "0.02"))
        assert mixture is not None
        assert (mixture.verdict, mixture.value) == (ResultVerdict.PASS, "1")

    def test_a_sum_just_above_one_fails_and_is_not_shown_as_one(self) -> None:
        mixture = judge_antioxidants(("tbhq", "0.1"), ("bha", "0.10000000000000001"))
        assert mixture is not None
        assert (mixture.verdict, mixture.value) == (ResultVerdict.FAIL, "1.000001")

    def test_thirds_are_added_exactly(self) -> None:
        mixture = judge_antioxidants(("rosemary_extract", "0.1"), ("tea_polyphenol", "0.343"))
        assert mixture is not None
        assert mixture.verdict is ResultVerdict.FAIL  # 1/7 + 0.8575 = 1.000357…

    def test_what_was_not_detected_was_not_used(self) -> None:
        assert judge_antioxidants(("tbhq", "0.2"), ("bha", "未检出"), ("bht", "<0.01")) is None
        assert judge_antioxidants(("tbhq", "0.2"), ("bha", "0")) is None

    def test_of_repeated_results_the_highest_counts_once(self) -> None:
        mixture = judge_antioxidants(("tbhq", "0.11"), ("tbhq", "0.1"), ("bha", "0.1"))
        assert mixture is not None
        assert mixture.value == "1.05"

    def test_an_unread_antioxidant_leaves_the_sum_open_unless_it_fails_already(self) -> None:
        unread = ("bht", "0,1")
        assert judge_antioxidants(("tbhq", "0.05"), ("bha", "0.05"), unread) is None
        mixture = judge_antioxidants(("tbhq", "0.15"), ("bha", "0.1"), unread)
        assert mixture is not None
        assert mixture.verdict is ResultVerdict.FAIL

    def test_the_older_edition_has_the_rule_too(self) -> None:
        older = replace(OIL, produced_on=date(2025, 2, 7))
        mixture = judge_antioxidants(("tbhq", "0.15"), ("bha", "0.1"), food=older)
        assert mixture is not None
        assert (mixture.verdict, mixture.edition) == (ResultVerdict.FAIL, "2014")

    def test_groups_are_one_per_result_and_one_for_the_mixture(self) -> None:
        results = [
            Measured("tbhq", "0.15", "g/kg"),
            Measured("acid_value", "2", "mg/g"),
            Measured("bha", "100", "mg/kg"),
        ]
        groups = CATALOGUE.judge_each(OIL, results)
        assert [group[0].parameter for group in groups] == [
            "tbhq",
            "acid_value",
            "bha",
            MIXTURE_PARAMETER,
        ]
        assert len(groups[1]) == 2  # GB 2716 and GB/T 8233
        assert len(CATALOGUE.judge_each(OIL, results[:2])) == 2


class TestReferenceToGB2716:
    FOOD = FoodFacts("oil_soybean", "extracted", "三级", NOW)

    def judge(self, catalogue: LimitCatalogue, value: str) -> Judgement:
        judgements = catalogue.judge(self.FOOD, [Measured("acid_value", value, "mg/g")])
        (found,) = [item for item in judgements if item.standard == "GB/T 1535"]
        return found

    def test_the_limit_is_that_of_gb_2716_whatever_the_row_repeats(self) -> None:
        catalogue = with_row("L041", value=BY_ID["L145"].value, value_text="0.50")
        failed = self.judge(catalogue, "0.6")
        assert (failed.verdict, failed.limit) == (ResultVerdict.FAIL, "0.50")
        assert failed.details["refers_to"] == "GB 2716"
        assert failed.details["row"] == "L147"

    def test_without_gb_2716_the_row_stands_on_its_own(self) -> None:
        catalogue = with_row("L041", confirmed=False)
        judged = self.judge(catalogue, "3.1")
        assert (judged.verdict, judged.limit) == (ResultVerdict.FAIL, "3")
        assert "refers_to" not in judged.details

    def test_gb_2716_itself_does_not_refer_to_itself(self) -> None:
        assert [row.id for row in ROWS if row.is_referring_to_gb_2716] == ["L147", "L150"]
        assert not replace(BY_ID["L041"], note="按GB 2716执行").is_referring_to_gb_2716


@pytest.mark.parametrize(
    ("category", "parameter", "is_hulled"),
    [
        ("paddy_indica", "pb", True),
        ("paddy", "afb1", True),
        ("paddy_indica", "moisture", False),
        ("brown_rice", "pb", False),
        ("rice_indica", "pb", False),
    ],
)
def test_paddy_is_tested_as_brown_rice_for_contaminants_only(
    category: str, parameter: str, is_hulled: bool
) -> None:
    food = FoodFacts(category, None, "三等", NOW)
    (judgement,) = CATALOGUE.judge(food, [Measured(parameter, "0.1", BY_UNIT[parameter])])
    assert (judgement.details.get("tested_as") == "brown_rice") is is_hulled


BY_UNIT = {"pb": "mg/kg", "afb1": "μg/kg", "moisture": "%"}


def test_paddy_of_an_older_edition_is_tested_as_brown_rice_too() -> None:
    food = FoodFacts("paddy", None, None, date(2023, 1, 1))
    (judgement,) = CATALOGUE.judge(food, [Measured("cd", "0.1", "mg/kg")])
    assert (judgement.edition, judgement.details["tested_as"]) == ("2017", "brown_rice")


class TestRoundedComparison:
    """GB/T 8170-2008, 4.3.3: only where the standard asks for it."""

    ROUNDED = with_row("L145", note="修约值比较法")
    FOOD = FoodFacts("oil_soybean", "extracted", "一级", NOW)

    def judge(self, catalogue: LimitCatalogue, value: str, unit: str = "mg/g") -> Judgement:
        judgements = catalogue.judge(self.FOOD, [Measured("acid_value", value, unit)])
        (found,) = [item for item in judgements if item.standard == "GB/T 1535"]
        return found

    @pytest.mark.parametrize(
        ("value", "rounded", "full"),
        [
            ("0.50", ResultVerdict.PASS, ResultVerdict.PASS),
            ("0.504", ResultVerdict.PASS, ResultVerdict.FAIL),
            ("0.505", ResultVerdict.PASS, ResultVerdict.FAIL),  # A half goes to the even digit.
            ("0.5050000001", ResultVerdict.FAIL, ResultVerdict.FAIL),
            ("0.5049999", ResultVerdict.PASS, ResultVerdict.FAIL),
            ("0.506", ResultVerdict.FAIL, ResultVerdict.FAIL),
            ("0.51", ResultVerdict.FAIL, ResultVerdict.FAIL),
        ],
    )
    def test_the_two_comparisons_differ_only_beyond_the_last_place(
        self, value: str, rounded: ResultVerdict, full: ResultVerdict
    ) -> None:
        by_rounding, in_full = self.judge(self.ROUNDED, value), self.judge(CATALOGUE, value)
        assert (by_rounding.verdict, by_rounding.how) == (rounded, Comparison.ROUNDED_VALUE)
        assert (in_full.verdict, in_full.how) == (full, Comparison.FULL_VALUE)

    def test_rounding_is_done_in_the_unit_of_the_limit(self) -> None:
        assert self.judge(self.ROUNDED, "505", "mg/kg").verdict is ResultVerdict.PASS
        assert self.judge(self.ROUNDED, "505.1", "mg/kg").verdict is ResultVerdict.FAIL

    def test_a_peroxide_value_is_rounded_after_an_inexact_conversion(self) -> None:
        catalogue = with_row("L044", note="修约值比较法")
        food = FoodFacts("oil_tea", "pressed", None, NOW)
        passing, failing = (
            catalogue.judge(food, [Measured("peroxide_value", value, "mmol/kg")])[0]
            for value in ("10.04", "10.05")  # 0.25482…, 0.25507… g/100 g
        )
        assert passing.verdict is ResultVerdict.PASS
        assert failing.verdict is ResultVerdict.FAIL

    def test_a_range_is_rounded_at_both_ends(self) -> None:
        catalogue = with_row("L126", note="修约值比较法")
        food = FoodFacts("rice_indica_premium", None, "一级", NOW)
        verdicts = [
            catalogue.judge(food, [Measured("amylose", value, "%")])[0].verdict
            for value in ("12.96", "12.94", "22.04", "22.06")
        ]
        assert [verdict.value for verdict in verdicts] == ["pass", "fail", "pass", "fail"]


@pytest.mark.parametrize(
    ("operator", "value", "verdict"),
    [
        (LimitOperator.LESS, "0.1999", ResultVerdict.PASS),
        (LimitOperator.LESS, "0.2", ResultVerdict.FAIL),
        (LimitOperator.LESS, "<0.2", ResultVerdict.PASS),
        (LimitOperator.LESS, "<0.21", ResultVerdict.ERROR),
        (LimitOperator.MORE, "0.2001", ResultVerdict.PASS),
        (LimitOperator.MORE, "0.2", ResultVerdict.FAIL),
        (LimitOperator.MORE, "<0.2", ResultVerdict.FAIL),
        (LimitOperator.MORE, "<0.3", ResultVerdict.ERROR),
        (LimitOperator.MORE, "检出", ResultVerdict.ERROR),
    ],
)
def test_a_regulator_may_add_strict_limits(
    operator: LimitOperator, value: str, verdict: ResultVerdict
) -> None:
    catalogue = with_row("L001", operator=operator)
    (judgement,) = catalogue.judge(RICE, [Measured("pb", value, "mg/kg")])
    assert judgement.verdict is verdict


def test_a_range_from_zero_lets_not_detected_pass() -> None:
    row = BY_ID["L126"]
    catalogue = with_row("L126", value=row.value - row.value, value_text="0.0-22.0")  # type: ignore[operator]
    food = FoodFacts("rice_indica_premium", None, "一级", NOW)
    (judgement,) = catalogue.judge(food, [Measured("amylose", "未检出", "%")])
    assert judgement.verdict is ResultVerdict.PASS


def judgement_of(verdict: ResultVerdict, row_id: str = "L001") -> Judgement:
    (base,) = CATALOGUE.judge(RICE, [Measured("pb", "0.1", "mg/kg")])
    return replace(base, verdict=verdict, kind=BY_ID[row_id].kind)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["pass", "fail", "error", "not_applicable"], "fail"),
        (["pass", "error", "not_applicable"], "error"),
        (["pass", "not_applicable"], "pass"),
        (["not_applicable"], "not_applicable"),
        ([], "not_applicable"),
    ],
)
def test_one_failure_decides_then_one_error(verdicts: list[str], expected: str) -> None:
    judgements = [judgement_of(ResultVerdict(verdict)) for verdict in verdicts]
    assert overall(judgements) is ResultVerdict(expected)
    assert overall(reversed(judgements)) is ResultVerdict(expected)
    deciding = find_deciding(judgements)
    assert (deciding.verdict if deciding else ResultVerdict.NOT_APPLICABLE) == expected


def test_of_equal_verdicts_the_safety_limit_decides() -> None:
    quality = judgement_of(ResultVerdict.FAIL, "L145")
    safety = judgement_of(ResultVerdict.FAIL, "L001")
    additive = judgement_of(ResultVerdict.FAIL, "L056")
    assert find_deciding([quality, safety]) is safety
    assert [concerns_safety(item) for item in (quality, safety, additive)] == [False, True, True]


def test_no_rule_of_the_limits_touches_floating_point() -> None:
    folder = Path(domain.__file__).parent
    for path in [*folder.glob("limit*.py"), folder / "rounding.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            assert not (isinstance(node, ast.Name) and node.id == "float"), path
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)) or (
                "Fraction" in ast.unparse(node)
            ), (path, node.lineno)


def test_a_row_keeps_all_columns() -> None:
    row: LimitRow = BY_ID["L015"]
    assert row.test_method == "GB 5009.11"
    assert row.confidence == "high"
    assert row.source.startswith("read: GB 2762-2025")
    assert "以糙米计" in row.note
