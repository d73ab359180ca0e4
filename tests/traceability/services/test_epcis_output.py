"""Does every event leave as valid EPCIS 2.0, with its own digits and nobody's name?

`tests/epcis_schema.json` states the rules; `test_epcis_schema.py` proves that it has teeth.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import City, intake, line, shipping
from tests.traceability.services.epcis_story import (
    chronicle_text,
    correct,
    epcis_events,
    epcis_text,
    event_of,
    faults,
)
from traceability.domain.epcis_words import VOCABULARY
from traceability.domain.errors import RuleError
from traceability.domain.kinds import DocumentType
from traceability.domain.steps import STEPS, Step
from traceability.routes.events import dump_exactly
from traceability.schemas.batches import HoldCreate, LiftCreate
from traceability.services import events, lifecycle

Event = dict[str, Any]


@pytest.fixture
def document() -> dict[str, Any]:
    """Give the whole chronicle as parsed JSON, fresh for each test."""
    parsed: dict[str, Any] = json.loads(chronicle_text())
    return parsed


def test_every_step_of_the_register_leaves_as_valid_epcis(document: dict[str, Any]) -> None:
    assert {e["gyl:step"] for e in document["epcisBody"]["eventList"]} == {s.value for s in Step}
    assert faults(document) == []


def test_every_event_carries_the_words_fixed_for_its_step(document: dict[str, Any]) -> None:
    for event in document["epcisBody"]["eventList"]:
        rule = STEPS[Step(event["gyl:step"])]
        assert event["type"] == f"{rule.event_type.value.capitalize()}Event"
        assert event.get("action") == (rule.action.value.upper() if rule.action else None)
        assert event["bizStep"] == rule.biz_step
        assert event.get("disposition") == rule.disposition


def test_the_context_binds_our_prefix_and_the_schema_is_version_2(
    document: dict[str, Any],
) -> None:
    context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
    assert document["@context"] == [context, {"gyl": VOCABULARY}]
    assert (document["type"], document["schemaVersion"]) == ("EPCISDocument", "2.0")


# --- amounts --------------------------------------------------------------------------------


def test_amounts_keep_their_digits_and_packages_have_no_unit() -> None:
    chronicle = chronicle_text()
    exact = json.loads(chronicle, parse_float=Decimal)
    [harvested] = event_of(exact, "harvesting")["quantityList"]
    assert (harvested["quantity"], harvested["uom"]) == (Decimal("13200.5"), "KGM")
    assert '"quantity":13200.5,"uom":"KGM"' in chronicle
    [bags] = event_of(exact, "filling")["outputQuantityList"]
    assert bags["quantity"] == 2640
    assert "uom" not in bags


def test_sensor_values_keep_the_digits_that_were_read() -> None:
    chronicle = chronicle_text()
    assert '"type":"Temperature","value":-3.50,"uom":"CEL"' in chronicle
    assert '"type":"RelativeHumidity","value":12.0625,"uom":"P1"' in chronicle


@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [
        ("1", "g", '"quantity":0.001,"uom":"KGM"'),
        ("9007199254740.991", "kg", '"quantity":9007199254740.991,"uom":"KGM"'),
        ("0.1", "t", '"quantity":100,"uom":"KGM"'),
        ("1.5", "L", '"quantity":1.5,"uom":"LTR"'),
        ("7", "each", '"quantity":7}'),
    ],
)
def test_an_amount_is_written_exactly(
    sqlite_city: City, amount: str, unit: str, written: str
) -> None:
    lot = sqlite_city.add_batch(quantity="1", unit=unit)
    event = intake(lot.id, "1") | {"lines": [line(lot.id, amount, unit)]}
    sqlite_city.record("mill", event)
    text = epcis_text(sqlite_city)
    assert written in text
    assert faults(json.loads(text)) == []


def test_only_decimals_are_written_as_marked_numbers() -> None:
    assert dump_exactly({"a": Decimal("1.50"), "b": ["稻谷", 2, None]}) == (
        '{"a":1.50,"b":["稻谷",2,null]}'
    )
    with pytest.raises(TypeError):
        dump_exactly({"a": {1, 2}})


# --- bulk oil and grain -----------------------------------------------------------------------


def test_a_tank_is_followed_from_its_cleaning_to_its_unloading(document: dict[str, Any]) -> None:
    steps = ["tank_cleaning", "loading", "departing", "transporting", "unloading"]
    chain = [event_of(document, step) for step in steps]
    [tank] = chain[0]["epcList"]
    assert [e.get("parentID") or e["epcList"][0] for e in chain] == [tank] * 5
    assert sorted(e["eventTime"] for e in chain) == [e["eventTime"] for e in chain]
    said = chain[1]["gyl:bulk_transport"]
    assert said["gyl:tank_mark"] == "edible_oil_only"
    assert said["gyl:seals"] == ["HZ00871", "HZ00872"]
    assert "gyl:previous_cargo" not in said  # a new tank
    assert {p["type"] for p in chain[1]["sourceList"]} == {"possessing_party", "location"}
    bol = chain[1]["bizTransactionList"][0]
    assert bol["type"] == DocumentType.BILL_OF_LADING.value
    assert bol["bizTransaction"].endswith("/doc/bol/WB-2026-118")


def test_local_times_keep_their_offset(document: dict[str, Any]) -> None:
    loading = event_of(document, "loading")
    assert loading["eventTimeZoneOffset"] == "+08:00"
    assert re.fullmatch(r"[0-9-]{10}T10:00:00\.125\+08:00", loading["eventTime"])


def test_fumigation_and_store_out_carry_their_dates(document: dict[str, Any]) -> None:
    fumigation = event_of(document, "fumigation")["gyl:fumigation"]
    store_out = event_of(document, "store_out")["gyl:store_out"]
    assert fumigation["gyl:safe_from"] == store_out["gyl:safe_from"]
    assert store_out["gyl:is_fumigated"] == "true"
    assert store_out["gyl:quality_report"] == "Z-1"


def test_events_of_one_process_share_a_uri(document: dict[str, Any]) -> None:
    found = [e for e in document["epcisBody"]["eventList"] if "transformationID" in e]
    assert len(found) == 2
    assert len({e["transformationID"] for e in found}) == 1
    assert found[0]["transformationID"].endswith("/P-118")


def test_two_enterprises_may_use_one_process_number(sqlite_city: City) -> None:
    for who in ("mill", "rival"):
        paddy = sqlite_city.add_batch(who)
        opened = {"step": "pressing", "transformation_id": "P-1"}
        sqlite_city.record(
            who, intake(paddy.id, "20"), opened | {"lines": [line(paddy.id, "20", "t", "input")]}
        )
    named = [e["transformationID"] for e in epcis_events(sqlite_city) if "transformationID" in e]
    assert len(set(named)) == 2


def test_facts_of_the_lot_are_ilmd_only_where_a_lot_is_made(document: dict[str, Any]) -> None:
    assert event_of(document, "harvesting")["ilmd"] == {
        "gyl:variety": "象牙香占",
        "gyl:harvest_year": "2026",
        "gyl:policy_grain": "false",
    }
    packing = event_of(document, "packing")
    assert "ilmd" not in packing
    assert packing["gyl:ilmd"] == {"gyl:layer": "5"}


# --- hold, recall, lift -----------------------------------------------------------------------


def test_hold_recall_and_lift_set_and_unset_the_lasting_disposition(
    document: dict[str, Any],
) -> None:
    said = [
        (e["gyl:step"], e["persistentDisposition"])
        for e in document["epcisBody"]["eventList"]
        if "persistentDisposition" in e
    ]
    assert said == [
        ("holding", {"set": ["non_sellable_other"]}),
        ("lifting", {"unset": ["non_sellable_other"]}),
        ("recalling", {"set": ["recalled"]}),
        ("lifting", {"unset": ["recalled"]}),
    ]
    assert event_of(document, "recalling")["gyl:number"] == "召回〔2026〕1号"


# --- corrections ------------------------------------------------------------------------------


def test_a_correction_returns_the_event_and_its_declaration(sqlite_city: City) -> None:
    city = sqlite_city
    paddy = city.add_batch()
    [wrong] = city.record("mill", intake(paddy.id, "20"))
    correct(
        city,
        "mill",
        wrong.id,
        reason="incorrect_data",
        note="磅单看错",
        replacements=[intake(paddy.id, "19") | {"event_time": wrong.event_time}],
    )
    original, declaration, replacement = _in_order(epcis_events(city))
    assert original["eventID"] == declaration["eventID"] == f"urn:uuid:{wrong.id}"
    said = declaration.pop("errorDeclaration")
    assert said["reason"] == "incorrect_data"
    assert said["correctiveEventIDs"] == [replacement["eventID"]]
    for event in (original, declaration):
        event.pop("recordTime")
    assert declaration == original  # EPCIS: all but the declaration equals the original
    assert replacement["quantityList"][0]["quantity"] == 19000
    assert faults(json.loads(epcis_text(city))) == []


def test_what_did_not_occur_is_declared_without_corrections(sqlite_city: City) -> None:
    city = sqlite_city
    [wrong] = city.record("mill", intake(city.add_batch().id, "20"))
    correct(city, "mill", wrong.id, reason="did_not_occur", note="重复录入")
    declared = [e["errorDeclaration"] for e in epcis_events(city) if "errorDeclaration" in e]
    assert len(declared) == 1
    assert set(declared[0]) == {"declarationTime", "reason"}
    assert faults(json.loads(epcis_text(city))) == []


def test_reading_one_event_gives_its_declaration_too(sqlite_city: City) -> None:
    city = sqlite_city
    [wrong] = city.record("mill", intake(city.add_batch().id, "20"))
    correct(city, "mill", wrong.id, reason="did_not_occur", note="重复录入")
    found = city.look("mill", lambda work: events.as_epcis(work, events.read_event(work, wrong.id)))
    body = found["epcisBody"]["eventList"]
    assert ["errorDeclaration" in e for e in body] == [False, True]


def _in_order(found: list[Event]) -> tuple[Event, Event, Event]:
    original = next(e for e in found if "errorDeclaration" not in e)
    declaration = next(e for e in found if "errorDeclaration" in e)
    replacement = next(e for e in found if e["eventID"] != original["eventID"])
    return original, declaration, replacement


# --- names of facts, personal data ------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("step", "gyl:step_as_said"),
        ("https://other.example/terms#plate", "https://other.example/terms#plate"),
    ],
)
def test_names_of_facts_are_ours_or_whole_iris(sqlite_city: City, said: str, written: str) -> None:
    lot = sqlite_city.add_batch()
    sqlite_city.record("mill", intake(lot.id, "1") | {"attributes": {said: "甲", "unsaid": None}})
    document = json.loads(epcis_text(sqlite_city))
    [event] = document["epcisBody"]["eventList"]
    assert event[written] == "甲"
    assert event["gyl:step"] == "raw_intake"
    assert "gyl:unsaid" not in event
    assert faults(document) == []


def test_no_personal_data_leaves_with_the_events() -> None:
    chronicle = chronicle_text()
    people = ("王五月", "赵六顺", "13700001111", "张三丰", "13812345678", "李四光")
    assert [name for name in people if name in chronicle] == []
    assert "handler" not in chronicle


def test_the_customer_sees_the_same_event_as_the_authority(sqlite_city: City) -> None:
    city = sqlite_city
    _, _, bags = city.release_rice()
    [sent] = city.record("mill", shipping(bags.id, "100", "each", city.actors["canteen"].org_id))
    told = [
        city.look(who, lambda work: events.as_epcis(work, events.read_event(work, sent.id)))
        for who in ("mill", "canteen", "regulator")
    ]
    lists = [document["epcisBody"]["eventList"] for document in told]
    assert lists[0] == lists[1] == lists[2]


# --- what would not be valid is refused when it is said ---------------------------------------


def test_an_offset_that_epcis_cannot_say_is_refused(sqlite_city: City) -> None:
    lot = sqlite_city.add_batch()
    event = intake(lot.id, "1") | {"event_time": "2026-11-01T09:00:00+14:30"}
    with pytest.raises(RuleError, match=r"field\.instant"):
        sqlite_city.record("mill", event)


def test_labels_printed_without_their_order_are_refused(sqlite_city: City) -> None:
    lot = sqlite_city.add_batch()
    with pytest.raises(RuleError, match=r"event\.detail_missing"):
        sqlite_city.record("mill", {"step": "label_printing", "lines": [line(lot.id)]})


def test_hold_and_lift_are_valid_on_both_databases(city: City) -> None:
    paddy = city.add_batch()
    city.record("mill", intake(paddy.id, "20"))
    hold, lift = HoldCreate(reason="复检"), LiftCreate(reason="合格")
    city.do("mill", lambda work: lifecycle.hold_batch(work, paddy.id, hold))
    city.do("mill", lambda work: lifecycle.lift_batch(work, paddy.id, lift))
    document = json.loads(epcis_text(city))
    assert [e["gyl:step"] for e in document["epcisBody"]["eventList"]] == [
        "raw_intake",
        "holding",
        "lifting",
    ]
    assert faults(document) == []
