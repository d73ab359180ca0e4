"""How do tests look at pages? One Chromium for each worker, a way in, and what every page keeps."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.factories import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--use-fake-device-for-media-stream",
]  # fmt: skip
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 640}


class Driver:
    """Playwright, which many modules use in turn.

    It keeps an event loop of its own, which counts as running in this thread as long as it
    lives; modules without a browser call `asyncio.run`, so between its users it is set aside.
    """

    def __init__(self, playwright: Playwright) -> None:
        self.playwright, self._loop = playwright, asyncio.get_running_loop()
        self.set_aside()

    def set_aside(self) -> None:
        """Let others have an event loop."""
        asyncio._set_running_loop(None)  # type: ignore[attr-defined]

    def take_up(self) -> None:
        """Have the thread again."""
        asyncio.set_event_loop(self._loop)
        asyncio._set_running_loop(self._loop)  # type: ignore[attr-defined]

    @contextmanager
    def used(self) -> Iterator[Playwright]:
        """Drive browsers for a while."""
        self.take_up()
        try:
            yield self.playwright
        finally:
            self.set_aside()


_AXE = Axe()


def launch(playwright: Playwright, *more: str) -> Browser:
    """Start a Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *more])


@contextmanager
def driver() -> Iterator[Driver]:
    """Start the driver; without Chromium, skip whoever asks."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    started = sync_playwright()
    driving = Driver(started.__enter__())
    try:
        yield driving
    finally:
        with driving.used():
            started.__exit__(None, None, None)


def enter(context: BrowserContext, base: str, username: str) -> Page:
    """Sign somebody in at the console."""
    page = context.new_page()
    page.goto(f"{base}/console/login")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/console")
    return page


def findings(page: Page, **rules: bool) -> list[tuple[str, str]]:
    """Give what axe finds on a page; rules are switched on or off by name."""
    asked = {name.replace("_", "-"): {"enabled": on} for name, on in rules.items()}
    # Passes are told by one example each: to name all their elements took most of the time.
    options = {"resultTypes": ["violations"], "rules": asked}
    found = _AXE.run(page, options=options).response["violations"]
    return [(item["id"], node["html"]) for item in found for node in item["nodes"]]


def check(page: Page, **rules: bool) -> None:
    """Expect a page without findings that does not scroll sideways."""
    found = findings(page, **rules)
    assert found == [], (page.url, found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
