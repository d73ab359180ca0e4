"""Does our own EPCIS schema refuse what EPCIS 2.0 refuses? A good document, one fault at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.traceability.services.epcis_story import chronicle_text, event_of, faults

Document = dict[str, Any]
Fault = Callable[[Document], object]


@pytest.fixture
def document() -> Document:
    """Give a valid document with every step in it, fresh for each test."""
    parsed: Document = json.loads(chronicle_text())
    return parsed


def _set(step: str, key: str, value: object) -> Fault:
    return lambda document: event_of(document, step).update({key: value})


def _drop(step: str, *keys: str) -> Fault:
    def plant(document: Document) -> None:
        event = event_of(document, step)
        for key in keys:
            del event[key]

    return plant


def _quantity(**change: object) -> Fault:
    return lambda document: event_of(document, "raw_intake")["quantityList"][0].update(change)


_NOW = "2026-11-24T08:00:00.000Z"
_LATER = ["urn:uuid:01940000-0000-7000-8000-000000000007"]
# Faults that GS1's own schema refuses too; format assertion on.
COMMON_FAULTS: dict[str, Fault] = {
    "a time without zone": _set("milling", "eventTime", "2026-11-02T16:45:00.000"),
    "no time": _drop("milling", "eventTime"),
    "no offset": _drop("milling", "eventTimeZoneOffset"),
    "an offset beyond fourteen hours": _set("milling", "eventTimeZoneOffset", "+14:30"),
    "Z for an offset": _set("milling", "eventTimeZoneOffset", "Z"),
    "an offset without minutes": _set("milling", "eventTimeZoneOffset", "+08"),
    "a bare UUID for an eventID": _set("milling", "eventID", "01940000-0000-7000-8000-07"),
    "a misspelt business step": _set("milling", "bizStep", "comissioning"),
    "a CBV 1 URN for a business step": _set("milling", "bizStep", "urn epcglobal"),
    "a misspelt disposition": _set("milling", "disposition", "aktive"),
    "an action of a transformation": _set("milling", "action", "ADD"),
    "a lower-case action": _set("storing", "action", "observe"),
    "no action": _drop("storing", "action"),
    "an object event about nothing": _drop("receiving", "quantityList"),
    "ilmd of an observation": _set("storing", "ilmd", {"gyl:a": "b"}),
    "ilmd of an aggregation": _set("packing", "ilmd", {"gyl:a": "b"}),
    "ilmd of a transaction": _set("label_printing", "ilmd", {"gyl:a": "b"}),
    "ilmd without prefix": _set("milling", "ilmd", {"grade": "二级"}),
    "an extension without prefix": _set("milling", "moisture", "14"),
    "a persistent disposition of an aggregation": _set(
        "packing", "persistentDisposition", {"set": ["recalled"]}
    ),
    "an empty persistent disposition": _set("storing", "persistentDisposition", {}),
    "a parent of an object event": _set("storing", "parentID", "urn:x:1"),
    "no children of a packing": _drop("packing", "childQuantityList"),
    "a transaction without papers": _drop("label_printing", "bizTransactionList"),
    "a transformation without output": _drop("milling", "outputQuantityList"),
    "a transformation with items": _set("milling", "epcList", ["urn:x:1"]),
    "a transformation ID that is no URI": _set("pressing", "transformationID", "P-118"),
    "a unit of measure in small letters": _quantity(uom="kgm"),
    "a quantity as text": _quantity(quantity="20000"),
    "a quantity of no class": lambda d: event_of(d, "storing")["quantityList"][0].pop("epcClass"),
    "an extension inside a quantity": _quantity(**{"gyl:net": "5"}),
    "a class that is no URI": _quantity(epcClass="L00001"),
    "a source without type": _set("milling", "sourceList", [{"source": "urn:x:1"}]),
    "an unknown type of source": _set(
        "milling", "sourceList", [{"type": "miller", "source": "urn:x:1"}]
    ),
    "a declaration without its time": _set(
        "milling", "errorDeclaration", {"reason": "incorrect_data"}
    ),
    "an unknown reason": _set(
        "milling", "errorDeclaration", {"declarationTime": _NOW, "reason": "typo"}
    ),
    "a place that is no URI": _set("milling", "readPoint", {"id": "一号车间"}),
    "an unknown measurement": _set(
        "storing", "sensorElementList", [{"sensorReport": [{"type": "Warmth", "value": 2}]}]
    ),
    "a sensor report without type": _set(
        "storing", "sensorElementList", [{"sensorReport": [{"value": 2}]}]
    ),
    "no context": lambda d: d.pop("@context"),
    "no creation date": lambda d: d.pop("creationDate"),
    "no body": lambda d: d.pop("epcisBody"),
}
# What the standard's text asks for or we ask of ourselves, and GS1's schema lets pass.
OUR_FAULTS: dict[str, Fault] = {
    "an amount of zero": _quantity(quantity=0),
    "half a package": lambda d: event_of(d, "filling")["outputQuantityList"][0].update(
        quantity=0.5
    ),
    "a unit without an amount": lambda d: event_of(d, "storing")["quantityList"][0].pop("quantity"),
    "a parent missing from a packing": _drop("packing", "parentID"),
    "no record time": _drop("milling", "recordTime"),
    "a prefix that nobody bound": _set("milling", "foo:moisture", "14"),
    "corrections of what did not occur": _set(
        "milling",
        "errorDeclaration",
        {"declarationTime": _NOW, "reason": "did_not_occur", "correctiveEventIDs": _LATER},
    ),
    "an event type of our own": _set("milling", "type", "gyl:MillingEvent"),
    "the discouraged disposition in_progress": _set("milling", "disposition", "in_progress"),
}


@pytest.mark.parametrize("fault", [*COMMON_FAULTS, *OUR_FAULTS])
def test_the_schema_refuses_a_planted_fault(fault: str, document: Document) -> None:
    assert faults(document) == []
    (COMMON_FAULTS | OUR_FAULTS)[fault](document)
    assert faults(document) != []


def test_gs1_forms_and_foreign_iris_pass_the_schema(document: Document) -> None:
    event_of(document, "milling")["https://other.example/terms#x"] = {"gyl:deep": ["a", "b"]}
    event_of(document, "milling")["bizStep"] = "https://ref.gs1.org/cbv/BizStep-commissioning"
    assert faults(document) == []
