"""Is every page shown to the roles that it is for, and refused to every other?

A page without a line here fails the first test: whoever adds a page says whom it is for, by the
action that it opens with. A list as a spreadsheet is for whom the list is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from tests.factories import PASSWORD
from traceability.console.pages import router
from traceability.domain.access import PERMISSIONS, Action
from traceability.domain.kinds import Role

DOOR = None  # open to strangers: the door itself

PAGES: dict[str, Action | None] = {
    # the door
    "GET /login": DOOR,
    "POST /login": DOOR,
    "POST /logout": DOOR,
    "POST /login/code": DOOR,
    "POST /login/passkey": DOOR,
    "POST /login/passkey/challenge": DOOR,
    "GET /apply": DOOR,
    "POST /apply": DOOR,
    "GET /apply/receipt": DOOR,
    "GET ": Action.READ_SELF,
    # everyone
    "GET /me": Action.READ_SELF,
    "POST /me/password": Action.READ_SELF,
    "GET /me/second-factor": Action.READ_SELF,
    "POST /me/second-factor": Action.READ_SELF,
    "POST /me/second-factor/removal": Action.READ_SELF,
    "POST /me/sessions/{session_id}/end": Action.READ_SELF,
    "GET /imports": Action.IMPORT_SHEETS,
    "GET /imports/{import_id}/marked.xlsx": Action.IMPORT_SHEETS,
    "POST /imports/{import_id}/record": Action.IMPORT_SHEETS,
    "POST /imports/{kind}": Action.IMPORT_SHEETS,
    "GET /imports/{kind}/template.{form}": Action.IMPORT_SHEETS,
    "GET /imports/{what}": Action.IMPORT_SHEETS,
    "GET /notices": Action.READ_SELF,
    "POST /notices/ways": Action.READ_SELF,
    "GET /notices/ways/{route_id}": Action.READ_SELF,
    "POST /notices/ways/{route_id}": Action.READ_SELF,
    "POST /notices/ways/{route_id}/removal": Action.READ_SELF,
    "GET /scan": Action.READ_SELF,
    "GET /me/passkeys": Action.READ_SELF,
    "POST /me/passkeys": Action.READ_SELF,
    "POST /me/passkeys/challenge": Action.READ_SELF,
    "POST /me/passkeys/removal": Action.READ_SELF,
    "GET /session": Action.READ_SELF,
    "POST /session": Action.READ_SELF,
    "GET /scanner": Action.READ_SELF,
    "GET /search": Action.READ_SELF,
    "GET /staff": Action.MANAGE_STAFF,
    "POST /staff": Action.MANAGE_STAFF,
    "POST /staff/{user_id}/close": Action.MANAGE_STAFF,
    "POST /staff/{user_id}/open": Action.MANAGE_STAFF,
    "POST /staff/{user_id}/password": Action.MANAGE_STAFF,
    "GET /tokens": Action.MANAGE_TOKENS,
    "POST /tokens": Action.MANAGE_TOKENS,
    "POST /tokens/{token_id}/revoke": Action.MANAGE_TOKENS,
    # the enterprise
    "GET /batches/new": Action.WRITE_BATCHES,
    "POST /batches/new": Action.WRITE_BATCHES,
    "GET /batches/{batch_id}/raws": Action.WRITE_BATCHES,
    "POST /batches/{batch_id}/raws": Action.WRITE_BATCHES,
    "GET /batches": Action.STOP_BATCHES,
    "GET /batches/{batch_id}": Action.STOP_BATCHES,
    "POST /batches/{batch_id}/release": Action.RELEASE_BATCHES,
    "GET /batches/{batch_id}/stop": Action.STOP_BATCHES,
    "POST /batches/{batch_id}/stop": Action.STOP_BATCHES,
    "POST /batches/{batch_id}/undo": Action.RECORD_EVENTS,
    "GET /credit": Action.OBJECT,
    "GET /credit/cases/{case_id}": Action.ANSWER_CASES,
    "POST /credit/cases/{case_id}/defence": Action.ANSWER_CASES,
    "GET /credit/joint-tasks/{task_id}": Action.OBJECT_TO_JOINT_TASKS,
    "POST /credit/joint-tasks/{task_id}/objection": Action.OBJECT_TO_JOINT_TASKS,
    "GET /credit/penalties/{penalty_id}": Action.OBJECT,
    "GET /credit/objections/new": Action.OBJECT,
    "POST /credit/objections/new": Action.OBJECT,
    "GET /credit/objections/{objection_id}": Action.OBJECT,
    "POST /credit/objections/{objection_id}/withdrawal": Action.OBJECT,
    "GET /credit/repairs/new": Action.APPLY_FOR_REPAIR,
    "POST /credit/repairs/new": Action.APPLY_FOR_REPAIR,
    "GET /credit/repairs/{repair_id}": Action.APPLY_FOR_REPAIR,
    "GET /credit/repairs/{repair_id}/papers/{sha256}": Action.READ_REPAIRS,
    "POST /credit/repairs/{repair_id}/withdrawal": Action.APPLY_FOR_REPAIR,
    "GET /batches/{batch_id}/events/new": Action.WRITE_BATCHES,
    "POST /batches/{batch_id}/events/new": Action.WRITE_BATCHES,
    "POST /batches/{batch_id}/pack": Action.WRITE_BATCHES,
    "GET /events": Action.WRITE_BATCHES,
    "GET /help/first-hour": Action.WRITE_BATCHES,
    "GET /inspections/new": Action.WRITE_BATCHES,
    "POST /inspections/new": Action.WRITE_BATCHES,
    "GET /batches/intake": Action.WRITE_BATCHES,
    "POST /batches/intake": Action.WRITE_BATCHES,
    "GET /label-jobs": Action.PRINT_LABELS,
    "GET /label-jobs/{job_id}": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/answer": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/cancel": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/file": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/first-article": Action.PRINT_LABELS,
    "GET /label-jobs/{job_id}/live": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/pause": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/reprints": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/resume": Action.PRINT_LABELS,
    "POST /label-jobs/{job_id}/voids": Action.PRINT_LABELS,
    "GET /batches/{batch_id}/labels/new": Action.PRINT_LABELS,
    "POST /batches/{batch_id}/labels/new": Action.PRINT_LABELS,
    "GET /batches/{batch_id}/labels/preview": Action.PRINT_LABELS,
    "GET /batches/{batch_id}/labels/sample.svg": Action.PRINT_LABELS,
    "GET /licences": Action.ANSWER_COMPLAINTS,
    "GET /batches/{batch_id}/lineage": Action.STOP_BATCHES,
    "GET /products": Action.WRITE_PRODUCTS,
    "GET /products/new": Action.WRITE_PRODUCTS,
    "POST /products/new": Action.WRITE_PRODUCTS,
    "GET /products/{product_id}": Action.STOP_BATCHES,
    "GET /products/{product_id}/again": Action.WRITE_PRODUCTS,
    "POST /products/{product_id}/again": Action.WRITE_PRODUCTS,
    "POST /products/{product_id}/gtins": Action.WRITE_PRODUCTS,
    "GET /sites": Action.WRITE_BATCHES,
    "POST /sites": Action.WRITE_BATCHES,
    "GET /reports": Action.ANSWER_COMPLAINTS,
    "POST /reports/complaints/{complaint_id}/answer": Action.ANSWER_COMPLAINTS,
    "GET /reports/{report_id}/photo": Action.ANSWER_COMPLAINTS,
    "GET /events/scan": Action.WRITE_BATCHES,
    "POST /events/scan": Action.WRITE_BATCHES,
    # the laboratory
    "GET /samples": Action.RECORD_INSPECTIONS,
    "GET /samples/new": Action.RECORD_INSPECTIONS,
    "POST /samples/new": Action.RECORD_INSPECTIONS,
    "GET /samples/{sample_id}/results": Action.RECORD_INSPECTIONS,
    "POST /samples/{sample_id}/results": Action.RECORD_INSPECTIONS,
    "POST /samples/{sample_id}/values": Action.RECORD_INSPECTIONS,
    "POST /samples/{sample_id}/discard": Action.RECORD_INSPECTIONS,
    "GET /samples/open": Action.RECORD_INSPECTIONS,
    "GET /inspections/{report_id}.pdf": Action.READ_INSPECTIONS,
    "POST /inspections/{report_id}/relatives-hold": Action.STOP_BATCHES,
    "POST /inspections/{report_id}/retest": Action.CONTEST_REPORTS,
    "GET /limits": Action.READ_CATALOGUE,
    "GET /panels": Action.READ_CATALOGUE,
    "GET /inspections": Action.RECORD_INSPECTIONS,
    "GET /inspections/signed": Action.RECORD_INSPECTIONS,
    "GET /inspections/{report_id}": Action.READ_INSPECTIONS,
    "POST /inspections/{report_id}/signature": Action.RECORD_INSPECTIONS,
    "POST /inspections/{report_id}/withdrawal": Action.RECORD_INSPECTIONS,
    # the canteen
    "GET /receive": Action.RECORD_PURCHASES,
    "POST /receive/photo": Action.RECORD_PURCHASES,
    "POST /receive": Action.RECORD_PURCHASES,
    "GET /receive/{purchase_id}/sign": Action.RECORD_PURCHASES,
    "POST /receive/{purchase_id}/sign": Action.RECORD_PURCHASES,
    "GET /signing-code": Action.RECORD_PURCHASES,
    "POST /signing-code": Action.RECORD_PURCHASES,
    "GET /purchases": Action.RECORD_PURCHASES,
    "GET /purchases.csv": Action.RECORD_PURCHASES,
    "GET /purchases.xlsx": Action.RECORD_PURCHASES,
    "GET /purchases.pdf": Action.RECORD_PURCHASES,
    "GET /purchases/new": Action.RECORD_PURCHASES,
    "POST /purchases/new": Action.RECORD_PURCHASES,
    "GET /purchases/{purchase_id}": Action.READ_PURCHASES,
    "GET /purchases/{purchase_id}/photos/{sha256}": Action.READ_PURCHASES,
    "GET /stock": Action.KEEP_STOCK,
    "POST /stock": Action.KEEP_STOCK,
    "GET /frying-oil": Action.TEST_FRYING_OIL,
    "POST /frying-oil": Action.TEST_FRYING_OIL,
    "GET /suppliers": Action.ADMIT_SUPPLIERS,
    "GET /suppliers/{enterprise_id}": Action.ADMIT_SUPPLIERS,
    "POST /suppliers/{enterprise_id}": Action.ADMIT_SUPPLIERS,
    "GET /catalogue": Action.RECORD_PURCHASES,
    "GET /recalls": Action.READ_NOTICES,
    "POST /recalls/{notice_id}": Action.ANSWER_NOTICES,
    "GET /coverage": Action.READ_COVERAGE,
    "GET /evidence/new": Action.RECORD_PURCHASES,
    "GET /evidence/pack.zip": Action.RECORD_PURCHASES,
    # the regulator: the city
    "GET /city": Action.READ_CITY,
    "GET /approvals": Action.READ_CITY,
    "POST /approvals/{product_id}/approval": Action.APPROVE_PRODUCTS,
    "POST /approvals/{product_id}/refusal": Action.APPROVE_PRODUCTS,
    "GET /approvals/enterprises": Action.READ_CITY,
    "POST /approvals/enterprises/{application_id}/approval": Action.DECIDE_APPLICATIONS,
    "POST /approvals/enterprises/{application_id}/refusal": Action.DECIDE_APPLICATIONS,
    "GET /enterprises": Action.READ_CITY,
    "GET /enterprises/new": Action.REGISTER_ORGANIZATION,
    "POST /enterprises/new": Action.REGISTER_ORGANIZATION,
    "GET /enterprises/{org_id}": Action.READ_CITY,
    "GET /enterprises/{org_id}/licence": Action.REGISTER_ORGANIZATION,
    "POST /enterprises/{org_id}/licence": Action.REGISTER_ORGANIZATION,
    "POST /enterprises/{org_id}/standing": Action.SET_STANDING,
    "POST /enterprises/{org_id}/complaints/{complaint_id}": Action.RECORD_SUPERVISION,
    "POST /enterprises/{org_id}/rectifications/{rectification_id}": Action.RECORD_SUPERVISION,
    "GET /canteens": Action.READ_CITY,
    "GET /canteens/{canteen_id}/ledger": Action.READ_LEDGERS,
    "GET /failures": Action.READ_CITY,
    "GET /sampling": Action.READ_SAMPLING_PLAN,
    "GET /scans": Action.READ_CITY,
    "GET /suspicions": Action.READ_SUSPICIONS,
    "GET /recalls/{batch_id}": Action.READ_CITY,
    "GET /consumer-reports": Action.ANSWER_CONSUMER_REPORTS,
    "GET /consumer-reports/{report_id}": Action.ANSWER_CONSUMER_REPORTS,
    "POST /consumer-reports/{report_id}/answer": Action.ANSWER_CONSUMER_REPORTS,
    "POST /consumer-reports/{report_id}/contact": Action.ANSWER_CONSUMER_REPORTS,
    "GET /audit": Action.READ_AUDIT,
    "GET /rules": Action.READ_CITY,
    # the regulator: penalties, cases, deliveries
    "GET /penalties": Action.RECORD_PENALTIES,
    "GET /penalties/new": Action.RECORD_PENALTIES,
    "POST /penalties/new": Action.RECORD_PENALTIES,
    "GET /penalties/{penalty_id}": Action.RECORD_PENALTIES,
    "GET /penalties/{penalty_id}/revision": Action.RECORD_PENALTIES,
    "POST /penalties/{penalty_id}/revision": Action.RECORD_PENALTIES,
    "POST /penalties/{penalty_id}/withdrawal": Action.RECORD_PENALTIES,
    "GET /delistings": Action.DECIDE_CASES,
    "GET /delistings/new": Action.DECIDE_CASES,
    "POST /delistings/new": Action.DECIDE_CASES,
    "GET /delistings/{case_id}": Action.DECIDE_CASES,
    "POST /delistings/{case_id}/notice": Action.DECIDE_CASES,
    "POST /delistings/{case_id}/suspension": Action.DECIDE_CASES,
    "POST /delistings/{case_id}/withdrawal": Action.DECIDE_CASES,
    "POST /delistings/{case_id}/rejection": Action.DECIDE_CASES,
    "POST /delistings/{case_id}/decision": Action.DECIDE_CASES,
    "GET /enterprises/{org_id}/reach": Action.DECIDE_CASES,
    "GET /cases/{case_id}": Action.DECIDE_CASES,
    "GET /relistings": Action.DECIDE_CASES,
    "GET /relistings/new": Action.DECIDE_CASES,
    "POST /relistings/new": Action.DECIDE_CASES,
    "POST /relistings/site-inspections": Action.DECIDE_CASES,
    "GET /relistings/{case_id}": Action.DECIDE_CASES,
    "POST /relistings/{case_id}/decision": Action.DECIDE_CASES,
    "POST /relistings/{case_id}/rejection": Action.DECIDE_CASES,
    "POST /relistings/{case_id}/withdrawal": Action.DECIDE_CASES,
    "GET /credit-deliveries/sheets": Action.RESEND_DELIVERIES,
    "GET /credit-deliveries/sheets/penalties.{form}": Action.RESEND_DELIVERIES,
    "POST /credit-deliveries/sheets/receipts": Action.RESEND_DELIVERIES,
    "GET /credit-deliveries/reconciliation": Action.READ_DELIVERIES,
    "POST /credit-deliveries/reconciliation": Action.RESEND_DELIVERIES,
    "GET /credit-deliveries": Action.READ_DELIVERIES,
    "POST /credit-deliveries/resend": Action.RESEND_DELIVERIES,
    "GET /credit-deliveries/{delivery_id}": Action.READ_DELIVERIES,
    "POST /credit-deliveries/{delivery_id}/resend": Action.RESEND_DELIVERIES,
    "POST /credit-deliveries/{delivery_id}/correction": Action.RECORD_PENALTIES,
    "GET /repairs": Action.DECIDE_REPAIRS,
    "GET /repairs/{repair_id}": Action.DECIDE_REPAIRS,
    "POST /repairs/{repair_id}/decision": Action.DECIDE_REPAIRS,
    "GET /objections": Action.ANSWER_OBJECTIONS,
    "GET /objections/{objection_id}": Action.ANSWER_OBJECTIONS,
    "POST /objections/{objection_id}/acceptance": Action.ANSWER_OBJECTIONS,
    "POST /objections/{objection_id}/verification": Action.ANSWER_OBJECTIONS,
    "POST /objections/{objection_id}/answer": Action.ANSWER_OBJECTIONS,
    "GET /joint-tasks": Action.CLOSE_JOINT_TASKS,
    "GET /joint-tasks/{task_id}": Action.CLOSE_JOINT_TASKS,
    "POST /joint-tasks/{task_id}/closure": Action.CLOSE_JOINT_TASKS,
    "POST /batches/{batch_id}/labels/request": Action.PRINT_LABELS,
    "POST /label-requests/{request_id}/refusal": Action.APPROVE_LABELS,
    "GET /label-approvals": Action.APPROVE_LABELS,
    "POST /label-approvals": Action.APPROVE_LABELS,
}
PEOPLE = {
    Role.ADMIN: "admin",
    Role.REGULATOR: "regulator",
    Role.ENTERPRISE: "mill",
    Role.INSPECTOR: "lab",
    Role.CANTEEN: "canteen",
}


def _pages(of: APIRouter) -> Iterator[str]:
    """Name every page: its method, and its address after /console."""
    for route in of.routes:
        room = getattr(route, "original_router", None)
        if room is not None:
            yield from _pages(room)
        elif isinstance(route, APIRoute) and route.path != "/{rest:path}":
            yield from (f"{method} {route.path}" for method in sorted(route.methods))


_SAID = {"form": "csv", "session_id": "0" * 24}
_KINDS = {Role.CANTEEN: "purchases"}  # of sheets that a role may bring; others bring lots


def _address(path: str, role: Role | None = None) -> str:
    """Give an address of a page about nothing that exists."""
    said = _SAID | {"kind": _KINDS.get(role, "batches")}  # type: ignore[arg-type]
    address = re.sub(r"\{(\w+)\}", lambda name: said.get(name[1], str(uuid4())), path)
    return f"/console{address}?product={uuid4()}&batch={uuid4()}"


EVERY_PAGE = {
    page: PAGES.get(page, PAGES.get(page.replace(".{sheet}", ""))) for page in _pages(router)
}


def test_every_page_says_whom_it_is_for() -> None:
    known = set(PAGES) | {f"{page}.{{sheet}}" for page in PAGES}
    assert sorted(set(EVERY_PAGE) - known) == []  # say below `PAGES` whom these are for
    assert sorted(set(PAGES) - set(EVERY_PAGE)) == []  # these are no more


@pytest.mark.parametrize("role", list(Role))
def test_every_page_with_every_role(house: Any, role: Role) -> None:
    with httpx.Client(base_url=house.base, timeout=30) as http:
        http.post("/console/login", data={"username": PEOPLE[role], "password": PASSWORD})
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', http.get("/console").text)
        assert token
        wrong = []
        for page, action in EVERY_PAGE.items():
            if action is DOOR:
                continue  # tested where people sign in and out
            method, path = page.split(" ")
            sent = {"data": {"csrf": token[1]}} if method == "POST" else {}
            answer = http.request(method, _address(path, role), **sent)  # type: ignore[arg-type]
            is_refused = answer.status_code == 403
            is_broken = answer.status_code >= 500
            if is_refused == (role in PERMISSIONS[action]) or is_broken:
                wrong.append((page, answer.status_code))
        assert wrong == []


def test_a_stranger_is_led_to_the_door_from_every_page(house: Any) -> None:
    with httpx.Client(base_url=house.base, timeout=30) as http:
        for page, action in EVERY_PAGE.items():
            if action is not DOOR:
                method, path = page.split(" ")
                answer = http.request(method, _address(path))
                assert answer.status_code == 303, page
                assert answer.headers["location"].startswith("/console/login"), page


def test_no_form_is_taken_without_the_pages_token(house: Any) -> None:
    with httpx.Client(base_url=house.base, timeout=30) as http:
        http.post("/console/login", data={"username": "regulator", "password": PASSWORD})
        for page, action in EVERY_PAGE.items():
            method, path = page.split(" ")
            if method == "POST" and action is not DOOR:
                answer = http.post(_address(path), data={"csrf": "guess"})
                assert answer.status_code == 403, page
