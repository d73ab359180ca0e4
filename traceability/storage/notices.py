"""Queries and records: what canteens are told when a supplier is struck off or a lot recalled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.errors import NotFoundError
from traceability.storage.ids import new_id
from traceability.storage.reach import BoughtLot, lots_bought
from traceability.storage.tables import Batch, CanteenNotice, StandingCase
from traceability.storage.work import Work


def write_notices(work: Work, case: StandingCase) -> int:
    """Tell every canteen that bought in the last twelve months; give how many were told."""
    bought = lots_bought(work.session, case.org_id, work.now)
    for canteen, lots in bought.items():
        notice = CanteenNotice(
            id=new_id(),
            recorded_at=work.now,
            org_id=canteen,
            case_id=case.id,
            enterprise_id=case.org_id,
            lots=[lot.as_json() for lot in lots],
            mass_in_stock_g=sum(lot.mass_in_stock_g for lot in lots),
        )
        work.add(notice)
    return len(bought)


def write_recall_notices(work: Work, batches: Sequence[Batch]) -> int:
    """Tell every canteen that bought a recalled lot in the last twelve months.

    A canteen that was told already and has not answered is not told again.
    """
    told = 0
    for org_id in sorted({batch.org_id for batch in batches}):
        recalled = {batch.id for batch in batches if batch.org_id == org_id}
        waiting = _unanswered(work, recalled)
        for canteen, lots in lots_bought(work.session, org_id, work.now).items():
            for lot in lots:
                if lot.batch.id in recalled and (canteen, lot.batch.id) not in waiting:
                    _tell(work, canteen, lot)
                    told += 1
    return told


def _unanswered(work: Work, batch_ids: Iterable[UUID]) -> set[tuple[UUID, UUID | None]]:
    rows = work.session.exec(
        select(CanteenNotice.org_id, CanteenNotice.batch_id).where(
            col(CanteenNotice.batch_id).in_(list(batch_ids)),
            col(CanteenNotice.acknowledged_at).is_(None),
        )
    )
    return set(rows)


def _tell(work: Work, canteen: UUID, lot: BoughtLot) -> None:
    work.add(
        CanteenNotice(
            id=new_id(),
            recorded_at=work.now,
            org_id=canteen,
            batch_id=lot.batch.id,
            enterprise_id=lot.batch.org_id,
            lots=[lot.as_json()],
            mass_in_stock_g=lot.mass_in_stock_g,
        )
    )


def visible_notices(work: Work) -> SelectOfScalar[CanteenNotice]:
    """Select the notices that the actor may see: a canteen its own, the authority all."""
    query = select(CanteenNotice)
    if work.actor.is_authority:
        return query
    return query.where(CanteenNotice.org_id == work.actor.org_id)


def lock_notice(work: Work, notice_id: UUID) -> CanteenNotice:
    """Give a notice that the actor may see, locked."""
    query = visible_notices(work).where(CanteenNotice.id == notice_id).with_for_update()
    found = work.session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError("notice.not_found", id=notice_id)
    return found
