"""Second factors, passwords, sessions, and the form whose session ended: over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from tests.factories import PASSWORD, City
from tests.served import served
from tests.traceability.services.test_samples import take_in
from traceability.domain.access import system_actor
from traceability.gateways.identity_cipher import KeyedIdentityCipher
from traceability.gateways.key_file import read_keys
from traceability.services.identity_keys import reseal_numbers
from traceability.services.users import fingerprint
from traceability.settings import Settings
from traceability.storage.sealed_secrets import place_of_factor
from traceability.storage.tables import LoginAttempt, LoginSession, Sample, SecondFactor

IDLE = Settings().session_idle
ME = "/console/me"


@pytest.fixture
def fresh(sqlite_city: City, tmp_path: Path) -> Iterator[tuple[City, str]]:
    """Serve a city in which regulators must show a second factor."""
    with served(sqlite_city.engine, tmp_path, SECOND_FACTOR_FOR="regulator") as base:
        yield sqlite_city, base


def browser(base: str) -> httpx.Client:
    return httpx.Client(base_url=base, follow_redirects=True, timeout=30)


def sign_in(http: httpx.Client, username: str, password: str = PASSWORD) -> httpx.Response:
    return http.post("/console/login", data={"username": username, "password": password})


def hidden(page: httpx.Response) -> dict[str, str]:
    """Read the hidden fields of a page's last form."""
    form = page.text.rpartition("<form")[2]
    return dict(re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', form))


def set_up(http: httpx.Client) -> tuple[pyotp.TOTP, list[str]]:
    """Set an authenticator app up; give it, and the recovery codes."""
    page = http.get(f"{ME}/second-factor")
    found = re.search(r'<b class="code">([A-Z2-7 ]+)</b>', page.text)
    assert found
    app = pyotp.TOTP(found[1].replace(" ", ""))
    done = http.post(f"{ME}/second-factor", data={**hidden(page), "code": app.now()})
    assert done.status_code == 200, done.text
    return app, re.findall(r'<li class="code">([A-Z2-9-]+)</li>', done.text)


def later(app: pyotp.TOTP, steps: int = 1) -> str:
    """Give the code of a following step: that of this one may be used up."""
    return app.at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def test_a_role_that_must_show_a_second_factor_gets_nowhere_without(fresh: Any) -> None:
    _, base = fresh
    with browser(base) as http:
        assert sign_in(http, "regulator").url.path == f"{ME}/second-factor"
        assert http.get("/console").url.path == f"{ME}/second-factor"
        assert http.get("/console/inspections").url.path == f"{ME}/second-factor"
        refused = http.get("/api/penalties")
        assert (refused.status_code, refused.json()["code"]) == (
            403,
            "sign_in.second_factor_missing",
        )
        set_up(http)
        assert http.get("/console").url.path == "/console"
        assert http.get("/api/penalties").status_code == 200
    with browser(base) as http:  # who need not, is let in
        assert sign_in(http, "lab").url.path == "/console"


def test_password_alone_opens_nothing_and_no_code_opens_twice(fresh: Any) -> None:
    city, base = fresh
    with browser(base) as http:
        sign_in(http, "mill")
        app, recovery = set_up(http)
    assert len(recovery) == 10
    with Session(city.engine) as session:
        kept = session.exec(select(SecondFactor)).one()
        assert app.secret not in kept.secret_sealed
        assert not set(recovery) & set(kept.recovery)
    with browser(base) as http:
        page = sign_in(http, "mill")
        assert "填写验证码" in page.text
        assert "session" not in http.cookies
        wrong = http.post("/console/login/code", data={**hidden(page), "code": "000000"})
        assert wrong.status_code == 401
        code = later(app)
        entered = http.post("/console/login/code", data={**hidden(page), "code": code})
        assert entered.url.path == "/console"
    with browser(base) as http:
        page = sign_in(http, "mill")
        again = http.post("/console/login/code", data={**hidden(page), "code": code})
        assert again.status_code == 401  # seen over a shoulder: of no use
        spare = http.post("/console/login/code", data={**hidden(page), "code": recovery[0].lower()})
        assert spare.url.path == "/console"
    with browser(base) as http:
        page = sign_in(http, "mill")
        used = http.post("/console/login/code", data={**hidden(page), "code": recovery[0]})
        assert used.status_code == 401
    api = httpx.post(f"{base}/api/sessions", json={"username": "mill", "password": PASSWORD})
    assert api.json()["code"] == "sign_in.code_needed"
    said = {"username": "mill", "password": PASSWORD, "code": recovery[1]}
    assert httpx.post(f"{base}/api/sessions", json=said).status_code == 201


def test_secrets_follow_the_newest_key(fresh: Any) -> None:
    city, base = fresh
    with browser(base) as http:
        sign_in(http, "mill")
        app, _ = set_up(http)
    with Session(city.engine) as session:
        before = session.exec(select(SecondFactor)).one()
        place = place_of_factor(before.user_id)
    folder = Path(str(city.engine.url.database)).parent
    old = read_keys((folder / "identity-keys.txt").read_text().replace("\n", ","))
    newer = KeyedIdentityCipher([bytes(range(32)), *old])
    assert city.do(system_actor(), lambda work: reseal_numbers(work, newer)) == 1
    assert city.do(system_actor(), lambda work: reseal_numbers(work, newer)) == 0
    with Session(city.engine) as session:
        sealed = session.exec(select(SecondFactor)).one().secret_sealed
    assert KeyedIdentityCipher([bytes(range(32))]).open(sealed, place) == app.secret


def test_codes_are_not_guessed(fresh: Any) -> None:
    _, base = fresh
    with browser(base) as http:
        sign_in(http, "canteen")
        app, _ = set_up(http)
    with browser(base) as http:
        page = sign_in(http, "canteen")
        answers = [
            http.post("/console/login/code", data={**hidden(page), "code": f"{n:06}"}).status_code
            for n in range(9)
        ]
        assert answers[-1] == 429
        right = http.post("/console/login/code", data={**hidden(page), "code": later(app)})
        assert right.status_code == 429


def test_a_forged_ticket_leads_back_to_the_door(fresh: Any) -> None:
    _, base = fresh
    with browser(base) as http:
        said = {"ticket": "gAAAAABforged", "code": "123456"}
        assert http.post("/console/login/code", data=said).url.path == "/console/login"


def test_a_second_factor_is_taken_away_only_with_a_code(fresh: Any) -> None:
    _, base = fresh
    with browser(base) as http:
        sign_in(http, "mill")
        app, _ = set_up(http)
        page = http.get(f"{ME}/second-factor")
        address = f"{ME}/second-factor/removal"
        assert http.post(address, data={**hidden(page), "code": "1"}).status_code == 422
        off = http.post(address, data={**hidden(page), "code": later(app)})
        assert "验证器已停用" in off.text
    with browser(base) as http:
        assert sign_in(http, "mill").url.path == "/console"


def password_form(http: httpx.Client, **typed: str) -> httpx.Response:
    page = http.get(ME)
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    key = re.search(r'name="form_key" value="([^"]+)"', page.text)
    assert token
    assert key
    return http.post(f"{ME}/password", data={"csrf": token[1], "form_key": key[1], **typed})


def test_a_changed_password_ends_the_other_sessions(fresh: Any) -> None:
    city, base = fresh
    with browser(base) as http, browser(base) as other:
        sign_in(http, "mill")
        sign_in(other, "mill")
        new = "四季平安五谷丰登六六"
        assert password_form(http, old="nonsense", new=new, again=new).status_code == 422
        assert password_form(http, old=PASSWORD, new=new, again=new + "x").status_code == 422
        assert password_form(http, old=PASSWORD, new="short", again="short").status_code == 422
        assert "密码已修改" in password_form(http, old=PASSWORD, new=new, again=new).text
        assert http.get("/console").url.path == "/console"
        assert other.get("/console").url.path == "/console/login"
        with browser(base) as third:
            assert sign_in(third, "mill").status_code == 401
            assert sign_in(third, "mill", new).url.path == "/console"
    with Session(city.engine) as session:
        assert session.exec(select(LoginAttempt)).all()


def test_one_signs_out_elsewhere_and_only_oneself(fresh: Any) -> None:
    _, base = fresh
    with browser(base) as http, browser(base) as phone, browser(base) as lab:
        sign_in(http, "mill")
        phone.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 14) Chrome/120"
        sign_in(phone, "mill")
        sign_in(lab, "lab")
        page = http.get(ME)
        assert "Chrome · Android" in page.text
        [ending] = re.findall(r'action="(/console/me/sessions/\w+/end)"', page.text)
        token = re.search(r'name="csrf" value="([^"]+)"', lab.get(ME).text)
        assert token
        assert lab.post(ending, data={"csrf": token[1], "form_key": "x"}).status_code == 422
        assert phone.get("/console").url.path == "/console"
        assert "已退出那台设备" in http.post(ending, data=hidden(page)).text
        assert phone.get("/console").url.path == "/console/login"


def end(city: City, http: httpx.Client) -> None:
    """Let a session end as it does when nobody uses it."""
    rest(city, http, IDLE + timedelta(minutes=1))


def rest(city: City, http: httpx.Client, for_so_long: timedelta) -> None:
    """Leave a session alone for a while."""
    with Session(city.engine) as session:
        found = session.get(LoginSession, fingerprint(http.cookies["session"]))
        assert found is not None
        found.seen_at -= for_so_long
        session.commit()


@pytest.mark.parametrize("minutes", [4, 721])
def test_a_session_lies_idle_five_minutes_at_least_and_twelve_hours_at_most(minutes: int) -> None:
    assert Settings().session_idle_minutes == 30
    with pytest.raises(ValidationError, match="SESSION_IDLE_MINUTES"):
        Settings(SESSION_IDLE_MINUTES=minutes)


def test_the_setting_says_when_an_idle_session_ends(sqlite_city: City, tmp_path: Path) -> None:
    with (
        served(sqlite_city.engine, tmp_path, SESSION_IDLE_MINUTES=90) as base,
        browser(base) as http,
    ):
        sign_in(http, "mill")
        rest(sqlite_city, http, timedelta(minutes=88))
        assert http.get("/console/session").json()["left_s"] > 0
        assert http.get(ME).url.path == ME
        rest(sqlite_city, http, timedelta(minutes=91))
        assert http.get("/api/sessions/current").status_code == 401
        assert "90 分钟没有动作" in http.get(ME).text


def sample_form(city: City, http: httpx.Client, batch: Any, number: str) -> dict[str, str]:
    """Fill the form for a sample."""
    return {
        **hidden(http.get("/console/samples/new")),
        "code": batch.lot,
        "kind": "commissioned",
        "sample_no": number,
        "sampled_on": f"{city.day}",
        "received_on": f"{city.day}",
        "sampled_by": "郑抽样",
        "panel": "sampling",
    }


def test_a_form_whose_session_ended_is_sent_after_the_login_once(fresh: Any) -> None:
    city, base = fresh
    paddy = city.add_batch()
    take_in(city, paddy.id)  # so that the limits are there
    with browser(base) as http:
        sign_in(http, "lab")
        typed = sample_form(city, http, paddy, "KEPT-1")
        end(city, http)
        panel = http.post("/console/samples/new", data=typed)
        assert panel.status_code == 401
        assert "一个字都不会丢" in panel.text
        assert "KEPT-1" not in panel.text  # it waits sealed
        kept = hidden(panel)
        wrong = http.post("/console/login", data={**kept, "username": "lab", "password": "no"})
        back = http.post(
            "/console/login", data={**hidden(wrong), "username": "lab", "password": PASSWORD}
        )
        assert 'action="/console/samples/new"' in back.text
        for _ in range(2):  # sent twice, as impatient people do
            sent = http.post("/console/samples/new", data=hidden(back))
            assert sent.url.path.endswith("/results")
    with Session(city.engine) as session:
        assert len(session.exec(select(Sample).where(Sample.sample_no == "KEPT-1")).all()) == 1


def test_another_person_does_not_send_what_somebody_else_typed(fresh: Any) -> None:
    city, base = fresh
    paddy = city.add_batch()
    with browser(base) as http:
        sign_in(http, "lab")
        typed = sample_form(city, http, paddy, "KEPT-2")
        end(city, http)
        panel = http.post("/console/samples/new", data=typed)
        said = {**hidden(panel), "username": "lab_signer", "password": PASSWORD}
        entered = http.post("/console/login", data=said)
        assert entered.url.path == "/console"
        assert "KEPT-2" not in entered.text


def test_in_place_only_the_same_person_goes_on(fresh: Any) -> None:
    city, base = fresh
    script = {"HX-Request": "true"}
    with browser(base) as http:
        sign_in(http, "lab")
        end(city, http)
        assert http.get("/console/samples", headers=script).status_code == 401
        panel = http.get("/console/login", headers=script)
        assert "lab，登录已结束" in panel.text
        assert "<html" not in panel.text
        said = {"username": "lab_signer", "password": PASSWORD}
        other = http.post("/console/login", data=said, headers=script)
        assert other.json() == {"is_same": False}  # no token for the page of the first one
        end(city, http)
        same = http.post("/console/login", data=said, headers=script).json()
        assert (same["is_same"], len(same["csrf"])) == (True, 64)
        left = http.get("/console/session").json()["left_s"]
        assert 0 < left <= IDLE.total_seconds()
