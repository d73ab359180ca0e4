"""Queries: reports and their results."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.storage.batches import IDS, in_chunks
from traceability.storage.tables import Inspection, TestResult

_BY_BATCH = (
    select(Inspection)
    .where(col(Inspection.batch_id).in_(IDS))
    .order_by(col(Inspection.reported_on), col(Inspection.id))
)
_RESULTS = (
    select(TestResult)
    .where(col(TestResult.inspection_id).in_(IDS))
    .order_by(col(TestResult.inspection_id), col(TestResult.line))
)


def inspections_of(session: Session, batch_ids: Iterable[UUID]) -> dict[UUID, list[Inspection]]:
    """Give all reports on lots, oldest first."""
    found: dict[UUID, list[Inspection]] = {}
    for chunk in in_chunks(batch_ids):
        rows = session.exec(_BY_BATCH, params={"ids": chunk})
        for row in rows:
            found.setdefault(row.batch_id, []).append(row)
    return found


def counting_inspections(
    session: Session, batch_ids: Iterable[UUID]
) -> dict[UUID, list[Inspection]]:
    """Give the reports on lots that no later report replaces."""
    return {
        batch_id: [r for r in reports if r.id not in {later.replaces_id for later in reports}]
        for batch_id, reports in inspections_of(session, batch_ids).items()
    }


def results_of(session: Session, inspection_ids: Iterable[UUID]) -> dict[UUID, list[TestResult]]:
    """Give the results of reports, in their order."""
    found: dict[UUID, list[TestResult]] = {}
    for chunk in in_chunks(inspection_ids):
        rows = session.exec(_RESULTS, params={"ids": chunk})
        for row in rows:
            found.setdefault(row.inspection_id, []).append(row)
    return found
