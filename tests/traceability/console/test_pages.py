"""The console's door and homes: who gets in, what he sees, and nothing inline."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from tests.factories import PASSWORD
from traceability.services.users import fingerprint
from traceability.settings import Settings
from traceability.storage.tables import LoginSession

IDLE = Settings().session_idle


def _sign_in(
    http: httpx.Client, username: str, password: str = PASSWORD, **more: str
) -> httpx.Response:
    said = {"username": username, "password": password} | more
    return http.post("/console/login", data=said)


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert found
    return found[1]


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
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    home = _sign_in(http, "mill")
    for text in (page.text, home.text):
        assert "style=" not in text
        assert all(tag.startswith(' src="/console/static/') for tag in text.split("<script")[1:])
        assert " on" not in "".join(re.findall(r"<[^>]+>", text))


def test_the_session_cookie_is_out_of_reach(http: httpx.Client) -> None:
    http.follow_redirects = False
    cookie = _sign_in(http, "lab").headers["set-cookie"].lower()
    assert cookie.startswith("session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_wrong_words_are_told_and_the_name_stays(http: httpx.Client) -> None:
    page = _sign_in(http, "mill", "wrong password")
    assert page.status_code == 401
    assert "用户名或密码不对" in page.text
    assert 'value="mill"' in page.text
    assert 'aria-describedby="password-wrong"' in page.text
    assert "<title>错误：" in page.text
    assert "wrong password" not in page.text
    english = http.post("/console/login?lang=en", data={"username": "mill", "password": "x"})
    assert "The name or the password is wrong." in english.text


@pytest.mark.parametrize(
    ("username", "password", "told"),
    [("", "x", "请填写用户名"), ("mill", "", "请填写密码"), ("  ", "", "请填写用户名")],
)
def test_what_is_missing_is_named(
    http: httpx.Client, username: str, password: str, told: str
) -> None:
    page = _sign_in(http, username, password)
    assert page.status_code == 422
    assert told in page.text


def test_a_phones_capital_and_full_width_letters_are_forgiven(http: httpx.Client) -> None:
    assert _sign_in(http, " Ｍill ").url.path == "/console"


def test_hostile_names_are_escaped(http: httpx.Client) -> None:
    page = _sign_in(http, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("password", ["x" * 129, "\x00", "密码" * 60])
def test_odd_passwords_are_only_wrong(http: httpx.Client, password: str) -> None:
    assert _sign_in(http, "odd", password).status_code == 401


def test_too_many_guesses_are_told_how_long_to_wait(http: httpx.Client) -> None:
    for _ in range(8):
        _sign_in(http, "regulator2", "wrong password")
    page = _sign_in(http, "regulator2")
    assert page.status_code == 429
    assert "请在 15 分钟后再试" in page.text
    assert 0 < int(page.headers["retry-after"]) <= 900
    assert 'value="regulator2"' in page.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_another_sites_form_does_not_sign_anybody_in(
    http: httpx.Client, headers: dict[str, str]
) -> None:
    said = {"username": "mill", "password": PASSWORD}
    page = http.post("/console/login", data=said, headers=headers)
    assert page.status_code == 403
    assert "session" not in http.cookies


def test_after_signing_in_one_goes_on_only_within_the_console(http: httpx.Client) -> None:
    http.follow_redirects = False
    for asked, sent_to in (
        ("/console/batches?status=held", "/console/batches?status=held"),
        ("https://evil.example/console", "/console"),
        ("//evil.example", "/console"),
        ("/console/logout", "/console"),
    ):
        form = http.get("/console/login", params={"next": asked}).text
        kept = re.search(r'name="next" value="([^"]+)"', form)
        assert (kept[1] if kept else "/console") == sent_to
        assert _sign_in(http, "mill", next=asked).headers["location"] == sent_to
        http.cookies.clear()


def test_who_is_signed_in_already_is_not_asked_again(http: httpx.Client) -> None:
    _sign_in(http, "mill")
    assert http.get("/console/login").url.path == "/console"


def test_a_language_once_chosen_is_kept(http: httpx.Client) -> None:
    assert '<html lang="zh-CN">' in http.get("/console/login").text
    assert '<html lang="en">' in http.get("/console/login?lang=en&ended=1").text
    home = _sign_in(http, "canteen")
    assert '<html lang="en">' in home.text
    assert home.headers["content-language"] == "en"
    assert '<html lang="zh-CN">' in http.get("/console?lang=zh").text


def test_the_browsers_language_is_heard(http: httpx.Client) -> None:
    page = http.get("/console/login", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"})
    assert "<h1>Sign in</h1>" in page.text


@pytest.mark.parametrize("username", ["admin", "regulator", "mill", "rival", "lab", "canteen"])
def test_every_role_has_a_home_in_both_languages(http: httpx.Client, username: str) -> None:
    page = _sign_in(http, username)
    assert page.url.path == "/console"
    assert page.status_code == 200
    assert f">{username}<" in page.text
    assert 'class="empty"' in page.text or "<tbody" in page.text
    english = http.get("/console?lang=en")
    assert '<html lang="en">' in english.text
    assert "Sign out" in english.text


def test_the_mill_finds_its_batch_its_page_and_its_labels(http: httpx.Client, house: Any) -> None:
    home = _sign_in(http, "mill")
    assert f"/console/batches/{house.released.id}" in home.text
    page = http.get(f"/console/batches/{house.released.id}")
    trace = f"/trace/{house.released.gtin}/{house.released.lot}"
    assert trace in page.text
    assert http.get(trace).status_code == 200
    label = http.get(f"/api/batches/{house.released.id}/label.pdf")
    assert label.content.startswith(b"%PDF")


def test_the_newest_batch_stands_first_and_raw_lots_stand_elsewhere(
    http: httpx.Client, house: Any
) -> None:
    page = _sign_in(http, "mill")
    newest = page.text[page.text.index('id="newest"') : page.text.index('id="again"')]
    places = [newest.index(each.lot) for each in (house.draft, house.held, house.released)]
    assert places == sorted(places)
    assert newest.count('class="mini"') == 3  # the paddy and the bulk rice are not among them


def test_another_enterprise_sees_nothing_of_it_and_its_own_standing(
    http: httpx.Client, house: Any
) -> None:
    page = _sign_in(http, "rival")
    assert house.released.lot not in page.text
    assert "贵企业被暂停" in page.text
    assert "还没有产品" in page.text


def test_the_laboratory_sees_its_reports(http: httpx.Client, house: Any) -> None:
    page = _sign_in(http, "lab")
    assert house.failed_report in page.text
    assert house.held.lot in page.text


def test_the_canteen_sees_its_deliveries_in_chinas_time(http: httpx.Client, house: Any) -> None:
    home = _sign_in(http, "canteen")
    assert "200 袋" in home.text  # nobody signed for it a second time yet
    line = re.search(r'href="/console/receive/([0-9a-f-]+)/sign"', home.text)
    assert line
    page = http.get(f"/console/purchases/{line[1]}")
    assert house.released.lot in page.text
    found = re.search(r'<time datetime="([^"]+)">(\d+)年(\d+)月(\d+)日 (\d\d):(\d\d)<', page.text)
    assert found
    year, month, day, hour, minute = map(int, found.groups()[1:])
    shown = datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    assert abs(shown - datetime.fromisoformat(found[1])) < timedelta(minutes=1)


def test_the_regulator_sees_what_went_wrong(http: httpx.Client, house: Any) -> None:
    page = _sign_in(http, "regulator")
    assert "抽检不合格" in page.text
    assert house.held.lot in page.text
    assert house.failed_report in http.get("/console/failures?open=1").text
    watched = http.get("/console/enterprises?standing=suspended")
    assert house.city.actors["rival"].org_name in watched.text
    assert house.city.actors["rival"].uscc in watched.text
    assert house.city.actors["mill"].org_name not in watched.text
    assert "暂停" in watched.text


def test_signing_out_needs_the_pages_token_and_ends_the_session(http: httpx.Client) -> None:
    token = _token(_sign_in(http, "mill"))
    secret = http.cookies["session"]
    assert http.post("/console/logout", data={"csrf": "guess"}).status_code == 403
    assert http.get("/console").url.path == "/console"
    page = http.post("/console/logout", data={"csrf": token})
    assert page.url.path == "/console/login"
    assert "已退出登录" in page.text
    http.cookies.set("session", secret)
    assert http.get("/console").url.path == "/console/login"


def test_an_ended_session_says_so_once(http: httpx.Client) -> None:
    http.headers["Cookie"] = "session=gone"
    page = http.get("/console")
    assert "登录已结束" in page.text
    assert 'session="";' in page.history[0].headers["set-cookie"]
    assert "登录已结束" in http.get("/console/receive?code=5").text


def test_a_stranger_had_no_session_that_could_end(http: httpx.Client) -> None:
    page = http.get("/console/receive?code=5")
    assert page.url.path == "/console/login"
    assert "请先登录" in page.text
    assert "登录已结束" not in page.text
    http.headers["Accept-Language"] = "en"
    assert "Please sign in first" in http.get("/console/stock").text


def test_an_open_page_keeps_the_session_alive(http: httpx.Client, house: Any) -> None:
    _sign_in(http, "mill")
    key = fingerprint(http.cookies["session"])
    almost = datetime.now(UTC) - IDLE + timedelta(minutes=1)
    with Session(house.city.engine.execution_options(is_writing=True)) as session:
        kept = session.exec(select(LoginSession).where(LoginSession.token_hash == key)).one()
        kept.seen_at = almost
        session.commit()
    assert http.get("/console").url.path == "/console"
    with Session(house.city.engine) as session:
        kept = session.exec(select(LoginSession).where(LoginSession.token_hash == key)).one()
        assert datetime.now(UTC) - kept.seen_at.replace(tzinfo=UTC) < timedelta(minutes=1)


def test_signing_in_again_ends_the_session_before(http: httpx.Client, house: Any) -> None:
    _sign_in(http, "mill")
    first = http.cookies["session"]
    _sign_in(http, "canteen")
    assert http.cookies["session"] != first
    with Session(house.city.engine) as session:
        assert session.get(LoginSession, fingerprint(first)) is None


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/console/nothing", "/console/nothing/at/all"])
def test_a_page_that_is_not_there_is_a_page(http: httpx.Client, method: str, path: str) -> None:
    page = http.request(method, path)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


def test_a_slash_at_the_end_is_forgiven(http: httpx.Client) -> None:
    assert http.get("/console/").url.path == "/console/login"


def test_a_broken_form_is_a_page(http: httpx.Client) -> None:
    page = http.post("/console/login", files={"username": ("a.txt", b"x"), "password": (None, "x")})
    assert page.status_code == 400
    assert "<h1>没有看懂送来的表单</h1>" in page.text
