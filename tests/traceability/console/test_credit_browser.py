"""The regulator's main jobs of the credit loop in a real browser, counted, on desk and phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browsing
from tests.case_story import waive
from tests.credit_side import AUTHORITY, SIGNER, add_penalty, served_sandbox, worker_on
from tests.factories import PASSWORD, City
from tests.penalties import punish, today_plus
from tests.registers import Templates
from tests.served import served
from traceability.domain.kinds import OrganizationKind, Role
from traceability.gateways.public_credit import HttpPublicCredit

WIDTHS = (1280, 360)
pytestmark = pytest.mark.browser


@dataclass
class Bureau:
    """A city behind a real server, and the stand-in of the public credit system."""

    city: City
    base: str
    credit: str

    def deliver(self) -> None:
        """Let the worker send once whatever is due."""
        port = HttpPublicCredit(self.credit, SIGNER)
        worker_on(self.city.engine, port).step()
        port.close()

    def add_firm(self, sign: str) -> UUID:
        """Add an enterprise, with somebody in it who goes by its sign."""
        made = self.city.add_organization(OrganizationKind.ENTERPRISE, f"博罗县{sign}油坊有限公司")
        number = self.city.number()
        self.city.actors[sign] = self.city.add_user(made, Role.ENTERPRISE, f"firm{number}")
        return made.id


@pytest.fixture(scope="module")
def bureau(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bureau]:
    folder: Path = tmp_path_factory.mktemp("bureau")
    with sqlite_templates.opened_in(folder) as city, served_sandbox(folder) as side:
        said = {"CREDIT_URL": side.base, "CREDIT_SECRET": SIGNER.secret.hex()}
        with served(city.engine, folder, WORKER_IN_SERVE=False, **said) as base:
            yield Bureau(city, base, side.base)


class Hands:
    """Somebody at a browser, whose actions are counted; what only he can know is counted apart."""

    def __init__(self, browser: Browser, base: str, username: str, width: int, **more: Any) -> None:
        view = {"width": width, "height": 800 if width > 800 else 640}
        self.base, self.actions, self.facts = base, 0, 0
        context = browser.new_context(viewport=view, locale="zh-CN", **more)
        self.page: Page = browsing.enter(context, base, username)

    def open(self, path: str) -> None:
        """Begin at a page: where the count begins."""
        self.page.goto(f"{self.base}/console/{path}")
        self.check()

    def click(self, selector: str) -> None:
        self.actions += 1
        self.page.locator(selector).first.click()

    def say(self, selector: str, text: str) -> None:
        """Type what nobody but the person knows."""
        self.facts += 1
        self.page.fill(selector, text)

    def type(self, selector: str, text: str) -> None:
        self.actions += 1
        self.page.fill(selector, text)

    def check(self) -> None:
        """Expect a page without findings that does not scroll sideways."""
        browsing.check(self.page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_failed_sample_becomes_a_penalty(browser: Browser, bureau: Bureau, width: int) -> None:
    held = bureau.city.make_rice()[2]
    report = bureau.city.inspect(held.id, who="lab", verdict="fail", kind="supervision")
    hands = Hands(browser, bureau.base, "regulator", width)
    hands.open(f"inspections/{report.id}")
    hands.click("text=据此处罚")
    hands.page.wait_for_url("**/penalties/new?**")
    hands.check()
    page = hands.page
    assert report.report_no in page.input_value("#violation_facts")
    hands.click("label:has-text('罚款') >> input")
    hands.say("#fine_10k_yuan", "0.8")
    hands.say("#decision_no", f"惠市监罚〔2026〕{width}号")
    hands.say("#legal_representative", "陈大文")
    hands.click("main button[type=submit]")
    page.wait_for_selector("button[value=confirm]")
    hands.check()
    hands.click("button[value=confirm]")
    page.wait_for_url("**told=penalty_recorded")
    hands.check()
    assert hands.actions <= 5  # one of them confirms what goes to the public
    assert hands.facts == 3
    assert "罚款人民币8000元" in page.inner_text("main")
    expect(page.locator(".deliveries, table.list").first).to_contain_text("等回执")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_enterprise_is_struck_off_by_two(browser: Browser, bureau: Bureau, width: int) -> None:
    sign = f"老石磨{width}"
    org_id = bureau.add_firm(sign)
    decision = f"惠市监罚〔2026〕9{width}号"
    punish(bureau.city, party=sign, decision_no=decision)
    first = Hands(browser, bureau.base, "regulator", width)
    first.open(f"penalties?q={sign}")
    first.click("td.lead a")  # the file
    first.page.wait_for_url("**/console/penalties/*")
    first.check()
    first.click("text=移出……")
    first.page.wait_for_url("**/delistings/new?**")
    first.check()
    first.click("label:has-text('拒绝监督检查') >> input")
    first.type("#decision_no", f"惠粮出〔2026〕{width}号")
    first.say("#facts", "两次拒绝监督抽检")
    first.say("#basis", "信用承诺书第六条")
    assert first.page.is_checked("[name=serve]")  # the notice goes out with the proposal
    first.click("text=提议移出 老石磨")
    first.page.wait_for_url("**told=case_served")
    case_url = first.page.url
    first.check()
    assert first.actions <= 6
    assert first.page.locator("#short_name").count() == 0  # who proposed cannot confirm
    waive(bureau.city, UUID(case_url.rpartition("/")[2].partition("?")[0]), sign)
    second = Hands(browser, bureau.base, "regulator2", width)
    second.open("delistings?open=1")
    second.click(f"td.lead a:has-text('{sign}')")
    second.page.wait_for_url("**/console/delistings/*")
    second.check()
    assert "此码不再作保" in second.page.inner_text(".verdict")
    assert second.page.input_value("#decision_no") == f"惠粮出〔2026〕{width}号"
    second.type("#short_name", f"{sign}油坊")
    second.type("#proof", PASSWORD)  # an app's six digits where there is one
    second.click("button:has-text('确认移出')")
    second.page.wait_for_url("**told=case_decided")
    second.check()
    assert second.actions <= 4
    second.open(f"enterprises/{org_id}/reach")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refusal_is_mended_in_its_row(browser: Browser, bureau: Bureau, width: int) -> None:
    number = 5000 + width
    add_penalty(
        bureau.city, number, authority_uscc=AUTHORITY[:-1] + "1", authority_name="惠州市粮食局",
        decided_on=today_plus(-2), publicity_until=today_plus(300), due_on=today_plus(5),
    )  # fmt: skip
    bureau.deliver()
    hands = Hands(browser, bureau.base, "regulator", width)
    hands.open("credit-deliveries")
    row = hands.page.locator("tr", has_text=f"〔2026〕{number}号").first
    expect(row).to_contain_text("被退回：处罚机关统一社会信用代码")
    hands.click("text=改正并重发")
    hands.page.wait_for_url("**told=corrected")
    hands.check()
    assert hands.actions == 1
    bureau.deliver()
    hands.open(f"credit-deliveries?q={number}&state=acknowledged")
    expect(hands.page.locator("table.list")).to_contain_text("已收")
    hands.open("credit-deliveries/sheets")
    hands.open("credit-deliveries/reconciliation")
    hands.page.fill("#from", str(today_plus(-60)))
    hands.click("button:has-text('核对')")
    expect(hands.page.locator(".note")).to_contain_text("条一致")
    hands.check()


def test_a_refusal_is_mended_without_scripts_on_a_phone(browser: Browser, bureau: Bureau) -> None:
    add_penalty(
        bureau.city, 6000, authority_uscc=AUTHORITY[:-1] + "1", authority_name="惠州市粮食局",
        decided_on=today_plus(-2), publicity_until=today_plus(300),
    )  # fmt: skip
    bureau.deliver()
    hands = Hands(browser, bureau.base, "regulator", 360, java_script_enabled=False)
    hands.page.goto(f"{bureau.base}/console/credit-deliveries?q=6000")
    hands.click("text=改正并重发")
    hands.page.wait_for_url("**told=corrected")


def test_every_other_page_has_no_findings_in_english(browser: Browser, bureau: Bureau) -> None:
    hands = Hands(browser, bureau.base, "regulator", 360)
    hands.open("penalties?lang=en")
    for path in ("relistings", "repairs", "objections", "joint-tasks", "label-approvals"):
        hands.open(path)


def test_what_a_rule_proposed_is_taken_up_from_the_penalty(
    browser: Browser, bureau: Bureau
) -> None:
    bureau.add_firm("新榨")
    made = punish(bureau.city, party="新榨", decision_no="惠市监罚〔2026〕77号", fine_10k_yuan="60")
    hands = Hands(browser, bureau.base, "regulator", 1280)
    hands.open(f"penalties/{made.id}")
    hands.click("text=移出……")
    hands.page.wait_for_url("**/delistings/new?**")
    hands.check()
    hands.click("a:has-text('受到严重行政处罚')")
    hands.click("button:has-text('送达告知书')")
    hands.page.wait_for_url("**told=case_served")
    assert hands.actions == 3
