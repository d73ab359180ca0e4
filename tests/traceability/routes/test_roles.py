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
REGULATOR = frozenset({"regulator"})
CANTEEN = frozenset({"canteen"})
OPEN = frozenset({"anybody"})
SIGNED = EVERYONE  # no role opens it, only a signature

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
    "POST /api/enterprise-applications": OPEN,
    "GET /api/application-receipts/{receipt}": OPEN,
    "GET /api/enterprise-applications": AUTHORITY,
    "GET /api/enterprise-applications/{application_id}": REGULATOR,
    "POST /api/enterprise-applications/{application_id}/approval": REGULATOR,
    "POST /api/enterprise-applications/{application_id}/refusal": REGULATOR,
    "POST /api/enterprises/{org_id}/licence": AUTHORITY,
    "POST /api/standings": frozenset({"regulator"}),
    "GET /api/standings": EVERYONE,
    "POST /api/commitments": AUTHORITY,
    "GET /api/commitments": AUTHORITY | ENTERPRISE,
    "POST /api/delistings": REGULATOR,
    "GET /api/delistings": REGULATOR | ENTERPRISE,
    "GET /api/delistings/{case_id}": REGULATOR | ENTERPRISE,
    "GET /api/delistings/{case_id}/reach": REGULATOR,
    "POST /api/delistings/{case_id}/notice": REGULATOR,
    "POST /api/delistings/{case_id}/defence": ENTERPRISE,
    "POST /api/delistings/{case_id}/suspension": REGULATOR,
    "POST /api/delistings/{case_id}/decision": REGULATOR,
    "POST /api/delistings/{case_id}/withdrawal": REGULATOR,
    "POST /api/relistings": REGULATOR,
    "GET /api/relistings": REGULATOR | ENTERPRISE,
    "GET /api/relistings/conditions": REGULATOR | ENTERPRISE,
    "GET /api/relistings/{case_id}": REGULATOR | ENTERPRISE,
    "POST /api/relistings/{case_id}/decision": REGULATOR,
    "POST /api/relistings/{case_id}/withdrawal": REGULATOR,
    "POST /api/site-inspections": REGULATOR,
    "GET /api/site-inspections": REGULATOR | ENTERPRISE,
    "GET /api/notices": REGULATOR | CANTEEN,
    "POST /api/notices/{notice_id}/acknowledgement": CANTEEN,
    "GET /api/acceptance": CANTEEN,
    "POST /api/acceptance": CANTEEN,
    "GET /api/expected-deliveries": CANTEEN,
    "POST /api/purchases/uncoded": CANTEEN,
    "POST /api/purchases/{purchase_id}/signature": CANTEEN,
    "GET /api/stock": CANTEEN,
    "POST /api/stock-issues": CANTEEN,
    "GET /api/suppliers": CANTEEN,
    "POST /api/supplier-entries": CANTEEN,
    "GET /api/frying-oil-tests": CANTEEN,
    "POST /api/frying-oil-tests": CANTEEN,
    "GET /api/coverage": REGULATOR | CANTEEN,
    "GET /api/approved-products": EVERYONE,
    "POST /api/webhooks/serious-violations": SIGNED,
    "GET /api/joint-tasks": REGULATOR | ENTERPRISE,
    "POST /api/joint-tasks/{task_id}/closure": REGULATOR,
    "POST /api/joint-tasks/{task_id}/objection": ENTERPRISE,
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
    "POST /api/samples": LABORATORIES,
    "GET /api/samples": LABORATORIES,
    "GET /api/samples/{sample_id}": LABORATORIES,
    "PUT /api/samples/{sample_id}/values": LABORATORIES,
    "POST /api/samples/{sample_id}/report": LABORATORIES,
    "POST /api/samples/{sample_id}/discard": LABORATORIES,
    "POST /api/inspections": LABORATORIES,
    "POST /api/inspections/signatures": LABORATORIES,
    "POST /api/inspections/{inspection_id}/signature": LABORATORIES,
    "POST /api/inspections/{inspection_id}/withdrawal": LABORATORIES,
    "GET /api/inspections": EVERYONE,
    "GET /api/inspections/{inspection_id}": EVERYONE,
    "GET /api/inspections/{inspection_id}/report.pdf": EVERYONE,
    "POST /api/retests": ENTERPRISE,
    "GET /api/retests": EVERYONE,
    "POST /api/certificates": LABORATORIES,
    "GET /api/certificates/{sha256}": EVERYONE,
    "GET /certificates/{sha256}": OPEN,
    "POST /api/report-sheets": LABORATORIES,
    "GET /api/report-sheets/template": LABORATORIES,
    "GET /api/imports": ENTERPRISE | CANTEEN,
    "GET /api/imports/{import_id}": ENTERPRISE | CANTEEN,
    "GET /api/imports/{kind}/template": ENTERPRISE | CANTEEN,
    "POST /api/imports/{kind}": ENTERPRISE | CANTEEN,
    "POST /api/imports/{import_id}/record": ENTERPRISE | CANTEEN,
    "POST /api/label-jobs": ENTERPRISE,
    "GET /api/label-jobs": ENTERPRISE,
    "GET /api/label-jobs/{job_id}": ENTERPRISE,
    "GET /api/label-jobs/{job_id}/codes": ENTERPRISE,
    "GET /api/label-jobs/{job_id}/progress": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/pause": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/resume": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/cancel": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/answer": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/first-article": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/reprints": ENTERPRISE,
    "POST /api/label-jobs/{job_id}/voids": ENTERPRISE,
    "GET /api/label-jobs/{job_id}/file": ENTERPRISE,
    "GET /api/printers": ENTERPRISE,
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
    "GET /api/credit-deliveries": AUTHORITY,
    "GET /api/credit-deliveries/reconciliation": AUTHORITY,
    "GET /api/credit-deliveries/{delivery_id}": AUTHORITY,
    "POST /api/credit-deliveries/{delivery_id}/resend": AUTHORITY,
    "GET /api/credit-sheets": AUTHORITY,
    "POST /api/credit-sheets/receipts": AUTHORITY,
    "GET /api/penalties/{penalty_id}": frozenset({"enterprise", "regulator"}),
    "POST /api/penalties/{penalty_id}/revisions": frozenset({"regulator"}),
    "POST /api/penalties/{penalty_id}/withdrawal": frozenset({"regulator"}),
    "POST /api/credit-repairs": ENTERPRISE,
    "GET /api/credit-repairs": frozenset({"enterprise", "regulator"}),
    "GET /api/credit-repairs/{repair_id}": frozenset({"enterprise", "regulator"}),
    "GET /api/credit-repairs/{repair_id}/evidence/{sha256}": frozenset({"enterprise", "regulator"}),
    "POST /api/credit-repairs/{repair_id}/decision": frozenset({"regulator"}),
    "POST /api/credit-repairs/{repair_id}/withdrawal": ENTERPRISE,
    "POST /api/objections": ENTERPRISE,
    "GET /api/objections": frozenset({"enterprise", "regulator"}),
    "GET /api/objections/{objection_id}": frozenset({"enterprise", "regulator"}),
    "POST /api/objections/{objection_id}/acceptance": frozenset({"regulator"}),
    "POST /api/objections/{objection_id}/verification": frozenset({"regulator"}),
    "POST /api/objections/{objection_id}/answer": frozenset({"regulator"}),
    "POST /api/objections/{objection_id}/withdrawal": ENTERPRISE,
    "GET /api/log": EVERYONE - {"admin"},
    "GET /api/city": AUTHORITY,
    "GET /api/enterprises/{org_id}/file": AUTHORITY,
    "GET /api/recalls": AUTHORITY,
    "GET /api/recalls/{batch_id}": AUTHORITY,
    "GET /api/failures": AUTHORITY,
    "GET /api/audit": REGULATOR,
    "POST /api/products/{product_id}/refuse": REGULATOR,
    "POST /api/products/{product_id}/resubmit": ENTERPRISE,
    "POST /api/consumer-reports/{report_id}/contact": REGULATOR,
    "GET /api/trust-rules": EVERYONE,
    "POST /api/trust-rules/{rule_id}/revision": frozenset({"regulator"}),
    "GET /api/credit-scores": EVERYONE - {"inspector"},
    "GET /api/credit-scores/{org_id}": EVERYONE - {"inspector"},
    "GET /api/sampling-plan": AUTHORITY,
    "POST /api/complaints": frozenset({"regulator"}),
    "GET /api/complaints": frozenset({"enterprise", "regulator"}),
    "POST /api/complaints/{complaint_id}/answer": ENTERPRISE,
    "POST /api/complaints/{complaint_id}/finding": frozenset({"regulator"}),
    "POST /api/rectifications": frozenset({"regulator"}),
    "GET /api/rectifications": frozenset({"enterprise", "regulator"}),
    "POST /api/rectifications/{rectification_id}/completion": frozenset({"regulator"}),
    "POST /api/management-certificates": frozenset({"regulator"}),
    "GET /api/management-certificates": frozenset({"enterprise", "regulator"}),
    "POST /api/management-certificates/{certificate_id}/withdrawal": frozenset({"regulator"}),
    "POST /api/label-approvals": frozenset({"regulator"}),
    "GET /api/label-approvals": frozenset({"enterprise", "regulator"}),
    "POST /api/label-requests": frozenset({"enterprise"}),
    "GET /api/label-requests": frozenset({"enterprise", "regulator"}),
    "POST /api/label-requests/{request_id}/refusal": frozenset({"regulator"}),
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
    stranger = httpx.Client(base_url=base, timeout=30)
    for address, allowed in DOORS.items():
        method, path = address.split(" ")
        path = path.replace("{", "").replace("}", "")
        for name in ("batch", "event", "product", "org", "job", "purchase", "inspection", "token",
                     "change", "limit", "rule", "complaint", "rectification", "certificate",
                     "case", "notice", "task", "penalty", "repair", "objection",
                     "report", "import"):  # fmt: skip
            path = path.replace(f"{name}_id", str(uuid4()))
        if address == "DELETE /api/sessions/current":
            continue  # tested where people sign in and out
        anonymous = stranger.request(method, path)
        if (anonymous.status_code == 401) == ("anybody" in allowed):
            wrong.append((address, "anybody", anonymous.status_code))
        for role, username in USERS.items():
            answer = people[username].http.request(method, path)
            is_refused = answer.status_code == 403 and answer.json()["code"] == "access.role"
            if is_refused == (role in allowed or "anybody" in allowed):
                wrong.append((address, role, answer.status_code))
    stranger.close()
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
        f"/api/label-jobs/{job['id']}/progress", f"/api/label-jobs/{job['id']}/file",
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
        *((f"/api/label-jobs/{job['id']}/{what}", None) for what in ("pause", "resume", "cancel")),
        (f"/api/label-jobs/{job['id']}/answer", {"last_seen": 1}),
        (f"/api/label-jobs/{job['id']}/first-article", {"scanned": "x"}),
        (f"/api/label-jobs/{job['id']}/reprints", {"first": 1, "last": 1, "reason": "x"}),
        (f"/api/label-jobs/{job['id']}/voids", {"first": 1, "last": 1, "reason": "x"}),
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
