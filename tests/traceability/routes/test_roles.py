"""Who gets through which door? Every route with every role, and every record with a stranger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from tests.factories import City, shipping
from tests.served import Person, served, signed_in
from traceability.app import create_app
from traceability.settings import Settings

EVERYONE = frozenset({"admin", "regulator", "enterprise", "inspector", "canteen"})
AUTHORITY = frozenset({"admin", "regulator"})
ENTERPRISE = frozenset({"enterprise"})
LABORATORIES = frozenset({"enterprise", "inspector"})
STOPPERS = frozenset({"enterprise", "regulator"})
OPEN = frozenset({"anybody"})

# What each door lets through, written down a second time on purpose.
DOORS: dict[str, frozenset[str]] = {
    "POST /api/sessions": OPEN,
    "GET /api/sessions/current": EVERYONE,
    "DELETE /api/sessions/current": EVERYONE,
    "POST /api/users": frozenset({"admin"}),
    "GET /api/users": frozenset({"admin"}),
    "POST /api/tokens": EVERYONE,
    "GET /api/tokens": EVERYONE,
    "DELETE /api/tokens/{token_id}": EVERYONE,
    "POST /api/organizations": AUTHORITY,
    "GET /api/organizations": EVERYONE,
    "GET /api/organizations/{org_id}": EVERYONE,
    "POST /api/enterprises": AUTHORITY,
    "GET /api/enterprises": EVERYONE,
    "GET /api/enterprises/{org_id}": EVERYONE,
    "POST /api/standings": frozenset({"regulator"}),
    "POST /api/standings/{change_id}/confirm": frozenset({"regulator"}),
    "GET /api/standings": EVERYONE,
    "POST /api/sites": frozenset({"enterprise", "canteen", "inspector"}),
    "GET /api/sites": EVERYONE,
    "POST /api/assets": frozenset({"enterprise", "canteen", "inspector"}),
    "GET /api/assets": EVERYONE,
    "POST /api/products": ENTERPRISE,
    "GET /api/products": EVERYONE,
    "GET /api/products/{product_id}": EVERYONE,
    "POST /api/products/{product_id}/gtins": ENTERPRISE,
    "POST /api/products/{product_id}/approve": frozenset({"regulator"}),
    "POST /api/products/{product_id}/withdraw": frozenset({"regulator"}),
    "GET /api/products/{product_id}/panels": EVERYONE,
    "GET /api/limits": EVERYONE,
    "POST /api/limits": frozenset({"regulator"}),
    "POST /api/limits/confirm": frozenset({"regulator"}),
    "POST /api/limits/{limit_id}/corrections": frozenset({"regulator"}),
    "POST /api/limits/judge": EVERYONE,
    "POST /api/batches": ENTERPRISE,
    "GET /api/batches": EVERYONE,
    "GET /api/batches/{batch_id}": EVERYONE,
    "GET /api/batches/{batch_id}/balance": EVERYONE,
    "GET /api/batches/{batch_id}/lineage": EVERYONE,
    "POST /api/batches/{batch_id}/release": ENTERPRISE,
    "POST /api/batches/{batch_id}/hold": STOPPERS,
    "POST /api/batches/{batch_id}/lift": STOPPERS,
    "POST /api/batches/{batch_id}/recall": STOPPERS,
    "GET /api/batches/{batch_id}/relatives": EVERYONE,
    "POST /api/batches/{batch_id}/relatives/hold": STOPPERS,
    "GET /api/batches/{batch_id}/label.svg": ENTERPRISE,
    "GET /api/batches/{batch_id}/label.png": ENTERPRISE,
    "GET /api/batches/{batch_id}/label.pdf": ENTERPRISE,
    "POST /api/events": EVERYONE - {"admin"},
    "POST /api/batches/{batch_id}/events": EVERYONE - {"admin"},
    "GET /api/batches/{batch_id}/events": EVERYONE,
    "GET /api/events/{event_id}": EVERYONE,
    "POST /api/events/{event_id}/corrections": EVERYONE - {"admin"},
    "POST /api/inspections": LABORATORIES,
    "POST /api/inspections/signatures": LABORATORIES,
    "POST /api/inspections/{inspection_id}/signature": LABORATORIES,
    "POST /api/inspections/{inspection_id}/withdrawal": LABORATORIES,
    "GET /api/inspections": EVERYONE,
    "GET /api/inspections/{inspection_id}": EVERYONE,
    "POST /api/retests": ENTERPRISE,
    "GET /api/retests": EVERYONE,
    "POST /api/certificates": LABORATORIES,
    "GET /api/certificates/{sha256}": EVERYONE,
    "GET /certificates/{sha256}": OPEN,
    "POST /api/report-sheets": LABORATORIES,
    "GET /api/report-sheets/template": LABORATORIES,
    "POST /api/label-jobs": ENTERPRISE,
    "GET /api/label-jobs": ENTERPRISE,
    "GET /api/label-jobs/{job_id}": ENTERPRISE,
    "GET /api/label-jobs/{job_id}/codes": ENTERPRISE,
    "GET /api/suspect-codes": frozenset({"enterprise", "regulator"}),
    "POST /api/suspect-codes": frozenset({"regulator"}),
    "GET /api/consumer-reports": frozenset({"enterprise", "regulator"}),
    "GET /api/consumer-reports/{report_id}": frozenset({"enterprise", "regulator"}),
    "GET /api/consumer-reports/{report_id}/photo": frozenset({"enterprise", "regulator"}),
    "POST /api/consumer-reports/{report_id}/answer": frozenset({"regulator"}),
    "POST /api/purchases": frozenset({"canteen"}),
    "GET /api/purchases": frozenset({"enterprise", "canteen", "regulator"}),
    "GET /api/purchases/{purchase_id}": frozenset({"enterprise", "canteen", "regulator"}),
    "POST /api/penalties": frozenset({"regulator"}),
    "GET /api/penalties": frozenset({"enterprise", "regulator"}),
    "GET /api/log": EVERYONE - {"admin"},
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
}
USERS = {
    "admin": "admin",
    "regulator": "regulator",
    "enterprise": "mill",
    "inspector": "lab",
    "canteen": "canteen",
}


def routes_of(engine: Engine, folder: Path) -> set[str]:
    app = create_app(Settings(DATA_DIR=folder), engine)
    register: FastAPI = app.app.app.app.register  # type: ignore[attr-defined]
    return {
        f"{method.upper()} {path}"
        for path, methods in register.openapi()["paths"].items()
        for method in methods
        if not path.startswith("/console")
    }


def test_every_route_is_on_the_list_of_doors(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert routes_of(sqlite_engine, tmp_path) == set(DOORS)


@pytest.fixture
def door(sqlite_city: City, tmp_path: Path) -> Iterator[tuple[str, dict[str, Person]]]:
    with served(sqlite_city.engine, tmp_path) as base, ExitStack() as stack:
        names = [*USERS.values(), "rival"]
        yield base, {name: stack.enter_context(signed_in(base, name)) for name in names}


def test_every_route_with_every_role(door: tuple[str, dict[str, Person]]) -> None:
    base, people = door
    wrong = []
    for address, allowed in DOORS.items():
        method, path = address.split(" ")
        path = path.replace("{", "").replace("}", "")
        for name in ("batch", "event", "product", "org", "job", "purchase", "inspection", "token",
                     "change", "limit", "report"):  # fmt: skip
            path = path.replace(f"{name}_id", str(uuid4()))
        if address == "DELETE /api/sessions/current":
            continue  # tested where people sign in and out
        anonymous = httpx.request(method, base + path)
        if (anonymous.status_code == 401) == ("anybody" in allowed):
            wrong.append((address, "anybody", anonymous.status_code))
        for role, username in USERS.items():
            answer = people[username].http.request(method, path)
            is_refused = answer.status_code == 403 and answer.json()["code"] == "access.role"
            if is_refused == (role in allowed or "anybody" in allowed):
                wrong.append((address, role, answer.status_code))
    assert wrong == []


def test_a_stranger_neither_sees_nor_touches_the_records_of_another(
    sqlite_city: City, door: tuple[str, dict[str, Person]]
) -> None:
    city, (_, people) = sqlite_city, door
    rival, mill = people["rival"], people["mill"]
    _, rice, bags = city.release_rice()
    report = city.inspect(bags.id)
    [event] = city.record("mill", shipping(bags.id, "10", "each", city.actors["canteen"].org_id))
    job = mill.made("/api/label-jobs", {"batch_id": str(bags.id), "count": 5})
    site = mill.made("/api/sites", {"kind": "mill", "name": "x", "district": "x"})
    reads = (
        f"/api/batches/{bags.id}", f"/api/batches/{bags.id}/events",
        f"/api/batches/{bags.id}/balance", f"/api/batches/{bags.id}/lineage",
        f"/api/batches/{bags.id}/label.svg", f"/api/products/{bags.product_id}",
        f"/api/inspections/{report.id}", f"/api/events/{event.id}",
        f"/api/label-jobs/{job['id']}", f"/api/label-jobs/{job['id']}/codes",
    )  # fmt: skip
    for path in reads:
        assert mill.get(path).status_code in {200, 422}, path
        assert rival.get(path).status_code in {403, 404}, path
    when = {"event_time": "2026-09-01T08:00:00+08:00"}
    line = {"role": "input", "batch_id": str(rice.id), "amount": "1", "unit": "kg"}
    writes = (
        (f"/api/batches/{bags.id}/release", None),
        (f"/api/batches/{bags.id}/hold", {"reason": "x"}),
        (f"/api/batches/{bags.id}/recall", {"reason": "x"}),
        (f"/api/batches/{bags.id}/events", {"step": "storing", **when}),
        (f"/api/batches/{rice.id}/events",
         {"step": "destruction", "amount": "1", "unit": "kg", **when}),
        (f"/api/batches/{bags.id}/events",
         {"step": "storing", "site_id": site["id"], **when}),
        ("/api/events", {"events": [{"step": "milling", "lines": [line], **when,
                                     "transformation_id": "urn:x:1"}]}),
        (f"/api/events/{event.id}/corrections", {"reason": "did_not_occur", "note": "x"}),
        (f"/api/products/{bags.product_id}/gtins", {"gtin": "6901234567892"}),
        ("/api/label-jobs", {"batch_id": str(bags.id), "count": 1}),
    )  # fmt: skip
    before = _entries(city)
    for path, body in writes:
        answer = rival.post(path, body)
        assert answer.status_code in {403, 404}, (path, answer.text)
    assert _entries(city) == before
    for listing in ("batches", "products", "inspections", "label-jobs", "sites", "log"):
        found = rival.get(f"/api/{listing}").json()["items"]
        owners = {item.get("org_id", item.get("owner_uscc")) for item in found}
        assert owners <= {str(city.actors["rival"].org_id), city.actors["rival"].uscc}, listing


def _entries(city: City) -> int:
    with city.engine.connect() as connection:
        return int(connection.exec_driver_sql("select count(*) from log_entry").scalar_one())
