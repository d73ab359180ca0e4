"""What may a dishonest or hasty hand try, and what does the register make of it?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.factories import City, hold, lift, refused, shipping, status_of
from traceability.domain.kinds import BatchStatus
from traceability.schemas.events import CorrectionCreate, EventCreate
from traceability.schemas.labels import LabelJobCreate
from traceability.services import batches, corrections, labels

FAILED: dict[str, Any] = {"kind": "supervision"}


def test_an_unsafe_report_takes_a_released_batch_off_sale_at_once(city: City) -> None:
    _, _, bags = city.release_rice()
    failed = city.inspect(bags.id, "lab", "fail", **FAILED)
    assert status_of(city, bags.id) is BatchStatus.HELD
    told = city.look("mill", lambda work: batches.read_batch(work, bags.id)).status_reason
    assert told is not None
    assert failed.report_no in told
    refused("lift.only_regulator", lift, city, bags.id)
    city.inspect(bags.id, "lab", replaces_id=failed.id, **FAILED)
    # An agency cannot quietly take back a failure.
    assert status_of(city, bags.id) is BatchStatus.HELD
    refused("lift.only_regulator", lift, city, bags.id)
    lift(city, bags.id, "regulator")
    assert status_of(city, bags.id) is BatchStatus.RELEASED


def test_a_hold_that_the_regulator_took_over_is_not_lifted_by_the_enterprise(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    for who in ("mill", "regulator"):
        hold(city, bags.id, who)
    refused("lift.only_regulator", lift, city, bags.id)
    lift(city, bags.id, "regulator")
    assert status_of(city, bags.id) is BatchStatus.RELEASED


def test_there_are_no_more_package_codes_than_packages_and_spoilage(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()

    def order(count: int) -> None:
        job = {"batch_id": bags.id, "count": count, "is_serialised": True}
        entered = LabelJobCreate.model_validate(job)
        city.do("mill", lambda work: labels.order_labels(work, entered))

    order(2640)
    refused("label.too_many", order, 265)
    order(264)
    refused("label.too_many", order, 1)


def test_a_label_promises_no_more_shelf_life_than_the_product_has(sqlite_city: City) -> None:
    city = sqlite_city
    product = city.add_product(shelf_life=30, shelf_life_unit="day")
    packed = {"product_id": product.id, "quantity": "1", "unit": "each"}
    last = city.add_batch(**packed).best_before
    assert last is not None
    assert city.add_batch(**packed, best_before=last + timedelta(days=1)).best_before
    late = last + timedelta(days=2)
    refused("batch.beyond_shelf_life", city.add_batch, **packed, best_before=late)


def test_a_sample_of_a_product_is_not_older_than_the_product(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.make_rice()
    before = sqlite_city.day - timedelta(days=1)
    refused("inspection.before_production", sqlite_city.inspect, bags.id, sampled_on=before)


def test_a_correction_does_not_ship_more_of_what_was_stopped(city: City) -> None:
    _, _, bags = city.release_rice()
    to = city.actors["canteen"].org_id
    [sent] = city.record("mill", shipping(bags.id, "10", "each", to))
    hold(city, bags.id, "regulator")

    def correct(amount: str) -> None:
        said = shipping(bags.id, amount, "each", to) | {"event_time": sent.event_time}
        entered = CorrectionCreate.model_validate(
            {
                "reason": "incorrect_data",
                "note": "数量有误",
                "replacements": [EventCreate.model_validate(said)],
            }
        )
        city.do("mill", lambda work: corrections.correct_event(work, sent.id, entered))

    refused("event.batch_stopped", correct, "11")
    correct("9")


def test_the_registers_own_words_are_not_written_by_others() -> None:
    with pytest.raises(ValidationError, match="register's"):
        EventCreate.model_validate(
            {
                "step": "storing",
                "event_time": "2026-09-01T08:00:00+08:00",
                "lines": [],
                "attributes": {"unsets": ["recalled"]},
            }
        )
