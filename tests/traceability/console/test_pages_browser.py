"""The console in a real browser: readable at both widths, and axe finds nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.factories import PASSWORD, City
from tests.served import served

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_consoles_pages_have_no_findings(
    browser: Browser, sqlite_city: City, tmp_path: Path, width: int, scheme: str
) -> None:
    _, _, bags = sqlite_city.release_rice()
    sqlite_city.inspect(bags.id, who="lab", verdict="fail", kind="supervision")
    with served(sqlite_city.engine, tmp_path) as base:
        for username in ("mill", "regulator"):
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type]
                locale="zh-CN",
            )
            page = context.new_page()
            page.goto(f"{base}/console")
            _check(page, width)
            page.fill("#username", username)
            page.fill("#password", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{base}/console")
            _check(page, width)
            context.close()


def _check(page: Page, width: int) -> None:
    found = Axe().run(page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "flex"
