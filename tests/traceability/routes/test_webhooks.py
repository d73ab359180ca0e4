"""The credit system reports who is on the list of serious violations: signed, once, answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, select

from tests.case_story import answer, decide, serve, strike_off, waive
from tests.factories import City, uscc_of
from tests.served import served, signed_in
from traceability.domain.cases import CaseState
from traceability.domain.credit_signature import Signer, read_stamp
from traceability.domain.kinds import Standing
from traceability.storage.parties import standing_of
from traceability.storage.tables import CreditDelivery, JointTask, StandingCase

SECRET = bytes(range(32))
SIGNER = Signer("credit-1", SECRET)
PATH = "/api/webhooks/serious-violations"
AUTHORITY = uscc_of(3, "11441300")


@contextmanager
def door(city: City, folder: Path, action: str = "propose") -> Iterator[httpx.Client]:
    """Open the register to one key of the credit system."""
    keys = f"old:{'ab' * 16},credit-1:{SECRET.hex()}"
    settings = {"CREDIT_WEBHOOK_KEYS": keys, "SERIOUS_LIST_ACTION": action}
    with (
        served(city.engine, folder, **settings) as base,
        httpx.Client(base_url=base, timeout=60) as http,
    ):
        yield http


def report(city: City, **more: Any) -> dict[str, Any]:
    return {
        "event": "put_on",
        "task_no": "LHCJ-2026-0017",
        "uscc": city.actors["mill"].uscc,
        "list_name": "市场监督管理严重违法失信名单",
        "basis_no": "粤市监严〔2026〕3号",
        "authority_name": "广东省市场监督管理局",
        "authority_uscc": AUTHORITY,
        "listed_on": "2026-11-20",
        "valid_until": "2029-11-19",
    } | more


def taken_off(city: City) -> dict[str, Any]:
    return report(city, event="taken_off", removed_on="2026-11-25", basis_no="粤市监移〔2026〕1号")


def send(
    http: httpx.Client, said: Any, signer: Signer = SIGNER, *, skew: float = 0, nonce: str = ""
) -> httpx.Response:
    body = json.dumps(said).encode()
    stamp = signer.stamp_request("POST", PATH, body, time.time() + skew, nonce or uuid4().hex)
    headers = stamp.headers() | {"Content-Type": "application/json"}
    return http.post(PATH, content=body, headers=headers)


def standing(city: City) -> Standing:
    mill = city.actors["mill"].org_id
    return city.look("regulator", lambda work: standing_of(work.session, mill))


def open_case(city: City) -> StandingCase:
    with Session(city.engine) as session:
        return session.exec(select(StandingCase)).one()


def test_being_put_on_the_list_proposes_and_the_answer_is_signed(
    city: City, tmp_path: Path
) -> None:
    with door(city, tmp_path) as http:
        told = send(http, report(city))
        assert told.status_code == 200, told.text
        assert (told.json()["state"], told.json()["answer"]) == ("responded", "proposed")
        SIGNER.check_answer(read_stamp(told.headers), 200, told.content, time.time())
        again = send(http, report(city))  # its answer was lost: the same task, nothing new
        assert again.json() == told.json()
        assert standing(city) is Standing.LISTED
        case = open_case(city)
        assert (case.ground, case.proposed_by) == ("serious_list", None)
        serve(city, case.id)
        waive(city, case.id, "mill")
        decide(city, case.id)
        with signed_in(str(http.base_url), "regulator") as regulator:
            [task] = regulator.get("/api/joint-tasks").json()["items"]
            assert (task["state"], task["has_applied"], task["measure"]) == (
                "fed_back", True, "delisting",
            )  # fmt: skip
            regulator.made(f"/api/joint-tasks/{task['id']}/closure", {"response": "已收回执"})
            closed = regulator.post(f"/api/joint-tasks/{task['id']}/closure", {"response": "x"})
            assert closed.json()["code"] == "joint.not_possible"
    with Session(city.engine) as session:
        [delivery] = session.exec(select(CreditDelivery)).all()
    assert (delivery.kind, delivery.subject_kind) == ("feedback", "joint_task")


def test_the_settings_may_suspend_at_once_until_it_is_taken_off(city: City, tmp_path: Path) -> None:
    with door(city, tmp_path, "suspend") as http:
        assert send(http, report(city)).json()["answer"] == "suspended"
        assert standing(city) is Standing.SUSPENDED
        ended = send(http, taken_off(city)).json()
        assert (ended["state"], ended["answer"]) == ("removed", "ended")
        assert standing(city) is Standing.LISTED
        assert open_case(city).state == CaseState.WITHDRAWN
        assert send(http, taken_off(city)).json() == ended


def test_a_case_that_is_turned_down_is_fed_back_too(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    with door(city, tmp_path) as http:
        send(http, report(city))
    case = open_case(city)
    serve(city, case.id)
    answer(city, case.id, "mill")
    decide(city, case.id, is_approved=False)
    with Session(city.engine) as session:
        task = session.exec(select(JointTask)).one()
    assert (task.state, task.has_applied, task.measure) == ("fed_back", False, None)


def test_who_was_struck_off_before_is_answered_at_once(sqlite_city: City, tmp_path: Path) -> None:
    strike_off(sqlite_city, "mill")
    with door(sqlite_city, tmp_path) as http:
        told = send(http, report(sqlite_city)).json()
    assert (told["state"], told["answer"]) == ("fed_back", "already_known")


def test_who_is_not_in_the_register_is_recorded_and_nothing_else(
    sqlite_city: City, tmp_path: Path
) -> None:
    city = sqlite_city
    with door(city, tmp_path, "suspend") as http:
        for number, uscc in enumerate((uscc_of(4711), city.actors["canteen"].uscc)):
            told = send(http, report(city, uscc=uscc, task_no=f"T-{number}")).json()
            assert (told["state"], told["answer"]) == ("closed", "not_registered")
            assert told["org_id"] is None
        off = taken_off(city) | {"uscc": uscc_of(4711), "task_no": "T-0"}
        assert send(http, off).json()["state"] == "removed"
    with Session(city.engine) as session:
        assert session.exec(select(StandingCase)).all() == []
        assert session.exec(select(CreditDelivery)).all() == []


def test_only_a_fresh_signature_of_a_known_key_is_let_in(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    with door(city, tmp_path) as http:
        unsigned = http.post(PATH, json=report(city))
        assert (unsigned.status_code, unsigned.json()["code"]) == (401, "webhook.not_signed")
        for signer, skew in (
            (Signer("credit-1", b"\0" * 32), 0),
            (Signer("unknown", SECRET), 0),
            (SIGNER, -301),
            (SIGNER, 301),
        ):
            assert send(http, report(city), signer, skew=skew).status_code == 401
        body = json.dumps(report(city)).encode()
        stamp = SIGNER.stamp_request("POST", PATH, body, time.time(), uuid4().hex)
        changed = body.replace(b"put_on", b"putt_on")
        tampered = http.post(PATH, content=changed, headers=stamp.headers())
        assert tampered.status_code == 401
        bare = SIGNER.stamp_request("POST", PATH, body, time.time())
        assert http.post(PATH, content=body, headers=bare.headers()).status_code == 401
    with Session(city.engine) as session:
        assert session.exec(select(JointTask)).all() == []


def test_a_message_comes_in_once(sqlite_city: City, tmp_path: Path) -> None:
    city = sqlite_city
    with door(city, tmp_path) as http:
        nonce = uuid4().hex
        assert send(http, report(city), nonce=nonce).status_code == 200
        replayed = send(http, report(city), nonce=nonce)
        assert (replayed.status_code, replayed.json()["code"]) == (409, "webhook.replayed")
        other = send(http, report(city, uscc=city.actors["rival"].uscc))
        assert other.json()["code"] == "joint.other_subject"


@pytest.mark.parametrize(
    "wrong",
    [
        {"removed_on": "2026-11-25"},
        {"event": "taken_off"},
        {"valid_until": "2026-11-19"},
        {"event": "gone"},
        {"more": 1},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(
    sqlite_city: City, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with door(sqlite_city, tmp_path) as http:
        assert send(http, report(sqlite_city, **wrong)).status_code == 422


def test_an_objection_stands_beside_the_task(sqlite_city: City, tmp_path: Path) -> None:
    with door(sqlite_city, tmp_path) as http:
        task = send(http, report(sqlite_city)).json()
        path = f"/api/joint-tasks/{task['id']}/objection"
        said = {"objection": "名单对象有误，系同名企业"}
        with signed_in(str(http.base_url), "rival") as rival:
            assert rival.post(path, said).status_code == 404
            assert rival.get("/api/joint-tasks").json()["items"] == []
        with signed_in(str(http.base_url), "mill") as mill:
            objected = mill.made(path, said)
            assert (objected["state"], objected["objection"]) == ("responded", said["objection"])
            assert mill.post(path, said).json()["code"] == "joint.objected_already"


def test_without_a_key_nothing_comes_in(sqlite_city: City, tmp_path: Path) -> None:
    with (
        served(sqlite_city.engine, tmp_path) as base,
        httpx.Client(base_url=base, timeout=60) as http,
    ):
        assert send(http, report(sqlite_city)).status_code == 401
