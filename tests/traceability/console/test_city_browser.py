"""The regulator's main jobs in a real browser: approve by one key, follow a number, open a file."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browsing
from tests.browsing import PHONE, check
from tests.traceability.console.test_applications import fill
from tests.traceability.console.test_city_pages import ask

pytestmark = pytest.mark.browser
PAGES = (
    "city", "approvals", "enterprises", "enterprises/new", "canteens", "failures", "sampling",
    "suspicions", "recalls", "consumer-reports", "audit", "rules",
)  # fmt: skip


def enter(browser: Browser, base: str, width: int, **options: Any) -> Page:
    """Sign a regulator in on a screen of some width."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **options)
    return browsing.enter(context, base, "regulator")


def test_products_are_approved_by_one_key_each(browser: Browser, house: Any) -> None:
    for number in (811, 812):
        ask(house, number)
    page = enter(browser, house.base, 1280, locale="zh-CN")
    page.goto(f"{house.base}/console/approvals")
    actions = 0
    for _ in range(2):
        waiting = page.locator(".city-next form").first.get_attribute("action")
        page.keyboard.press("a")  # the whole job: wanted 1 action
        actions += 1
        page.wait_for_url("**told=approved")
        expect(page.locator(f".city-next form[action='{waiting}']")).to_have_count(0)
    assert actions == 2
    expect(page.locator("main")).to_contain_text("没有等审批的产品")


def test_a_number_leads_to_the_file_of_the_enterprise(browser: Browser, house: Any) -> None:
    page = enter(browser, house.base, 1280, locale="zh-CN")
    check(page)
    page.locator("details.more summary").first.click()
    check(page)
    page.locator(".city-numbers a").first.click()
    page.wait_for_url("**/console/enterprises")
    page.locator("td.lead a").first.click()
    page.wait_for_url("**/console/enterprises/*")
    check(page)
    page.locator("#standing-form summary").click()
    check(page)


@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (360, "zh-CN")])
def test_pages_have_no_findings(browser: Browser, house: Any, width: int, locale: str) -> None:
    ask(house, 820 + width)
    page = enter(browser, house.base, width, locale=locale)
    for path in PAGES:
        page.goto(f"{house.base}/console/{path}")
        check(page)


def test_who_applies_and_who_decides_can_read_it_on_a_phone(browser: Browser, house: Any) -> None:
    phone: dict[str, Any] = {"viewport": PHONE, "locale": "en"}
    stranger = browser.new_context(**phone).new_page()
    stranger.goto(f"{house.base}/console/apply")
    check(stranger)
    assert httpx.post(f"{house.base}/console/apply", data=fill(61)).status_code == 201
    page = browsing.enter(browser.new_context(**phone), house.base, "regulator")
    page.goto(f"{house.base}/console/approvals/enterprises")
    expect(page.locator(".city-next h2")).to_be_visible()
    check(page)


def test_a_product_is_refused_on_a_phone_without_scripts(browser: Browser, house: Any) -> None:
    ask(house, 831)
    page = enter(browser, house.base, 360, locale="zh-CN", java_script_enabled=False)
    page.goto(f"{house.base}/console/approvals")
    page.locator(".city-next summary").click()
    page.fill("#reason", "等级与标准对不上")
    page.locator(".city-next button.danger").click()
    page.wait_for_url("**told=refused")
