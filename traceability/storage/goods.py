"""Queries: an enterprise's lots as its desk needs them, quick however many there are.

Each query walks an index from its newest end and stops after a bound; nothing is counted whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.drafts import process_of
from traceability.domain.kinds import BatchStatus, LineRole, PartySide, PartyType
from traceability.domain.steps import Step
from traceability.storage.batches import IDS, in_chunks
from traceability.storage.events import counts
from traceability.storage.tables import Batch, EventLine, EventParty, Product, TraceEvent

_ARRIVALS = (Step.RAW_INTAKE, Step.RECEIVING, Step.HARVESTING, Step.RETURN_IN)
_MOST_ARRIVALS, _MOST_BULK = 40, 60
_SENDINGS = (Step.SHIPPING.value, Step.LOADING.value)
_PROCESSES = select(TraceEvent).where(col(TraceEvent.transformation_id).in_(IDS), counts)
_MAKING = (
    select(EventLine.batch_id, TraceEvent)
    .join(TraceEvent, col(TraceEvent.id) == EventLine.event_id)
    .where(col(EventLine.batch_id).in_(IDS), EventLine.role == LineRole.OUTPUT.value, counts)
    .order_by(col(TraceEvent.id))
)


def own_products(session: Session, org_id: UUID, most: int) -> Sequence[Product]:
    """Give the products of an enterprise, newest first."""
    query = select(Product).where(Product.org_id == org_id).order_by(col(Product.id).desc())
    return session.exec(query.limit(most)).all()


def newest_lots(session: Session, org_id: UUID, product_id: UUID, most: int) -> list[Batch]:
    """Give the lots of a product that were registered last, newest first."""
    query = select(Batch).where(Batch.org_id == org_id, Batch.product_id == product_id)
    return list(session.exec(query.order_by(col(Batch.id).desc()).limit(most)))


def newest_lot(session: Session, org_id: UUID, product_id: UUID) -> Batch | None:
    """Give the lot of a product that was registered last."""
    return next(iter(newest_lots(session, org_id, product_id, 1)), None)


def lots_in_state(
    session: Session, org_id: UUID, status: BatchStatus, most: int, *, with_raw: bool = False
) -> list[Batch]:
    """Give the newest packed lots of an enterprise in a state; raw ones if they are wanted."""
    query = select(Batch).where(Batch.org_id == org_id, Batch.status == status.value)
    if not with_raw:
        query = query.where(col(Batch.product_id).is_not(None))
    return list(session.exec(query.order_by(col(Batch.id).desc()).limit(most)))


@dataclass(frozen=True, slots=True)
class LotsWanted:
    """Which lots are listed, of one enterprise or of all (None), and from which one on."""

    org_id: UUID | None
    status: str | None = None
    product_id: UUID | None = None
    text: str = ""  # how the lot number begins
    is_raw: bool | None = False  # None: both
    before: UUID | None = None
    since: datetime | None = None  # recorded


def lots_query(wanted: LotsWanted) -> SelectOfScalar[Batch]:
    """Select the lots that are wanted, in no order."""
    query = select(Batch)
    for column, value in ((Batch.org_id, wanted.org_id), (Batch.status, wanted.status)):
        if value is not None:
            query = query.where(col(column) == value)
    if wanted.before is not None:
        query = query.where(col(Batch.id) < wanted.before)
    if wanted.text:
        query = query.where(col(Batch.lot) >= wanted.text, col(Batch.lot) < wanted.text + "\uffff")
    if wanted.since is not None:
        query = query.where(col(Batch.recorded_at) >= wanted.since)
    return _of_kind(query, wanted)


def _of_kind(query: SelectOfScalar[Batch], wanted: LotsWanted) -> SelectOfScalar[Batch]:
    if wanted.is_raw:
        return query.where(col(Batch.product_id).is_(None))
    if wanted.product_id is not None:
        return query.where(Batch.product_id == wanted.product_id)
    if wanted.is_raw is None:
        return query
    return query.where(col(Batch.product_id).is_not(None))


def lots_listed(session: Session, wanted: LotsWanted, most: int) -> list[Batch]:
    """List lots, newest first; every way to ask walks an index and stops at the bound."""
    newest = col(Batch.id).desc()
    if wanted.is_raw or wanted.product_id or wanted.text or wanted.status or wanted.since:
        return list(session.exec(lots_query(wanted).order_by(newest).limit(most)))
    # Raw lots are drafts for ever: walked status by status, they are stepped over only there.
    found: list[Batch] = []
    for status in BatchStatus:
        query = lots_query(replace(wanted, status=status.value))
        found += session.exec(query.order_by(newest).limit(most))
    return sorted(found, key=lambda batch: batch.id, reverse=True)[:most]


def lots_beginning(session: Session, org_id: UUID, product_id: UUID, head: str) -> set[str]:
    """Give the lot numbers of a product that begin alike."""
    query = select(Batch.lot).where(
        Batch.org_id == org_id,
        Batch.product_id == product_id,
        col(Batch.lot) >= head,
        col(Batch.lot) < head + "\uffff",
    )
    return set(session.exec(query.limit(1_000)))


def processes_of(session: Session, batch_ids: Iterable[UUID]) -> dict[UUID, list[TraceEvent]]:
    """Give the counting events of the processes in which lots are made, oldest first."""
    lots = {process_of(batch_id): batch_id for batch_id in batch_ids}
    found: dict[UUID, list[TraceEvent]] = {}
    names = list(lots)
    for start in range(0, len(names), 200):
        chunk = names[start : start + 200]
        for event in session.exec(_PROCESSES, params={"ids": chunk}):
            found.setdefault(lots[event.transformation_id or ""], []).append(event)
    return {lot: sorted(events, key=lambda event: event.id) for lot, events in found.items()}


def makings_of(session: Session, batch_ids: Iterable[UUID]) -> dict[UUID, list[TraceEvent]]:
    """Give the counting events out of which lots came, oldest first."""
    found: dict[UUID, list[TraceEvent]] = {}
    for chunk in in_chunks(batch_ids):
        for batch_id, event in session.exec(_MAKING, params={"ids": chunk}):
            found.setdefault(batch_id, []).append(event)  # type: ignore[arg-type]
    return found


def lines_of(session: Session, event_ids: Iterable[UUID]) -> dict[UUID, list[EventLine]]:
    """Give the lines of events."""
    found: dict[UUID, list[EventLine]] = {}
    for chunk in in_chunks(event_ids):
        rows = session.exec(select(EventLine).where(col(EventLine.event_id).in_(chunk)))
        for row in rows:
            found.setdefault(row.event_id, []).append(row)
    return found


def raw_lots_at_hand(session: Session, org_id: UUID) -> dict[UUID, Batch]:
    """Give raw and bulk lots that an enterprise may still have: its newest ones, made or received.

    What lies there longer than those is found by its lot number, not in a list.
    """
    own = select(Batch).where(Batch.org_id == org_id, col(Batch.product_id).is_(None))
    rows = session.exec(own.order_by(col(Batch.id).desc()).limit(_MOST_BULK))
    found = {batch.id: batch for batch in rows}
    arrived: set[UUID] = set()
    for step in _ARRIVALS:
        events = (
            select(TraceEvent.id)
            .where(TraceEvent.org_id == org_id, TraceEvent.step == step.value)
            .order_by(col(TraceEvent.id).desc())
            .limit(_MOST_ARRIVALS)
        )
        ids = list(session.exec(events))
        for lines in lines_of(session, ids).values():
            arrived.update(line.batch_id for line in lines if line.batch_id)
    for chunk in in_chunks(arrived - set(found)):
        query = select(Batch).where(col(Batch.id).in_(chunk), col(Batch.product_id).is_(None))
        found |= {batch.id: batch for batch in session.exec(query)}
    return found


def events_naming(session: Session, batch_id: UUID, most: int) -> list[TraceEvent]:
    """Give the newest events about a lot, and the declarations of those, newest first."""
    lines = (
        select(EventLine.event_id)
        .where(EventLine.batch_id == batch_id)
        .order_by(col(EventLine.event_id).desc())
        .distinct()
        .limit(most)
    )
    ids = list(session.exec(lines))
    ids += [event.id for event in processes_of(session, [batch_id]).get(batch_id, [])]
    found: dict[UUID, TraceEvent] = {}
    for chunk in in_chunks(ids):
        for condition in (TraceEvent.id, TraceEvent.declares_id):
            rows = session.exec(select(TraceEvent).where(col(condition).in_(chunk)))
            found |= {event.id: event for event in rows}
    return sorted(found.values(), key=lambda event: event.id, reverse=True)


def newest_events(
    session: Session, org_id: UUID, step: str | None, before: UUID | None, most: int
) -> list[TraceEvent]:
    """Give an enterprise's events by their recording, newest first."""
    query = select(TraceEvent).where(TraceEvent.org_id == org_id)
    steps = [step] if step else [each.value for each in Step]
    found: list[TraceEvent] = []
    for each in steps:  # one walk along the index per step: no step makes another slow
        some = query.where(TraceEvent.step == each)
        if before is not None:
            some = some.where(col(TraceEvent.id) < before)
        found += session.exec(some.order_by(col(TraceEvent.id).desc()).limit(most)).all()
    return sorted(found, key=lambda event: event.id, reverse=True)[:most]


def receivers_of(session: Session, org_id: UUID, most: int) -> list[UUID]:
    """Give to whom an enterprise sent goods last, each once, the newest first."""
    found: dict[UUID, None] = {}
    for step in _SENDINGS:
        events = (
            select(TraceEvent.id)
            .where(TraceEvent.org_id == org_id, TraceEvent.step == step)
            .order_by(col(TraceEvent.id).desc())
            .limit(60)
        )
        ids = list(session.exec(events))
        parties = session.exec(
            select(EventParty).where(
                col(EventParty.event_id).in_(ids),
                EventParty.side == PartySide.DESTINATION.value,
                EventParty.type == PartyType.POSSESSING.value,
                col(EventParty.organization_id).is_not(None),
            )
        )
        for party in sorted(parties, key=lambda each: each.event_id, reverse=True):
            if party.organization_id is not None:
                found.setdefault(party.organization_id)
    return list(found)[:most]


def sent_to(session: Session, org_id: UUID, since: datetime, most: int) -> list[TraceEvent]:
    """Give the newest sendings to somebody since an instant, newest first."""
    to_him = (
        select(EventParty.event_id)
        .where(
            EventParty.organization_id == org_id,
            EventParty.side == PartySide.DESTINATION.value,
            EventParty.type == PartyType.POSSESSING.value,
        )
        .order_by(col(EventParty.event_id).desc())
        .limit(most)
    )
    ids = list(session.exec(to_him))
    if not ids:
        return []
    query = select(TraceEvent).where(
        col(TraceEvent.id).in_(ids),
        col(TraceEvent.step).in_(_SENDINGS),
        col(TraceEvent.recorded_at) >= since,
        counts,
    )
    return sorted(session.exec(query), key=lambda event: event.id, reverse=True)
