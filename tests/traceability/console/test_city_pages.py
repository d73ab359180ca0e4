"""The regulator's pages over HTTP: what leads where, what is refused, what is kept."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import httpx
import pytest
from sqlmodel import select

from tests.factories import PASSWORD, gtin_of, uscc_of
from traceability.schemas.products import ProductCreate
from traceability.services import products
from traceability.storage.tables import PersonalLook

RICE = {
    "name": "榕岸 丝苗米", "food_category": "rice_indica", "net_content": "5",
    "net_content_unit": "kg", "shelf_life": 12, "shelf_life_unit": "month",
}  # fmt: skip


def ask(house: Any, number: int) -> str:
    """Register a product of the rival's that waits; give its id."""
    entered = ProductCreate.model_validate(RICE | {"gtin": gtin_of(number)})
    return str(house.city.do("rival", lambda work: products.register_product(work, entered)).id)


@pytest.fixture
def desk(http: httpx.Client) -> httpx.Client:
    """Sign a regulator in."""
    http.post("/console/login", data={"username": "regulator", "password": PASSWORD})
    return http


def send(desk: httpx.Client, page: str, to: str, **said: str) -> httpx.Response:
    """Send a form of a page, with its tokens."""
    hidden = dict(re.findall(r'name="(csrf|form_key)" value="([^"]+)"', desk.get(page).text))
    return desk.post(to, data=hidden | said)


NUMBER = re.compile(r'<a href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def numbers_of(page: httpx.Response) -> list[tuple[str, str, str]]:
    """Read the numbers at the top of the city: the address behind each, its words, its digits."""
    block = page.text.split('class="city-numbers"')[1].split("</ul>")[0]
    found = []
    for href, inner in NUMBER.findall(block):
        words = re.sub("<[^>]+>", "", inner)
        digits = re.search(r"[\d,.—]+", words)
        assert digits, words
        found.append((href.replace("&amp;", "&"), words, digits[0]))
    return found


def test_the_home_is_the_city_and_every_number_leads_to_its_list(
    desk: httpx.Client, house: Any
) -> None:
    """A number and the list behind it are told by two queries: they must agree."""
    page = desk.get("/console")
    assert "待办" in page.text
    assert house.held.lot in page.text  # its failed report is a task
    numbers = numbers_of(page)
    assert (len(numbers), numbers[0][2]) == (17, "2")
    assert len({href for href, _, _ in numbers}) == 16  # both shares have one page
    for href, words, number in numbers:
        behind = desk.get(href)
        assert behind.status_code == 200, href
        told = number if "coverage" in href else f"共扫码 {number} 次"
        assert told in behind.text or f"共 {number} 条" in behind.text, words
    for href in set(
        re.findall(r'<a href="(/console/(?:failures|scans|coverage)[^"]*)"', page.text)
    ):
        assert desk.get(href.replace("&amp;", "&")).status_code == 200, href


def test_the_city_leads_nobody_to_a_list_that_he_may_not_see(http: httpx.Client) -> None:
    http.post("/console/login", data={"username": "admin", "password": PASSWORD})
    hrefs = [href for href, _, _ in numbers_of(http.get("/console/city"))]
    assert len(hrefs) == 12
    assert [href for href in hrefs if http.get(href).status_code != 200] == []


@pytest.mark.parametrize(
    "path",
    [
        "city", "approvals", "enterprises", "enterprises?standing=suspended", "canteens",
        "failures", "sampling", "scans", "suspicions", "recalls", "consumer-reports", "audit",
        "rules", "enterprises/new",
    ],
)  # fmt: skip
def test_every_page_opens_in_both_languages(desk: httpx.Client, path: str) -> None:
    for language in ("zh", "en"):
        joined = "&" if "?" in path else "?"
        page = desk.get(f"/console/{path}{joined}lang={language}")
        assert page.status_code == 200
        assert "style=" not in page.text
        assert "<h1>" in page.text


def test_a_schools_ledger_is_read_without_its_people_and_the_look_is_recorded(
    desk: httpx.Client, house: Any
) -> None:
    canteen = house.city.actors["canteen"].org_id
    place = f"/console/canteens/{canteen}/ledger"
    assert f'href="{place}?since=' in desk.get("/console/coverage").text
    assert place in desk.get("/console/canteens").text
    page = desk.get(place)
    assert house.released.lot in page.text
    for personal in ("李四光", "张三丰", "13812345678"):
        assert personal not in page.text
    assert house.released.lot not in desk.get(f"{place}?q=nothing-like-it").text
    sheet = desk.get(f"{place}.csv?outcome=accepted").text
    assert house.released.lot in sheet
    assert "李四光" not in sheet
    desk.get(place)  # again today: one look
    trail = desk.get("/console/audit?kind=personal_look").text
    assert trail.count("查看食堂台账") == 1
    assert "导出食堂台账" in trail
    line = re.search(r'href="(/console/purchases/[0-9a-f-]{36})"', page.text)
    assert line
    [item] = desk.get("/api/purchases").json()["items"]  # by machine: the same rule
    assert item["lot"] == house.released.lot
    desk.get("/api/purchases")
    assert desk.get(f"/api/purchases/{item['id']}").json() == item
    assert line[1].endswith(item["id"])
    assert place in desk.get(line[1]).text
    trail = desk.get("/console/audit?kind=personal_look").text
    assert (trail.count("通过接口读取食堂台账"), trail.count("查看台账一行")) == (1, 1)
    assert (
        desk.get(f"/console/canteens/{house.city.actors['mill'].org_id}/ledger").status_code == 404
    )


def test_a_product_is_refused_and_the_reason_is_asked_for(desk: httpx.Client, house: Any) -> None:
    product_id = ask(house, 801)
    to = f"/console/approvals/{product_id}/refusal"
    empty = send(desk, "/console/approvals", to)
    assert empty.status_code == 422
    assert "<title>" in empty.text
    assert 'aria-invalid="true"' in empty.text
    done = send(desk, "/console/approvals", to, reason="执行标准与等级对不上")
    assert "told=refused" in str(done.url)
    listed = desk.get("/console/approvals?approval=refused")
    assert "执行标准与等级对不上" in listed.text
    again = send(desk, "/console/approvals", to, reason="再次")
    assert again.status_code == 422
    assert "不在待审批中" in again.text


def test_an_enterprise_is_registered_and_a_wrong_code_keeps_what_was_typed(
    desk: httpx.Client,
) -> None:
    form = "/console/enterprises/new"
    wrong = send(desk, form, form, uscc="91441322MA0000000X", name="新来米业", district="惠城区")
    assert wrong.status_code == 422
    assert 'value="新来米业"' in wrong.text
    made = send(desk, form, form, uscc=uscc_of(990), name="新来米业", district="惠城区")
    assert "told=entered" in str(made.url)
    assert "<h1>新来米业" in made.text
    assert "没有签入驻信用承诺书" in made.text
    taken = send(desk, form, form, uscc=uscc_of(990), name="又一家", district="惠城区")
    assert taken.status_code == 422


def test_a_standing_is_changed_with_a_reason_and_told(desk: httpx.Client, house: Any) -> None:
    org_id = house.city.actors["mill"].org_id
    file = f"/console/enterprises/{org_id}"
    missing = send(desk, file, f"{file}/standing", standing="warned")
    assert missing.status_code == 422
    done = send(desk, file, f"{file}/standing", standing="warned", reason="标签不实，限期整改")
    assert "told=standing" in str(done.url)
    assert "标签不实，限期整改" in done.text
    unchanged = send(desk, file, f"{file}/standing", standing="warned", reason="再次")
    assert unchanged.status_code == 422
    lifted = send(desk, file, f"{file}/standing", standing="listed", reason="整改完成")
    assert lifted.status_code == 200


def test_a_contact_is_shown_once_and_the_look_stands_in_the_trail(
    desk: httpx.Client, house: Any
) -> None:
    told = {"kind": "fake", "words": "印刷模糊", "place": "惠城区某店", "contact": "0752-0000018"}
    httpx.post(f"{house.base}/report", data=told, files={"photo": ("", b"")})
    listed = desk.get("/console/consumer-reports?answered=no").text
    [report] = re.findall(r'href="(/console/consumer-reports/[^"?]+)', listed)
    assert told["contact"] not in desk.get(report).text
    assert send(desk, report, f"{report}/contact").status_code == 422
    shown = send(desk, report, f"{report}/contact", reason="回访")
    assert told["contact"] in shown.text
    assert told["contact"] not in desk.get(report).text
    looked = select(PersonalLook.reason).where(PersonalLook.subject == "consumer_contact")
    assert house.city.look("regulator", lambda w: w.session.exec(looked).all()) == ["回访"]
    trail = desk.get("/console/audit?kind=personal_look")
    assert "回访" in trail.text
    assert "regulator" in trail.text
    answered = send(desk, report, f"{report}/answer", found_true="yes", words="已查实，责令下架。")
    assert "told=answered" in str(answered.url)
    twice = send(desk, "/console/audit", f"{report}/answer", found_true="no", words="再答")
    assert twice.status_code in {403, 422}


def test_the_trail_is_read_in_words_not_in_ids_and_json(desk: httpx.Client, house: Any) -> None:
    for address in ("/console/audit.csv", "/console/audit.csv?kind=batch"):
        text = desk.get(address).content.decode("utf-8-sig")
        for machine in ("org_id", "batch_id", "event_line", '[{""', "safety_verdict", "T00:00"):
            assert machine not in text, machine
    batches = desk.get("/console/audit.csv?kind=batch").content.decode("utf-8-sig")
    assert f"批号：{house.released.lot}" in batches
    assert "状态：未放行 → 已放行" in batches
    lines = desk.get("/console/audit.csv?kind=trace_event").content.decode("utf-8-sig")
    assert re.search(r"货物：\d+ 行", lines)


def test_the_trail_is_exported_whole_and_as_text(desk: httpx.Client) -> None:
    sheet = desk.get("/console/audit.csv?kind=product")
    assert sheet.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert all(len(row) == len(rows[0]) for row in rows)
    assert desk.get("/console/enterprises.xlsx").content.startswith(b"PK")
