"""REST: what happened to goods, in our words and in EPCIS 2.0."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from traceability.domain.access import Action
from traceability.domain.errors import RegisterError
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.events import (
    BatchEventCreate,
    CorrectionCreate,
    CorrectionPublic,
    EventPage,
    EventPublic,
    EventsCreate,
)
from traceability.services import corrections, events
from traceability.storage.events import WholeEvent
from traceability.storage.work import Work

router = APIRouter(tags=["events"])
JSON_LD = "application/ld+json"
_BOTH: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON_LD: {}}, "description": "our JSON, or EPCIS 2.0 in JSON-LD"}
}


@router.post("/events", status_code=201, response_model=EventPage)
def create_events(
    entered: EventsCreate, desk: Annotated[Desk, needs(Action.RECORD_EVENTS)]
) -> Response:
    """Record up to 500 events, all or none."""
    return desk.record(
        lambda work: EventPage(items=events.record_trace_events(work, entered.events))
    )


@router.post("/batches/{batch_id}/events", status_code=201, response_model=EventPublic)
def create_batch_event(
    batch_id: UUID,
    entered: BatchEventCreate,
    desk: Annotated[Desk, needs(Action.RECORD_EVENTS)],
) -> Response:
    """Record an event about a batch; without lines, the batch is the one item."""
    event = entered.about(batch_id)

    def story(work: Work) -> EventPublic:
        try:
            return events.record_trace_events(work, [event])[0]
        except RegisterError as error:
            error.values.pop("index", None)  # there is only one
            raise

    return desk.record(
        story,
        location=lambda made: f"/api/events/{made.id}",
    )


@router.get("/batches/{batch_id}/events", response_model=EventPage, responses=_BOTH)
def list_batch_events(
    batch_id: UUID,
    request: Request,
    desk: Annotated[Desk, needs(Action.READ_EVENTS)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Give the events of a batch; `Accept: application/ld+json` gives EPCIS 2.0."""

    def story(work: Work) -> Response:
        found, following = events.list_batch_events(work, batch_id, cursor, limit)
        return _in_wanted_form(work, request, found, following)

    return desk.read(story)


@router.get("/events/{event_id}", response_model=EventPage, responses=_BOTH)
def read_event(
    event_id: UUID, request: Request, desk: Annotated[Desk, needs(Action.READ_EVENTS)]
) -> Response:
    """Give an event, and its declaration if it was declared wrong."""
    return desk.read(
        lambda work: _in_wanted_form(work, request, events.read_event(work, event_id), None)
    )


@router.post("/events/{event_id}/corrections", status_code=201, response_model=CorrectionPublic)
def create_correction(
    event_id: UUID,
    correction: CorrectionCreate,
    desk: Annotated[Desk, needs(Action.RECORD_EVENTS)],
) -> Response:
    """Declare an event wrong and record what replaces it; both stay on record."""
    return desk.record(lambda work: corrections.correct_event(work, event_id, correction))


def _in_wanted_form(
    work: Work, request: Request, found: list[WholeEvent], following: str | None
) -> Response:
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    if JSON_LD in request.headers.get("Accept", ""):
        if following:
            url = request.url.include_query_params(cursor=following)
            headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        text = dump_exactly(events.as_epcis(work, found))
        return Response(text, 200, headers, media_type=JSON_LD)
    page = events.as_page(found, following)
    return Response(page.model_dump_json(), 200, headers, media_type="application/json")


_MARK = "\ue000"  # a private character: no text of the register may contain it
_MARKED = re.compile(f'"{_MARK}([0-9.-]+){_MARK}"')


def dump_exactly(value: Any) -> str:
    """Write JSON in which decimals are numbers with exactly their own digits."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_marked)
    return _MARKED.sub(r"\1", text)


def _marked(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}{_MARK}"
    raise TypeError(type(value).__name__)
