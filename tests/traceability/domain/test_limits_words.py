"""Is every judgement told in words, in both languages, with the value, the limit and the clause?"""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_words import cite_standard, word_judgement
from traceability.domain.limits import (
    Comparison,
    FoodFacts,
    Judgement,
    JudgementCode,
    LimitOperator,
    Measured,
)
from traceability.storage.reference.reader import read_food_limits

CATALOGUE = LimitCatalogue([replace(row, confirmed=True) for row in read_food_limits()])
NOW = date(2026, 10, 1)


def judge(food: str, parameter: str, value: str, unit: str, lowest: str | None = None) -> Judgement:
    category, _, grade = food.partition("@")
    facts = FoodFacts(category, "pressed", grade or None, NOW)
    return CATALOGUE.judge(facts, [Measured(parameter, value, unit, lowest)])[0]


def test_a_failure_says_value_limit_how_and_where() -> None:
    words = word_judgement(judge("oil_peanut", "afb1", "24.8", "μg/kg"))
    assert words.zh == (
        "黄曲霉毒素B1：结果 24.8 μg/kg，超过限量；要求：不超过 20 μg/kg；全数值比较，不修约；"
        "依据：GB 2761-2017 4.1 表1 · 黄曲霉毒素B1 · 花生油、玉米油。"
    )
    assert words.en == (
        "aflatoxin B1: 24.8 μg/kg is above the limit; required: at most 20 μg/kg; compared in "
        "full, without rounding; by GB 2761-2017 4.1 表1 · 黄曲霉毒素B1 · 花生油、玉米油."
    )


@pytest.mark.parametrize(
    ("judgement", "zh", "en"),
    [
        (judge("rice", "pb", "0,1", "mg/kg"), "小数点", "comma"),
        (judge("rice", "pb", "0.1", ""), "应为 mg/kg", "mg/kg is expected"),
        (judge("rice", "pb", "0.1", "℃"), "“℃”不能换算，应为 mg/kg", "cannot be converted"),
        (judge("rice", "pb", "ND", "mg/kg", "1"), "检出限高于限量", "more sensitive method"),
        (judge("rice", "pb", "ND", "mg/kg", "x"), "检出限“x”无法识别", "“x” cannot be read"),
        (judge("oil_corn", "ethyl_maltol", "1", "μg/kg", "3"), "低于检出限 3", "write ND"),
        (judge("oil_corn", "ethyl_maltol", "1", "μg/kg"), "不得使用", "prohibited"),
        (
            judge("oil_corn", "solvent_residue", "12", "mg/kg"),
            "低于 10 mg/kg 视为未检出",
            "10 mg/kg",
        ),
        (judge("rice", "ergot", "1", "%"), "要求：不得检出；", "required: not to be detected;"),
        (judge("rice", "as_total", "0.3", "mg/kg"), "须再测无机砷", "must be measured"),
        (
            judge("rice", "as_total", "0.2", "mg/kg"),
            "总砷不超过无机砷限量即判合格",
            "total arsenic",
        ),
        (judge("paddy", "pb", "0.1", "mg/kg"), "稻谷以糙米计", "paddy is judged as brown rice"),
        (judge("wheat_flour", "ash", "1", "%"), "精制粉、标准粉、普通粉", "精制粉, 标准粉, 普通粉"),
        (judge("honey", "pb", "1", "mg/kg"), "没有适用于该食品的限量", "no limit applies"),
        (
            judge("rice_indica_premium@一级", "amylose", "25", "%"),
            "要求：在 13.0-22.0 % 之间",
            "between 13.0-22.0 %",
        ),
        (
            judge("wheat_flour@精制粉", "benzoyl_peroxide", "检出", "g/kg"),
            "依据：卫生部等公告 2011年第4号 过氧化苯甲酰",
            "detected",
        ),
    ],
)
def test_each_case_has_its_words(judgement: Judgement, zh: str, en: str) -> None:
    words = word_judgement(judgement)
    assert zh in words.zh
    assert en in words.en


def test_the_process_is_asked_for_by_its_chinese_name() -> None:
    facts = FoodFacts("oil_sesame", None, "一级", NOW)
    (asked,) = CATALOGUE.judge(facts, [Measured("solvent_residue", "5", "mg/kg")])
    words = word_judgement(asked)
    assert "浸出、压榨" in words.zh
    assert "extracted, pressed" in words.en


def test_a_reference_to_gb_2716_is_told() -> None:
    facts = FoodFacts("oil_soybean", "pressed", "三级", NOW)
    referring = CATALOGUE.judge(facts, [Measured("acid_value", "1", "mg/g")])[-1]
    assert "按 GB 2716-2018 执行" in word_judgement(referring).zh


@pytest.mark.parametrize("code", JudgementCode)
def test_no_code_is_without_words(code: JudgementCode) -> None:
    for how, operator in product(Comparison, [None, *LimitOperator]):
        judgement = Judgement(
            parameter="pb",
            verdict=ResultVerdict.ERROR,
            value="{0.1}",
            unit="{unit}",
            operator=operator,
            limit="0.2",
            limit_unit="mg/kg",
            how=how,
            code=code,
        )
        words = word_judgement(judgement)
        assert words.zh.startswith("pb：")
        assert words.zh.endswith("。")
        assert words.en.startswith("pb: ")
        assert words.en.endswith(".")
        assert cite_standard(judgement) == ""


def test_a_long_value_does_not_fill_the_page() -> None:
    assert len(word_judgement(judge("rice", "pb", "x" * 5000, "y" * 5000)).zh) < 300


def test_a_standard_is_cited_without_a_clause_too() -> None:
    judgement = judge("rice", "pb", "0.1", "mg/kg")
    assert cite_standard(replace(judgement, clause=None)) == "GB 2762-2025"
