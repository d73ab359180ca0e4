"""A mill is fined: its pages say so; it contests, corrects, repairs, and its pages are clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import City
from tests.penalties import CARD_NUMBER, PERSON, decision_against, today_plus
from tests.served import Person, served, signed_in

NAMES = ("mill", "rival", "regulator", "canteen")
OLD = str(today_plus(-120))


@pytest.fixture
def town(city: City, tmp_path: Path) -> Iterator[tuple[str, City, dict[str, Person]]]:
    with served(city.engine, tmp_path) as base, ExitStack() as stack:
        yield base, city, {name: stack.enter_context(signed_in(base, name)) for name in NAMES}


def scan(base: str, bags: Any) -> list[dict[str, Any]]:
    """Scan as a phone and as a program; give the penalties that are shown."""
    address = f"{base}/01/{bags.gtin}/10/{bags.lot}"
    facts = httpx.get(address, headers={"Accept": "application/json"}).json()
    assert facts["verdict"] == "genuine"
    page = httpx.get(address, headers={"Accept": "text/html"}).text
    assert ('id="penalties"' in page) == bool(facts["penalties"])
    shown: list[dict[str, Any]] = facts["penalties"]
    return shown


def contest(base: str, bags: Any, people: dict[str, Person], penalty: str) -> None:
    """Object to a wrong amount until it is corrected."""
    regulator, mill = people["regulator"], people["mill"]
    subject = {"subject_kind": "penalty", "subject_id": penalty, "reason": "金额应为四万元"}
    objection = mill.made("/api/objections", subject)
    assert [item["is_contested"] for item in scan(base, bags)] == [True]
    at = f"/api/objections/{objection['id']}"
    assert mill.post(f"{at}/acceptance", {"reason": "x"}).status_code == 403
    regulator.made(f"{at}/acceptance", {"reason": "材料齐全"})
    regulator.made(f"{at}/verification", {"unit": "执法支队"})
    answer = {"outcome": "corrected", "reason": "金额已更正"}
    assert regulator.post(f"{at}/answer", answer).json()["code"] == "objection.nothing_corrected"
    better = {"reason": "金额有误", "fine_10k_yuan": "4", "penalty_content": "罚款人民币四万元"}
    revised = regulator.made(f"/api/penalties/{penalty}/revisions", better)
    assert (revised["fine_10k_yuan"], revised["revision"]) == ("4.000000", 2)
    assert regulator.made(f"{at}/answer", answer)["state"] == "corrected"
    assert mill.get(at).json()["answer_reason"] == "金额已更正"
    assert [item["is_contested"] for item in scan(base, bags)] == [False]


def repair(people: dict[str, Person], penalty: str) -> None:
    """Pay, ask for repair, and be granted it."""
    regulator, mill = people["regulator"], people["mill"]
    papers = [
        {"kind": "duty_fulfilled", "title": "缴款书", "reference": "粤财001"},
        {"kind": "commitment", "title": "信用承诺书", "reference": "窗口三号"},
    ]
    asked = {"penalty_id": penalty, "reason": "已缴款", "evidence": papers}
    early = mill.post("/api/credit-repairs", asked | {"evidence": papers[:1]})
    assert early.json()["code"] == "repair.evidence_missing"
    applied = mill.made("/api/credit-repairs", asked)
    assert applied["working_days_left"] == 10
    at = f"/api/credit-repairs/{applied['id']}"
    without_number = regulator.post(f"{at}/decision", {"is_granted": True, "reason": "符合条件"})
    assert without_number.status_code == 422
    decision = {"is_granted": True, "reason": "符合条件", "repair_no": "惠信修〔2026〕1号"}
    key = {"Idempotency-Key": "repair-1"}
    first = regulator.post(f"{at}/decision", decision, **key)
    assert (first.status_code, first.json()["state"]) == (201, "granted")
    assert regulator.post(f"{at}/decision", decision, **key).json() == first.json()


def test_from_the_fine_to_the_clean_page(town: tuple[str, City, dict[str, Person]]) -> None:
    base, city, people = town
    regulator, mill = people["regulator"], people["mill"]
    _, _, bags = city.release_rice()
    assert scan(base, bags) == []
    body = decision_against(mill.me["org_id"], decided_on=OLD)
    penalty = regulator.made("/api/penalties", body)["id"]
    again = regulator.post("/api/penalties", body)
    assert again.status_code == 409
    assert penalty in again.text
    [shown] = scan(base, bags)
    assert shown["decision_no"] == "惠市监罚〔2026〕9号"
    assert shown["kinds"] == {"zh": "罚款", "en": "fine"}
    assert mill.get(f"/api/penalties/{penalty}").json()["fine_10k_yuan"] == "5.000000"
    assert people["rival"].get(f"/api/penalties/{penalty}").status_code == 404
    contest(base, bags, people, penalty)
    repair(people, penalty)
    assert scan(base, bags) == []
    ended = mill.get(f"/api/penalties/{penalty}").json()
    assert (ended["state"], ended["repair_no"]) == ("repaired", "惠信修〔2026〕1号")


def test_a_persons_number_is_in_no_answer(town: tuple[str, City, dict[str, Person]]) -> None:
    _, _, people = town
    regulator, mill = people["regulator"], people["mill"]
    body = decision_against(mill.me["org_id"], **PERSON)
    made = regulator.made("/api/penalties", body)
    wrong = regulator.post("/api/penalties", body | {"person_id_no": CARD_NUMBER[:-1] + "9"})
    long = regulator.post("/api/penalties", body | {"person_id_no": CARD_NUMBER * 5})
    unknown = regulator.post("/api/penalties", body | {"nonsense": CARD_NUMBER})
    in_text = regulator.post("/api/penalties", body | {"violation_facts": f"本人{CARD_NUMBER}"})
    assert [a.status_code for a in (wrong, long, unknown, in_text)] == [422] * 4
    assert wrong.json()["errors"][0]["field"] == "person_id_no"
    answers = [
        *(answer.text for answer in (wrong, long, unknown, in_text)),
        *(who.get(f"/api/penalties/{made['id']}").text for who in (regulator, mill)),
        regulator.get("/api/penalties").text,
        regulator.get("/api/log", record=made["id"]).text,
    ]
    assert not any(CARD_NUMBER[:-1] in text for text in answers)


def test_several_faults_are_told_field_by_field_in_both_languages(
    town: tuple[str, City, dict[str, Person]],
) -> None:
    _, _, people = town
    regulator, mill = people["regulator"], people["mill"]
    body = decision_against(mill.me["org_id"], penalty_kinds="罚款;罚站", revoked_licence="SC")
    for language, word in (("zh", "处罚类别不认识"), ("en", "Unknown kinds")):
        answer = regulator.post("/api/penalties", body, **{"Accept-Language": language})
        assert answer.status_code == 422
        errors = {error["field"]: error["message"] for error in answer.json()["errors"]}
        assert set(errors) == {"penalty_kinds", "revoked_licence"}
        assert word in errors["penalty_kinds"]
