"""What must be read to write the documents of many batches: everything once, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.kinds import Direction, EventType, LineRole
from traceability.storage import lineage
from traceability.storage.batches import batches_by_id, in_chunks, products_by_id
from traceability.storage.events import (
    WholeEvent,
    balances_of,
    declarations_of,
    events_of_batches,
    whole_events,
)
from traceability.storage.inspections import inspections_of, results_of
from traceability.storage.parties import organizations_by_id, sites_by_id
from traceability.storage.tables import (
    Batch,
    Inspection,
    LogEntry,
    Organization,
    Product,
    Site,
    TestResult,
    TraceEvent,
    UserAccount,
)


@dataclass
class EventIndex:
    """The events of lots, so that a page need not look at those of its sisters."""

    others: dict[UUID, list[WholeEvent]] = field(default_factory=dict)  # no productions
    made_in: dict[UUID, list[WholeEvent]] = field(default_factory=dict)  # the lot is an output
    fed_into: dict[UUID, list[WholeEvent]] = field(default_factory=dict)  # input of a process
    outputs: dict[tuple[UUID, str], set[UUID]] = field(default_factory=dict)  # of each process

    def add(self, lot: UUID, whole: WholeEvent) -> None:
        """Sort one event in."""
        event = whole.event
        if event.event_type != EventType.TRANSFORMATION:
            self.others.setdefault(lot, []).append(whole)
            return
        is_output = any(x.batch_id == lot and x.role == LineRole.OUTPUT for x in whole.lines)
        if is_output:
            self.made_in.setdefault(lot, []).append(whole)
            if event.transformation_id and not whole.is_declared_wrong:
                process = (event.org_id, event.transformation_id)
                self.outputs.setdefault(process, set()).add(lot)
        elif event.transformation_id:
            self.fed_into.setdefault(lot, []).append(whole)

    def of(self, lot: UUID, chain: Mapping[UUID, int]) -> Iterator[WholeEvent]:
        """Give the events of a lot that can be part of a chain."""
        yield from self.others.get(lot, ())
        yield from self.made_in.get(lot, ())
        for whole in self.fed_into.get(lot, ()):
            process = (whole.event.org_id, whole.event.transformation_id or "")
            if not self.outputs.get(process, set()).isdisjoint(chain):
                yield whole


@dataclass
class Sources:
    """All rows behind a set of batches."""

    batches: dict[UUID, Batch]
    products: dict[UUID, Product]
    organizations: dict[UUID, Organization]
    sites: dict[UUID, Site]
    events: dict[UUID, list[WholeEvent]]  # by lot, oldest first
    inspections: dict[UUID, list[Inspection]]
    results: dict[UUID, list[TestResult]]
    history: dict[str, list[LogEntry]]  # of batches and products, by record, oldest first
    declarations: dict[UUID, TraceEvent]  # by the event that they declare wrong
    people: dict[UUID, UUID]  # user → organisation
    made: dict[UUID, int] = field(default_factory=dict)  # how much of each page's lot exists
    parents: dict[UUID, set[UUID]] = field(default_factory=dict)

    @cached_property
    def by_lot(self) -> EventIndex:
        """Sort the events by what they are to a lot, once for all pages."""
        index = EventIndex()
        for lot, wholes in self.events.items():
            for whole in wholes:
                index.add(lot, whole)
        return index

    @cached_property
    def correctives(self) -> set[str]:
        """Name the events that replace a wrong one."""
        return {name for found in self.declarations.values() for name in found.corrective_ids}

    def chain_of(self, batch_id: UUID) -> dict[UUID, int]:
        """Give the lot and all that it was made from, with the distance."""
        depth = {batch_id: 0}
        frontier = [batch_id]
        while frontier:
            found = []
            for lot in frontier:
                for parent in sorted(self.parents.get(lot, ())):
                    if parent not in depth:
                        depth[parent] = depth[lot] + 1
                        found.append(parent)
            frontier = found
        return depth

    def author_name(self, user_id: UUID | None) -> str:
        """Name the organisation for which a user spoke; people are not named."""
        organization = self.organizations.get(self.people.get(user_id or UUID(int=0), UUID(int=0)))
        return organization.name if organization else ""


def read_sources(session: Session, batch_ids: Iterable[UUID]) -> Sources:
    """Read all that stands behind batches."""
    wanted = list(batch_ids)
    depth, links = lineage.trace(session, wanted, Direction.BACK)
    parents: dict[UUID, set[UUID]] = {}
    for parent, child in links:
        parents.setdefault(child, set()).add(parent)
    batches = batches_by_id(session, depth)
    products = products_by_id(session, (batch.product_id for batch in batches.values()))
    plain_events = events_of_batches(session, depth, only_counting=False)
    unique = {event.id: event for events in plain_events.values() for event in events}
    wholes = {w.event.id: w for w in whole_events(session, list(unique.values()))}
    declarations = {
        declared.declares_id: declared
        for declared in declarations_of(session, unique)
        if declared.declares_id is not None
    }
    inspections = inspections_of(session, depth)
    reports = [report.id for found in inspections.values() for report in found]
    events = {lot: [wholes[e.id] for e in found] for lot, found in plain_events.items()}
    history = _history(session, [*wanted, *products])
    people = _people(session, history, batches.values(), declarations.values())
    return Sources(
        batches=batches,
        products=products,
        organizations=organizations_by_id(
            session, _organizations(batches, wholes, inspections, people)
        ),
        sites=sites_by_id(session, _sites(wholes.values())),
        events=events,
        inspections=inspections,
        results=results_of(session, reports),
        history=history,
        declarations=declarations,
        people=people,
        made={lot: balance.made for lot, balance in balances_of(session, wanted).items()},
        parents=parents,
    )


def _history(session: Session, ids: Iterable[UUID]) -> dict[str, list[LogEntry]]:
    found: dict[str, list[LogEntry]] = {}
    for chunk in in_chunks(ids):
        rows = session.exec(
            select(LogEntry)
            .where(
                col(LogEntry.kind).in_(("batch", "product")),
                col(LogEntry.record_id).in_([str(record_id) for record_id in chunk]),
            )
            .order_by(col(LogEntry.record_id), col(LogEntry.revision))
        )
        for row in rows:
            found.setdefault(row.record_id, []).append(row)
    return found


def _people(
    session: Session,
    history: dict[str, list[LogEntry]],
    batches: Iterable[Batch],
    declarations: Iterable[TraceEvent],
) -> dict[UUID, UUID]:
    users = {entry.author_user_id for entries in history.values() for entry in entries}
    users |= {batch.status_by for batch in batches}
    users |= {declaration.recorded_by for declaration in declarations}
    found: dict[UUID, UUID] = {}
    for chunk in in_chunks(user for user in users if user is not None):
        rows = session.exec(
            select(UserAccount.id, UserAccount.org_id).where(col(UserAccount.id).in_(chunk))
        )
        found |= dict(rows.all())
    return found


def _organizations(
    batches: dict[UUID, Batch],
    wholes: dict[UUID, WholeEvent],
    inspections: dict[UUID, list[Inspection]],
    people: dict[UUID, UUID],
) -> set[UUID]:
    ids = {batch.org_id for batch in batches.values()} | set(people.values())
    ids |= {report.org_id for reports in inspections.values() for report in reports}
    for whole in wholes.values():
        ids.add(whole.event.org_id)
        ids |= {p.organization_id for p in whole.parties if p.organization_id is not None}
    return ids


def _sites(wholes: Iterable[WholeEvent]) -> set[UUID]:
    ids: set[UUID] = set()
    for whole in wholes:
        sites = (whole.event.read_point_id, whole.event.biz_location_id)
        ids |= {site_id for site_id in sites if site_id is not None}
        ids |= {party.site_id for party in whole.parties if party.site_id is not None}
    return ids
