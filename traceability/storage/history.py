"""What was recorded about a lot, who said so, and when: everything, also what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.kinds import LineRole, PartySide, PartyType
from traceability.domain.steps import STEPS, Step
from traceability.storage.batches import IDS, batches_by_id, in_chunks
from traceability.storage.events import WholeEvent, whole_events
from traceability.storage.parties import organizations_by_id, sites_by_id
from traceability.storage.tables import TraceEvent, UserAccount
from traceability.storage.work import Work

UNDONE_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class HandledLine:
    """A lot that an event was about."""

    role: LineRole
    batch_id: UUID
    lot: str
    name: str
    amount: int | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as a list shows it."""

    id: UUID
    what: str
    happened_at: datetime
    recorded_at: datetime
    late_seconds: int
    org_name: str
    who: str
    place: str
    to: str
    note: str
    handled: list[HandledLine] = field(default_factory=list)
    is_declaration: bool = False
    is_declared_wrong: bool = False
    can_be_undone: bool = False


def tell_events(work: Work, events: Sequence[TraceEvent]) -> list[ToldEvent]:
    """Tell events with the names of places, lots and people; people of others stay unnamed."""
    session = work.session
    wholes = whole_events(session, events)
    lots = batches_by_id(
        session, (line.batch_id for w in wholes for line in w.lines if line.batch_id)
    )
    names = {o: row.name for o, row in organizations_by_id(session, _organizations(wholes)).items()}
    sites = {s: row.name for s, row in sites_by_id(session, _sites(wholes)).items()}
    people = people_of(
        session, {w.event.recorded_by for w in wholes if work.actor.owns(w.event.org_id)}
    )
    return [
        ToldEvent(
            id=whole.event.id,
            what=whole.event.step,
            happened_at=whole.event.event_time,
            recorded_at=whole.event.recorded_at,
            late_seconds=_late(whole.event),
            org_name=names[whole.event.org_id],
            who=people.get(whole.event.recorded_by, ""),
            place=sites.get(whole.event.read_point_id or UUID(int=0), ""),
            to=_receiver(whole, names),
            note=whole.event.error_note or "",
            handled=[
                HandledLine(
                    LineRole(line.role),
                    line.batch_id,
                    lots[line.batch_id].lot,
                    lots[line.batch_id].name,
                    line.amount,
                    line.unit,
                )
                for line in whole.lines
                if line.batch_id in lots
            ],
            is_declaration=whole.event.declared_at is not None,
            is_declared_wrong=whole.is_declared_wrong and whole.event.declared_at is None,
            can_be_undone=_can_be_undone(work, whole),
        )
        for whole in wholes
    ]


def people_of(session: Session, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the names of people."""
    found: dict[UUID, str] = {}
    query = select(UserAccount).where(col(UserAccount.id).in_(IDS))
    for chunk in in_chunks(user_ids):
        found |= {row.id: row.display_name for row in session.exec(query, params={"ids": chunk})}
    return found


def _late(event: TraceEvent) -> int:
    return max(0, int((event.recorded_at - event.event_time).total_seconds()))


def _can_be_undone(work: Work, whole: WholeEvent) -> bool:
    event = whole.event
    return (
        work.actor.owns(event.org_id)
        and event.declared_at is None
        and not whole.is_declared_wrong
        and not STEPS[Step(event.step)].by_use_case
        and work.now - event.recorded_at <= UNDONE_WITHIN
    )


def _organizations(wholes: Sequence[WholeEvent]) -> set[UUID]:
    said = {whole.event.org_id for whole in wholes}
    return said | {p.organization_id for w in wholes for p in w.parties if p.organization_id}


def _sites(wholes: Sequence[WholeEvent]) -> set[UUID]:
    return {whole.event.read_point_id for whole in wholes if whole.event.read_point_id}


def _receiver(whole: WholeEvent, names: dict[UUID, str]) -> str:
    for party in whole.parties:
        if party.side == PartySide.DESTINATION and party.type == PartyType.POSSESSING:
            return names.get(party.organization_id or UUID(int=0), party.name or "")
    return ""
