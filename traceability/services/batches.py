"""Stories: a batch is registered, looked up, weighed up and traced."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.drafts import BatchDraft
from traceability.domain.kinds import BatchStatus, Direction, Unit
from traceability.schemas.batches import (
    BalancePublic,
    BatchCreate,
    BatchPage,
    BatchPublic,
    Holding,
    LineageLink,
    LineageNode,
    LineagePublic,
)
from traceability.storage import lineage
from traceability.storage.batch_recording import draw_batches
from traceability.storage.batches import batches_by_id
from traceability.storage.events import balances_of
from traceability.storage.paging import page_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Batch
from traceability.storage.visibility import get_visible_batch, visible_batches
from traceability.storage.work import Work


def register_batch(work: Work, entered: BatchCreate) -> BatchPublic:
    """Register a lot of the caller's enterprise as a draft."""
    return register_batches(work, [entered])[0]


def register_batches(work: Work, entered: Sequence[BatchCreate]) -> list[BatchPublic]:
    """Register lots of the caller's enterprise: all of the list, or none."""
    work.actor.require(Action.WRITE_BATCHES)
    drawn = draw_batches(work, [BatchDraft(**each.model_dump()) for each in entered])
    batches = [each.get() for each in drawn]
    for batch in batches:
        work.add(batch)
    return [BatchPublic.model_validate(batch) for batch in batches]


def read_batch(work: Work, batch_id: UUID) -> BatchPublic:
    """Give one batch."""
    return BatchPublic.model_validate(get_visible_batch(work, batch_id))


def list_batches(
    work: Work,
    status: BatchStatus | None,
    lot: str | None,
    gtin: str | None,
    after: str | None,
    limit: int,
) -> BatchPage:
    """List the batches that the caller may see, oldest first."""
    work.actor.require(Action.READ_BATCHES)
    query = visible_batches(work)
    for column, wanted in ((Batch.status, status), (Batch.lot, lot), (Batch.gtin, gtin)):
        if wanted is not None:
            query = query.where(col(column) == str(wanted))
    rows, following = page_of(work.session, query, col(Batch.id), after, limit)
    return BatchPage(items=[BatchPublic.model_validate(row) for row in rows], next=following)


def read_balance(work: Work, batch_id: UUID) -> BalancePublic:
    """Give the mass balance of a lot; others than owner and authority see their own part."""
    batch = get_visible_batch(work, batch_id)
    lot = balances_of(work.session, [batch_id])[batch_id]
    return BalancePublic(
        batch_id=batch_id,
        unit=Unit(batch.unit),
        made=lot.made,
        used=lot.used,
        stock=_holdings(work, batch, lot.stock),
        on_the_way=_holdings(work, batch, lot.on_way),
    )


def _holdings(work: Work, batch: Batch, piles: dict[object, int]) -> list[Holding]:
    sees_all = work.actor.is_authority or work.actor.owns(batch.org_id)
    return [
        Holding(organization_id=holder, amount=amount)
        for holder, amount in piles.items()
        if amount and (sees_all or holder == work.actor.org_id)
    ]


def read_lineage(work: Work, batch_id: UUID, direction: Direction) -> LineagePublic:
    """Give all that a lot came from, or all that it went into.

    Forward, an enterprise sees that its lot went on, but not into whose hands.
    """
    get_visible_batch(work, batch_id)
    depth, links = lineage.trace(work.session, [batch_id], direction)
    batches = batches_by_id(work.session, depth)
    owners = organizations_by_id(work.session, (batch.org_id for batch in batches.values()))
    sees_all = work.actor.is_authority or direction is Direction.BACK
    nodes = []
    for lot_id, level in sorted(depth.items(), key=lambda item: (item[1], item[0])):
        batch = batches[lot_id]
        is_shown = sees_all or work.actor.owns(batch.org_id)
        nodes.append(
            LineageNode(
                id=lot_id,
                lot=batch.lot,
                name=batch.name,
                material=batch.material,
                org_id=batch.org_id if is_shown else None,
                org_name=owners[batch.org_id].name if is_shown else "",
                status=BatchStatus(batch.status),
                depth=level,
            )
        )
    return LineagePublic(
        batch_id=batch_id,
        direction=direction,
        nodes=nodes,
        links=[LineageLink(parent_id=parent, child_id=child) for parent, child in links],
    )
