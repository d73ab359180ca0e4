"""Stories: a laboratory reports on a sample, a second person signs, reports are read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import ReportState, ResultVerdict
from traceability.schemas.inspections import (
    InspectionCreate,
    InspectionPage,
    InspectionPublic,
    InspectionQuery,
    ResultPublic,
    SignaturesCreate,
    SignedReports,
    WithdrawalCreate,
)
from traceability.storage.batches import lock_batch, lock_batches
from traceability.storage.inspections import results_of
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.report_recording import enter_report
from traceability.storage.report_signing import check_limits_still_say_so, sign_report
from traceability.storage.searching import reports_numbered
from traceability.storage.tables import Batch, Inspection, TestResult
from traceability.storage.visibility import get_visible_inspection, visible_inspections
from traceability.storage.work import Work


def record_inspection(work: Work, entered: InspectionCreate) -> InspectionPublic:
    """Enter a report; its verdict is computed from its results, never typed."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    return _public(*enter_report(work, entered.draft()))


def sign_inspection(work: Work, inspection_id: UUID) -> InspectionPublic:
    """Sign a report; from now on it counts, and what follows from it happens at once."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    batch, report = _lock_own(work, inspection_id)
    results = results_of(work.session, [report.id]).get(report.id, [])
    check_limits_still_say_so(work, batch, report, results)
    sign_report(work, batch, report, results)
    return _public(report, results)


def sign_inspections(work: Work, chosen: SignaturesCreate) -> SignedReports:
    """Sign several reports at once: all of them, or none."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    wanted = select(Inspection.batch_id).where(col(Inspection.id).in_(chosen.ids))
    lock_batches(work.session, work.session.exec(wanted))  # in one order for all signers
    return SignedReports(items=[sign_inspection(work, each) for each in dict.fromkeys(chosen.ids)])


def _lock_own(work: Work, inspection_id: UUID) -> tuple[Batch, Inspection]:
    report = get_visible_inspection(work, inspection_id)
    if not work.actor.owns(report.org_id):
        raise ForbiddenError("inspection.not_yours", id=inspection_id)
    batch = lock_batch(work.session, report.batch_id)
    work.session.refresh(report)  # another may have signed while we waited
    return batch, report


def withdraw_inspection(
    work: Work, inspection_id: UUID, entered: WithdrawalCreate
) -> InspectionPublic:
    """Give up a report before it is signed; its number is free again."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    _, report = _lock_own(work, inspection_id)
    if report.state != ReportState.ENTERED:
        raise RuleError("inspection.not_open", state=report.state)
    results = results_of(work.session, [report.id]).get(report.id, [])
    work.change(
        report,
        results,
        state=ReportState.WITHDRAWN.value,
        withdrawn_by=work.actor.user_id,
        withdrawn_at=work.now,
        withdrawn_reason=entered.reason,
    )
    return _public(report, results)


def read_inspection(work: Work, inspection_id: UUID) -> InspectionPublic:
    """Give one report."""
    work.actor.require(Action.READ_INSPECTIONS)
    report = get_visible_inspection(work, inspection_id)
    return _public(report, results_of(work.session, [report.id]).get(report.id, []))


def list_inspections(work: Work, chosen: InspectionQuery) -> InspectionPage:
    """List the reports that the caller may see."""
    work.actor.require(Action.READ_INSPECTIONS)
    query = _matching(work, chosen)
    rows, following = page_of(
        work.session, query, col(Inspection.id), chosen.cursor, chosen.limit,
        newest_first=chosen.newest_first,
    )  # fmt: skip
    results = results_of(work.session, (row.id for row in rows))
    return InspectionPage(
        items=[_public(row, results.get(row.id, [])) for row in rows], next=following
    )


def count_inspections(work: Work, chosen: InspectionQuery) -> int:
    """Count the reports that match and that the caller may see."""
    work.actor.require(Action.READ_INSPECTIONS)
    return count_up_to(work.session, _matching(work, chosen))


def _matching(work: Work, chosen: InspectionQuery) -> SelectOfScalar[Inspection]:
    query = visible_inspections(work)
    if chosen.own:  # whatever else is seen: one index leads to them
        query = select(Inspection).where(Inspection.org_id == work.actor.org_id)
    if chosen.q:
        query = query.where(col(Inspection.id).in_(reports_numbered(work, chosen.q)))
    for name in ("batch_id", "state", "verdict", "kind"):
        wanted = getattr(chosen, name)
        if wanted is not None:
            query = query.where(getattr(Inspection, name) == wanted)
    if chosen.open:
        replaced = select(Inspection.replaces_id).where(
            col(Inspection.replaces_id).is_not(None),
            col(Inspection.state) == ReportState.SIGNED.value,
        )
        query = query.where(
            Inspection.state == ReportState.SIGNED.value,
            Inspection.safety_verdict == ResultVerdict.FAIL.value,
            col(Inspection.id).not_in(replaced),
        )
    return query


def _public(report: Inspection, results: Sequence[TestResult]) -> InspectionPublic:
    shown = InspectionPublic.model_validate(report.model_dump())
    shown.results = [ResultPublic.model_validate(row) for row in results]
    return shown
