"""May this tank carry this oil (GB 44917-2024), may this grain leave its store?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from traceability.domain.errors import RuleError
from traceability.domain.transport import (
    StoreOutFacts,
    TankFacts,
    check_store_out,
    check_tank,
    is_bulk_oil,
)

LOADING = datetime(2026, 10, 16, 1, 0, tzinfo=UTC)
BEFORE, EARLIER = LOADING - timedelta(hours=3), LOADING - timedelta(days=2)
PEANUT, SOYBEAN = "crude_oil_peanut", "crude_oil_soybean"
# A tank that carried soybean oil two days ago and was cleaned for peanut oil this morning.
CLEANED = TankFacts(
    mark="edible_oil_only",
    oil_category=PEANUT,
    declared_previous=SOYBEAN,
    recorded_previous=SOYBEAN,
    last_loaded_at=EARLIER,
    last_cleaned_at=BEFORE,
    loading_at=LOADING,
    seals=("HZ00871",),
    cleaning_ticket="WASH-77",
)
SAME_OIL: dict[str, object] = {"declared_previous": PEANUT, "recorded_previous": PEANUT}
UNCLEAN: dict[str, object] = {"last_cleaned_at": None, "cleaning_ticket": None}


@pytest.mark.parametrize(
    ("category", "is_oil"),
    [
        ("oil_peanut", True),
        ("crude_oil_soybean", True),
        ("peanut", False),
        ("rice_indica", False),
        ("oil", False),
        ("palm_oil_", False),
    ],
)
def test_edible_oils_are_known_by_their_category(category: str, is_oil: bool) -> None:
    assert is_bulk_oil(category) is is_oil


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"mark": "food_only"}, None),
        ({"mark": None}, "tank.not_food_only"),
        ({"mark": "chemicals"}, "tank.not_food_only"),
        ({"seals": ()}, "tank.no_seal"),
        ({"declared_previous": "diesel"}, "tank.previous_not_food"),
        ({"declared_previous": "diesel", "recorded_previous": None}, "tank.previous_not_food"),
        ({"declared_previous": PEANUT}, "tank.previous_differs"),
        ({"declared_previous": None}, "tank.previous_differs"),
        ({"recorded_previous": None}, None),
        ({"recorded_previous": None, "last_loaded_at": None}, None),
        (UNCLEAN, "tank.not_cleaned"),
        ({"cleaning_ticket": None}, "tank.not_cleaned"),
        ({"last_cleaned_at": None}, "tank.not_cleaned"),
        ({"last_cleaned_at": EARLIER - timedelta(hours=1)}, "tank.not_cleaned"),
        ({"last_cleaned_at": EARLIER}, "tank.not_cleaned"),
        ({"last_cleaned_at": LOADING}, None),
        ({"last_cleaned_at": LOADING + timedelta(seconds=1)}, "tank.not_cleaned"),
        (SAME_OIL | UNCLEAN, None),
        ({**SAME_OIL, **UNCLEAN, "oil_category": "oil_peanut"}, "tank.not_cleaned"),
        (
            {"declared_previous": None, "recorded_previous": None, "last_loaded_at": None}
            | UNCLEAN,
            None,  # a new tank
        ),
    ],
)
def test_a_tank_may_be_loaded_or_not(change: dict[str, object], code: str | None) -> None:
    tank = replace(CLEANED, **change)  # type: ignore[arg-type]
    if code is None:
        check_tank(tank)
        return
    with pytest.raises(RuleError) as refusal:
        check_tank(tank)
    assert refusal.value.code == code
    assert str(refusal.value.field).startswith("bulk_transport.")


DAY = date(2026, 10, 16)
FRESH = StoreOutFacts(
    leaves_on=DAY,
    is_fumigated=False,
    declared_safe_from=None,
    recorded_safe_from=None,
    quality_report="Z-1",
)
GASSED: dict[str, object] = {"is_fumigated": True, "declared_safe_from": DAY}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        (GASSED, None),
        (GASSED | {"recorded_safe_from": DAY}, None),
        ({"quality_report": None}, "store_out.no_report"),
        ({"quality_report": ""}, "store_out.no_report"),
        ({"recorded_safe_from": DAY}, "store_out.fumigation_denied"),
        ({"is_fumigated": True}, "store_out.no_interval"),
        (GASSED | {"leaves_on": DAY - timedelta(days=1)}, "store_out.interval_not_over"),
        (
            GASSED | {"recorded_safe_from": DAY + timedelta(days=1)},
            "store_out.interval_not_over",  # the register knows better than the clerk
        ),
        (
            {"declared_safe_from": DAY + timedelta(days=1)},
            "store_out.interval_not_over",
        ),
    ],
)
def test_grain_may_leave_its_store_or_not(change: dict[str, object], code: str | None) -> None:
    grain = replace(FRESH, **change)  # type: ignore[arg-type]
    if code is None:
        check_store_out(grain)
        return
    with pytest.raises(RuleError) as refusal:
        check_store_out(grain)
    assert refusal.value.code == code
