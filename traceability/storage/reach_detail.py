"""Which codes, lots, canteens and label jobs does a delisting reach, one by one?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from traceability.domain.kinds import OPEN_RUNS
from traceability.storage.reach import BoughtLot, lots_bought
from traceability.storage.tables import Batch, LabelJob, LabelRun

MOST_LISTED = 200


def reached_batches(session: Session, org_id: UUID) -> list[tuple[Batch, int]]:
    """Give the lots that have codes, the newest first, with how many were ordered of each."""
    batches = session.exec(
        select(Batch)
        .where(Batch.org_id == org_id, col(Batch.gtin).is_not(None))
        .order_by(col(Batch.id).desc())
        .limit(MOST_LISTED)
    ).all()
    counts = dict(
        session.exec(
            select(LabelJob.batch_id, func.sum(LabelJob.count))
            .where(col(LabelJob.batch_id).in_([batch.id for batch in batches]))
            .group_by(col(LabelJob.batch_id))
        ).all()
    )
    return [(batch, int(counts.get(batch.id, 0))) for batch in batches]


def reached_canteens(
    session: Session, org_id: UUID, now: datetime
) -> list[tuple[UUID, list[BoughtLot]]]:
    """Give what canteens bought in the last twelve months, who has most in stock first."""
    found = sorted(lots_bought(session, org_id, now).items(), key=_stock, reverse=True)
    return found[:MOST_LISTED]


def _stock(bought: tuple[UUID, list[BoughtLot]]) -> int:
    return sum(lot.mass_in_stock_g for lot in bought[1])


def open_jobs(session: Session, org_id: UUID) -> Sequence[tuple[LabelJob, str]]:
    """Give the label jobs that are not printed to their end, with the lot of each."""
    waiting = select(LabelRun.job_id).where(
        LabelRun.org_id == org_id, col(LabelRun.state).in_([state.value for state in OPEN_RUNS])
    )
    return session.exec(
        select(LabelJob, Batch.lot)
        .join(Batch, col(Batch.id) == col(LabelJob.batch_id))
        .where(col(LabelJob.id).in_(waiting))
        .order_by(col(LabelJob.id).desc())
        .limit(MOST_LISTED)
    ).all()
