"""Story: the authority follows a recall forward, to every canteen and its answer."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import BatchStatus, Direction
from traceability.schemas.batches import BatchPublic
from traceability.schemas.recalls import (
    ReachedCanteen,
    ReachedLot,
    RecallFile,
    RecallLine,
    RecallPage,
    RecallQuery,
)
from traceability.schemas.types import Reference
from traceability.storage import lineage
from traceability.storage.batches import batches_by_id, get_batch
from traceability.storage.events import balances_of
from traceability.storage.paging import Slice, count_up_to, sorted_page
from traceability.storage.parties import organizations_by_id
from traceability.storage.recalls import notices_of, recalled_batches, taken_in
from traceability.storage.tables import Batch, CanteenNotice
from traceability.storage.work import Work


def list_recalls(work: Work, wanted: RecallQuery) -> RecallPage:
    """List recalled lots, the newest first, with how many canteens answered."""
    work.actor.require(Action.READ_CITY)
    part = Slice(after=wanted.cursor, limit=wanted.limit, is_descending=True)
    key = col(Batch.id)
    rows, following = sorted_page(work.session, recalled_batches(wanted.q), key, key, part)
    firms = organizations_by_id(work.session, (row.org_id for row in rows))
    told: dict[UUID, list[CanteenNotice]] = {}
    for notice in notices_of(work.session, (row.id for row in rows)):
        if notice.batch_id is not None:
            told.setdefault(notice.batch_id, []).append(notice)
    items = [
        RecallLine(
            batch_id=row.id,
            lot=row.lot,
            name=row.name,
            enterprise=Reference(id=row.org_id, name=firms[row.org_id].name),
            recalled_at=row.status_at,
            reason=row.status_reason,
            number=row.status_number,
            told=len(told.get(row.id, [])),
            answered=sum(each.acknowledged_at is not None for each in told.get(row.id, [])),
        )
        for row in rows
    ]
    return RecallPage(items=items, next=following)


def count_recalls(work: Work, wanted: RecallQuery) -> int:
    """Count the recalled lots that match."""
    work.actor.require(Action.READ_CITY)
    return count_up_to(work.session, recalled_batches(wanted.q))


def read_recall(work: Work, batch_id: UUID) -> RecallFile:
    """Give a recall with every lot made of it, and what each canteen took, has, and says."""
    work.actor.require(Action.READ_CITY)
    batch = get_batch(work.session, batch_id)
    if batch.status != BatchStatus.RECALLED:
        raise NotFoundError("batch.not_found", id=batch_id)
    depth, _ = lineage.trace(work.session, [batch_id], Direction.FORWARD)
    depth[batch_id] = 0
    lots = batches_by_id(work.session, depth)
    firms = organizations_by_id(work.session, (lot.org_id for lot in lots.values()))
    names = {org_id: Reference(id=org_id, name=firm.name) for org_id, firm in firms.items()}
    return RecallFile(
        batch=BatchPublic.model_validate(batch),
        enterprise=names[batch.org_id],
        reason=batch.status_reason,
        number=batch.status_number,
        recalled_at=batch.status_at,
        lots=[
            ReachedLot(
                batch_id=lot_id,
                depth=depth[lot_id],
                lot=lots[lot_id].lot,
                name=lots[lot_id].name,
                enterprise=names[lots[lot_id].org_id],
                quantity=lots[lot_id].quantity,
                unit=lots[lot_id].unit,
                status=lots[lot_id].status,
            )
            for lot_id in sorted(depth, key=lambda each: (depth[each], lots[each].lot))
        ],
        canteens=_canteens(work, lots),
    )


def _canteens(work: Work, lots: dict[UUID, Batch]) -> list[ReachedCanteen]:
    taken = taken_in(work.session, lots)
    balances = balances_of(work.session, {each.batch_id for each in taken})
    canteens = organizations_by_id(work.session, (each.canteen_id for each in taken))
    notices = {(each.org_id, each.batch_id): each for each in notices_of(work.session, lots)}
    shown = []
    for each in taken:
        notice = notices.get((each.canteen_id, each.batch_id))
        canteen, lot = canteens[each.canteen_id], lots[each.batch_id]
        shown.append(
            ReachedCanteen(
                canteen=Reference(id=canteen.id, name=canteen.name),
                district=canteen.district,
                batch_id=lot.id,
                lot=lot.lot,
                bought=each.amount,
                in_stock=max(balances[lot.id].stock.get(canteen.id, 0), 0),
                unit=lot.unit,
                last_delivery_at=each.last_at,
                told_at=notice.recorded_at if notice else None,
                answered_at=notice.acknowledged_at if notice else None,
                action=notice.action if notice else None,
                said=notice.said if notice else None,
            )
        )
    # Who has stock and is silent stands on top.
    return sorted(shown, key=lambda each: (each.answered_at is not None, -each.in_stock))
