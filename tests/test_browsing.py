"""Would a page with faults be told, and does a browser leave event loops to others?"""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Browser

from tests.browsing import Driver, check, findings

FAULTY = """<!doctype html><html lang="zh"><title>t</title><main><h1>t</h1><img src="data:,">
<p style="color:#999;background:#fff">words</p><a href="#" style="font-size:8px">a</a></main>"""
pytestmark = pytest.mark.browser


def test_faults_of_a_page_are_found(browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.set_content(FAULTY)
    found = {rule for rule, _ in findings(page)}
    assert {"image-alt", "color-contrast"} <= found
    assert "color-contrast" not in {rule for rule, _ in findings(page, color_contrast=False)}
    page.set_content(f"<!doctype html><html lang=zh><title>t</title><main><h1>{'t' * 999}</h1>")
    with pytest.raises(AssertionError):
        check(page)


def test_an_event_loop_runs_while_the_driver_is_set_aside(
    browser: Browser, browser_driver: Driver
) -> None:
    browser_driver.set_aside()
    assert asyncio.run(asyncio.sleep(0, "ran")) == "ran"
    browser_driver.take_up()
    page = browser.new_context().new_page()
    page.set_content("<title>again</title>")
    assert page.title() == "again"
