"""Reports in a real browser, on a desk and a phone: relatives, codes, a scanner, and a count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import DESK, PHONE, check, enter
from tests.factories import City, intake, milling, status_of
from tests.registers import Templates
from tests.served import served
from tests.traceability.services.test_retests import failed_rice
from tests.traceability.services.test_samples import take_in
from traceability.domain.access import system_actor
from traceability.domain.kinds import BatchStatus
from traceability.services import limits

pytestmark = pytest.mark.browser
VALUES = ("0.62", "0.08", "0.02", "24.8", "1.7", "3", "0.01", "0.1")  # the eight items of oil


@pytest.fixture(scope="module")
def town(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[City, str]]:
    folder: Path = tmp_path_factory.mktemp("report-browser")
    with sqlite_templates.opened_in(folder) as city:
        city.has_limits = True
        city.do(system_actor(), limits.load_reference_limits)
        with served(city.engine, folder, WORKER_IN_SERVE=False) as base:
            yield city, base


def on(browser: Browser, size: dict[str, int], **more: Any) -> BrowserContext:
    return browser.new_context(viewport=size, **{"locale": "zh-CN", **more})


def oil_sample(city: City) -> Any:
    """Take in a sample of pressed peanut oil: eight items by the national rules."""
    product = city.add_product(
        name="压榨花生油 5 L", food_category="oil_peanut", process="pressed",
        standard="GB/T 1534", grade="一级",
    )  # fmt: skip
    bottles = city.add_batch(product_id=product.id, quantity="10", unit="each")
    return take_in(city, bottles.id)


def test_eight_results_by_the_number_pad(browser: Browser, town: tuple[City, str]) -> None:
    city, base = town
    sample = oil_sample(city)
    assert len(sample.parameters) == len(VALUES)
    page = enter(on(browser, DESK), base, "lab")
    page.goto(f"{base}/console/samples")
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    press("Enter")
    page.wait_for_url("**/results")
    for value in VALUES:
        page.keyboard.type(value)
        press("Enter")
    expect(page.locator("#counted b")).to_have_text("8")
    press("Enter")
    page.wait_for_url("**told=handed_in")
    assert keys == 10  # docs/actions.md; wanted: at most 20 beyond the numbers


def test_a_hand_scanner_opens_a_sample(browser: Browser, town: tuple[City, str]) -> None:
    city, base = town
    sample = take_in(city, city.make_rice()[2].id)
    page = enter(on(browser, DESK), base, "lab")
    page.goto(f"{base}/console/samples")
    page.keyboard.type(sample.sample_no)  # the focus is on a row: a scanner does not look
    page.keyboard.press("Tab")  # some scanners end so
    page.wait_for_url(f"**/samples/{sample.id}/results")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_one_press_holds_the_relatives(
    browser: Browser, town: tuple[City, str], size: dict[str, int]
) -> None:
    city, base = town
    lots = two_rices_of_one_paddy(city)
    failed = city.inspect(lots["A"], "lab", "fail", kind="supervision")
    page = enter(on(browser, size), base, "regulator")
    page.goto(f"{base}/console/inspections/{failed.id}")
    check(page)
    page.get_by_role("button", name="封存勾选的同源批次").click()
    page.wait_for_url("**told=relatives_held")
    check(page)
    assert status_of(city, lots["B"]) is BatchStatus.HELD


def two_rices_of_one_paddy(city: City) -> dict[str, Any]:
    """Mill one paddy twice, under lot numbers that nobody has used."""
    paddy = city.add_batch()
    rices = {
        name: city.add_batch(material="rice_indica", name="散米", quantity="6") for name in "AB"
    }
    city.record(
        "mill",
        intake(paddy.id, "20"),
        *(milling(paddy.id, "10", rice.id, "6", loss_kg="4000") for rice in rices.values()),
    )
    return {name: rice.id for name, rice in rices.items()}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_anybody_checks_a_code(
    browser: Browser, town: tuple[City, str], size: dict[str, int]
) -> None:
    city, base = town
    _, failed = failed_rice(city)
    page = enter(on(browser, size), base, "mill")
    page.goto(f"{base}/console/inspections/{failed.id}")
    check(page)
    code = page.locator("a[href^='/reports/']").inner_text()
    stranger = on(browser, size, locale="en").new_page()
    stranger.goto(f"{base}/reports")
    check(stranger)
    stranger.fill("#code", code)
    stranger.keyboard.press("Enter")
    stranger.wait_for_url("**/reports/*")
    check(stranger)
    expect(stranger.get_by_role("status")).to_contain_text("It is valid")
    assert failed.report_no in stranger.content()
    stranger.goto(f"{base}/reports/{'0' * 20}")
    check(stranger)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_limits_and_panels_have_no_findings(
    browser: Browser, town: tuple[City, str], size: dict[str, int]
) -> None:
    page = enter(on(browser, size), town[1], "lab")
    for path in ("limits?food=oil_peanut&q=GB+2716", "panels?category=oil_peanut"):
        page.goto(f"{town[1]}/console/{path}")
        check(page)
    assert "黄曲霉毒素" in page.content()
    follow(page, "限量标准")
    check(page)


def follow(page: Page, name: str) -> None:
    """Go on by the menu."""
    menu = page.locator(".phone-menu summary")
    if menu.is_visible():
        menu.click()
    link = page.locator(".places, .phone-menu").get_by_role("link", name=name)
    assert urlsplit(link.get_attribute("href") or "").path == "/console/limits"
    link.click()
    page.wait_for_url("**/console/limits")
