from __future__ import annotations

from decimal import Decimal
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer_web.document import ResultFacts
from consumer_web.results import ratio_words, read_ratio, summarise, view_report

WORSENING = ["远低于限量", "不到限量 1/3", "不到限量一半", "低于限量", "接近限量"]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        ("0", "远低于限量"),
        ("0.1", "远低于限量"),
        ("0.11", "不到限量 1/3"),
        ("0.33", "不到限量 1/3"),
        ("0.34", "不到限量一半"),
        ("0.49", "不到限量一半"),
        ("0.5", "低于限量"),
        ("0.8", "低于限量"),
        ("0.81", "接近限量"),
        ("1", "接近限量"),
        ("1.001", "略高于限量"),
        ("1.05", "是限量的 1.1 倍"),
        ("1.37", "是限量的 1.4 倍"),
        ("12.34", "是限量的 12.3 倍"),
    ],
)
def test_a_ratio_is_told_in_words_that_are_true_at_the_edges(ratio: str, words: str) -> None:
    assert ratio_words(Decimal(ratio), "zh") == words


@given(st.decimals(0, 1, places=6), st.decimals(0, 1, places=6))
def test_a_larger_share_of_the_limit_never_sounds_better(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert WORSENING.index(ratio_words(low, "zh")) <= WORSENING.index(ratio_words(high, "zh"))


def test_the_ratio_is_exact_where_binary_fractions_are_not(samples: ModuleType) -> None:
    # In floating point 0.15 / 0.3 is not one half.
    result = samples.result("pb", ("铅", "Lead"), "metal", "0.15", "0.3")
    assert read_ratio(result) == Decimal("0.5")


@pytest.mark.parametrize(
    ("changes", "ratio"),
    [
        ({}, Decimal("0.2")),
        ({"not_detected": True, "value": ""}, Decimal(0)),
        ({"operator": ">="}, None),
        ({"operator": "range", "limit": "13.0-18.0"}, None),
        ({"operator": "ND", "limit": None}, None),
        ({"value": "<0.01"}, None),
        ({"value": "NaN"}, None),
        ({"limit": "0"}, None),
        ({"value": "-1"}, None),
    ],
)
def test_only_what_can_be_divided_gets_a_bar(
    samples: ModuleType, changes: dict[str, object], ratio: Decimal | None
) -> None:
    result: ResultFacts = samples.result("pb", ("铅", "Lead"), "metal", "0.04", "0.2")
    assert read_ratio(result.model_copy(update=changes)) == ratio


def test_a_failure_passes_the_tick_and_stands_first_in_its_group(samples: ModuleType) -> None:
    report = view_report(
        samples.inspection(results=samples.oil_results(), verdict="fail"), "zh", marked=True
    )
    toxin = next(group for group in report.groups if group.heading.startswith("毒素"))
    first = toxin.rows[0]
    assert (first.name, first.failed, first.mark, first.conclusion) == (
        "黄曲霉毒素B1",
        True,
        "no",
        "不合格",
    )
    assert first.bar == 99
    assert summarise(report, "zh") == "12 项中 1 项不合格"
    hair = samples.result("pb", ("铅", "Lead"), "metal", "0.2001", "0.2", verdict="fail")
    close = view_report(samples.inspection(results=(hair,)), "zh", marked=True)
    assert (close.groups[0].rows[0].bar or 0) > 73


def test_safety_comes_before_quality_and_a_shared_unit_is_said_once(samples: ModuleType) -> None:
    report = view_report(samples.inspection(), "zh", marked=True)
    assert [group.heading for group in report.groups] == [
        "重金属（毫克/千克）",
        "毒素和烟熏污染（微克/千克）",
        "农药和仓储药剂（毫克/千克）",
        "品质，按标签写的等级（%）",
    ]
    oil = view_report(samples.inspection(results=samples.oil_results()), "zh", marked=True)
    fresh = next(group for group in oil.groups if group.heading == "油的新鲜程度和溶剂")
    assert [row.gloss for row in fresh.rows] == [
        "哈喇的先兆，毫克/克",
        "氧化程度，克/100 克",
        "浸出时留下",
    ]


def test_limits_are_told_as_what_they_are(samples: ModuleType) -> None:
    oil = view_report(samples.inspection(results=samples.oil_results()), "en", marked=True)
    limits = {row.name: (row.value, row.limit, row.bar) for g in oil.groups for row in g.rows}
    assert limits["Smoke point"] == ("215", "at least 190", None)
    assert limits["Solvent"] == ("none found", "none allowed", None)
    maltol = samples.result("ethyl_maltol", ("乙基麦芽酚", "Ethyl maltol"), "additive", "", None)
    banned = maltol.model_copy(update={"operator": "prohibited"})
    report = view_report(samples.inspection(results=(banned,)), "zh", marked=True)
    assert report.groups[0].rows[0].limit == "不得添加"
    assert limits["Lead"] == ("none found", "limit 0.08", 0)


def test_no_mark_stands_on_a_page_that_does_not_vouch(samples: ModuleType) -> None:
    report = view_report(samples.inspection(), "zh", marked=False)
    assert {row.mark for group in report.groups for row in group.rows} == {""}
    assert {row.conclusion for group in report.groups for row in group.rows} == {"合格"}


def test_a_report_signed_as_failed_is_never_summed_up_as_passed(samples: ModuleType) -> None:
    report = view_report(samples.inspection(verdict="fail"), "zh", marked=True)
    assert summarise(report, "zh") == "这份报告的结论是不合格"
