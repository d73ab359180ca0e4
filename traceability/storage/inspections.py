"""Queries: reports and their results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.civil import civil_date
from traceability.domain.inspections import ContestFacts, last_day_to_contest
from traceability.domain.kinds import ReportState, ResultVerdict
from traceability.storage.batches import IDS, in_chunks
from traceability.storage.tables import CertificateFile, Inspection, RetestRequest, TestResult

_BY_BATCH = (
    select(Inspection)
    .where(col(Inspection.batch_id).in_(IDS), col(Inspection.state) == ReportState.SIGNED.value)
    .order_by(col(Inspection.reported_on), col(Inspection.id))
)
_RESULTS = (
    select(TestResult)
    .where(col(TestResult.inspection_id).in_(IDS))
    .order_by(col(TestResult.inspection_id), col(TestResult.line))
)


def inspections_of(session: Session, batch_ids: Iterable[UUID]) -> dict[UUID, list[Inspection]]:
    """Give all signed reports on lots, oldest first; an unsigned one counts nowhere."""
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
    found = inspections_of(session, batch_ids)
    return {batch_id: still_counting(reports) for batch_id, reports in found.items()}


def still_counting(reports: Sequence[Inspection]) -> list[Inspection]:
    """Leave out of a lot's signed reports those that a later one replaces."""
    replaced = {later.replaces_id for later in reports}
    return [report for report in reports if report.id not in replaced]


def results_of(
    session: Session, inspection_ids: Iterable[UUID], verdict: ResultVerdict | None = None
) -> dict[UUID, list[TestResult]]:
    """Give the results of reports, in their order: all, or those of a verdict."""
    query = _RESULTS if verdict is None else _RESULTS.where(TestResult.verdict == verdict.value)
    found: dict[UUID, list[TestResult]] = {}
    for chunk in in_chunks(inspection_ids):
        rows = session.exec(query, params={"ids": chunk})
        for row in rows:
            found.setdefault(row.inspection_id, []).append(row)
    return found


def replacing(session: Session, inspection_ids: Iterable[UUID]) -> dict[UUID, Inspection]:
    """Give the signed report that replaces each of some reports, if one does."""
    rows = session.exec(
        select(Inspection).where(
            col(Inspection.replaces_id).in_(list(inspection_ids)),
            col(Inspection.state) == ReportState.SIGNED.value,
        )
    )
    return {row.replaces_id: row for row in rows if row.replaces_id is not None}


def find_retest(session: Session, inspection_id: UUID) -> RetestRequest | None:
    """Give the request for a re-test of a report, if there is one."""
    return session.exec(
        select(RetestRequest).where(RetestRequest.inspection_id == inspection_id)
    ).first()


def contest_facts(
    session: Session, report: Inspection, today: date, is_working_day: Callable[[date], bool]
) -> ContestFacts:
    """Give what a request for a re-test of a report rests on."""
    signed_on = civil_date(report.signed_at) if report.signed_at else report.reported_on
    return ContestFacts(
        state=ReportState(report.state),
        safety=ResultVerdict(report.safety_verdict),
        is_by_agency=report.org_id != report.batch_org_id,
        is_replaced=bool(replacing(session, [report.id])),
        is_contested=find_retest(session, report.id) is not None,
        last_day=last_day_to_contest(signed_on, is_working_day),
        today=today,
    )


def find_certificate(session: Session, org_id: UUID, sha256: str) -> CertificateFile | None:
    """Give a certificate that an organisation uploaded, if it did."""
    return session.exec(
        select(CertificateFile).where(
            CertificateFile.org_id == org_id, CertificateFile.sha256 == sha256
        )
    ).first()
