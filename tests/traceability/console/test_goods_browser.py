"""The enterprise's main job in a real browser, with its actions counted, on a desk and a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests import browsing
from tests.browsing import check
from tests.factories import City, hold, intake
from tests.registers import Templates
from tests.served import served
from traceability.domain.access import system_actor
from traceability.schemas.batches import BatchPublic
from traceability.schemas.limits import LimitConfirmation
from traceability.services import limits

pytestmark = pytest.mark.browser


class Mill:
    """A rice mill behind a real server."""

    def __init__(self, base: str, city: City, bags: BatchPublic) -> None:
        self.base, self.city, self.bags = base, city, bags


@pytest.fixture(scope="module")
def mill(sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mill]:
    folder: Path = tmp_path_factory.mktemp("goods")
    with sqlite_templates.opened_in(folder) as city:
        city.do(system_actor(), limits.load_reference_limits)
        confirmation = LimitConfirmation(all=True)
        city.do("regulator", lambda work: limits.confirm_limits(work, confirmation))
        city.has_limits = True
        city.add_site("mill")
        bags = city.release_rice()[2]
        for lot, tonnes in (("G-OLD", "6"), ("G-NEW", "40"), ("G-HELD", "4")):
            paddy = city.add_batch(lot=lot, quantity=tonnes, origin="博罗县杨村镇")
            city.record("mill", intake(paddy.id, tonnes))
            if lot == "G-HELD":
                hold(city, paddy.id)
        with served(city.engine, folder) as base:
            yield Mill(base, city, bags)


def enter(browser: Browser, mill: Mill, width: int, locale: str = "zh-CN", **more: bool) -> Page:
    """Sign the mill's person in."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale=locale,
        **more,  # type: ignore[arg-type]
    )
    return browsing.enter(context, mill.base, "mill")


class Hand:
    """Does what a hand does, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, selector: str) -> None:
        """Click or tap."""
        self.count += 1
        self.page.click(selector)

    def fill(self, selector: str, text: str) -> None:
        """Fill a field."""
        self.count += 1
        self.page.fill(selector, text)

    def choose(self, selector: str, name: str, content: bytes) -> None:
        """Choose a file."""
        self.count += 1
        file = {"name": name, "mimeType": "application/pdf", "buffer": content}
        self.page.set_input_files(selector, file)  # type: ignore[arg-type]


def write_report(lines: list[str]) -> bytes:
    """Write a report as a laboratory's program would: a PDF with a text layer."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("STSong-Light", 12)
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 22 * number, line)
    canvas.save()
    return out.getvalue()


def report_for(lot: str) -> bytes:
    """Write the factory report of a lot of rice."""
    day = datetime.now(UTC).date().isoformat()
    results = (
        ("碎米总量", "9.6"), ("小碎米含量", "0.6"), ("不完善粒含量", "1.9"), ("杂质总量", "0.12"),
        ("无机杂质含量", "0.01"), ("黄粒米含量", "0.2"), ("互混率", "1.5"), ("水分含量", "13.8"),
    )  # fmt: skip
    rows = [f"{name} % {value}" for name, value in results]
    return write_report([f"报告编号: CC-{lot}-7", f"抽样日期: {day}", f"报告日期: {day}", *rows])


def draw_code(text: str) -> bytes:
    """Draw a QR code as a photo would show it, flat and in focus."""
    out = io.BytesIO()
    segno.make_qr(text).save(out, kind="png", scale=6)
    return out.getvalue()


def test_from_batch_to_labels_and_to_release(browser: Browser, mill: Mill) -> None:
    page = enter(browser, mill, 1280)
    check(page)
    hand = Hand(page)
    hand.click(f"a[href='/console/batches/new?copy={mill.bags.id}']")
    page.wait_for_url("**/batches/new?**")
    check(page)
    hand.fill("#quantity", "2600")
    expect(page.locator("#sum")).to_contain_text("13 t")
    hand.click("#start .acts button[value=next]")
    page.wait_for_url("**told=started**")
    check(page)
    lot = page.inner_text("h1")
    assert "2 批原料共 19.697 t 已扣用" in page.inner_text("[role=status]")
    batch = re.search(r"batches/([0-9a-f-]{36})", page.url)
    assert batch
    assert "上传检验报告" in page.inner_text("button[value=report]")  # labels follow the release
    hand.click("button[value=report]")
    page.wait_for_url(f"**/console/inspections/new?batch={batch[1]}")
    assert hand.count == 4
    page.goto(f"{mill.base}/console/batches/{batch[1]}")
    check(page)
    hand.click("aside a[href*='/inspections/new'], .acts a[href*='/inspections/new']")
    page.wait_for_url("**/inspections/new?**")
    hand.choose("#file", "report.pdf", report_for(lot))
    expect(page.locator("[role=status]")).to_contain_text("读出 8 项")
    assert page.input_value("#report_no") == f"CC-{lot}-7"
    check(page)
    hand.click(".acts button[value=record]")
    page.wait_for_url("**told=reported_pass")
    hand.click(f"form[action$='{batch[1]}/release'] button")
    page.wait_for_url("**told=released")
    check(page)
    assert hand.count + 1 <= 9  # with the tap that prints; wanted are at most 12


def test_on_a_phone_without_scripts(browser: Browser, mill: Mill) -> None:
    page = enter(browser, mill, 360, java_script_enabled=False)
    page.goto(f"{mill.base}/console/batches/new?copy={mill.bags.id}")
    page.fill("#quantity", "100")
    page.fill("#lot", mill.bags.lot)
    page.click("#start .acts button[value=next]")
    assert "错误" in page.title()
    page.click("button[name=use_lot]")
    page.wait_for_url("**told=started**")
    page.click("[role=status] button")
    page.wait_for_url("**told=undone")
    page.click(".acts a[href$='/raws']")
    page.click("#start .acts button[value=next]")
    page.wait_for_url("**told=started**")
    page.click("button[value=only]")
    page.wait_for_url("**told=recorded**")
    assert "包装赋码已记下" in page.inner_text("[role=status]")


@pytest.mark.parametrize(("width", "locale"), [(360, "en"), (1280, "en")])
def test_pages_have_no_findings(browser: Browser, mill: Mill, width: int, locale: str) -> None:
    mill.city.make_rice()
    page = enter(browser, mill, width, locale)
    check(page)
    lot = f"batches/{mill.bags.id}"
    for path in (
        "batches", "batches/new", f"batches/new?copy={mill.bags.id}", lot, f"{lot}/lineage",
        f"{lot}/events/new", f"{lot}/events/new?step=storing", f"{lot}/stop?what=recall",
        "batches/intake", "events", "events/scan", "products", "products/new",
        f"products/{mill.bags.product_id}", "sites", "inspections",
        f"inspections/new?batch={mill.bags.id}", "help/first-hour",
    ):  # fmt: skip
        answer = page.goto(f"{mill.base}/console/{path}")
        assert answer is not None, path
        assert answer.ok, path
        check(page)


def test_a_lot_is_found_by_scanner_and_by_photo(browser: Browser, mill: Mill) -> None:
    page = enter(browser, mill, 360)
    page.goto(f"{mill.base}/console/events/scan")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(f"]Q3(01){mill.bags.gtin}(10){mill.bags.lot}")  # what a hand scanner sends
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/console/batches/{mill.bags.id}")
    page.goto(f"{mill.base}/console/events/scan")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type("禾坪里")
    page.keyboard.press("Enter")
    expect(page.locator(".errors")).to_contain_text("请按 Shift 切换")
    check(page)
    page.goto(f"{mill.base}/console/events/scan")
    text = f"https://example.cn/01/{mill.bags.gtin}/10/{mill.bags.lot}"
    picture = {"name": "p.png", "mimeType": "image/png", "buffer": draw_code(text)}
    page.set_input_files("#photo", picture)  # type: ignore[arg-type]
    page.wait_for_url(f"**/console/batches/{mill.bags.id}")
