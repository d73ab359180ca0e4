"""Stories: the authority looks at what failed, what is scanned much, and what may be copied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from traceability.domain.access import Action
from traceability.domain.kinds import ResultVerdict
from traceability.schemas.types import Reference
from traceability.schemas.watch import (
    FailureLine,
    FailurePage,
    FailureQuery,
    ScanLine,
    ScanPage,
    SuspectedCode,
    SuspectedPage,
)
from traceability.storage.batches import batches_by_id
from traceability.storage.inspections import replacing, results_of
from traceability.storage.paging import Slice, count_up_to, sorted_page
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import CodeSuspicion, Inspection, TestResult
from traceability.storage.watch import Wanted, failed_reports, most_scanned
from traceability.storage.work import Work

_MOST_LOTS = 100


def list_failures(work: Work, wanted: FailureQuery) -> FailurePage:
    """List signed reports that failed, newest first."""
    work.actor.require(Action.READ_CITY)
    part = Slice(after=wanted.cursor, limit=wanted.limit, is_descending=True)
    key = col(Inspection.id)
    rows, following = sorted_page(
        work.session, failed_reports(work.session, _wanted(wanted)), key, key, part
    )
    return FailurePage(items=_failures(work.session, rows), next=following)


def count_failures(work: Work, wanted: FailureQuery) -> int:
    """Count the signed reports that failed and match."""
    work.actor.require(Action.READ_CITY)
    return count_up_to(work.session, failed_reports(work.session, _wanted(wanted)))


def _wanted(wanted: FailureQuery) -> Wanted:
    return Wanted(wanted.q, wanted.is_open, wanted.kind, wanted.reported_from, wanted.reported_to)


def _failures(session: Session, rows: Sequence[Inspection]) -> list[FailureLine]:
    lots = batches_by_id(session, (row.batch_id for row in rows))
    makers = organizations_by_id(session, (row.batch_org_id for row in rows))
    failed = results_of(session, (row.id for row in rows), ResultVerdict.FAIL)
    later = replacing(session, (row.id for row in rows))
    return [
        FailureLine(
            id=row.id,
            report_no=row.report_no,
            kind=row.kind,
            reported_on=row.reported_on,
            batch_id=row.batch_id,
            lot=lots[row.batch_id].lot,
            product=lots[row.batch_id].name,
            enterprise=Reference(id=row.batch_org_id, name=makers[row.batch_org_id].name),
            items=[_say(each) for each in failed.get(row.id, [])],
            safety_verdict=row.safety_verdict,
            is_open=row.safety_verdict == ResultVerdict.FAIL and row.id not in later,
            replaced_by=later[row.id].id if row.id in later else None,
        )
        for row in rows
    ]


def _say(result: TestResult) -> str:
    return f"{result.parameter_zh} {result.value} {result.unit}".strip()


def list_scans(work: Work, since: date, until: date) -> ScanPage:
    """List the lots whose pages were looked at most in some days, at most a hundred."""
    work.actor.require(Action.READ_CITY)
    found = most_scanned(work.session, work.origin, since, until, _MOST_LOTS)
    lots = batches_by_id(work.session, (each.batch_id for each in found if each.batch_id))
    makers = organizations_by_id(work.session, (lot.org_id for lot in lots.values()))
    items = []
    for each in found:
        lot = lots.get(each.batch_id) if each.batch_id else None
        items.append(
            ScanLine(
                batch_id=each.batch_id,
                gtin=each.gtin,
                lot=each.lot,
                product=lot.name if lot else None,
                enterprise=makers[lot.org_id].name if lot else None,
                scans=each.scans,
                regions=each.regions,
            )
        )
    return ScanPage(items=items, next=None)


def list_suspected(work: Work, after: str | None, limit: int) -> SuspectedPage:
    """List suspected codes, newest first: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_SUSPICIONS)
    query = select(CodeSuspicion)
    if not work.actor.is_authority:
        query = query.where(CodeSuspicion.org_id == work.actor.org_id)
    part = Slice(after=after, limit=limit, is_descending=True)
    key = col(CodeSuspicion.id)
    rows, following = sorted_page(work.session, query, key, key, part)
    lots = batches_by_id(work.session, (row.batch_id for row in rows))
    makers = organizations_by_id(work.session, (row.org_id for row in rows))
    items = [
        SuspectedCode(
            id=row.id,
            code=row.code,
            batch_id=row.batch_id,
            lot=lots[row.batch_id].lot,
            product=lots[row.batch_id].name,
            enterprise=Reference(id=row.org_id, name=makers[row.org_id].name),
            scans=row.scans,
            places=row.places,
            since=row.since,
            reason=row.reason,
        )
        for row in rows
    ]
    return SuspectedPage(items=items, next=following)
