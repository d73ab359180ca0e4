"""The console's door and homes: who gets in, what he sees, and nothing inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.factories import PASSWORD, City, shipping
from tests.served import served


@pytest.fixture
def http(sqlite_city: City, tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        served(sqlite_city.engine, tmp_path) as base,
        httpx.Client(base_url=base, follow_redirects=True) as client,
    ):
        yield client


def _sign_in(http: httpx.Client, username: str, password: str = PASSWORD) -> httpx.Response:
    return http.post("/console/login", data={"username": username, "password": password})


def test_a_stranger_is_led_to_the_door(http: httpx.Client) -> None:
    page = http.get("/console")
    assert page.url.path == "/console/login"
    assert "<h1>登录</h1>" in page.text


def test_the_style_sheet_is_served_and_nothing_is_inline(http: httpx.Client) -> None:
    page = http.get("/console/login")
    sheet = re.search(r'href="(/console/static/[^"]+)"', page.text)
    assert sheet
    style = http.get(sheet[1])
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert "<script" not in page.text


def test_wrong_words_are_told_and_the_name_stays(http: httpx.Client) -> None:
    page = _sign_in(http, "mill", "wrong password")
    assert page.status_code == 401
    assert "用户名或密码不对" in page.text
    assert 'value="mill"' in page.text
    assert "wrong password" not in page.text
    english = http.post("/console/login?lang=en", data={"username": "mill", "password": "x"})
    assert "The name or the password is wrong." in english.text


def test_hostile_names_are_escaped(http: httpx.Client) -> None:
    page = _sign_in(http, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in page.text


def test_too_many_guesses_are_told_how_long_to_wait(http: httpx.Client) -> None:
    for _ in range(8):
        _sign_in(http, "mill", "wrong password")
    page = _sign_in(http, "mill")
    assert page.status_code == 429
    assert re.search(r"请在 \d+ 秒后再试", page.text)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_sites_form_does_not_sign_anybody_in(
    http: httpx.Client, headers: dict[str, str]
) -> None:
    said = {"username": "mill", "password": PASSWORD}
    page = http.post("/console/login", data=said, headers=headers)
    assert page.status_code == 403
    assert "session" not in http.cookies


@pytest.mark.parametrize("username", ["admin", "regulator", "mill", "lab", "canteen"])
def test_every_role_has_a_home_in_both_languages(http: httpx.Client, username: str) -> None:
    page = _sign_in(http, username)
    assert page.url.path == "/console"
    assert page.status_code == 200
    assert 'class="empty"' in page.text or "<tbody>" in page.text
    english = http.get("/console?lang=en")
    assert '<html lang="en">' in english.text
    assert "Sign out" in english.text


def test_the_mill_finds_its_batch_its_page_and_its_labels(
    http: httpx.Client, sqlite_city: City
) -> None:
    _, _, bags = sqlite_city.release_rice()
    page = _sign_in(http, "mill")
    assert f"/trace/{bags.gtin}/{bags.lot}" in page.text
    assert http.get(f"/trace/{bags.gtin}/{bags.lot}").status_code == 200
    label = http.get(f"/api/batches/{bags.id}/label.pdf")
    assert label.content.startswith(b"%PDF")
    rival = httpx.Client(base_url=http.base_url, follow_redirects=True)
    assert bags.lot not in _sign_in(rival, "rival").text
    rival.close()


def test_the_regulator_sees_what_went_wrong(http: httpx.Client, sqlite_city: City) -> None:
    _, _, bags = sqlite_city.release_rice()
    failed = sqlite_city.inspect(bags.id, who="lab", verdict="fail", kind="supervision")
    sqlite_city.record("mill", shipping(bags.id, "1", "each", sqlite_city.actors["canteen"].org_id))
    page = _sign_in(http, "regulator")
    assert failed.report_no in page.text
    assert "不合格" in page.text


def test_signing_out_needs_the_pages_token_and_ends_the_session(http: httpx.Client) -> None:
    page = _sign_in(http, "mill")
    assert http.post("/console/logout", data={"csrf": "guess"}).url.path == "/console"
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert token
    assert http.post("/console/logout", data={"csrf": token[1]}).url.path == "/console/login"
    assert http.get("/console").url.path == "/console/login"


def test_an_ended_session_says_so(http: httpx.Client) -> None:
    http.cookies.set("session", "gone")
    assert "登录已结束" in http.get("/console").text


def test_a_page_that_is_not_there_is_a_page(http: httpx.Client) -> None:
    page = http.get("/console/nothing")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert http.get("/console/").url.path == "/console/login"
