"""Do the panels hold what the rules ask for, and only what the table can judge?"""

from dataclasses import replace
from datetime import date

import pytest

from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limits import FoodFacts, LimitRow
from traceability.domain.panels import factory_panel, full_panel, panels_for, sampling_panel
from traceability.storage.reference.reader import read_food_limits

ROWS = [replace(row, confirmed=True) for row in read_food_limits()]
CATALOGUE = LimitCatalogue(ROWS)
NOW = date(2026, 10, 1)
GRADES: list[str | None] = [None, *sorted({row.grade for row in ROWS if row.grade})]
FACTORY_FOODS = [
    "rice_indica",
    "rice_japonica",
    "rice_indica_premium",
    "rice_japonica_premium",
    "wheat_flour",
    "oil_soybean",
    "oil_peanut",
    "oil_rapeseed",
    "oil_corn",
    "oil_sunflower",
    "oil_sesame",
    "oil_camellia",
    "oil_cottonseed",
    "oil_walnut",
    "crude_oil_soybean",
    "paddy_indica",
    "wheat",
    "bean_soybean",
    "corn",
]


def pick_all(category: str) -> list[LimitRow]:
    """All rows that some process and grade of the food would bring."""
    foods = [
        FoodFacts(category, process, grade, NOW)
        for process in ("pressed", "extracted")
        for grade in GRADES
    ]
    return [row for food in foods for row in CATALOGUE.pick(food)]


@pytest.mark.parametrize(
    ("category", "parameters"),
    [
        ("rice_indica", {"pb", "cd", "as_inorganic", "bap", "afb1", "ota"}),
        (
            "wheat_flour",
            {"pb", "cd", "cr", "hg", "as_total", "bap", "ota", "afb1"}
            | {"azodicarbonamide", "benzoyl_peroxide"},
        ),
        (
            "oil_walnut",
            {"acid_value", "peroxide_value", "pb", "afb1", "bap", "solvent_residue"}
            | {"tbhq", "ethyl_maltol"},
        ),
        ("frying_oil", {"acid_value", "polar_components"}),
    ],
)
def test_the_national_rules_of_2026_name_these_items(category: str, parameters: set[str]) -> None:
    panel = sampling_panel(category)
    assert panel is not None
    assert set(panel.parameters) == parameters
    assert parameters <= {row.parameter_code for row in pick_all(category)}


@pytest.mark.parametrize("category", FACTORY_FOODS)
def test_every_item_of_a_factory_panel_has_a_limit(category: str) -> None:
    panel = factory_panel(category)
    assert panel is not None
    rows = pick_all(category)
    assert set(panel.parameters) <= {row.parameter_code for row in rows}
    if panel.basis.startswith("GB/T"):
        ours = {row.parameter_code for row in rows if row.standard == panel.basis}
        assert ours <= set(panel.parameters)
        assert ours


def test_a_food_without_a_rule_has_no_panel_of_it() -> None:
    assert sampling_panel("crude_oil_peanut") is None
    assert sampling_panel("honey") is None
    assert factory_panel("honey") is None


def test_the_full_panel_begins_with_the_sampled_items_and_names_each_once() -> None:
    food = FoodFacts("wheat_flour", None, "精制粉", NOW)
    sampled = sampling_panel("wheat_flour")
    panel = full_panel("wheat_flour", CATALOGUE.pick(food))
    assert sampled is not None
    assert panel.parameters[: len(sampled.parameters)] == sampled.parameters
    assert len(set(panel.parameters)) == len(panel.parameters)
    assert {"don", "zen", "ash", "deltamethrin"} <= set(panel.parameters)


def test_don_stays_in_the_full_panel_of_wheat_even_without_its_row() -> None:
    assert "don" in full_panel("wheat", []).parameters
    assert "don" in full_panel("wheat_flour", []).parameters
    assert "don" not in full_panel("rice_indica", []).parameters


def test_panels_are_offered_by_food() -> None:
    picked = CATALOGUE.pick(FoodFacts("rice_indica", None, "一级", NOW))
    assert [panel.code for panel in panels_for("rice_indica", picked)] == [
        "sampling",
        "factory",
        "full",
    ]
    assert [panel.code for panel in panels_for("peanut", [])] == ["full"]
