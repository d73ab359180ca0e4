"""How is a recorded event read again: as our own record, and with the URIs that EPCIS needs?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from traceability.domain.epcis import EpcisFacts, EpcisLine
from traceability.domain.kinds import EventType, LineRole, PartySide, Unit
from traceability.storage.event_rows import EventRows
from traceability.storage.events import WholeEvent
from traceability.storage.parties import sites_by_id


def public_event(whole: WholeEvent) -> dict[str, Any]:
    """Give an event as plain values; lateness is record time minus event time, in seconds."""
    event = whole.event
    late = event.recorded_at - event.event_time
    return event.model_dump(exclude={"personal", "document", "event_hash", "capture_id"}) | {
        "late_seconds": max(0, int(late.total_seconds())),
        "lines": [line.model_dump() for line in whole.lines],
        "parties": [party.model_dump() for party in whole.parties],
        "documents": [paper.model_dump() for paper in whole.documents],
        "is_declared_wrong": whole.is_declared_wrong and event.declared_at is None,
    }


def public_rows(rows: EventRows) -> dict[str, Any]:
    """Give an event that was just recorded, from its rows: nothing is read back."""
    late = rows.event["recorded_at"] - rows.event["event_time"]
    return rows.event | {
        "late_seconds": max(0, int(late.total_seconds())),
        "lines": rows.lines,
        "parties": rows.parties,
        "documents": rows.documents,
    }


def event_facts(session: Session, wholes: Sequence[WholeEvent]) -> list[EpcisFacts]:
    """Give events with the URIs of their places."""
    ids = {
        site_id
        for whole in wholes
        for site_id in (whole.event.read_point_id, whole.event.biz_location_id)
        if site_id is not None
    }
    uris = {site_id: site.uri for site_id, site in sites_by_id(session, ids).items()}
    return [_facts(whole, uris) for whole in wholes]


def _facts(whole: WholeEvent, uris: dict[Any, str]) -> EpcisFacts:
    event = whole.event
    sides: dict[str, list[tuple[str, str]]] = {side.value: [] for side in PartySide}
    for party in sorted(whole.parties, key=lambda party: party.type):
        sides[party.side].append((party.type, party.uri))
    return EpcisFacts(
        event_id=event.event_id,
        org_id=event.org_id,
        event_type=EventType(event.event_type),
        action=event.action,
        step=event.step,
        biz_step=event.biz_step,
        disposition=event.disposition,
        set_dispositions=event.set_dispositions,
        unset_dispositions=event.unset_dispositions,
        event_time=event.event_time,
        event_offset=event.event_offset,
        recorded_at=event.recorded_at,
        read_point=uris.get(event.read_point_id),
        biz_location=uris.get(event.biz_location_id),
        transformation_id=event.transformation_id,
        lines=[
            EpcisLine(
                LineRole(line.role),
                line.uri,
                line.kind == "instance",
                line.amount,
                Unit(line.unit) if line.unit else None,
            )
            for line in whole.lines
        ],
        sources=sides[PartySide.SOURCE.value],
        destinations=sides[PartySide.DESTINATION.value],
        documents=[(paper.type, paper.uri) for paper in whole.documents],
        ilmd=event.ilmd,
        attributes=event.attributes,
        sensors=event.sensors,
        declared_at=event.declared_at,
        error_reason=event.error_reason,
        corrective_ids=event.corrective_ids,
    )
