"""Queries and records: what canteens are told when a supplier is struck off."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.errors import NotFoundError
from traceability.storage.ids import new_id
from traceability.storage.reach import lots_bought
from traceability.storage.tables import CanteenNotice, StandingCase
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
