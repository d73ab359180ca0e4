"""The console in a real browser: readable at both widths, and axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import findings
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 640}, "locale": "zh-CN"},
    "phone at night": {
        "viewport": {"width": 360, "height": 640}, "locale": "en", "color_scheme": "dark",
    },
    "desk": {"viewport": {"width": 1280, "height": 800}, "locale": "en"},
    "desk at night": {
        "viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", "color_scheme": "dark",
    },
}  # fmt: skip
PEOPLE = [("mill", screen) for screen in SCREENS] + [
    (username, screen)
    for username in ("regulator", "canteen", "lab", "rival")
    for screen in ("phone", "desk")
]


@pytest.mark.parametrize(("username", "screen"), PEOPLE)
def test_the_consoles_pages_have_no_findings(
    browser: Browser, house: Any, username: str, screen: str
) -> None:
    context, width = browser.new_context(**SCREENS[screen]), SCREENS[screen]["viewport"]["width"]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{house.base}/console")
    if username == "mill":
        _check(page, width)
        page.goto(f"{house.base}/console/login?ended=1")
        _check(page, width)
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.base}/console")
    _check(page, width)
    if width == 360:
        _check_menu(page, width)
    assert complaints == []  # a policy that refused our own style sheet would be told here
    context.close()


def _check(page: Page, width: int) -> None:
    assert findings(page, target_size=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "flex"
    low = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]), .bar a, .last a')]"
        ".filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44)"
        ".map(e => e.outerHTML)"
    )
    assert low == []


def _check_menu(page: Page, width: int) -> None:
    """On a phone one row stands above: the search, what waits, and a menu with all the rest."""
    header = page.locator("header.bar")
    assert header.evaluate("e => e.getBoundingClientRect().height") <= 64
    for shown in ("input[type=search]", "a[href='/console/notices']", "summary"):
        assert header.locator(shown).is_visible(), shown
    header.locator("summary").click()
    menu = header.locator("details")
    for inside in ("[action='/console/logout'] button", "[href='/console/me']", "[hreflang]"):
        assert menu.locator(inside).is_visible(), inside
    _check(page, width)
    page.keyboard.press("Escape")
    assert menu.locator("ul").first.is_hidden()


def test_a_mistake_puts_the_cursor_where_it_is_repaired(browser: Browser, house: Any) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{house.base}/console/login")
    assert page.evaluate("document.activeElement.id") == "username"
    page.keyboard.type("mill")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#password-wrong")
    assert page.evaluate("document.activeElement.id") == "password"
    _check(page, 1280)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.base}/console")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/console/login?out=1")
    assert page.get_by_role("status").inner_text() == "已退出登录。"
    context.close()


def test_the_table_is_still_a_table_on_a_phone(browser: Browser, house: Any) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{house.base}/console/login")
    page.fill("#username", "mill")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.base}/console")
    table = page.get_by_role("table", name="最近的批次")
    assert table.get_by_role("columnheader").count() == 6
    assert table.get_by_role("row").count() == 4
    state = table.get_by_role("row").nth(1).get_by_role("cell").nth(5)
    assert state.inner_text().strip() == "等检验报告"
    context.close()
