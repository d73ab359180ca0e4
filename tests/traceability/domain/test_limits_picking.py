"""Which rows apply: editions, codes, patterns, grades, processes, drafts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_picking import LimitIndex, list_ancestors, pick
from traceability.domain.limits import FoodFacts, JudgementCode, LimitRow, Measured
from traceability.storage.reference.reader import read_food_limits

ROWS = [replace(row, confirmed=True) for row in read_food_limits()]
BY_ID = {row.id: row for row in ROWS}
NOW = date(2026, 10, 1)
LEAD_IN_RICE = BY_ID["L001"]


def picked_ids(food: FoodFacts, parameter: str, rows: list[LimitRow] = ROWS) -> set[str]:
    return {row.id for row in pick(rows, food) if row.parameter_code == parameter}


def make_food(
    category: str, *, process: str | None = None, grade: str | None = None, on: date = NOW
) -> FoodFacts:
    return FoodFacts(category, process, grade, on)


@pytest.mark.parametrize(
    ("standard", "first_days"),
    [
        ("GB 2762", {"2017": "2017-09-17", "2022": "2023-06-30", "2025": "2026-09-02"}),
        ("GB 2760", {"2014": "2015-05-24", "2024": "2025-02-08"}),
        ("GB 2763", {"2021": "2021-09-03", "2026": "2026-03-01"}),
    ],
)
def test_editions_follow_each_other_to_the_day(standard: str, first_days: dict[str, str]) -> None:
    index = LimitIndex(ROWS)
    previous = None
    for edition, text in first_days.items():
        first = date.fromisoformat(text)
        assert index.find_edition(standard, first - timedelta(days=1)) == previous
        assert index.find_edition(standard, first) == edition
        previous = edition
    assert index.find_edition(standard, date(2099, 1, 1)) == previous


def test_a_limit_that_ended_without_a_successor_does_not_live_on() -> None:
    rows = [row for row in ROWS if row.id != "L061"]  # Without the ban that followed it.
    flour = make_food("wheat_flour")
    assert picked_ids(flour, "azodicarbonamide", rows) == set()
    assert picked_ids(replace(flour, produced_on=date(2025, 2, 7)), "azodicarbonamide", rows) == {
        "L202"
    }
    (judgement,) = LimitCatalogue(rows).judge(flour, [Measured("azodicarbonamide", "1", "g/kg")])
    assert judgement.verdict is ResultVerdict.NOT_APPLICABLE
    assert judgement.code is JudgementCode.NOT_IN_FORCE


def test_a_row_added_to_an_edition_later_does_not_end_its_other_rows() -> None:
    added = replace(LEAD_IN_RICE, id="R1", parameter_code="tin", effective_from=date(2026, 9, 20))
    assert picked_ids(make_food("rice_indica"), "pb", [*ROWS, added]) == {"L001"}
    assert picked_ids(make_food("rice_indica"), "tin", [*ROWS, added]) == {"R1"}
    early = make_food("rice_indica", on=date(2026, 9, 19))
    assert picked_ids(early, "tin", [*ROWS, added]) == set()


def test_an_amendment_within_an_edition_replaces_the_limit_from_its_day_on() -> None:
    amended = replace(LEAD_IN_RICE, id="R1", effective_from=date(2026, 9, 20))
    rows = [*ROWS, amended]
    assert picked_ids(make_food("rice_indica", on=date(2026, 9, 19)), "pb", rows) == {"L001"}
    assert picked_ids(make_food("rice_indica"), "pb", rows) == {"R1"}


@pytest.mark.parametrize(
    ("category", "ancestors"),
    [
        ("rice_indica_premium", ("rice_indica_premium", "rice_indica", "rice")),
        ("bean_soybean", ("bean_soybean", "bean")),
        ("wheat_flour", ("wheat_flour",)),
        ("wheat_flour_whole", ("wheat_flour_whole", "wheat_flour")),
        ("corn_flour", ("corn_flour",)),
        ("crude_oil_corn", ("crude_oil_corn", "crude_oil", "crude")),
    ],
)
def test_a_sub_code_inherits_but_flour_is_not_a_kind_of_grain(
    category: str, ancestors: tuple[str, ...]
) -> None:
    assert list_ancestors(category) == ancestors


def test_wheat_flour_has_the_moisture_of_flour_only() -> None:
    assert picked_ids(make_food("wheat_flour"), "moisture") == {"L141"}
    assert picked_ids(make_food("wheat"), "moisture") == {"L332"}
    assert picked_ids(make_food("corn_flour"), "moisture") == set()


def test_the_closest_code_wins_within_a_standard() -> None:
    assert picked_ids(make_food("oil_peanut"), "afb1") == {"L030"}
    assert picked_ids(make_food("oil_tea_seed"), "afb1") == {"L029"}
    assert picked_ids(make_food("bean_soybean"), "mouldy_kernel") == {"L050"}
    assert picked_ids(make_food("bean_mung"), "mouldy_kernel") == {"L051"}
    assert picked_ids(make_food("oil_corn"), "pb") == {"L005"}


def test_a_pattern_matches_by_its_beginning_only() -> None:
    assert picked_ids(make_food("crude_oil_peanut"), "tbhq") == set()
    assert picked_ids(make_food("frying_oil"), "solvent_residue") == set()
    everything = replace(LEAD_IN_RICE, id="R1", product_codes=("*",), parameter_code="tin")
    assert picked_ids(make_food("honey"), "tin", [everything]) == {"R1"}


def test_a_code_outranks_a_pattern_of_the_same_length() -> None:
    pattern = replace(LEAD_IN_RICE, id="R1", product_codes=("oil_peanut*",), parameter_code="tin")
    code = replace(pattern, id="R2", product_codes=("oil_peanut",))
    assert picked_ids(make_food("oil_peanut_roasted"), "tin", [pattern, code]) == {"R2"}
    assert picked_ids(make_food("oil_peanut"), "tin", [pattern, code]) == {"R2"}
    kinds = replace(pattern, product_codes=("bean_*",))
    family = replace(code, product_codes=("bean",))
    assert picked_ids(make_food("bean_mung"), "tin", [kinds, family]) == {"R2"}


def test_among_equals_all_rows_apply() -> None:
    twin = replace(LEAD_IN_RICE, id="R1", product_codes=("rice",))
    assert picked_ids(make_food("rice"), "pb", [*ROWS, twin]) == {"L001", "R1"}


def test_a_grade_without_its_own_row_does_not_borrow_from_a_wider_code() -> None:
    assert picked_ids(make_food("rice_indica_glutinous", grade="三级"), "broken_total") == set()
    assert picked_ids(make_food("rice_indica_premium", grade="三级"), "broken_total") == {"L123"}


def test_grade_and_process_narrow_the_rows() -> None:
    soybean = make_food("oil_soybean", process="extracted", grade="一级")
    assert picked_ids(soybean, "acid_value") == {"L041", "L145"}
    assert picked_ids(soybean, "solvent_residue") == {"L046", "L156"}
    pressed = make_food("oil_soybean", process="pressed", grade="二级")
    assert picked_ids(pressed, "solvent_residue") == {"L047"}


def test_a_missing_process_or_grade_is_named() -> None:
    catalogue = LimitCatalogue(ROWS)
    find = catalogue.find_missing_facts
    assert find(make_food("oil_soybean")) == {"process", "grade"}
    assert find(make_food("oil_soybean", process="pressed")) == {"grade"}
    assert find(make_food("oil_sesame", grade="一级")) == {"process"}
    assert find(make_food("rice_indica", grade="一级")) == frozenset()
    assert find(make_food("frying_oil")) == frozenset()


def test_an_error_for_a_missing_fact_lists_what_to_choose_from() -> None:
    catalogue = LimitCatalogue(ROWS)
    results = [Measured("solvent_residue", "5", "mg/kg")]
    (asked,) = catalogue.judge(make_food("oil_sesame", grade="一级"), results)
    assert asked.code is JudgementCode.NEEDS_PROCESS
    assert asked.details["expected"] == "extracted;pressed"
    assert asked.limit is None
    (asked,) = catalogue.judge(make_food("wheat_flour"), [Measured("ash", "0.5", "%")])
    assert asked.code is JudgementCode.NEEDS_GRADE
    assert asked.details["expected"] == "精制粉;标准粉;普通粉"
    pressed = make_food("oil_peanut")
    both = catalogue.judge(pressed, [Measured("moisture_volatile", "0.05", "%")])
    assert [item.code for item in both] == [JudgementCode.NEEDS_PROCESS]


def test_another_grade_is_said_to_be_another_grade() -> None:
    catalogue = LimitCatalogue(ROWS)
    sunflower = make_food("rice_indica_glutinous", grade="三级")
    (judgement,) = catalogue.judge(sunflower, [Measured("broken_total", "1", "%")])
    assert judgement.code is JudgementCode.OTHER_PROCESS_OR_GRADE


def test_a_draft_judges_nothing_and_shadows_nothing() -> None:
    shipped = read_food_limits()
    catalogue = LimitCatalogue(shipped)
    (judgement,) = catalogue.judge(make_food("wheat"), [Measured("zen", "9999", "μg/kg")])
    assert judgement.verdict is ResultVerdict.NOT_APPLICABLE
    assert judgement.code is JudgementCode.DRAFT
    assert all(row.confirmed for row in catalogue.pick(make_food("wheat")))

    # Neither a closer draft nor a draft of a newer edition may switch a confirmed limit off.
    closer = replace(LEAD_IN_RICE, id="R1", product_codes=("rice_indica",), confirmed=False)
    newer = replace(
        LEAD_IN_RICE, id="R2", edition="2030", effective_from=date(2026, 9, 20), confirmed=False
    )
    rows = [*shipped, closer, newer]
    (judgement,) = LimitCatalogue(rows).judge(
        make_food("rice_indica"), [Measured("pb", "0.3", "mg/kg")]
    )
    assert judgement.verdict is ResultVerdict.FAIL
    assert judgement.details["row"] == "L001"


def test_no_food_and_no_parameter_is_ever_a_pass_by_silence() -> None:
    catalogue = LimitCatalogue(ROWS)
    for category, parameter in [("honey", "pb"), ("rice_indica", "uranium"), ("oil_corn", "cd")]:
        (judgement,) = catalogue.judge(make_food(category), [Measured(parameter, "0", "mg/kg")])
        assert judgement.verdict is ResultVerdict.NOT_APPLICABLE
        assert judgement.code is JudgementCode.NO_LIMIT
        assert judgement.limit is judgement.standard is judgement.kind is None


def test_paddy_falls_back_to_the_row_of_brown_rice() -> None:
    rows = [row for row in ROWS if row.parameter_code != "cr" or row.id == "L019"]
    assert picked_ids(make_food("paddy_indica"), "cr", rows) == {"L019"}
    assert picked_ids(make_food("wheat"), "cr", rows) == set()
    own = {row.id for row in ROWS if row.parameter_code == "as_inorganic"}
    assert picked_ids(make_food("paddy_indica"), "as_inorganic") & own == {"L015"}
