"""The camera on the home page: a help where the browser can read codes, nothing where not.

Chromium on Linux has no BarcodeDetector, so one is put in its place that has read a given text;
camera, policy, script and the way to the page are real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine

from consumer_web.app import create_public_app
from consumer_web.codes import group_code
from consumer_web.settings import PublicSettings
from tests.served import served_app

DETECTOR = """window.BarcodeDetector = class {
  detect() { return Promise.resolve([{ rawValue: '%s' }]); }
};"""

pytestmark = pytest.mark.browser


@pytest.fixture
def base(published: Engine, settings: PublicSettings, samples: ModuleType) -> Iterator[str]:
    with served_app(create_public_app(settings, published, lambda: samples.TODAY)) as address:
        yield address


@pytest.fixture
def phone(browser: Browser, base: str) -> Callable[..., Any]:
    """Open the home page on a phone whose camera sees a given text, or on one without."""

    def open_home(seen: str | None, permissions: tuple[str, ...] = ("camera",)) -> Any:
        context = browser.new_context(locale="zh-CN", permissions=list(permissions))
        page = context.new_page()
        if seen is not None:
            page.add_init_script(DETECTOR % seen)
        page.goto(base)
        return page

    return open_home


def test_a_code_before_the_camera_opens_its_page(
    phone: Callable[..., Any], package_code: str
) -> None:
    for seen, address in (
        (f"https://suyuan.example.cn/T/{package_code}", f"**/T/{package_code}?lang=zh"),
        (group_code(package_code), f"**/T/{package_code}?lang=zh"),
        ("6974413020181", "**/product/06974413020181?lang=zh"),
        # A code of another house is asked about here, never there.
        ("https://evil.example/01/06974413020181/10/HP260928A", "**/10/HP260928A?lang=zh"),
    ):  # fmt: skip
        page = phone(seen)
        page.get_by_role("button", name="用相机扫").click()
        page.wait_for_url(address)
        assert page.url.startswith("http://127.0.0.1"), seen
        assert page.locator("h1").count() == 1


def test_without_a_detector_or_a_camera_the_page_still_serves(phone: Callable[..., Any]) -> None:
    page = phone(None)
    assert page.get_by_role("button", name="用相机扫").count() == 0
    page = phone("6974413020181", ())
    page.get_by_role("button", name="用相机扫").click()
    page.get_by_role("status").filter(has_text="相机打不开，请手工输入。").wait_for()
    page.fill("#by", "油粘米")
    page.locator("form").filter(has=page.locator("#by")).get_by_role("button").click()
    page.get_by_role("link", name="禾坪里 油粘米").click()
    page.wait_for_url("**/product/06974413020181?lang=zh")
