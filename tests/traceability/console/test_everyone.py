"""Search, the scan field, what waits, staff accounts and tokens: over HTTP, by every role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browsing import check, enter
from tests.factories import PASSWORD, City
from tests.traceability.services.test_samples import report, take_in, type_in

Enter = Callable[[str], httpx.Client]


@pytest.fixture
def signed(house: Any) -> Iterator[Enter]:
    """Sign people in."""
    with ExitStack() as stack:

        def sign(username: str, password: str = PASSWORD) -> httpx.Client:
            client = httpx.Client(base_url=house.base, follow_redirects=True, timeout=30)
            http = stack.enter_context(client)
            http.post("/console/login", data={"username": username, "password": password})
            return http

        yield sign


def send(http: httpx.Client, path: str, form: str = "", **typed: str) -> httpx.Response:
    """Send a form of a page."""
    page = http.get(form or path).text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert token
    assert key
    return http.post(path, data={"csrf": token[1], "form_key": key[1], **typed})


def test_a_scanned_code_leads_each_role_to_its_next_step(house: Any, signed: Enter) -> None:
    lot, gtin = house.released.lot, house.released.gtin
    places = {}
    for who in ("mill", "regulator", "canteen", "lab"):
        http = signed(who)
        http.follow_redirects = False
        for code in (f"(01){gtin}(10){lot}", f"]Q3(01){gtin}(10){lot}", lot.lower()):
            answer = http.get("/console/scan", params={"code": code})
            places.setdefault(who, set()).add(answer.headers["location"].split("?")[0])
    record = f"/console/batches/{house.released.id}"
    assert places == {
        "mill": {record},
        "regulator": {record},
        "canteen": {"/console/receive"},
        "lab": {"/console/samples/new"},
    }


def test_a_scanned_lot_with_one_open_sample_opens_its_sheet(house: Any, signed: Enter) -> None:
    city: City = house.city
    lot = city.add_batch()
    sample = take_in(city, lot.id)
    page = signed("lab").get("/console/scan", params={"code": lot.lot})
    assert page.url.path == f"/console/samples/{sample.id}/results"


def test_what_is_no_code_is_searched_for(house: Any, signed: Enter) -> None:
    page = signed("regulator").get("/console/scan", params={"code": "禾坪里"})
    assert page.url.path == "/console/search"
    assert "<h2" in page.text
    assert "没有找到" in signed("regulator").get("/console/search?q=nowhere").text
    assert "至少两个字" in signed("regulator").get("/console/search?q=x").text


def test_nobody_finds_what_he_may_not_see(house: Any, signed: Enter) -> None:
    sample = take_in(house.city, house.draft.id, sample_no="CJ-SECRET")
    for who, may in (("lab", True), ("rival", False), ("mill", False), ("canteen", False)):
        text = signed(who).get("/console/search", params={"q": "CJ-SECRET"}).text
        assert (f"/console/samples/{sample.id}/results" in text) is may, who
    lot = house.draft.lot
    for who, may in (("mill", True), ("regulator", True), ("rival", False), ("canteen", False)):
        text = signed(who).get("/console/search", params={"q": lot}).text
        assert (f"/console/batches/{house.draft.id}" in text) is may, who
    hostile = signed("mill").get("/console/search", params={"q": '%_"><script>alert(1)</script>'})
    assert "<script>alert" not in hostile.text


def test_what_waits_is_counted_until_it_is_done(house: Any, signed: Enter) -> None:
    city: City = house.city
    sample = take_in(city, city.add_batch().id)
    type_in(city, sample.id, cd="0.05")
    signer = signed("lab_signer")

    def waiting(http: httpx.Client, words: str) -> int:
        found = re.search(
            rf'{words}</a></td><td role="cell" class="right">(\d+)',
            http.get("/console/notices").text,
        )
        return int(found[1]) if found else 0

    before = waiting(signer, "检验报告待复核签发")
    sheet = city.look("lab", lambda work: _sheet(work, sample.id))
    type_in(city, sample.id, **dict.fromkeys(sheet, "0.01"))
    entered = report(city, sample.id)
    assert waiting(signer, "检验报告待复核签发") == before + 1
    assert waiting(signed("lab"), "检验报告待复核签发") == before  # nobody signs his own
    assert 'class="bell"' in signer.get("/console/samples").text
    city.sign(entered.id)
    assert waiting(signer, "检验报告待复核签发") == before


def _sheet(work: Any, sample_id: Any) -> list[str]:
    from traceability.services import samples  # noqa: PLC0415 - only this story asks for it

    return [row.parameter for row in samples.read_sample(work, sample_id).rows]


def test_the_keeper_opens_closes_and_resets_accounts(house: Any, signed: Enter) -> None:
    keeper = signed("canteen")
    made = send(keeper, "/console/staff", username="canteen.two", display_name="孙二娘")
    first = re.search(r'class="code">([a-z2-9-]{19})<', made.text)
    assert first
    again = send(keeper, "/console/staff", username="canteen.two", display_name="孙二娘")
    assert again.status_code == 422
    assert 'value="孙二娘"' in again.text
    colleague = signed("canteen.two", first[1])
    assert colleague.get("/console/staff").status_code == 200
    refused = send(colleague, "/console/staff", "/console/me", username="x.y.z", display_name="x")
    assert refused.status_code in {403, 422}
    page = keeper.get("/console/staff").text
    reset = re.search(r'action="(/console/staff/[\w-]+/password)"', page)
    close = re.search(r'action="(/console/staff/[\w-]+/close)"', page)
    assert reset
    assert close
    other = send(keeper, reset[1], "/console/staff")
    second = re.search(r'class="code">([a-z2-9-]{19})<', other.text)
    assert second
    assert colleague.get("/console").url.path == "/console/login"
    assert signed("canteen.two", first[1]).get("/console").url.path == "/console/login"
    colleague = signed("canteen.two", second[1])
    assert "已停用" in send(keeper, close[1], "/console/staff").text
    assert colleague.get("/console").url.path == "/console/login"
    assert "已恢复" in send(keeper, close[1].replace("close", "open"), "/console/staff").text


def test_a_keeper_does_not_reach_another_organisation(house: Any, signed: Enter) -> None:
    keeper = signed("canteen")
    other = house.city.actors["mill"].user_id
    answer = send(keeper, f"/console/staff/{other}/close", "/console/staff")
    assert answer.status_code in {404, 422}
    assert signed("mill").get("/console").url.path == "/console"
    assert signed("regulator").get("/console/staff").status_code == 403


def test_a_token_is_shown_once_works_and_is_revoked(house: Any, signed: Enter) -> None:
    http = signed("mill")
    made = send(http, "/console/tokens", name="仓库系统", days="90")
    token = re.search(r"gyl_[\w-]+", made.text)
    assert token
    assert token[0] not in http.get("/console/tokens").text
    machine = {"Authorization": f"Bearer {token[0]}"}
    assert httpx.get(f"{house.base}/api/batches", headers=machine).status_code == 200
    revoke = re.search(
        r'action="(/console/tokens/[\w-]+/revoke)"', http.get("/console/tokens").text
    )
    assert revoke
    assert "已吊销" in send(http, revoke[1], "/console/tokens").text
    assert httpx.get(f"{house.base}/api/batches", headers=machine).status_code == 401
    assert send(http, "/console/tokens", name="", days="90").status_code == 422


@pytest.mark.browser
@pytest.mark.parametrize(("width", "locale"), [(1280, "zh-CN"), (360, "en")])
def test_the_pages_of_everyone_have_no_findings(
    browser: Browser, house: Any, width: int, locale: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale=locale)
    page = enter(context, house.base, "mill")
    for path in (
        "", "/me", "/me/second-factor", "/tokens", "/staff", "/notices", "/imports",
        "/imports/events", f"/search?q={house.draft.lot}", "/scanner",
    ):  # fmt: skip
        page.goto(f"{house.base}/console{path}")
        check(page)
    page.goto(f"{house.base}/console/notices")
    page.fill("#target", f"mill{width}@example.cn")
    page.keyboard.press("Enter")
    page.locator("td a[href*='/notices/ways/']").last.click()
    page.wait_for_url("**/notices/ways/*")
    check(page)
    page.goto(f"{house.base}/console")
    page.fill("[data-scan]", house.draft.lot)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/console/batches/{house.draft.id}")
