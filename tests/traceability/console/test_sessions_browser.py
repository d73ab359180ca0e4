"""Passkeys, the end of a session, and what is kept of a form: in a real browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, select

from tests.browsing import PHONE, check, enter, findings
from tests.factories import PASSWORD, City
from tests.registers import Templates
from tests.served import served
from tests.traceability.services.test_samples import take_in
from traceability.settings import Settings
from traceability.storage.tables import LoginSession, Passkey

pytestmark = pytest.mark.browser
IDLE = Settings().session_idle


@dataclass
class Office:
    """A city behind a real server that takes passkeys."""

    city: City
    base: str

    def end_sessions(self, before_end: timedelta = timedelta(minutes=-1)) -> None:
        """Let every session end, or come near its end."""
        with Session(self.city.engine) as session:
            idle = IDLE - before_end
            for row in session.exec(select(LoginSession)):
                row.seen_at -= idle
            session.commit()


@pytest.fixture(scope="module")
def office(
    sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    said = {"PUBLIC_HOST": "localhost", "SECOND_FACTOR_FOR": "canteen"}
    with (
        sqlite_templates.opened_in(folder) as city,
        served(city.engine, folder, **said) as base,
    ):
        yield Office(city, base.replace("127.0.0.1", "localhost"))


@pytest.fixture
def tab(browser: Browser, office: Office) -> Iterator[Page]:
    context = browser.new_context(base_url=office.base, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def sign_in(tab: Page, name: str) -> None:
    tab.goto("/console/login")
    tab.fill("#username", name)
    tab.fill("#password", PASSWORD)
    tab.click("button:text-is('登录')")


def add_authenticator(tab: Page) -> Any:
    """Plug a virtual device in that verifies its owner."""
    devtools = tab.context.new_cdp_session(tab)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def add_passkey(tab: Page) -> None:
    tab.click("main a:text-is('添加通行密钥')")
    tab.fill("#passkey_name", "办公室电脑")
    tab.fill("#password", "a wrong password")
    tab.click("button:text-is('添加通行密钥')")
    expect(tab.locator("[data-trouble]")).to_contain_text("密码不对")
    tab.fill("#password", PASSWORD)
    tab.click("button:text-is('添加通行密钥')")
    expect(tab.locator("td.lead")).to_have_text("办公室电脑")


def sign_out(tab: Page) -> None:
    tab.click("header button:text-is('退出')")
    expect(tab).to_have_url("/console/login?out=1", timeout=15_000)


def test_a_passkey_opens_alone_or_after_the_password(office: Office, tab: Page) -> None:
    devtools, device = add_authenticator(tab)
    sign_in(tab, "canteen")  # must show a second factor, and has none yet
    add_passkey(tab)
    assert findings(tab) == []
    tab.goto("/console")
    expect(tab).to_have_url(f"{office.base}/console")  # the session counts as a strong one now
    sign_out(tab)

    sign_in(tab, "canteen")  # the password alone is not enough
    expect(tab.locator("h1")).to_have_text("确认是您本人")
    expect(tab.locator("#code")).to_have_count(0)  # no app was set up
    tab.click("button:text-is('用通行密钥登录')")
    expect(tab).to_have_url(f"{office.base}/console")
    sign_out(tab)

    tab.click("button:text-is('用通行密钥登录')")  # no name, no password
    expect(tab).to_have_url(f"{office.base}/console")
    sign_out(tab)

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    tab.click("button:text-is('用通行密钥登录')")  # a finger that is not known
    expect(tab.locator("[data-trouble]")).to_be_visible()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})

    sent: list[str] = []
    tab.on("request", lambda made: sent.append(made.post_data or ""))
    tab.click("button:text-is('用通行密钥登录')")
    expect(tab).to_have_url(f"{office.base}/console")
    again = httpx.post(
        f"{office.base}/console/login/passkey",
        content=next(body for body in sent if "answer=%7B" in body),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert again.status_code == 401  # what went over the wire once opens nothing twice
    assert "session" not in again.cookies

    tab.goto("/console/me/passkeys")
    tab.fill("#removal_password", PASSWORD)
    tab.click("button:text-is('删除通行密钥')")
    expect(tab.locator("main .empty")).to_be_visible()
    with Session(office.city.engine) as session:
        assert session.exec(select(Passkey)).all() == []
    sign_out(tab)
    tab.click("button:text-is('用通行密钥登录')")  # the device still has its half
    expect(tab.locator(".door .wrong").first).to_contain_text("登录不了")


def test_the_session_ends_and_the_form_goes_out_after_a_login_in_place(
    office: Office, tab: Page
) -> None:
    sign_in(tab, "mill")
    tab.goto("/console/me")
    tab.clock.install()
    tab.goto("/console/tokens")
    tab.fill("#name", "仓库系统")
    office.end_sessions(timedelta(seconds=90))
    tab.clock.fast_forward(int((IDLE - timedelta(seconds=90)).total_seconds() * 1000))
    expect(tab.locator(".ending")).to_be_visible()
    tab.click("button:text-is('继续使用')")
    expect(tab.locator(".ending")).to_have_count(0)

    other = tab.context.new_page()
    other.goto("/console/tokens")
    office.end_sessions()
    tab.clock.fast_forward(int((IDLE + timedelta(minutes=5)).total_seconds() * 1000))
    tab.click("main button[type=submit] >> nth=-1")
    panel = tab.locator(".panel")
    expect(panel).to_contain_text("mill，登录已结束")
    assert findings(tab) == []
    tab.fill("#panel-password", "wrong")
    tab.click("button:text-is('登录并继续')")
    expect(tab.locator("#panel-wrong")).to_be_visible()
    tab.fill("#panel-password", PASSWORD)
    tab.click("button:text-is('登录并继续')")
    expect(tab.locator(".secret, .code").first).to_be_visible()
    assert tab.locator("td.lead", has_text="仓库系统").count() == 1
    other.fill("#name", "第二页")  # it goes on with the session of the first
    other.locator("main button[type=submit]").last.click()
    expect(other.locator("td.lead", has_text="第二页")).to_have_count(1)


def test_a_part_that_is_sent_too_late_is_sent_again(office: Office, tab: Page) -> None:
    sample = take_in(office.city, office.city.add_batch().id)
    sign_in(tab, "lab")
    tab.goto(f"/console/samples/{sample.id}/results")
    field = tab.locator("input[name^='v.']").first
    office.end_sessions()
    field.fill("0.1")
    expect(tab.locator(".panel")).to_be_visible()
    tab.fill("#panel-password", PASSWORD)
    with tab.expect_response(lambda got: got.url.endswith("/values") and got.ok):
        tab.click("button:text-is('登录并继续')")
    expect(tab.locator(".panel")).to_have_count(0)
    tab.reload()
    expect(field).to_have_value("0.1")


def test_a_photo_that_is_read_too_late_is_read_after_the_login(office: Office, tab: Page) -> None:
    lot = office.city.add_batch()
    sign_in(tab, "mill")
    tab.goto("/console/events/scan")
    office.end_sessions()
    symbol = io.BytesIO()
    segno.make_qr(lot.lot).save(symbol, kind="png", scale=6)
    photo: Any = {"name": "p.png", "mimeType": "image/png", "buffer": symbol.getvalue()}
    tab.set_input_files("#photo", photo)
    tab.fill("#panel-password", PASSWORD)
    tab.click("button:text-is('登录并继续')")
    expect(tab).to_have_url(re.compile(f"/console/batches/{lot.id}"))


def kept(tab: Page) -> str:
    """Give everything that the browser keeps of drafts."""
    return str(tab.evaluate("JSON.stringify(localStorage)"))


def test_what_was_typed_and_not_sent_is_found_again(office: Office, tab: Page) -> None:
    sign_in(tab, "mill")
    tab.goto("/console/products/new")
    tab.fill("#name", "油黏米")
    tab.fill("#net_content", "10")
    tab.fill("#ingredients", "联系人 441302199001011234")
    tab.wait_for_timeout(500)  # it is kept a moment after the last key
    assert "油黏米" in kept(tab)
    assert "199001011234" not in kept(tab)
    tab.goto("/console/products/new")
    expect(tab.locator("#name")).to_have_value("油黏米")
    expect(tab.locator("#ingredients")).to_have_value("")
    assert findings(tab) == []
    tab.click("button:text-is('不要了')")
    expect(tab.locator("#name")).to_have_value("")
    assert "油黏米" not in kept(tab)

    for name, text in (("name", "丝苗米"), ("gtin", "6901234567890"), ("net_content", "10")):
        tab.fill(f"#{name}", text)
    tab.fill("#shelf_life", "12")
    send = tab.locator("main form button[type=submit]").last
    send.click()
    expect(tab.locator("#gtin-wrong")).to_be_visible()  # the server refused it
    expect(tab.locator(".draft")).to_have_count(0)
    assert "丝苗米" in kept(tab)
    tab.fill("#gtin", "6901234567892")
    send.click()
    expect(tab.locator("#ingredients")).to_have_count(0)
    assert "丝苗米" not in kept(tab)  # it was sent


def test_drafts_and_passkeys_have_no_findings_on_a_phone_in_english(
    browser: Browser, office: Office
) -> None:
    context = browser.new_context(viewport=PHONE, locale="en")
    page = enter(context, office.base, "mill")
    page.goto(f"{office.base}/console/me/passkeys")
    check(page)
    page.goto(f"{office.base}/console/products/new")
    page.fill("#name", "油黏米")
    page.wait_for_timeout(500)  # it is kept a moment after the last key
    page.reload()
    expect(page.locator(".draft")).to_be_visible()
    check(page)
    context.close()


def test_a_form_that_met_a_session_ended_elsewhere_is_filled_again(
    office: Office, tab: Page
) -> None:
    sign_in(tab, "mill")
    tab.goto("/console/products/new")
    for name, text in (("name", "晚籼米"), ("gtin", "6901234567908"), ("net_content", "25")):
        tab.fill(f"#{name}", text)
    tab.fill("#shelf_life", "12")
    with Session(office.city.engine) as session:  # as by its own list of sessions
        for row in session.exec(select(LoginSession)):
            session.delete(row)
        session.commit()
    send = tab.locator("main form button[type=submit]").last
    send.click()
    expect(tab.locator("#username")).to_be_visible()
    assert "晚籼米" in kept(tab)
    tab.fill("#username", "mill")
    tab.fill("#password", PASSWORD)
    tab.click("button:text-is('登录')")
    expect(tab.locator("#name")).to_have_value("晚籼米")
    expect(tab.locator(".draft")).to_be_visible()
    tab.locator("main form button[type=submit]").last.click()
    expect(tab.locator("#ingredients")).to_have_count(0)
    assert "晚籼米" not in kept(tab)


def test_numbers_of_papers_are_never_kept(office: Office, tab: Page) -> None:
    sign_in(tab, "regulator")
    firm = office.city.actors["rival"].org_id
    tab.goto(f"/console/penalties/new?enterprise={firm}")
    tab.locator("#person_id_no").evaluate("(field) => field.closest('details').open = true")
    tab.fill("#person_id_no", "A1234567")
    tab.fill("#violation_facts", "以次充好")
    tab.wait_for_timeout(500)
    assert "以次充好" in kept(tab)
    assert "A1234567" not in kept(tab)
    broken: list[str] = []
    tab.on("pageerror", lambda error: broken.append(str(error)))
    tab.evaluate(  # a form may have a field of that name, which hides its address
        """() => {
          const form = document.createElement("form"), field = document.createElement("input");
          field.name = "action";
          form.append(field);
          document.body.append(form);
          form.addEventListener("submit", (event) => event.preventDefault());
          form.requestSubmit();
        }"""
    )
    assert broken == []
    tab.goto("/console")  # it was not sent: it stays
    assert "以次充好" in kept(tab)
    sign_out(tab)
    assert "以次充好" not in kept(tab)
