"""Is an event arranged as EPCIS 2.0 wants it, whatever its type?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.epcis import CONTEXT, EpcisFacts, EpcisLine, epcis_document, epcis_event
from traceability.domain.kinds import EventType, LineRole, Unit

_SCHEMA = json.loads((Path(__file__).parents[2] / "epcis_schema.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.Draft7Validator(_SCHEMA, validate_formats=True)
NOW = datetime(2026, 11, 2, 9, 0, 0, 125_000, tzinfo=UTC)
LOT, OTHER, TANK = "https://id.gs1.org/01/09521234000020/10/R1", "urn:x:lot:2", "urn:x:tank:7"


def _lot(role: LineRole, uri: str = LOT, amount: int | None = None, unit: Unit | None = None):
    return EpcisLine(role, uri, is_instance=False, amount=amount, unit=unit)


def _thing(role: LineRole, uri: str = TANK) -> EpcisLine:
    return EpcisLine(role, uri, is_instance=True)


BARE = EpcisFacts(
    event_id="urn:uuid:01940000-0000-7000-8000-000000000007",
    org_id=UUID(int=1),
    event_type=EventType.OBJECT,
    action="observe",
    step="storing",
    biz_step="storing",
    disposition=None,
    set_dispositions=(),
    unset_dispositions=(),
    event_time=datetime(2026, 11, 2, 8, 45, tzinfo=UTC),
    event_offset="+08:00",
    recorded_at=NOW,
    read_point=None,
    biz_location=None,
    transformation_id=None,
    lines=(_lot(LineRole.ITEM),),
    sources=(),
    destinations=(),
    documents=(),
    ilmd={},
    attributes={},
    sensors=(),
)
TRANSFORMATION: dict[str, Any] = {
    "event_type": EventType.TRANSFORMATION,
    "action": None,
    "lines": (_lot(LineRole.INPUT), _lot(LineRole.OUTPUT, OTHER)),
}
AGGREGATION: dict[str, Any] = {
    "event_type": EventType.AGGREGATION,
    "lines": (_thing(LineRole.PARENT), _lot(LineRole.CHILD), _thing(LineRole.CHILD, "urn:x:p:1")),
}
TRANSACTION: dict[str, Any] = {
    "event_type": EventType.TRANSACTION,
    "documents": (("prodorder", "urn:x:doc:1"),),
}


def _event(**change: Any) -> dict[str, Any]:
    return epcis_event(replace(BARE, **change))


def _is_valid(event: dict[str, Any]) -> bool:
    as_sent = json.loads(json.dumps(epcis_document([event], NOW), default=float))
    return VALIDATOR.is_valid(as_sent)


def test_an_event_says_only_what_is_known() -> None:
    assert _event() == {
        "eventID": BARE.event_id,
        "type": "ObjectEvent",
        "eventTime": "2026-11-02T16:45:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "recordTime": "2026-11-02T09:00:00.125Z",
        "action": "OBSERVE",
        "quantityList": [{"epcClass": LOT}],
        "bizStep": "storing",
        "gyl:step": "storing",
    }


def test_a_document_wraps_events() -> None:
    document = epcis_document([_event()], NOW)
    assert document["@context"] is CONTEXT
    assert document["creationDate"] == "2026-11-02T09:00:00.125Z"
    assert VALIDATOR.is_valid(document)
    assert VALIDATOR.is_valid(epcis_document([], NOW))


@pytest.mark.parametrize(
    ("offset", "local"),
    [
        ("+00:00", "2026-11-02T08:45:00.000+00:00"),
        ("-09:30", "2026-11-01T23:15:00.000-09:30"),
        ("+14:00", "2026-11-02T22:45:00.000+14:00"),
    ],
)
def test_the_time_is_written_where_it_was_read(offset: str, local: str) -> None:
    event = _event(event_offset=offset)
    assert (event["eventTime"], event["eventTimeZoneOffset"]) == (local, offset)
    assert _is_valid(event)


@pytest.mark.parametrize(
    ("amount", "unit", "element"),
    [
        (None, None, {}),
        (5, None, {}),
        (2640, Unit.EACH, {"quantity": 2640}),
        (13_200_000, Unit.GRAM, {"quantity": 13_200, "uom": "KGM"}),
        (13_200_500, Unit.GRAM, {"quantity": Decimal("13200.5"), "uom": "KGM"}),
        (1, Unit.GRAM, {"quantity": Decimal("0.001"), "uom": "KGM"}),
        (1_500, Unit.MILLILITRE, {"quantity": Decimal("1.5"), "uom": "LTR"}),
        (2**53 - 1, Unit.GRAM, {"quantity": Decimal("9007199254740.991"), "uom": "KGM"}),
    ],
)
def test_amounts_are_exact_and_packages_a_bare_count(
    amount: int | None, unit: Unit | None, element: dict[str, Any]
) -> None:
    [quantity] = _event(lines=(_lot(LineRole.ITEM, LOT, amount, unit),))["quantityList"]
    assert quantity == {"epcClass": LOT} | element


@given(st.integers(1, 2**53 - 1))
def test_kilograms_are_the_grams_exactly(grams: int) -> None:
    [quantity] = _event(lines=(_lot(LineRole.ITEM, LOT, grams, Unit.GRAM),))["quantityList"]
    assert Decimal(quantity["quantity"]) * 1000 == grams
    assert isinstance(quantity["quantity"], int) == (grams % 1000 == 0)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            {"lines": (_lot(LineRole.ITEM), _thing(LineRole.ITEM))},
            {"epcList": [TANK], "quantityList": [{"epcClass": LOT}]},
        ),
        (
            TRANSFORMATION,
            {
                "inputQuantityList": [{"epcClass": LOT}],
                "outputQuantityList": [{"epcClass": OTHER}],
            },
        ),
        (
            TRANSFORMATION | {"lines": (_lot(LineRole.INPUT),), "transformation_id": "P-118"},
            {
                "inputQuantityList": [{"epcClass": LOT}],
                "transformationID": "https://ns.liangyou.example/process/00000000-0000-0000-0000-000000000001/P-118",
            },
        ),
        (
            AGGREGATION,
            {
                "parentID": TANK,
                "childEPCs": ["urn:x:p:1"],
                "childQuantityList": [{"epcClass": LOT}],
            },
        ),
        (
            AGGREGATION | {"action": "delete", "lines": (_thing(LineRole.PARENT),)},
            {"parentID": TANK},
        ),
        (
            AGGREGATION | {"action": "observe", "lines": (_lot(LineRole.CHILD),)},
            {"childQuantityList": [{"epcClass": LOT}]},
        ),
        (
            AGGREGATION | {"event_type": EventType.ASSOCIATION, "action": "add"},
            {
                "parentID": TANK,
                "childEPCs": ["urn:x:p:1"],
                "childQuantityList": [{"epcClass": LOT}],
            },
        ),
        (TRANSACTION, {"quantityList": [{"epcClass": LOT}]}),
    ],
)
def test_the_what_of_every_event_type(change: dict[str, Any], what: dict[str, Any]) -> None:
    event = _event(**change)
    named = {
        key: value
        for key, value in event.items()
        if key.endswith(("List", "EPCs", "ID")) and key not in {"eventID", "bizTransactionList"}
    }
    assert named == what
    assert ("action" in event) == (event["type"] != "TransformationEvent")
    assert _is_valid(event)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"set_dispositions": ["recalled"]}, {"set": ["recalled"]}),
        ({"unset_dispositions": ["recalled"]}, {"unset": ["recalled"]}),
        (
            {"set_dispositions": ["recalled"], "unset_dispositions": ["non_sellable_other"]},
            {"set": ["recalled"], "unset": ["non_sellable_other"]},
        ),
        # EPCIS 2.0.0 knows a lasting disposition of object events alone
        (AGGREGATION | {"set_dispositions": ["recalled"]}, None),
    ],
)
def test_lasting_dispositions(change: dict[str, Any], said: dict[str, Any] | None) -> None:
    event = _event(**change)
    assert event.get("persistentDisposition") == said
    assert _is_valid(event)


def test_where_and_why() -> None:
    event = _event(
        disposition="in_transit",
        read_point="urn:x:site:1",
        biz_location="urn:x:site:2",
        documents=(("po", "urn:x:doc:1"), ("desadv", "urn:x:doc:2")),
        sources=(("possessing_party", "urn:x:org:1"),),
        destinations=(("possessing_party", "urn:x:org:2"), ("location", "urn:x:site:3")),
    )
    assert event["disposition"] == "in_transit"
    assert event["readPoint"] == {"id": "urn:x:site:1"}
    assert event["bizLocation"] == {"id": "urn:x:site:2"}
    assert event["bizTransactionList"] == [
        {"type": "po", "bizTransaction": "urn:x:doc:1"},
        {"type": "desadv", "bizTransaction": "urn:x:doc:2"},
    ]
    assert event["sourceList"] == [{"type": "possessing_party", "source": "urn:x:org:1"}]
    assert event["destinationList"][1] == {"type": "location", "destination": "urn:x:site:3"}
    assert _is_valid(event)


def test_sensor_values_are_decimals_and_devices_ours() -> None:
    read = {"type": "Temperature", "value": "-3.50", "uom": "CEL"}
    event = _event(sensors=(read, read | {"device": "探头7"}))
    [element] = event["sensorElementList"]
    plain, named = element["sensorReport"]
    assert str(plain["value"]) == "-3.50"
    assert "gyl:device" not in plain
    assert named["gyl:device"] == "探头7"
    assert _is_valid(event)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (TRANSFORMATION, "ilmd"),
        ({"action": "add"}, "ilmd"),
        ({"action": "observe"}, "gyl:ilmd"),
        ({"action": "delete"}, "gyl:ilmd"),
        (AGGREGATION | {"action": "add"}, "gyl:ilmd"),
        (TRANSACTION | {"action": "add"}, "gyl:ilmd"),
    ],
)
def test_facts_of_the_lot_go_where_epcis_lets_them(change: dict[str, Any], name: str) -> None:
    event = _event(**change, ilmd={"grade": "二级"})
    assert event[name] == {"gyl:grade": "二级"}
    assert _is_valid(event)
    assert name not in _event(**change)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("二级", "二级"),
        ("", ""),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        ([1, None, "a"], ["1", "a"]),
        ({"n": None, "deep": {"k": [True]}}, {"gyl:deep": {"gyl:k": ["true"]}}),
    ],
)
def test_our_facts_are_texts_under_our_names(value: object, said: object) -> None:
    event = _event(attributes={"fact": value, "unknown": None})
    assert event["gyl:fact"] == said
    assert "gyl:unknown" not in event
    assert _is_valid(event)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("moisture", "gyl:moisture"),
        ("gyl:moisture", "gyl:moisture"),
        ("foo:moisture", "gyl:foo:moisture"),  # nobody told us whose prefix that is
        ("a#b", "gyl:a%23b"),
        ("https://other.example/terms#plate", "https://other.example/terms#plate"),
        ("https://other.example/a#b#c", "gyl:https://other.example/a%23b%23c"),
        ("urn:other:plate", "urn:other:plate"),
    ],
)
def test_names_are_ours_unless_they_are_whole_iris(said: str, written: str) -> None:
    event = _event(attributes={said: {said: "a"}})
    assert event[written] == {written: "a"}
    assert _is_valid(event)


@pytest.mark.parametrize("name", ["step", "gyl:step"])
def test_nobodys_fact_hides_our_step(name: str) -> None:
    event = _event(attributes={name: "dreaming"})
    assert (event["gyl:step"], event["gyl:step_as_said"]) == ("storing", "dreaming")


NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_:/.#-]{0,30}", fullmatch=True)


@given(st.dictionaries(NAMES, st.text(max_size=5), max_size=4))
def test_any_name_that_the_register_accepts_leaves_as_valid_epcis(said: dict[str, str]) -> None:
    event = _event(attributes=said)
    assert _is_valid(event)
    assert sorted(said.values()) == sorted(
        value for key, value in event.items() if key not in _event()
    )


@pytest.mark.parametrize(
    ("reason", "correctives"),
    [("did_not_occur", []), ("incorrect_data", ["urn:uuid:01940000-0000-7000-8000-000000000008"])],
)
def test_a_declaration_repeats_its_event(reason: str, correctives: list[str]) -> None:
    declared = _event(declared_at=NOW, error_reason=reason, corrective_ids=correctives)
    said = declared.pop("errorDeclaration")
    assert declared == _event()
    assert said["declarationTime"] == "2026-11-02T09:00:00.125Z"
    assert said["reason"] == reason
    assert said.get("correctiveEventIDs", []) == correctives
    assert _is_valid(declared | {"errorDeclaration": said})
