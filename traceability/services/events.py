"""Stories: something happened to goods and is recorded; it is read again, in EPCIS words too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.epcis import epcis_document, epcis_event
from traceability.domain.errors import NotFoundError
from traceability.schemas.events import EventCreate, EventPage, EventPublic
from traceability.storage.event_reading import event_facts, public_event, public_rows
from traceability.storage.event_recording import record_events
from traceability.storage.events import WholeEvent, whole_events
from traceability.storage.paging import page_of
from traceability.storage.tables import EventLine, TraceEvent
from traceability.storage.visibility import get_visible_batch, visible_events
from traceability.storage.work import Work


def record_trace_events(work: Work, entered: Sequence[EventCreate]) -> list[EventPublic]:
    """Record what happened: all events of the list or none."""
    work.actor.require(Action.RECORD_EVENTS)
    recorded = record_events(work, [event.draft() for event in entered])
    return [EventPublic.model_validate(public_rows(rows)) for rows in recorded]


def record_trace_event(work: Work, entered: EventCreate) -> EventPublic:
    """Record one thing that happened."""
    return record_trace_events(work, [entered])[0]


def read_event(work: Work, event_id: UUID) -> list[WholeEvent]:
    """Give an event and, if it was declared wrong, its declaration: both stay."""
    work.actor.require(Action.READ_EVENTS)
    rows = work.session.exec(
        visible_events(work)
        .where((col(TraceEvent.id) == event_id) | (col(TraceEvent.declares_id) == event_id))
        .order_by(col(TraceEvent.id))
    ).all()
    if not rows:
        raise NotFoundError("event.not_found", id=event_id)
    return whole_events(work.session, rows)


def list_batch_events(
    work: Work, batch_id: UUID, after: str | None, limit: int
) -> tuple[list[WholeEvent], str | None]:
    """Give the events of a lot that the caller may see, in the order of their recording.

    Declared events and their declarations are among them: nothing recorded disappears.
    """
    work.actor.require(Action.READ_EVENTS)
    get_visible_batch(work, batch_id)
    about = select(EventLine.event_id).where(EventLine.batch_id == batch_id)
    query = visible_events(work).where(
        col(TraceEvent.id).in_(about) | col(TraceEvent.declares_id).in_(about)
    )
    rows, following = page_of(work.session, query, col(TraceEvent.id), after, limit)
    return whole_events(work.session, rows), following


def as_page(events: Sequence[WholeEvent], following: str | None) -> EventPage:
    """Give events as our own JSON."""
    items = [EventPublic.model_validate(public_event(whole)) for whole in events]
    return EventPage(items=items, next=following)


def as_epcis(work: Work, events: Sequence[WholeEvent]) -> dict[str, Any]:
    """Give events as an EPCIS 2.0 document in JSON-LD."""
    facts = event_facts(work.session, events)
    return epcis_document([epcis_event(fact) for fact in facts], work.now)
