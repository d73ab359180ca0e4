"""Stories: which lots come from the same raw lots as this one, and hold them with one order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, NotFoundError
from traceability.domain.kinds import STOPPED, BatchStatus, Direction
from traceability.domain.lineage import walk
from traceability.schemas.inspections import (
    RelativePublic,
    RelativesHeld,
    RelativesHoldCreate,
    RelativesPublic,
)
from traceability.storage import lineage
from traceability.storage.batches import batches_by_id, lock_batches
from traceability.storage.parties import organizations_by_id
from traceability.storage.stopping import stop_batches
from traceability.storage.tables import Batch
from traceability.storage.visibility import get_visible_batch
from traceability.storage.work import Work


def list_relatives(work: Work, batch_id: UUID) -> RelativesPublic:
    """List every lot that shares a raw lot with a batch, and those raw lots themselves.

    An enterprise sees those of its own; whoever supervises or tests sees all.
    """
    batch = get_visible_batch(work, batch_id)
    shared = _shared_roots(work, batch_id)
    lots = batches_by_id(work.session, {*shared, *(r for roots in shared.values() for r in roots)})
    shown = [lots[lot] for lot in shared if _may_see(work, lots[lot])]
    names = organizations_by_id(work.session, {lot.org_id for lot in shown})
    return RelativesPublic(
        batch_id=batch.id,
        items=[
            RelativePublic(
                batch_id=lot.id,
                lot=lot.lot,
                name=lot.name,
                org_id=lot.org_id,
                org_name=names[lot.org_id].name,
                status=BatchStatus(lot.status),
                is_raw=lot.product_id is None,
                shared=sorted(lots[root].lot for root in shared[lot.id]),
            )
            for lot in sorted(shown, key=lambda lot: (lot.product_id is None, lot.lot))
        ],
    )


def _may_see(work: Work, lot: Batch) -> bool:
    return work.actor.is_authority or work.actor.owns(lot.org_id)


def _shared_roots(work: Work, batch_id: UUID) -> dict[UUID, set[UUID]]:
    """Give each relative with the raw lots that both come from; the batch itself is left out."""
    chain, links = lineage.trace(work.session, [batch_id], Direction.BACK)
    children = {child for _, child in links}
    roots = [lot for lot in chain if lot not in children]
    _, downward = lineage.trace(work.session, roots, Direction.FORWARD)
    made_of: dict[UUID, list[UUID]] = {}
    for parent, child in downward:
        made_of.setdefault(parent, []).append(child)
    shared: dict[UUID, set[UUID]] = {}
    for root in roots:
        for lot in walk([root], lambda lots: _children(lots, made_of))[0]:
            shared.setdefault(lot, set()).add(root)
    shared.pop(batch_id, None)
    return shared


def _children(
    lots: Iterable[UUID], made_of: Mapping[UUID, Iterable[UUID]]
) -> Iterator[tuple[UUID, UUID]]:
    return ((lot, child) for lot in lots for child in made_of.get(lot, ()))


def hold_relatives(work: Work, batch_id: UUID, order: RelativesHoldCreate) -> RelativesHeld:
    """Hold relatives of a batch, all or those that are named; an enterprise holds its own."""
    work.actor.require(Action.STOP_BATCHES)
    get_visible_batch(work, batch_id)
    relatives = _shared_roots(work, batch_id)
    wanted = set(relatives if order.batch_ids is None else order.batch_ids)
    for stranger in wanted - set(relatives):
        raise NotFoundError("relatives.not_related", field="batch_ids", id=stranger)
    lots = lock_batches(work.session, wanted) if wanted else {}
    mine = {lot.id: lot for lot in lots.values() if _may_see(work, lot)}
    if order.batch_ids is not None and len(mine) < len(wanted):
        raise ForbiddenError("batch.not_yours", field="batch_ids")
    free = [lot for lot in mine.values() if lot.status not in STOPPED]
    if free:
        stop_batches(work, free, BatchStatus.HELD, order.reason)
    return RelativesHeld(held=[lot.id for lot in free])
