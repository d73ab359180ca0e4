"""First paint and weight of each kind of page in Chromium, on slow 3G with a slow processor.

Slow 3G as 400 kbit/s both ways and 400 ms round trip, the processor four times slower, a cold
cache each time. With other loads on the machine the paint is late: run it alone.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine

from bench.scans import KEY, load
from bench.town import free_port, process
from consumer_web.codes import CodeBook

ROUNDS = 5
WANTED_MS = 1_500
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
PAINT = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)"


def publish(url: str) -> dict[str, str]:
    """Publish one batch for each verdict; give their addresses."""
    rows, samples = load("rows"), load("samples")
    engine = create_engine(url)
    rows.create_tables(engine)
    rows.publish_standing(engine)
    rows.publish(engine, samples.rice_document(best_before=date(2099, 1, 1)))
    rows.publish(engine, samples.rice_document(lot="OLD", best_before=date(2026, 1, 1)))
    rows.publish(engine, samples.oil_document())
    rows.publish(engine, samples.held_document())
    rows.publish_codes(engine, job_no=7)
    copied = CodeBook([KEY]).issue(7, 12)
    rows.suspect(engine, copied)
    engine.dispose()
    return {
        "genuine": "/01/06974413020181/10/HP260928A",
        "expired": "/01/06974413020181/10/OLD",
        "held": "/01/06974413031071/10/RA260716C",
        "recalled": "/01/06974413031071/10/RA260716B",
        "suspicious": f"/T/{copied}",
        "unknown": "/01/06974413020181/10/NOSUCH",
        "malformed": "/T/7K3M-9QWD-X2",
        "home": "/",
        "report": "/report",
    }


@contextmanager
def phone(browser: Browser, lang: str) -> Iterator[tuple[Any, list[float]]]:
    """Open a slow phone with nothing in its cache, and the bytes of each answer it gets."""
    context = browser.new_context(
        locale=lang, viewport={"width": 360, "height": 640}, device_scale_factor=2
    )
    page = context.new_page()
    tools = context.new_cdp_session(page)
    weights: list[float] = []
    tools.on("Network.loadingFinished", lambda said: weights.append(said["encodedDataLength"]))
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_3G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    yield page, weights
    context.close()


def measure(browser: Browser, kind: str, address: str) -> None:
    """Print the paint and weight of one page in both languages."""
    for lang in ("zh-CN", "en"):
        paints: list[float] = []
        for _ in range(ROUNDS):
            with phone(browser, lang) as (page, weights):
                page.goto(address, wait_until="load")
                page.wait_for_function(f"{PAINT}.length > 0")
                paints += page.evaluate(PAINT)
        print(
            f"{kind:<11} {lang:<6} first paint {statistics.median(paints):>6,.0f} ms, latest "
            f"{max(paints):>6,.0f} ms (wanted {WANTED_MS:,}); {sum(weights) / 1000:>5.1f} kB "
            f"in {len(weights)} request(s)"
        )


def main() -> None:
    """Measure every kind of page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed")
        return
    with tempfile.TemporaryDirectory() as name:
        url, port = f"sqlite:///{Path(name) / 'published.db'}", free_port()
        addresses = publish(url)
        served = ["consumer_web", "--port", str(port), "--database-url", url, "--writes-url", url]
        with process(served, port, CODE_KEYS=KEY.hex()), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            for kind, address in addresses.items():
                measure(browser, kind, f"http://127.0.0.1:{port}{address}")
            browser.close()
