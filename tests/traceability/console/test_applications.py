"""An enterprise comes to the door, waits, is let in or kept out: over HTTP, as people do it."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.factories import PASSWORD, uscc_of
from tests.traceability.console.test_city_pages import send
from traceability.domain.commitment import CURRENT

_SAID = {
    "name": "河畔油脂有限公司",
    "district": "惠城区",
    "sc_licence": "sc10144132201376",
    "sc_valid_until": "2028-05-01",
    "contact_name": "钱河畔",
    "contact_phone": "１３９００００２２２２",
    "password": PASSWORD,
    "again": PASSWORD,
    "commitment": CURRENT.version,
}


def fill(number: int, **more: str) -> dict[str, str]:
    """Fill the form in."""
    return _SAID | {"uscc": uscc_of(900 + number), "username": f"River{number}"} | more


def sign_in(http: httpx.Client, name: str) -> httpx.Response:
    """Sign in at the door."""
    return http.post("/console/login", data={"username": name, "password": PASSWORD})


def open_next(http: httpx.Client) -> str:
    """Open the queue as a regulator; give the address of what waits longest."""
    sign_in(http, "regulator")
    page = http.get("/console/approvals/enterprises").text
    found = re.search(r'action="(/console/approvals/enterprises/[0-9a-f-]{36})/approval"', page)
    assert found
    return found[1]


def test_from_the_door_to_the_first_hour(http: httpx.Client, house: Any) -> None:
    sign_in(http, "regulator")
    empty = http.get("/console/approvals/enterprises").text
    assert empty.count('class="empty"') == 1  # that nobody waits is said once
    assert "还没有企业自己申请" in empty
    http.cookies.clear()
    assert "/console/apply" in http.get("/console/login").text
    wrong = http.post("/console/apply", data=fill(1, uscc=uscc_of(901)[:-1] + "I", again="other"))
    assert wrong.status_code == 422
    assert "两次输入的新密码不一样" in wrong.text
    assert PASSWORD not in wrong.text  # what else was typed stays
    assert "钱河畔" in wrong.text

    unsigned = http.post("/console/apply", data=fill(1, commitment=""))
    assert 'id="commitment-wrong"' in unsigned.text
    assert "移出本系统" in unsigned.text  # what is signed stands on the page

    sent = http.post("/console/apply", data=fill(1))
    receipt = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", sent.text)
    assert sent.status_code == 201
    assert receipt
    twice = http.post("/console/apply", data=fill(1))
    assert "申请在等审批" in twice.text  # a double tap is one application
    assert "申请在等审批" in sign_in(http, "river1").text
    assert http.get("/console/products").url.path == "/console/login"

    place = open_next(http)
    page = http.get("/console/approvals/enterprises").text
    assert "13900002222" in page
    assert "企业入驻" in http.get("/console").text  # a task of the city
    assert f"{place.rpartition('/')[0]}?q=" in http.get("/console/search?q=河畔油脂").text
    assert "已批准" in send(http, "/console/approvals/enterprises", f"{place}/approval").text
    http.cookies.clear()
    assert "申请已批准" in http.get(f"/console/apply/receipt?code={receipt[0]}").text
    assert "/console/help/first-hour" in sign_in(http, "river1").text


def test_who_is_kept_out_reads_why(http: httpx.Client, house: Any) -> None:
    http.post("/console/apply", data=fill(2))
    place = open_next(http)
    silent = send(http, "/console/approvals/enterprises", f"{place}/refusal")
    assert silent.status_code == 422
    told = send(http, "/console/approvals/enterprises", f"{place}/refusal", reason="查无此许可证")
    assert "已不予批准" in told.text
    assert "查无此许可证" in http.get("/console/approvals/enterprises?state=refused").text
    assert "查无此许可证" in http.get("/console/approvals/enterprises.csv").text
    http.cookies.clear()
    assert "查无此许可证" in sign_in(http, "river2").text
    assert http.get("/console/apply/receipt?code=none").status_code == 404


def test_a_machine_applies_and_a_stranger_is_stopped_at_the_seventh_try(
    http: httpx.Client, house: Any
) -> None:
    said = {name: text for name, text in fill(3).items() if name != "again"}
    said |= {"username": "river3", "sc_licence": "SC10144132201376"}
    answers = [http.post("/api/enterprise-applications", json=said) for _ in range(7)]
    codes = [answer.status_code for answer in answers]
    assert codes[-1] == 429
    assert {409, 429} <= set(codes)
    assert http.post("/console/apply", data=fill(3)).status_code == 429
