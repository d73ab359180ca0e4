"""The regulator confirms the limits; whoever tests food asks what a value comes to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.factories import City
from tests.served import Person, served, signed_in
from traceability.domain.access import system_actor
from traceability.services import limits

KEYS = {"parameter", "value", "unit", "verdict", "limit", "standard", "edition", "clause", "how",
        "message"}  # fmt: skip


@pytest.fixture
def people(sqlite_city: City, tmp_path: Path) -> Iterator[dict[str, Person]]:
    sqlite_city.do(system_actor(), limits.load_reference_limits)
    with served(sqlite_city.engine, tmp_path) as base, ExitStack() as stack:
        names = ("mill", "rival", "lab", "regulator", "canteen")
        yield {name: stack.enter_context(signed_in(base, name)) for name in names}


def ask(person: Person, category: str, on: str, *results: dict[str, str], **more: str) -> Any:
    said = {"category": category, "produced_on": on, "results": list(results), **more}
    answer = person.post("/api/limits/judge", said)
    assert answer.status_code == 200, answer.text
    return answer.json()


def value(parameter: str, said: str, unit: str, **more: str) -> dict[str, str]:
    return {"parameter": parameter, "value": said, "unit": unit, **more}


def test_the_regulator_confirms_and_everybody_judges(people: dict[str, Person]) -> None:
    regulator, lab = people["regulator"], people["lab"]
    flour = value("azodicarbonamide", "0.03", "g/kg")
    assert ask(lab, "wheat_flour", "2025-02-07", flour)["results"][0]["code"] == "limits.draft"
    drafts = lab.get("/api/limits", is_confirmed=False, limit=200).json()
    assert len(drafts["items"]) == 200
    assert drafts["next"]
    done = regulator.made("/api/limits/confirm", {"all": True})
    assert (done["confirmed"], done["drafts"]) == (219, 0)

    rice = ask(lab, "rice", "2026-11-01", value("cd", "0.2", "mg/kg"), value("cd", "0.21", "mg/kg"))
    assert [result["verdict"] for result in rice["results"]] == ["pass", "fail"]
    assert rice["verdict"] == "fail"
    failed = rice["results"][1]
    assert set(failed) >= KEYS
    cited = {"limit": "0.2", "standard": "GB 2762", "edition": "2025", "how": "full_value"}
    assert failed.items() >= cited.items()
    assert "above the limit" in failed["message"]

    oil = ask(people["mill"], "oil_peanut", "2026-11-01", value("afb1", "24.8", "μg/kg"),
              process="pressed")  # fmt: skip
    assert (oil["verdict"], oil["results"][0]["limit"]) == ("fail", "20")
    assert ask(lab, "wheat_flour", "2025-02-07", flour)["verdict"] == "pass"
    assert ask(lab, "wheat_flour", "2025-02-08", flour)["verdict"] == "fail"
    hidden = value("cd", "ND", "mg/kg", detection_limit="0.3")
    assert ask(people["canteen"], "rice", "2026-11-01", hidden)["verdict"] == "error"


def test_the_message_is_in_the_language_of_the_caller(people: dict[str, Person]) -> None:
    said = {"category": "rice", "produced_on": "2026-11-01",
            "results": [value("cd", "0.21", "mg/kg")]}  # fmt: skip
    for language, word in (("zh-CN", "超过限量"), ("en", "is above the limit")):
        headers = {"Accept-Language": language}
        answer = people["lab"].post("/api/limits/judge", said, **headers)
        assert answer.headers["Content-Language"] == language
        assert word in answer.json()["results"][0]["message"]


def test_every_change_of_a_limit_is_a_version_in_the_log(people: dict[str, Person]) -> None:
    regulator = people["regulator"]
    found = regulator.get("/api/limits", category="rice_indica", parameter="cd").json()["items"]
    cadmium = next(row for row in found if row["limit_no"] == "L008")
    address = f"/api/limits/{cadmium['id']}/corrections"
    corrected = regulator.made(address, {"reason": "更正", "value": "0.15"})
    assert (corrected["value"], corrected["revision"]) == ("0.15", 2)
    judged = ask(people["lab"], "rice", "2026-11-01", value("cd", "0.2", "mg/kg"))
    assert (judged["verdict"], judged["results"][0]["limit"]) == ("fail", "0.15")
    log = regulator.get("/api/log", record=cadmium["id"]).json()["items"]
    assert [(row["revision"], row["public"]["value"]) for row in log] == [(1, "0.2"), (2, "0.15")]
    assert log[1]["author_user_id"] == regulator.me["user_id"]
    assert log[1]["kind"] == "limit_row"

    again = regulator.post(address, {"reason": "更正", "value": "0.15"})
    assert (again.status_code, again.json()["code"]) == (422, "limits.unchanged")
    wrong = regulator.post(address, {"reason": "更正", "value": "little"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "limits.row_unreadable")
    assert wrong.json()["errors"][0]["field"] == "value"


def test_an_added_limit_is_found_confirmed_and_judges(people: dict[str, Person]) -> None:
    regulator = people["regulator"]
    entered = {
        "standard": "DBS 44/001", "edition": "2026", "effective_from": "2026-01-01",
        "food_category_zh": "米粉", "food_category_en": "rice noodles",
        "product_codes": ["rice_noodle"], "parameter_code": "sulfite", "parameter_zh": "亚硫酸盐",
        "parameter_en": "sulphite", "operator": "<", "value": "0.05", "unit": "g/kg",
        "kind": "additive", "source": "地方标准",
    }  # fmt: skip
    made = regulator.post("/api/limits", entered, **{"Idempotency-Key": "k1"})
    assert made.status_code == 201
    same = regulator.post("/api/limits", entered, **{"Idempotency-Key": "k1"})
    assert same.json() == made.json()
    found = people["mill"].get("/api/limits", standard="DBS 44/001").json()["items"]
    assert [row["id"] for row in found] == [made.json()["id"]]
    regulator.made("/api/limits/confirm", {"ids": [made.json()["id"]]})
    sulphite = value("sulfite", "50", "mg/kg")
    assert ask(people["mill"], "rice_noodle", "2026-11-01", sulphite)["verdict"] == "fail"


def test_a_product_has_its_panels_and_a_stranger_does_not_see_them(
    sqlite_city: City, people: dict[str, Person]
) -> None:
    people["regulator"].made("/api/limits/confirm", {"all": True})
    product = sqlite_city.add_product()
    address = f"/api/products/{product.id}/panels"
    given = people["lab"].get(address, produced_on="2026-11-01").json()
    factory = next(panel for panel in given["panels"] if panel["is_mandatory"])
    assert (factory["code"], factory["basis"]) == ("factory", "GB/T 1354")
    assert {"broken_total", "moisture"} <= {item["parameter"] for item in factory["items"]}
    assert people["mill"].get(address).status_code == 200
    assert people["rival"].get(address).json()["code"] == "product.not_found"


def test_a_bad_question_is_refused_in_words(people: dict[str, Person]) -> None:
    lab = people["lab"]
    good = {"category": "rice", "produced_on": "2026-11-01",
            "results": [value("cd", "0.2", "mg/kg")]}  # fmt: skip
    inexact = good | {"results": [{"parameter": "cd", "value": 0.2, "unit": "mg/kg"}]}
    for body, field, code in (
        (inexact, "results.0.value", "value.not_text"),
        (good | {"results": []}, "results", "field.list"),
        (good | {"produced_on": "yesterday"}, "produced_on", "field.date"),
        (good | {"process": "boiled"}, "process", "field.shape"),
        (good | {"colour": "red"}, "colour", "field.unknown"),
    ):
        answer = lab.post("/api/limits/judge", body)
        assert answer.status_code == 422
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    for query in ({"category": "Rice!"}, {"limit": 0}, {"wrong": "x"}, {"cursor": "x"}):
        assert lab.get("/api/limits", **query).status_code == 422
    neither = people["regulator"].post("/api/limits/confirm", {})
    assert neither.json()["errors"][0]["code"] == "limits.confirm_what"
