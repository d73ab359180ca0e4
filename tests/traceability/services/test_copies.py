"""A code that was copied is found by its scans; who is concerned sees it, and so does the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from consumer_web.answers import Scanned
from consumer_web.codes import CodeBook
from consumer_web.scan_counts import ScanCounter
from tests.factories import CODE_KEYS, ORIGIN, City
from tests.served import served, signed_in
from traceability.domain.access import system_actor
from traceability.domain.civil import civil_date
from traceability.domain.errors import ForbiddenError
from traceability.schemas.labels import LabelJobCreate
from traceability.services import copies, labels

TODAY = civil_date(datetime.now(UTC))


def scan(city: City, about: Scanned, regions: list[str], days_ago: int = 0) -> None:
    """Scan a code once in each region, as the public site counts."""
    counter = ScanCounter(city.engine, ORIGIN, lambda: TODAY - timedelta(days=days_ago))
    for region in regions:
        counter.note(about, region, "phone")
    assert counter.flush() == len(regions)


def mark(city: City) -> int:
    return city.do(system_actor(), copies.mark_suspects)


def test_codes_scanned_all_over_the_province_are_suspected(city: City, tmp_path: Path) -> None:
    _, _, bags = city.release_rice()
    wish = LabelJobCreate(batch_id=bags.id, count=20, is_serialised=True)
    job = city.do("mill", lambda work: labels.order_labels(work, wish))
    copied, honest, old, shown = CodeBook(CODE_KEYS).issue_range(job.job_no, 0, 4)
    cities = [f"44{number:02}00" for number in range(1, 10)]
    assert bags.gtin is not None

    def of(code: str) -> Scanned:
        return Scanned(bags.gtin or "", bags.lot, code)

    for ago, city_code in enumerate(cities):
        scan(city, of(copied), [city_code], ago)
    scan(city, of(honest), ["441300", "441300", "440100", "", ""])
    scan(city, of(old), cities, 100)
    scan(city, of(shown), ["441300"] * 99)
    assert mark(city) == 1
    assert mark(city) == 0
    scan(city, of(shown), ["441300"])
    assert mark(city) == 1
    keys = ",".join(key.hex() for key in CODE_KEYS)
    with served(city.engine, tmp_path, REGISTER_ORIGIN=ORIGIN, CODE_KEYS=keys) as base:
        page = httpx.get(f"{base}/T/{copied}")
        assert page.headers["x-trace-verdict"] == "suspicious"
        assert "9 个城市" in page.text
        assert httpx.get(f"{base}/T/{honest}").headers["x-trace-verdict"] == "genuine"
        for who, seen in (("regulator", [copied, shown]), ("mill", [copied, shown]), ("rival", [])):
            with signed_in(base, who) as person:
                listed = person.get("/api/suspect-codes").json()["items"]
            assert [one["code"] for one in listed] == seen


def test_only_the_server_itself_marks(sqlite_city: City) -> None:
    for who in ("regulator", "mill"):
        with pytest.raises(ForbiddenError):
            sqlite_city.do(who, copies.mark_suspects)
