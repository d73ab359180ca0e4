"""Fixtures of the console: one served city with something in every list, and its visitors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.factories import City, shipping
from tests.registers import Templates
from tests.served import served
from traceability.schemas.batches import BatchPublic, HoldCreate
from traceability.schemas.parties import StandingCreate
from traceability.schemas.purchases import PurchaseCreate
from traceability.services import lifecycle, purchases, standings


@dataclass
class Served:
    """A city behind a real server."""

    base: str
    city: City
    released: BatchPublic
    held: BatchPublic
    draft: BatchPublic
    failed_report: str


@pytest.fixture(scope="module")
def house(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve a city: a batch in each state, a delivery, a failed report, a suspended enterprise."""
    folder: Path = tmp_path_factory.mktemp("console")
    with sqlite_templates.opened_in(folder) as city:
        released, held = city.release_rice()[2], city.release_rice()[2]
        draft = city.make_rice()[2]
        _deliver(city, released)
        city.do("mill", lambda work: lifecycle.hold_batch(work, held.id, HoldCreate(reason="复检")))
        report = city.inspect(held.id, who="lab", verdict="fail", kind="supervision")
        suspension = StandingCreate(
            organization_id=city.actors["rival"].org_id, standing="suspended", reason="抽检不合格"
        )
        city.do("regulator", lambda work: standings.change_standing(work, suspension))
        with served(city.engine, folder) as base:
            yield Served(base, city, released, held, draft, report.report_no)


def _deliver(city: City, bags: BatchPublic) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sent = shipping(bags.id, "200", "each", city.actors["canteen"].org_id)
    city.record("mill", sent | {"event_time": yesterday})
    delivery = PurchaseCreate(
        batch_id=bags.id,
        amount=200,
        unit="each",
        delivered_at=yesterday + timedelta(hours=2),
    )
    city.do("canteen", lambda work: purchases.record_purchase(work, delivery))


@pytest.fixture
def http(house: Served) -> Iterator[httpx.Client]:
    """Give a browser that follows where it is sent."""
    with httpx.Client(base_url=house.base, follow_redirects=True, timeout=30) as client:
        yield client
