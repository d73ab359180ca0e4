"""From a released batch to labels on the roll, in a real browser; and what is asked of a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import check, enter
from tests.penalties import punish, today_plus
from tests.registers import Templates
from tests.traceability.console.print_room import PrintRoom, print_room

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def room(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PrintRoom]:
    """Open a room whose printer never tells what it has printed: a person is asked."""
    folder: Path = tmp_path_factory.mktemp("labels")
    with (
        sqlite_templates.opened_in(folder) as city,
        print_room(city, folder, "&answers=no") as opened,
    ):
        yield opened


class Hands:
    """What somebody does on a page, counted as docs/actions.md counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def fill(self, name: str, text: str) -> None:
        """Fill a field."""
        self.page.fill(f"#{name}", text)
        self.actions += 1

    def press(self, target: Locator) -> None:
        """Press a button, or follow a link."""
        target.click()
        self.actions += 1

    def enter(self) -> None:
        """Press Enter."""
        self.page.keyboard.press("Enter")
        self.actions += 1

    def spent(self) -> int:
        """Give the number of actions since it was asked last."""
        spent, self.actions = self.actions, 0
        return spent


def order(hands: Hands, count: str) -> None:
    """Order labels on the page that is open."""
    hands.fill("count", count)
    button = hands.page.locator("#order button").first
    expect(button).to_have_text(f"打印 {count} 枚")  # the words follow what is typed
    hands.press(button)
    hands.page.wait_for_url("**told=ordered**")


def reprint(hands: Hands, first: str, last: str, why: str) -> None:
    """Print some labels once more, with the reason."""
    page = hands.page
    hands.press(page.get_by_role("link", name="补印…").first)
    for name, text in (("first", first), ("last", last), ("reason", why)):
        hands.fill(name, text)
    check(page)
    hands.press(page.get_by_role("button", name="补印这些标签"))
    page.wait_for_url("**told=reprinted")


def test_labels_are_printed_followed_settled_and_reprinted(
    browser: Browser, room: PrintRoom
) -> None:
    bags = room.city.release_rice()[2]
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = enter(context, room.base, "mill")
    page.goto(f"{room.base}/console/batches/{bags.id}/labels/new")
    hands = Hands(page)
    order(hands, "24")
    assert hands.spent() <= 2  # 1 where the number is right as it is
    title = page.locator("h1")
    expect(title).to_have_text("排队：0 / 24 枚")
    check(page)
    room.work()
    expect(title).to_have_text("等您确认：0 / 24 枚")  # by itself, without a reload
    expect(page.locator(".asked")).to_contain_text("第 1 – 24 枚是否印出")
    check(page)
    hands.fill("code", room.scan_roll(24)[14])  # the fifteenth is the last that a person sees
    hands.enter()
    page.wait_for_url("**told=settled")
    assert hands.spent() <= 2
    room.work()
    expect(title).to_have_text("等您确认：15 / 24 枚")
    hands.press(page.get_by_role("button", name="9 枚都在"))
    page.wait_for_url("**told=settled")
    expect(title).to_have_text("完成：24 / 24 枚")
    assert hands.spent() == 1
    assert len(set(room.scan_roll(33))) == 24
    reprint(hands, "3", "4", "卷边")
    assert hands.spent() <= 5
    room.work()
    texts = room.scan_roll(35)
    assert texts[-2:] == texts[2:4]
    page.reload()
    expect(page.locator("main")).to_contain_text("补印第 3 – 4 枚")
    expect(page.locator("main")).to_contain_text("卷边")


def test_a_sheet_is_printed_on_a_phone_without_scripts(browser: Browser, room: PrintRoom) -> None:
    bags = room.city.release_rice()[2]
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, locale="zh-CN", java_script_enabled=False
    )
    page = enter(context, room.base, "mill")
    page.goto(f"{room.base}/console/batches/{bags.id}/labels/new")
    page.fill("#count", "30")
    page.select_option("#where", "pdf")
    page.select_option("#stock", "a4-3x8")
    page.get_by_role("button", name="更新预览").click()
    page.get_by_role("radio", name="第 7 格").check(force=True)
    page.get_by_role("button", name="生成 30 枚").click()
    page.wait_for_url("**start=7")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.reload()
    page.get_by_role("button", name="30 枚都印好了").click()
    page.wait_for_url("**told=settled")
    expect(page.locator("h1")).to_contain_text("完成")


@pytest.mark.parametrize(("width", "locale"), [(360, "en"), (1280, "zh-CN")])
def test_the_pages_have_no_findings(
    browser: Browser, room: PrintRoom, width: int, locale: str
) -> None:
    if width == 1280:
        punish(room.city, decided_on=str(today_plus(-120)))
    bags = room.city.release_rice()[2]
    context = browser.new_context(viewport={"width": width, "height": 740}, locale=locale)
    page = enter(context, room.base, "mill")
    for path in (
        f"batches/{bags.id}/labels/new", f"batches/{bags.id}/labels/new?where=pdf&stock=a4-3x8",
        "label-jobs", "credit", "credit/objections/new", "credit/repairs/new", "licences",
        "reports",
    ):  # fmt: skip
        page.goto(f"{room.base}/console/{path}")
        check(page)
