"""From an empty database to a scanned page, over HTTP only, as four different users."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import Engine

from tests.factories import PASSWORD, gtin_of, uscc_of
from tests.served import Person, served, signed_in
from traceability import commands
from traceability.settings import Settings

AUTHORITY = uscc_of(1, head="11441300")


@pytest.fixture
def people(
    engine: Engine, database_url: str, tmp_path: Path
) -> Iterator[tuple[str, dict[str, Person]]]:
    """Start with nothing but the administrator, who lets the others in."""
    settings = Settings(DATA_DIR=tmp_path, DATABASE_URL=database_url)
    commands.create_admin(settings, AUTHORITY, "惠州市市场监督管理局", "惠城区", "admin", PASSWORD)
    with served(engine, tmp_path) as base, ExitStack() as stack:
        admin = stack.enter_context(signed_in(base, "admin"))
        for number, (username, kind, role, name) in enumerate(
            (
                ("regulator", None, "regulator", ""),
                ("mill", "enterprise", "enterprise", "惠州市禾坪里米业有限公司"),
                ("lab", "inspection_agency", "inspector", "惠州市粮油质量检测中心"),
                ("lab_signer", None, "inspector", ""),
                ("canteen", "canteen", "canteen", "河南岸第一小学食堂"),
            )
        ):
            if username == "regulator":
                org_id = admin.me["org_id"]
            if kind:
                organization = {
                    "uscc": uscc_of(10 + number),
                    "name": name,
                    "kind": kind,
                    "district": "惠城区",
                    "contact_name": "王小明",
                    "contact_phone": "13900001111",
                    **({"cma_no": "20260101001"} if kind == "inspection_agency" else {}),
                }
                org_id = admin.made("/api/organizations", organization)["id"]
            user = {
                "org_id": org_id,
                "username": username,
                "display_name": "赵六",
                "role": role,
                "password": PASSWORD,
            }
            admin.made("/api/users", user)
        names = ("regulator", "mill", "lab", "lab_signer", "canteen")
        yield base, {name: stack.enter_context(signed_in(base, name)) for name in names}


def test_a_batch_goes_from_the_mill_to_the_phone(people: tuple[str, dict[str, Person]]) -> None:
    base, who = people
    mill, regulator, lab, canteen = who["mill"], who["regulator"], who["lab"], who["canteen"]
    gtin = gtin_of(2018)
    site = mill.made("/api/sites", {"kind": "mill", "name": "一号车间", "district": "博罗县"})
    product = mill.made(
        "/api/products",
        {
            "name": "禾坪里 油粘米",
            "gtin": gtin,
            "food_category": "rice_indica",
            "grade": "一级",
            "standard": "GB/T 1354",
            "net_content": "5",
            "net_content_unit": "kg",
            "shelf_life": 120,
            "shelf_life_unit": "month",
        },
    )
    paddy, rice, bags = _register_lots(mill, product["id"])
    _record_production(mill, site["id"], paddy, rice, bags)

    early = mill.post(f"/api/batches/{bags}/release")
    assert (early.status_code, early.json()["code"]) == (422, "release.product_not_approved")
    regulator.made(f"/api/products/{product['id']}/approve")
    early = mill.post(f"/api/batches/{bags}/release")
    assert early.json()["code"] == "release.no_inspection"
    assert mill.get(f"/api/batches/{bags}/label.svg").json()["code"] == "label.not_released"

    mill.made("/api/inspections", _report(bags, "factory", "CC-1"))
    assert mill.made(f"/api/batches/{bags}/release")["status"] == "released"
    entered = lab.made("/api/inspections", _report(bags, "supervision", "HZ-2026-10417"))
    alone = lab.post(f"/api/inspections/{entered['id']}/signature")
    assert alone.json()["code"] == "inspection.second_person"
    who["lab_signer"].made(f"/api/inspections/{entered['id']}/signature")

    mill.made(f"/api/batches/{bags}/events", _shipping(canteen.me["org_id"]))
    purchase = canteen.made(
        "/api/purchases",
        {
            "batch_id": bags,
            "amount": "200",
            "unit": "each",
            "delivered_at": "2026-10-03T08:00:00+08:00",
            "price_fen": 987654,
            "checked_by": "孙七",
            "second_checked_by": "周八",
        },
    )
    assert purchase["verdict_seen"] == "genuine"
    assert len(purchase["inspection_ids"]) == 2

    address = _decode_labels(mill, bags, base, gtin)
    _scan(address)


def _register_lots(mill: Person, product_id: str) -> tuple[str, str, str]:
    lots: tuple[dict[str, Any], ...] = (
        {"material": "paddy_indica", "name": "早籼稻", "lot": "P260718", "quantity": "20",
         "unit": "t", "produced_on": "2026-07-18", "origin": "龙门县龙华镇"},
        {"material": "rice_indica", "name": "散米", "lot": "R260927", "quantity": "13.2",
         "unit": "t", "produced_on": "2026-09-27"},
        {"product_id": product_id, "lot": "HP260928A", "quantity": 2640, "unit": "each",
         "produced_on": "2026-09-28"},
    )  # fmt: skip
    paddy, rice, bags = (mill.made("/api/batches", lot)["id"] for lot in lots)
    return paddy, rice, bags


def _record_production(mill: Person, site: str, paddy: str, rice: str, bags: str) -> None:
    mill.made(
        f"/api/batches/{paddy}/events",
        {
            "step": "raw_intake", "event_time": "2026-07-22T09:00:00+08:00", "site_id": site,
            "amount": "20", "unit": "t", "ilmd": {"variety": "美香占"},
            "attributes": {"moisture_percent": "13.2"},
            "parties": [{"side": "source", "name": "龙门稻田合作社"}],
            "handlers": {"driver": "吴九", "driver_phone": "13700002222"},
        },
    )  # fmt: skip
    milling = {
        "step": "milling", "event_time": "2026-09-27T10:00:00+08:00", "site_id": site,
        "lines": [
            {"role": "input", "batch_id": paddy, "amount": "20", "unit": "t"},
            {"role": "output", "batch_id": rice, "amount": "13.2", "unit": "t"},
        ],
    }  # fmt: skip
    unstated = mill.post(f"/api/batches/{rice}/events", milling)
    assert unstated.json()["code"] == "balance.loss_not_stated"
    assert "6800000" in unstated.json()["detail"]
    milling["loss"] = {"amount": "6.8", "unit": "t"}
    filling = {
        "step": "filling", "event_time": "2026-09-28T10:00:00+08:00", "site_id": site,
        "lines": [
            {"role": "input", "batch_id": rice, "amount": "13.2", "unit": "t"},
            {"role": "output", "batch_id": bags, "amount": "2640", "unit": "each"},
        ],
    }  # fmt: skip
    assert len(mill.made("/api/events", {"events": [milling, filling]})["items"]) == 2


def _report(batch: str, kind: str, number: str) -> dict[str, Any]:
    result = {
        "parameter": "cd",
        "value": "0.06",
        "unit": "mg/kg",
        "method": "GB 5009.15",
    }
    return {
        "batch_id": batch, "kind": kind, "sample_no": f"S-{number}", "sampled_on": "2026-09-28",
        "sampled_by": "郑十", "sampled_place": "成品库",
        "sampled_amount": "2", "sampled_unit": "kg",
        "report_no": number, "reported_on": "2026-10-02",
        "results": [result],
    }  # fmt: skip


def _shipping(to: str) -> dict[str, Any]:
    return {
        "step": "shipping", "event_time": "2026-10-02T16:00:00+08:00", "amount": "200",
        "unit": "each", "parties": [{"side": "destination", "organization_id": to}],
        "documents": [{"type": "desadv", "number": "FH-118"}],
        "attributes": {"vehicle_plate": "粤L12371"},
    }  # fmt: skip


def _decode_labels(mill: Person, bags: str, base: str, gtin: str) -> str:
    """Read the symbol of each kind of label with a real decoder."""
    expected = f"{base}/01/0{gtin}/10/HP260928A"
    png = mill.get(f"/api/batches/{bags}/label.png")
    assert png.headers["content-type"] == "image/png"
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(png.content))).text == expected
    pdf = mill.get(f"/api/batches/{bags}/label.pdf")
    page = pypdfium2.PdfDocument(pdf.content)[0].render(scale=300 / 72).to_pil()
    assert zxingcpp.read_barcode(page).text == expected
    svg = mill.get(f"/api/batches/{bags}/label.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert "禾坪里" in svg.text
    return expected


def _scan(address: str) -> None:
    page = httpx.get(address)
    assert page.status_code == 200
    assert page.headers["x-trace-verdict"] == "genuine"
    assert 'data-verdict="genuine"' in page.text
    for shown in (
        "真码，检验合格",
        "禾坪里 油粘米",
        "HP260928A",
        "美香占",
        "HZ-2026-10417",
        "0.06",
    ):
        assert shown in page.text, shown
    compressed = httpx.get(address, headers={"Accept-Encoding": "gzip"})
    assert int(compressed.headers["content-length"]) <= 14_000
    document = httpx.get(address, headers={"Accept": "application/json"}).json()
    assert document["verdict"] == "genuine"
    for text in (page.text, str(document)):
        for hidden in ("王小明", "13900001111", "吴九", "13700002222", "9876", "孙七", "郑十",
                       "河南岸第一小学食堂", "赵六"):  # fmt: skip
            assert hidden not in text, hidden
        assert "惠城区" in text
