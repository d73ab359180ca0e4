"""How does an event read in EPCIS 2.0 (JSON-LD)?

The CBV words stand in the event since it was recorded; here they are only arranged. Our own facts
go under the prefix `gyl`. Amounts leave as exact decimals: kilograms, litres, or a bare count of
packages (a quantity without unit of measure is a count of trade items).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from traceability.domain.epcis_words import VOCABULARY, process_uri
from traceability.domain.kinds import EventType, LineRole, Unit
from traceability.domain.ledger import instant_text

CONTEXT: list[Any] = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"gyl": VOCABULARY},
]
_TYPES = {
    EventType.OBJECT: "ObjectEvent",
    EventType.AGGREGATION: "AggregationEvent",
    EventType.TRANSACTION: "TransactionEvent",
    EventType.TRANSFORMATION: "TransformationEvent",
    EventType.ASSOCIATION: "AssociationEvent",
}
_UOM = {Unit.GRAM: "KGM", Unit.MILLILITRE: "LTR"}
_HOLD_TOGETHER = frozenset({EventType.AGGREGATION, EventType.ASSOCIATION})
# A foreign name is known by its whole IRI: another's prefix would need the context it came with.
_IRI = re.compile(r"https?://[A-Za-z0-9.-]+/[^#]*(#[^#]*)?|urn:[A-Za-z0-9][A-Za-z0-9-]+:[^#]+")


@dataclass(frozen=True, slots=True)
class EpcisLine:
    """A line with its canonical URI."""

    role: LineRole
    uri: str
    is_instance: bool
    amount: int | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class EpcisFacts:
    """An event with the URIs of all that it names."""

    event_id: str
    org_id: UUID
    event_type: EventType
    action: str | None
    step: str
    biz_step: str
    disposition: str | None
    set_dispositions: Sequence[str]
    unset_dispositions: Sequence[str]
    event_time: datetime
    event_offset: str
    recorded_at: datetime
    read_point: str | None
    biz_location: str | None
    transformation_id: str | None
    lines: Sequence[EpcisLine]
    sources: Sequence[tuple[str, str]]
    destinations: Sequence[tuple[str, str]]
    documents: Sequence[tuple[str, str]]
    ilmd: Mapping[str, Any]
    attributes: Mapping[str, Any]
    sensors: Sequence[Mapping[str, Any]]
    declared_at: datetime | None = None
    error_reason: str | None = None
    corrective_ids: Sequence[str] = ()


def epcis_document(events: Sequence[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Put events into an EPCIS document."""
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": instant_text(now),
        "epcisBody": {"eventList": list(events)},
    }


def epcis_event(facts: EpcisFacts) -> dict[str, Any]:
    """Write one event; a declaration repeats its event with the errorDeclaration added."""
    written: dict[str, Any] = {
        "eventID": facts.event_id,
        "type": _TYPES[facts.event_type],
        "eventTime": _local(facts.event_time, facts.event_offset),
        "eventTimeZoneOffset": facts.event_offset,
        "recordTime": instant_text(facts.recorded_at),
    }
    if facts.declared_at is not None:
        written["errorDeclaration"] = _declaration(facts)
    if facts.action:
        written["action"] = facts.action.upper()
    written |= _what(facts)
    written |= {"bizStep": facts.biz_step}
    if facts.disposition:
        written["disposition"] = facts.disposition
    written |= _dispositions(facts) | _where_and_why(facts)
    if facts.sensors:
        written["sensorElementList"] = [_sensor(facts)]
    if facts.ilmd:
        written["ilmd" if _makes_a_lot(facts) else "gyl:ilmd"] = _value(facts.ilmd)
    written["gyl:step"] = facts.step
    for key, value in facts.attributes.items():
        if value is not None:
            name = _own(key)
            written[name if name not in written else f"{name}_as_said"] = _value(value)
    return written


def _makes_a_lot(facts: EpcisFacts) -> bool:
    """Tell whether EPCIS lets the event carry facts of the lot (ilmd): only where it is made."""
    if facts.event_type is EventType.TRANSFORMATION:
        return True
    return facts.event_type is EventType.OBJECT and facts.action == "add"


def _declaration(facts: EpcisFacts) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "declarationTime": instant_text(facts.declared_at or facts.recorded_at),
        "reason": facts.error_reason,
    }
    if facts.corrective_ids:
        declared["correctiveEventIDs"] = list(facts.corrective_ids)
    return declared


def _local(instant: datetime, offset: str) -> str:
    sign = -1 if offset[0] == "-" else 1
    shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])) * sign
    return instant.astimezone(timezone(shift)).isoformat(timespec="milliseconds")


def _what(facts: EpcisFacts) -> dict[str, Any]:
    if facts.event_type is EventType.TRANSFORMATION:
        found: dict[str, Any] = {
            "inputQuantityList": _quantities(facts, LineRole.INPUT),
            "outputQuantityList": _quantities(facts, LineRole.OUTPUT),
            "transformationID": process_uri(facts.org_id, facts.transformation_id),
        }
    elif facts.event_type in _HOLD_TOGETHER:
        parents = [line.uri for line in facts.lines if line.role is LineRole.PARENT]
        found = {
            "parentID": parents[0] if parents else None,
            "childEPCs": _instances(facts, LineRole.CHILD),
            "childQuantityList": _quantities(facts, LineRole.CHILD),
        }
    else:
        found = {
            "epcList": _instances(facts, LineRole.ITEM),
            "quantityList": _quantities(facts, LineRole.ITEM),
        }
    return {name: value for name, value in found.items() if value}


def _instances(facts: EpcisFacts, role: LineRole) -> list[str]:
    return [line.uri for line in facts.lines if line.role is role and line.is_instance]


def _quantities(facts: EpcisFacts, role: LineRole) -> list[dict[str, Any]]:
    return [_quantity(line) for line in facts.lines if line.role is role and not line.is_instance]


def _quantity(line: EpcisLine) -> dict[str, Any]:
    element: dict[str, Any] = {"epcClass": line.uri}
    if line.amount is None or line.unit is None:
        return element
    if line.unit is Unit.EACH:
        return element | {"quantity": line.amount}
    return element | {"quantity": _thousandth(line.amount), "uom": _UOM[line.unit]}


def _thousandth(amount: int) -> int | Decimal:
    """Give grams as kilograms, exactly: a whole number where it is one."""
    exact = Decimal(amount) / 1_000
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


def _dispositions(facts: EpcisFacts) -> dict[str, Any]:
    if facts.event_type is not EventType.OBJECT:
        return {}
    lists = {"set": list(facts.set_dispositions), "unset": list(facts.unset_dispositions)}
    said = {name: words for name, words in lists.items() if words}
    return {"persistentDisposition": said} if said else {}


def _where_and_why(facts: EpcisFacts) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if facts.read_point:
        said["readPoint"] = {"id": facts.read_point}
    if facts.biz_location:
        said["bizLocation"] = {"id": facts.biz_location}
    if facts.documents:
        said["bizTransactionList"] = [
            {"type": kind, "bizTransaction": uri} for kind, uri in facts.documents
        ]
    if facts.sources:
        said["sourceList"] = [{"type": kind, "source": uri} for kind, uri in facts.sources]
    if facts.destinations:
        said["destinationList"] = [
            {"type": kind, "destination": uri} for kind, uri in facts.destinations
        ]
    return said


def _sensor(facts: EpcisFacts) -> dict[str, Any]:
    return {
        "sensorReport": [
            {
                "type": reading["type"],
                "value": Decimal(reading["value"]),
                "uom": reading["uom"],
                **({"gyl:device": reading["device"]} if "device" in reading else {}),
            }
            for reading in facts.sensors
        ]
    }


def _own(key: str) -> str:
    if _IRI.fullmatch(key):
        return key
    return "gyl:" + quote(key.removeprefix("gyl:"), safe=":/._-")


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_own(key): _value(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_value(item) for item in value if item is not None]
    return value if isinstance(value, str) else str(value).lower()
