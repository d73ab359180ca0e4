"""Aflatoxin in peanut oil: held in the same request, contested, tested again, released again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.factories import City, line
from tests.served import Person, served, signed_in
from traceability.domain.access import system_actor
from traceability.schemas.limits import LimitConfirmation
from traceability.services import lifecycle, limits

NAMES = ("mill", "lab", "lab_signer", "lab2", "lab2_signer", "regulator", "canteen", "rival")


@pytest.fixture
def town(city: City, tmp_path: Path) -> Iterator[tuple[str, City, dict[str, Person]]]:
    city.do(system_actor(), limits.load_reference_limits)
    city.do("regulator", lambda work: limits.confirm_limits(work, LimitConfirmation(all=True)))
    city.has_limits = True
    with served(city.engine, tmp_path) as base, ExitStack() as stack:
        yield base, city, {name: stack.enter_context(signed_in(base, name)) for name in NAMES}


def press_oil(city: City) -> Any:
    """Press peanuts, fill, test and release two lots of oil of the same nuts."""
    nuts = city.add_batch(material="peanut", name="花生果", quantity="10")
    oil = city.add_batch(material="oil_peanut", name="散装花生油", quantity="4", unit="t")
    product = city.add_product(
        name="榨坊 花生油", food_category="oil_peanut", grade="一级", process="pressed",
        standard="GB/T 1534", net_content="5", net_content_unit="L",
    )  # fmt: skip
    lots = [
        city.add_batch(product_id=product.id, lot=name, quantity="300", unit="each")
        for name in ("HS1", "HS2")
    ]
    city.record(
        "mill",
        {"step": "raw_intake", "lines": [line(nuts.id, "10", "t")],
         "parties": [{"side": "source", "name": "龙门花生合作社"}]},
        {"step": "pressing", "lines": [line(nuts.id, "10", "t", role="input"),
                                       line(oil.id, "4", "t", role="output")],
         "loss": {"amount": "6000", "unit": "kg"}},
        *({"step": "filling", "lines": [line(oil.id, "1380", "kg", role="input"),
                                        line(lot.id, "300", "each", role="output")]}
          for lot in lots),
    )  # fmt: skip
    for lot in lots:
        city.inspect(lot.id, results=[value("acid_value", "0.4", "mg/g")])
        city.do("mill", lambda work, lot=lot: lifecycle.release_batch(work, lot.id))
    return lots


def value(parameter: str, said: str, unit: str, **more: str) -> dict[str, str]:
    return {"parameter": parameter, "value": said, "unit": unit, **more}


def report(batch: Any, number: str, afb1: str, **more: Any) -> dict[str, Any]:
    day = batch.produced_on.isoformat()
    return {
        "batch_id": str(batch.id), "kind": "supervision", "sample_no": f"S-{number}",
        "sampled_on": day, "sampled_place": "成品库", "sampled_by": "郑十",
        "sampled_amount": "4", "sampled_unit": "each", "report_no": number, "reported_on": day,
        "results": [value("afb1", afb1, "μg/kg"), value("acid_value", "0.4", "mg/g")], **more,
    }  # fmt: skip


def scan(base: str, batch: Any, form: str = "application/json") -> httpx.Response:
    return httpx.get(f"{base}/01/{batch.gtin}/10/{batch.lot}", headers={"Accept": form})


def keep_picture(lab: Person) -> tuple[str, bytes]:
    """Upload the report as a picture; give its hash and its bytes."""
    picture = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(picture, "PNG")
    kept = lab.http.post("/api/certificates", content=picture.getvalue())
    assert kept.status_code == 201, kept.text
    return kept.json()["sha256"], picture.getvalue()


def verdict(base: str, batch: Any) -> str:
    return scan(base, batch).headers["X-Trace-Verdict"]


def fail_it(base: str, oil: Any, who: dict[str, Person]) -> str:
    """Enter and sign the failing report; give its id."""
    lab = who["lab"]
    sha256, picture = keep_picture(lab)
    entered = lab.made("/api/inspections", report(oil, "HZ-1", "24.8", certificate_sha256=sha256))
    afb1 = entered["results"][0]
    assert (afb1["limit_value"], afb1["verdict"], afb1["kind"]) == ("20", "fail", "safety")
    assert (afb1["limit_standard"], entered["verdict"]) == ("GB 2761-2017", "fail")
    assert afb1["limit_clause"]
    assert verdict(base, oil) == "genuine"  # one pair of eyes is not four
    assert httpx.get(f"{base}/certificates/{sha256}").status_code == 404

    who["lab_signer"].made(f"/api/inspections/{entered['id']}/signature")
    held = scan(base, oil, "text/html")  # within the request that signed it
    assert held.headers["X-Trace-Verdict"] == "held"
    for words in ("黄曲霉毒素", "24.8", f"/certificates/{sha256}"):
        assert words in held.text
    file = httpx.get(f"{base}/certificates/{sha256}")
    assert (file.status_code, file.headers["content-type"]) == (200, "image/png")
    assert file.content == picture
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    return entered["id"]


def hold_sister(base: str, oil: Any, sister: Any, regulator: Person) -> None:
    """Find the failure first in the list, and hold the lot of the same nuts with one order."""
    first = regulator.get("/api/inspections", open=True).json()["items"][0]
    assert first["report_no"] == "HZ-1"
    relatives = regulator.get(f"/api/batches/{oil.id}/relatives").json()["items"]
    assert sister.lot in {each["lot"] for each in relatives}
    order = {"reason": "同源批次，先行封存", "batch_ids": [str(sister.id)]}
    done = regulator.post(f"/api/batches/{oil.id}/relatives/hold", order)
    assert done.json()["held"] == [str(sister.id)]
    assert verdict(base, sister) == "held"


def retest_it(base: str, oil: Any, failed: str, who: dict[str, Person]) -> None:
    """Contest the report, and have the other agency decide."""
    mill = who["mill"]
    agencies = mill.get("/api/organizations", kind="inspection_agency").json()["items"]
    other = next(each for each in agencies if each["name"].startswith("岭东"))
    asked = {"inspection_id": failed, "agency_id": other["id"], "reason": "申请复检"}
    assert who["rival"].post("/api/retests", asked).status_code == 404
    mill.made("/api/retests", asked)
    again = report(oil, "FJ-1", "13.1", replaces_id=failed)
    retest = who["lab2"].made("/api/inspections", again)
    assert (retest["succession"], retest["verdict"]) == ("retest", "pass")
    assert verdict(base, oil) == "held"
    who["lab2_signer"].made(f"/api/inspections/{retest['id']}/signature")


def test_a_failed_oil_is_tested_again(town: tuple[str, City, dict[str, Person]]) -> None:
    base, city, who = town
    oil, sister = press_oil(city)
    assert verdict(base, oil) == "genuine"
    failed = fail_it(base, oil, who)
    hold_sister(base, oil, sister, who["regulator"])
    retest_it(base, oil, failed, who)

    freed = scan(base, oil)
    assert freed.headers["X-Trace-Verdict"] == "genuine"
    numbers = {each["report_no"]: each for each in freed.json()["inspections"]}
    assert (numbers["FJ-1"]["replaces"], numbers["HZ-1"]["replaced_by"]) == ("HZ-1", "FJ-1")
    page = scan(base, oil, "text/html").text
    for words in ("FJ-1", "HZ-1", "复检报告，以它为准"):
        assert words in page
    assert who["regulator"].get("/api/inspections", open=True).json()["items"] == []
