"""Queries: the links between lots, level by level, and the lock that keeps them free of cycles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from traceability.domain.kinds import Direction
from traceability.domain.lineage import walk
from traceability.storage.batches import IDS, in_chunks
from traceability.storage.log_specs import table_of
from traceability.storage.tables import BatchLink, RegisterGuard

LINEAGE_GUARD = "lineage"
_STEPS = {
    Direction.BACK: select(BatchLink.child_id, BatchLink.parent_id)
    .where(col(BatchLink.child_id).in_(IDS))
    .distinct(),
    Direction.FORWARD: select(BatchLink.parent_id, BatchLink.child_id)
    .where(col(BatchLink.parent_id).in_(IDS))
    .distinct(),
}
_PARENTS = select(BatchLink.parent_id).where(col(BatchLink.parent_id).in_(IDS)).distinct()


def _neighbours(
    session: Session, direction: Direction
) -> Callable[[Sequence[UUID]], Iterable[tuple[UUID, UUID]]]:
    def step(lots: Sequence[UUID]) -> Iterable[tuple[UUID, UUID]]:
        for chunk in in_chunks(lots):
            yield from session.exec(_STEPS[direction], params={"ids": chunk})

    return step


def trace(
    session: Session, start: Iterable[UUID], direction: Direction
) -> tuple[dict[UUID, int], list[tuple[UUID, UUID]]]:
    """Give every lot that is reached with its distance, and the links as (parent, child)."""
    depth, links = walk(start, _neighbours(session, direction))
    if direction is Direction.BACK:
        links = [(far, near) for near, far in links]
    return depth, links


def parents_among(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Give those lots that went into another lot already."""
    found: set[UUID] = set()
    for chunk in in_chunks(ids):
        found.update(session.exec(_PARENTS, params={"ids": chunk}))
    return found


def lock_lineage(session: Session) -> None:
    """Let only one check for cycles run in the register at a time.

    Needed when a lot gets more input after it was used itself: two such productions could each
    miss the other's link. All others are kept apart by the locks of their batches.
    """
    session.exec(
        select(RegisterGuard).where(RegisterGuard.name == LINEAGE_GUARD).with_for_update()
    ).first()


def add_links(session: Session, links: Sequence[Mapping[str, UUID | None]]) -> None:
    """Add links of the index."""
    if links:
        session.execute(insert(table_of(BatchLink)), [dict(link) for link in links])


def drop_links(session: Session, event_ids: Iterable[UUID]) -> None:
    """Drop what the index says of events; it is derived again from those that still count."""
    for chunk in in_chunks(event_ids):
        session.execute(delete(BatchLink).where(col(BatchLink.event_id).in_(chunk)))
