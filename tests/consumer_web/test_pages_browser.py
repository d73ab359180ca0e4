from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from consumer_web.app import PublicApp
from consumer_web.asking import Asking
from consumer_web.codes import CodeBook
from consumer_web.settings import PublicSettings
from tests.browsing import findings

KEY = bytes(range(32))
ORIGIN = "http://public.test"

pytestmark = pytest.mark.browser

PAGES = {
    "genuine": "/01/06974413020181/10/HP260928A",
    "expired": "/01/06974413020181/10/HP250927C",
    "held": "/01/06974413031071/10/RA260716C",
    "recalled": "/01/06974413031071/10/RA260716B",
    "delisted": "/01/06974413099996/10/RH260903",
    "suspicious": f"/T/{CodeBook([KEY]).issue(7, 12)}",
    "unknown": "/01/06974413020181/10/NOSUCH",
    "malformed": "/T/7K3M-9QWD-X2",
    "home": "/",
    "product": "/product/06974413020181",
    "report": "/report?gtin=06974413020181&lot=HP260928A",
    "names": "/?name=%E6%B2%B9%E7%B2%98%E7%B1%B3",
    "below grade": "/01/06974413020181/10/HP261001B",
}


def join(address: str, query: str) -> str:
    return ORIGIN + (address + query.replace("?", "&") if "?" in address else address + query)


every_page = pytest.mark.parametrize("kind", PAGES)


def fill(engine: Engine, samples: ModuleType, rows: ModuleType) -> None:
    rows.publish_standing(engine)
    rows.publish_trust(engine, samples.trust())
    rows.publish_product(engine, samples.product_document())
    rows.publish(engine, samples.rice_document())
    rows.publish(engine, samples.rice_document(lot="HP250927C", best_before=date(2026, 9, 26)))
    rows.publish(engine, samples.below_grade_document())
    rows.publish(engine, samples.oil_document())
    rows.publish(engine, samples.held_document())
    rows.publish_standing(
        engine, "delisted", uscc="91441323MA5D4T9L84", reason="两批产品不合格", decision_no="7 号"
    )
    rows.publish(
        engine,
        samples.rice_document(
            gtin="06974413099996",
            lot="RH260903",
            enterprise=samples.enterprise(uscc="91441323MA5D4T9L84"),
        ),
    )
    rows.publish_penalties(engine, samples.penalty(), samples.penalty(is_contested=True))
    rows.publish_codes(engine, job_no=7)
    rows.suspect(engine, CodeBook([KEY]).issue(7, 12))


@pytest.fixture(scope="module")
def app(samples: ModuleType, rows: ModuleType) -> Iterator[PublicApp]:
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    rows.create_tables(engine)
    fill(engine, samples, rows)
    settings = PublicSettings(
        base_url="https://suyuan.example.cn", code_keys=(KEY,), contact_public_key=KEY
    )
    yield PublicApp(settings, engine, lambda: samples.TODAY, engine)
    engine.dispose()


@pytest.fixture(scope="module")
def context(browser: Browser, app: PublicApp) -> Iterator[Any]:
    """A phone whose requests are answered straight by the application."""

    def answer(route: Any) -> None:
        path, _, query = route.request.url.removeprefix(ORIGIN).partition("?")
        headers = {"accept-language": route.request.headers.get("accept-language", "")}
        wire = app.respond(Asking("GET", path.encode(), query.encode(), headers))
        sent = {name.decode(): value.decode() for name, value in wire.headers}
        route.fulfill(status=wire.status, headers=sent, body=wire.body)

    context = browser.new_context(locale="zh-CN")
    context.route(f"{ORIGIN}/**", answer)
    yield context
    context.close()


@pytest.fixture
def open_page(context: Any) -> Iterator[Any]:
    """Open an address on a screen of a given size."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    def open_at(kind: str, width: int = 360, height: int = 640, query: str = "") -> Any:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(join(PAGES[kind], query))
        return page

    yield open_at
    page.close()
    # A policy that refused our own style sheet would be told on the console.
    assert [text for text in complaints if "status of 4" not in text] == []


@every_page
def test_axe_finds_nothing(open_page: Any, kind: str) -> None:
    for width, scheme, query in (
        (360, "light", ""),
        (360, "dark", ""),
        (1280, "light", "?lang=en"),
    ):
        page = open_page(kind, width, query=query)
        page.emulate_media(color_scheme=scheme)
        # Evaluated by the debugger, which the page's policy does not stop.
        assert findings(page, target_size=True) == [], (kind, width, scheme)


@pytest.mark.parametrize("kind", [*list(PAGES)[:7], "below grade"])
@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_the_first_screen_answers_without_scrolling(open_page: Any, kind: str, query: str) -> None:
    page = open_page(kind, query=query)
    verdict = "genuine" if kind == "below grade" else kind
    assert page.get_attribute("body", "data-verdict") == verdict
    for selector in ("h1", ".do", ".name", ".facts", ".q"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640, selector


@every_page
def test_nothing_scrolls_sideways_on_small_screens_or_with_large_text(
    open_page: Any, kind: str
) -> None:
    page = open_page(kind, width=320)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 320
    page.set_viewport_size({"width": 360, "height": 640})
    page.evaluate("document.documentElement.style.setProperty('font-size', '32px')")
    assert page.evaluate(width) <= 360


@every_page
def test_what_is_tapped_is_large_enough(open_page: Any, kind: str) -> None:
    page = open_page(kind)
    for selector in ("nav a", ".li a", ".btn", "[type=text]", "textarea", ".pick", "header a"):
        for element in page.locator(selector).all():
            box = element.bounding_box()
            if box is None:  # the trap, which nobody sees
                continue
            assert box["height"] >= 44, (selector, box)


def test_the_seam_is_straight_for_trust_and_torn_or_taped_otherwise(open_page: Any) -> None:
    seam = "getComputedStyle(document.querySelector('.v'), ':after').backgroundImage"
    for kind in list(PAGES)[:7]:
        drawn = open_page(kind).evaluate(seam)
        assert ("gradient" in drawn) == (kind != "genuine"), kind


def test_print_needs_no_colour(open_page: Any) -> None:
    page = open_page("genuine")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.v')).color") == "rgb(0, 0, 0)"
    assert not page.locator("nav").is_visible()


def test_a_code_typed_by_hand_reaches_its_page(open_page: Any) -> None:
    page = open_page("home")
    page.fill("#c", CodeBook([KEY]).issue(7, 13).lower())
    page.click("button >> nth=0")
    page.wait_for_url("**/T/*")
    assert page.get_attribute("body", "data-verdict") == "genuine"


def test_the_page_reads_well_aloud(open_page: Any) -> None:
    page = open_page("genuine")
    assert page.title() == "真码，检验合格：禾坪里 油粘米 – 惠州市粮油二维码溯源系统"
    heard = page.locator("main").aria_snapshot()
    first = [line.strip("- ") for line in heard.splitlines()[:8]]
    assert first[1] == 'heading "真码，检验合格" [level=1]'
    assert "码由本系统发出" in first[2]
    assert "现在请您" in first[3]
