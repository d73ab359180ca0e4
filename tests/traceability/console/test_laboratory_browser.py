"""The laboratory's main job in a real browser: by keyboard alone, and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import check, enter
from tests.factories import City
from tests.traceability.services.test_samples import take_in

pytestmark = pytest.mark.browser
VALUES = ("0.05", "0.35", "0.01", "0.2", "1", "0.5")  # of the six items of rice; cadmium fails


def verdict(page: Page, parameter: str) -> str:
    """Read the verdict beside a field."""
    return page.locator(f"[id='o.{parameter}']").inner_text()


def test_a_sample_is_entered_with_the_keyboard_alone(browser: Browser, house: Any) -> None:
    sample = take_in(house.city, house.draft.id, kind="supervision")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = enter(context, house.base, "lab")
    page.goto(f"{house.base}/console/samples")
    check(page)
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    press("Enter")  # the first due sample has the focus
    page.wait_for_url("**/results")
    for value in VALUES:
        page.keyboard.type(value)  # the numbers themselves are not counted
        press("Enter")
    expect(page.locator("#counted b")).to_have_text("6")
    assert "不合格" in verdict(page, "cd")
    assert page.evaluate("document.activeElement.id") == "hand-in"
    check(page)
    press("Enter")
    page.wait_for_url("**told=handed_in")
    assert keys <= len(VALUES) + 2  # wanted: at most 20 beyond the numbers for 8 results
    colleague = enter(browser.new_context(locale="zh-CN"), house.base, "lab_signer")
    colleague.goto(f"{house.base}/console/inspections")
    check(colleague)
    colleague.keyboard.press("Enter")
    colleague.wait_for_url("**/console/inspections/*")
    check(colleague)
    colleague.keyboard.press("a")
    colleague.keyboard.press("Enter")
    colleague.wait_for_url("**told=signed")
    assert sample.sample_no not in colleague.content()


def test_not_detected_is_one_key_and_a_column_is_pasted(browser: Browser, house: Any) -> None:
    sample = take_in(house.city, house.draft.id)
    context = browser.new_context(locale="en", permissions=["clipboard-read", "clipboard-write"])
    page = enter(context, house.base, "lab")
    page.goto(f"{house.base}/console/samples/{sample.id}/results")
    lead = page.locator("[id='v.pb']")
    expect(lead).to_be_focused()
    page.keyboard.press("n")
    expect(lead).to_have_value("未检出")
    page.keyboard.press("Enter")
    page.evaluate("navigator.clipboard.writeText('0.05\\n0.01\\n<0.5\\n')")
    page.keyboard.press("Control+V")
    expect(page.locator("#counted b")).to_have_text("4")
    page.reload()
    shown = [page.input_value(f"[id='v.{name}']") for name in ("pb", "cd", "as_inorganic", "bap")]
    assert shown == ["未检出", "0.05", "0.01", "<0.5"]
    check(page)
    page.evaluate("navigator.clipboard.writeText('1\\n0.5\\n')")
    page.locator("[id='v.afb1']").focus()
    page.keyboard.press("Control+V")
    page.keyboard.press("Control+Enter")  # at once, wherever the paste has put the cursor
    page.wait_for_url("**told=handed_in")


def test_everything_can_be_done_without_scripts_on_a_phone(browser: Browser, house: Any) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, locale="zh-CN", java_script_enabled=False
    )
    page = enter(context, house.base, "lab")
    page.goto(f"{house.base}/console/samples/new")
    page.fill("#code", house.draft.lot)
    page.fill("#sample_no", "CJ-PHONE")
    page.fill("#sampled_place", "成品库")
    page.fill("#sampled_by", "郑抽样")
    page.click("main button[type=submit]")
    assert "错误" in page.title()  # a supervision sample must say how much was taken
    assert page.input_value("#code") == house.draft.lot
    page.fill("#sampled_amount", "2")
    page.click("main button[type=submit]")
    page.wait_for_url("**/results")
    for field, value in zip(page.locator("[name^='v.']").all(), VALUES, strict=True):
        field.fill(value)
    page.click("#hand-in")
    page.wait_for_url("**told=handed_in")
    page.click("header summary")
    page.click("header details [action='/console/logout'] button")
    page.wait_for_url("**/console/login?out=1")


def test_pages_on_a_phone_have_no_findings(browser: Browser, house: Any) -> None:
    city: City = house.city
    sample = take_in(city, house.draft.id)
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="en")
    page = enter(context, house.base, "lab")
    for path in ("samples", "samples/new", f"samples/{sample.id}/results", "inspections/signed"):
        page.goto(f"{house.base}/console/{path}")
        check(page)


@pytest.mark.parametrize("username", ["mill", "canteen", "regulator"])
def test_others_are_shown_no_bench(browser: Browser, house: Any, username: str) -> None:
    page = enter(browser.new_context(locale="zh-CN"), house.base, username)
    answer = page.goto(f"{house.base}/console/samples")
    assert answer is not None
    assert answer.status == (200 if username == "mill" else 403)  # a press tests its own oil
