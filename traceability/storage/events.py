"""Queries: trace events, their lines, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, func
from sqlalchemy import select as plain_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from traceability.domain.balance import LotBalance, Movement, balances
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import LineRole, PartySide, PartyType
from traceability.domain.steps import STEPS, Step
from traceability.storage.batches import IDS, in_chunks
from traceability.storage.tables import (
    Batch,
    EventDocument,
    EventLine,
    EventParty,
    TraceEvent,
)

Child = TypeVar("Child", EventLine, EventParty, EventDocument)

_Declaration = aliased(TraceEvent)
_is_declared_wrong = (
    select(_Declaration.id).where(_Declaration.declares_id == TraceEvent.id).exists()
)
counts = and_(col(TraceEvent.declared_at).is_(None), ~_is_declared_wrong)
"""Condition: the event is no declaration and was not declared wrong."""

_DECLARATIONS = select(TraceEvent).where(col(TraceEvent.declares_id).in_(IDS))
_DECLARED = select(TraceEvent.declares_id).where(col(TraceEvent.declares_id).in_(IDS))
_CHILDREN: dict[type[Any], Any] = {
    model: select(model).where(col(model.event_id).in_(IDS))
    for model in (EventLine, EventParty, EventDocument)
}
_OF_BATCHES = (
    select(EventLine.batch_id, TraceEvent)
    .join(TraceEvent, col(TraceEvent.id) == EventLine.event_id)
    .where(col(EventLine.batch_id).in_(IDS))
    .order_by(col(TraceEvent.event_time), col(TraceEvent.id))
)
_COUNTING_OF_BATCHES = _OF_BATCHES.where(counts)
_MADE = (
    select(EventLine.batch_id)
    .join(TraceEvent, col(TraceEvent.id) == EventLine.event_id)
    .where(col(EventLine.batch_id).in_(IDS), EventLine.role == LineRole.OUTPUT.value, counts)
    .distinct()
)
_FUMIGATIONS = (
    select(EventLine.batch_id, TraceEvent.attributes)
    .join(TraceEvent, col(TraceEvent.id) == EventLine.event_id)
    .where(col(EventLine.batch_id).in_(IDS), TraceEvent.step == Step.FUMIGATION.value, counts)
)


@dataclass(slots=True)
class WholeEvent:
    """An event with all that belongs to it."""

    event: TraceEvent
    lines: list[EventLine] = field(default_factory=list)
    parties: list[EventParty] = field(default_factory=list)
    documents: list[EventDocument] = field(default_factory=list)
    is_declared_wrong: bool = False


def get_event(session: Session, event_id: UUID) -> TraceEvent:
    """Give an event, or raise NotFoundError."""
    found = session.get(TraceEvent, event_id)
    if found is None:
        raise NotFoundError("event.not_found", id=event_id)
    return found


def movements_of(session: Session, batch_ids: Iterable[UUID]) -> list[Movement]:
    """Sum the lines of lots by step, role, speaker and receiver; declared events do not count."""
    moves: list[Movement] = []
    for chunk in in_chunks(batch_ids):
        rows = session.execute(_MOVEMENTS, {"ids": chunk})
        for batch_id, step, role, speaker, destination, amount in rows:
            effect = STEPS[Step(step)].effect_of(LineRole(role))
            moves.append(Movement(batch_id, effect, int(amount), speaker, destination))
    return moves


def _movement_query() -> Select[*tuple[Any, ...]]:
    receiver = aliased(EventParty)
    columns = (
        col(EventLine.batch_id),
        col(TraceEvent.step),
        col(EventLine.role),
        col(TraceEvent.org_id),
        col(receiver.organization_id),
    )
    takes = and_(
        col(receiver.event_id) == TraceEvent.id,
        col(receiver.side) == PartySide.DESTINATION.value,
        col(receiver.type) == PartyType.POSSESSING.value,
    )
    return (
        plain_select(*columns, func.sum(EventLine.amount))
        .select_from(EventLine)
        .join(TraceEvent, col(TraceEvent.id) == EventLine.event_id)
        .join(receiver, takes, isouter=True)
        .where(col(EventLine.batch_id).in_(IDS), col(EventLine.amount).is_not(None), counts)
        .group_by(*columns)
    )


_MOVEMENTS = _movement_query()


def balances_of(session: Session, batch_ids: Iterable[UUID]) -> dict[UUID, LotBalance]:
    """Give the mass balance of lots."""
    wanted = set(batch_ids)
    found = balances(movements_of(session, wanted))
    return {batch_id: found.get(batch_id, LotBalance()) for batch_id in wanted}


def whole_events(session: Session, events: Sequence[TraceEvent]) -> list[WholeEvent]:
    """Give events with their lines, parties and documents; a declaration shows its event's."""
    own = {event.id: event.declares_id or event.id for event in events}
    wholes: dict[UUID, list[WholeEvent]] = {}
    result = [WholeEvent(event) for event in events]
    for whole in result:
        wholes.setdefault(own[whole.event.id], []).append(whole)
    for chunk in in_chunks(wholes):
        _fill(session, chunk, wholes)
    return result


def _fill(session: Session, chunk: list[UUID], wholes: dict[UUID, list[WholeEvent]]) -> None:
    lines = _grouped(session, EventLine, chunk)
    parties = _grouped(session, EventParty, chunk)
    documents = _grouped(session, EventDocument, chunk)
    declared = set(session.exec(_DECLARED, params={"ids": chunk}))
    for event_id in chunk:
        for whole in wholes[event_id]:
            whole.lines = sorted(lines.get(event_id, []), key=lambda line: line.line)
            whole.parties = parties.get(event_id, [])
            whole.documents = sorted(documents.get(event_id, []), key=lambda paper: paper.line)
            whole.is_declared_wrong = event_id in declared


def _grouped(session: Session, model: type[Child], chunk: list[UUID]) -> dict[UUID, list[Child]]:
    found: dict[UUID, list[Child]] = {}
    for row in session.exec(_CHILDREN[model], params={"ids": chunk}):
        found.setdefault(row.event_id, []).append(row)
    return found


def events_of_batches(
    session: Session, batch_ids: Iterable[UUID], *, only_counting: bool = True
) -> dict[UUID, list[TraceEvent]]:
    """Give the events that name each lot, oldest first."""
    found: dict[UUID, list[TraceEvent]] = {}
    for chunk in in_chunks(batch_ids):
        query = _COUNTING_OF_BATCHES if only_counting else _OF_BATCHES
        for batch_id, event in session.exec(query, params={"ids": chunk}):
            events = found.setdefault(batch_id, [])  # type: ignore[arg-type]
            if not events or events[-1].id != event.id:
                events.append(event)
    return found


def lots_made(session: Session, batch_ids: Iterable[UUID]) -> set[UUID]:
    """Give those lots that already came out of a counting production."""
    found: set[UUID] = set()
    for chunk in in_chunks(batch_ids):
        found.update(lot for lot in session.exec(_MADE, params={"ids": chunk}) if lot is not None)
    return found


def declarations_of(session: Session, event_ids: Iterable[UUID]) -> list[TraceEvent]:
    """Give the error declarations of events."""
    found: list[TraceEvent] = []
    for chunk in in_chunks(event_ids):
        found += session.exec(_DECLARATIONS, params={"ids": chunk})
    return found


def process_lines(
    session: Session, org_id: UUID, transformation_id: str
) -> list[tuple[TraceEvent, EventLine]]:
    """Give the counting events of a process of several events, with their lines."""
    return list(
        session.exec(
            select(TraceEvent, EventLine)
            .join(EventLine, col(EventLine.event_id) == TraceEvent.id)
            .where(
                TraceEvent.org_id == org_id,
                TraceEvent.transformation_id == transformation_id,
                counts,
            )
            .order_by(col(TraceEvent.id), col(EventLine.line))
        )
    )


def last_sender(session: Session, batch_id: UUID, receiver_id: UUID) -> UUID | None:
    """Give who last sent goods of a lot to somebody."""
    to_me = select(EventParty.event_id).where(
        EventParty.organization_id == receiver_id,
        EventParty.side == PartySide.DESTINATION.value,
        EventParty.type == PartyType.POSSESSING.value,
    )
    return session.exec(
        select(TraceEvent.org_id)
        .join(EventLine, col(EventLine.event_id) == TraceEvent.id)
        .where(EventLine.batch_id == batch_id, col(TraceEvent.id).in_(to_me), counts)
        .order_by(col(TraceEvent.event_time).desc(), col(TraceEvent.id).desc())
        .limit(1)
    ).first()


def last_load(session: Session, tank_id: UUID, before: datetime) -> tuple[datetime, str] | None:
    """Give when a tank was last loaded before an instant, and with what food category."""
    child = aliased(EventLine)
    return session.exec(
        select(TraceEvent.event_time, Batch.material)
        .join(EventLine, col(EventLine.event_id) == TraceEvent.id)
        .join(child, and_(col(child.event_id) == TraceEvent.id, col(child.batch_id).is_not(None)))
        .join(Batch, col(Batch.id) == child.batch_id)
        .where(
            EventLine.asset_id == tank_id,
            TraceEvent.step == Step.LOADING.value,
            TraceEvent.event_time < before,
            counts,
        )
        .order_by(col(TraceEvent.event_time).desc())
        .limit(1)
    ).first()


def last_cleaning(session: Session, tank_id: UUID, before: datetime) -> datetime | None:
    """Give when a tank was last cleaned at or before an instant."""
    return session.exec(
        select(func.max(TraceEvent.event_time))
        .join(EventLine, col(EventLine.event_id) == TraceEvent.id)
        .where(
            EventLine.asset_id == tank_id,
            TraceEvent.step == Step.TANK_CLEANING.value,
            TraceEvent.event_time <= before,
            counts,
        )
    ).one()


def safe_dates(session: Session, batch_ids: Iterable[UUID]) -> dict[UUID, tuple[date, date]]:
    """Give first day and end of the safety interval that ends last, of each fumigated lot."""
    found: dict[UUID, tuple[date, date]] = {}
    for chunk in in_chunks(batch_ids):
        for batch_id, attributes in session.exec(_FUMIGATIONS, params={"ids": chunk}):
            said = attributes["fumigation"]
            days = date.fromisoformat(said["started_on"]), date.fromisoformat(said["safe_from"])
            if batch_id is not None:
                found[batch_id] = max(days, found.get(batch_id, days), key=lambda pair: pair[1])
    return found
