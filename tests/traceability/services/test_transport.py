"""Is bulk oil carried by GB 44917-2024, and does fumigated grain wait for its day?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from tests.factories import City, intake, line
from traceability.domain.errors import RuleError

TANK: dict[str, Any] = {"tank_mark": "edible_oil_only", "seals": ["A1"], "previous_cargo": None}


def oil(city: City, category: str) -> UUID:
    batch = city.add_batch(material=category, name="散装油", quantity="90", unit="t")
    city.record("mill", intake(batch.id, "90"))
    return batch.id


def loading(city: City, tank: UUID, batch: UUID, hour: int, **said: Any) -> dict[str, Any]:
    return {
        "step": "loading",
        "event_time": at(city, hour),
        "lines": [
            {"role": "parent", "asset_id": tank},
            line(batch, "10", "t", role="child"),
        ],
        "parties": [
            {"side": "destination", "organization_id": city.actors["rival"].org_id},
        ],
        "bulk_transport": TANK | said,
    }


def cleaning(city: City, tank: UUID, hour: int) -> dict[str, Any]:
    lines = [{"asset_id": tank}]
    return {"step": "tank_cleaning", "event_time": at(city, hour), "lines": lines}


def at(city: City, hour: int) -> datetime:
    return datetime.combine(city.day, datetime.min.time(), UTC) + timedelta(hours=hour)


def refused(city: City, code: str, *said: dict[str, Any]) -> None:
    with pytest.raises(RuleError) as caught:
        city.record("mill", *said)
    assert caught.value.code == code


def test_a_change_of_oil_needs_a_cleaning_with_its_ticket(city: City) -> None:
    tank = city.add_asset("mill", "tank", "edible_oil_only")
    peanut, soybean = oil(city, "oil_peanut"), oil(city, "oil_soybean")
    city.record("mill", loading(city, tank, peanut, 1))
    after_peanut: dict[str, Any] = {"previous_cargo": "oil_peanut"}
    refused(city, "tank.not_cleaned", loading(city, tank, soybean, 5, **after_peanut))
    ticket = after_peanut | {"cleaning_ticket": "QX-1"}
    refused(city, "tank.not_cleaned", loading(city, tank, soybean, 5, **ticket))
    city.record("mill", cleaning(city, tank, 3))
    refused(city, "tank.not_cleaned", loading(city, tank, soybean, 5, **after_peanut))
    city.record("mill", loading(city, tank, soybean, 5, **ticket))
    city.record("mill", loading(city, tank, soybean, 7, previous_cargo="oil_soybean"))


def test_a_cleaning_earlier_in_the_same_list_counts(sqlite_city: City) -> None:
    city = sqlite_city
    tank = city.add_asset("mill", "tank", "food_only")
    peanut, soybean = oil(city, "oil_peanut"), oil(city, "oil_soybean")
    said = {"previous_cargo": "oil_peanut", "cleaning_ticket": "QX-1"}
    city.record(
        "mill",
        loading(city, tank, peanut, 1),
        cleaning(city, tank, 2),
        loading(city, tank, soybean, 3, **said),
    )


def test_the_previous_cargo_must_be_food_and_agree_with_the_record(sqlite_city: City) -> None:
    city = sqlite_city
    tank = city.add_asset("mill", "tank", "edible_oil_only")
    peanut = oil(city, "oil_peanut")
    coal = loading(city, tank, peanut, 1, previous_cargo="coal_tar")
    refused(city, "tank.previous_not_food", coal)
    city.record("mill", loading(city, tank, peanut, 1))
    refused(city, "tank.previous_differs", loading(city, tank, peanut, 3))
    other = loading(city, tank, peanut, 3, previous_cargo="oil_corn")
    refused(city, "tank.previous_differs", other)


def test_oil_in_bulk_needs_its_details_and_its_seals(sqlite_city: City) -> None:
    city = sqlite_city
    tank = city.add_asset("mill", "tank", "edible_oil_only")
    bare = loading(city, tank, oil(city, "oil_peanut"), 1)
    with pytest.raises(ValidationError, match="seals"):
        city.record("mill", bare | {"bulk_transport": TANK | {"seals": []}})
    del bare["bulk_transport"]
    refused(city, "event.detail_missing", bare)


def fumigation(city: City, batch: UUID) -> dict[str, Any]:
    safe_from = (city.day + timedelta(days=9)).isoformat()
    said = {"agent": "磷化铝", "started_on": city.day.isoformat(), "safe_from": safe_from}
    return {"step": "fumigation", "lines": [line(batch)], "fumigation": said}


def store_out(city: City, batch: UUID, day: int, **said: Any) -> dict[str, Any]:
    details = {"is_fumigated": True, "quality_report": "ZJ-1"}
    details |= {"safe_from": (city.day + timedelta(days=9)).isoformat()}
    return {
        "step": "store_out",
        "event_time": at(city, 24 * day),
        "lines": [line(batch)],
        "store_out": details | said,
    }


@pytest.mark.parametrize("in_one_list", [True, False])
def test_fumigated_grain_waits_for_the_end_of_its_interval(
    sqlite_city: City, in_one_list: bool
) -> None:
    city = sqlite_city
    grain = city.add_batch().id
    city.record("mill", intake(grain, "20"))
    before = [fumigation(city, grain)] if in_one_list else []
    if not in_one_list:
        city.record("mill", fumigation(city, grain))
    denied = store_out(city, grain, 10, is_fumigated=False, safe_from=None)
    refused(city, "store_out.fumigation_denied", *before, denied)
    refused(city, "store_out.no_interval", *before, store_out(city, grain, 10, safe_from=None))
    refused(city, "store_out.interval_not_over", *before, store_out(city, grain, 8))
    early = {"safe_from": city.day.isoformat()}
    refused(city, "store_out.interval_not_over", *before, store_out(city, grain, 8, **early))
    city.record("mill", *before, store_out(city, grain, 9))


def test_grain_inside_its_interval_is_neither_milled_nor_shipped(sqlite_city: City) -> None:
    city = sqlite_city
    grain = city.add_batch().id
    city.record("mill", intake(grain, "20"), fumigation(city, grain))
    used = {"step": "destruction", "event_time": at(city, 24 * 8), "lines": [line(grain, "1", "t")]}
    refused(city, "store_out.interval_not_over", used)
    city.record("mill", used | {"event_time": at(city, 24 * 9)})


def test_store_out_without_its_report_is_refused(sqlite_city: City) -> None:
    city = sqlite_city
    grain = city.add_batch().id
    city.record("mill", intake(grain, "20"))
    bare = store_out(city, grain, 1)
    del bare["store_out"]
    refused(city, "event.detail_missing", bare)
    bare["store_out"] = {"is_fumigated": False, "quality_report": ""}
    with pytest.raises(ValidationError, match="quality_report"):
        city.record("mill", bare)
