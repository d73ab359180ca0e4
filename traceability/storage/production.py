"""Does a production balance, and does it keep the lineage free of circles?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from traceability.domain.balance import check_transformation
from traceability.domain.drafts import EventDraft
from traceability.domain.errors import RuleError
from traceability.domain.kinds import Direction, LineRole
from traceability.domain.lineage import check_acyclic
from traceability.domain.quantities import mass_mg
from traceability.storage import events as queries
from traceability.storage import lineage
from traceability.storage.batches import lock_batches, pack_facts, products_by_id
from traceability.storage.event_facts import Facts
from traceability.storage.tables import Batch
from traceability.storage.work import Work

Pair = tuple[UUID, UUID]
_IN, _OUT = LineRole.INPUT, LineRole.OUTPUT


def check_mass(work: Work, draft: EventDraft, facts: Facts) -> set[Pair]:
    """Check the mass of a production; give its pairs (parent lot, child lot)."""
    mass = {_IN: 0, _OUT: 0}
    for line in draft.batch_lines():
        mass[line.role] += mass_mg(line.amount or 0, facts.packs[line.batch_id])  # type: ignore[index]
    pairs = _pairs(_lots(draft, _IN), _lots(draft, _OUT))
    if draft.transformation_id is None:
        check_transformation(mass[_IN], mass[_OUT], draft.loss_mg, is_open=False)
        return pairs
    return pairs | _check_process(work, draft, facts, mass)


def _check_process(
    work: Work, draft: EventDraft, facts: Facts, mass: dict[LineRole, int]
) -> set[Pair]:
    """Check a process of several events as a whole; give the pairs with its earlier events.

    All inputs of all events with one transformationID may be in all their outputs (EPCIS 2.0).
    In a correction the process is checked at its end: one replacement may need the other.
    """
    process = _read_process(work, work.actor.org_id, draft.transformation_id or "")
    if process.is_closed and not draft.is_replacement:
        raise RuleError("process.closed", field="transformation_id", id=draft.transformation_id)
    if not draft.is_replacement:
        check_transformation(
            mass[_IN] + process.mass[_IN],
            mass[_OUT] + process.mass[_OUT],
            (draft.loss_mg or 0) + process.loss_mg,
            is_open=not draft.closes_process,
        )
    facts.batches.update(process.batches)
    lots = process.lots
    return _pairs(lots[_IN], _lots(draft, _OUT)) | _pairs(_lots(draft, _IN), lots[_OUT])


@dataclass
class _Process:
    """What the counting events of one process add up to; masses are in milligrams."""

    mass: dict[LineRole, int]
    lots: dict[LineRole, list[UUID]]
    loss_mg: int
    is_closed: bool
    batches: dict[UUID, Batch]


def _read_process(work: Work, org_id: UUID, transformation_id: str) -> _Process:
    # Two events of one process may share no lot, so that the locks of lots do not part them.
    lineage.lock_lineage(work.session)
    lines = queries.process_lines(work.session, org_id, transformation_id)
    batches = lock_batches(work.session, (line.batch_id for _, line in lines if line.batch_id))
    products = products_by_id(work.session, (b.product_id for b in batches.values()))
    mass = {_IN: 0, _OUT: 0}
    lots: dict[LineRole, list[UUID]] = {_IN: [], _OUT: []}
    for _, line in lines:
        batch = batches[line.batch_id]  # type: ignore[index]
        pack = pack_facts(batch, products.get(batch.product_id))  # type: ignore[arg-type]
        mass[LineRole(line.role)] += mass_mg(line.amount or 0, pack)
        lots[LineRole(line.role)].append(batch.id)
    attributes = {event.id: event.attributes for event, _ in lines}.values()
    return _Process(
        mass=mass,
        lots=lots,
        loss_mg=sum(said.get("loss_g", 0) for said in attributes) * 1_000,
        is_closed=any(said.get("closes_process") for said in attributes),
        batches=batches,
    )


def check_process(work: Work, org_id: UUID, transformation_id: str) -> None:
    """Refuse a process that no longer balances after a correction; mark its lots as touched."""
    process = _read_process(work, org_id, transformation_id)
    check_transformation(
        process.mass[_IN], process.mass[_OUT], process.loss_mg, is_open=not process.is_closed
    )
    work.touch(*process.batches)


def closes_no_circle(work: Work, pairs: set[Pair]) -> bool:
    """Tell whether the pairs cannot close a circle: a lot that went nowhere yet cannot."""
    children = {child for _, child in pairs}
    if children & {parent for parent, _ in pairs}:  # in and out of one process
        return False
    return not lineage.parents_among(work.session, children)


def check_circles(work: Work, pairs: set[Pair]) -> None:
    """Refuse pairs whose parent comes out of their child, one check at a time."""
    lineage.lock_lineage(work.session)
    children = {child for _, child in pairs}
    descendants, _ = lineage.trace(work.session, children, Direction.FORWARD)
    check_acyclic({parent for parent, _ in pairs}, descendants)


def relink_process(work: Work, org_id: UUID, transformation_id: str) -> None:
    """Derive the links of a process again from those of its events that still count."""
    lines = queries.process_lines(work.session, org_id, transformation_id)
    lineage.drop_links(work.session, (event.id for event, _ in lines))
    inputs = [line for _, line in lines if line.role == _IN]
    outputs = [line for _, line in lines if line.role == _OUT]
    rows = {
        (parent.batch_id, child.batch_id): {
            "parent_id": parent.batch_id,
            "child_id": child.batch_id,
            "event_id": child.event_id,
            "parent_org_id": parent.batch_org_id,
            "child_org_id": child.batch_org_id,
        }
        for parent in inputs
        for child in outputs
    }
    lineage.add_links(work.session, list(rows.values()))


def link_rows(pairs: set[Pair], event_id: UUID, facts: Facts) -> list[dict[str, UUID]]:
    """Build the rows of the lineage index."""
    return [
        {
            "parent_id": parent,
            "child_id": child,
            "event_id": event_id,
            "parent_org_id": facts.batches[parent].org_id,
            "child_org_id": facts.batches[child].org_id,
        }
        for parent, child in sorted(pairs)
    ]


def _lots(draft: EventDraft, role: LineRole) -> list[UUID]:
    return [line.batch_id for line in draft.batch_lines(role) if line.batch_id is not None]


def _pairs(parents: Iterable[UUID], children: Iterable[UUID]) -> set[Pair]:
    kids = list(children)
    return {(parent, child) for parent in parents for child in kids}
