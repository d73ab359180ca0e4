"""Stories: a laboratory reports on a sample; reports are read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.domain.inspections import check_result, overall_verdict
from traceability.domain.kinds import BatchStatus, InspectionKind, OrganizationKind, ResultVerdict
from traceability.domain.quantities import to_register
from traceability.schemas.inspections import (
    InspectionCreate,
    InspectionPage,
    InspectionPublic,
    ResultCreate,
    ResultPublic,
)
from traceability.storage.batches import lock_batch
from traceability.storage.ids import new_id
from traceability.storage.inspections import results_of
from traceability.storage.paging import page_of
from traceability.storage.parties import sites_by_id
from traceability.storage.stopping import stop_batches
from traceability.storage.tables import Inspection, TestResult
from traceability.storage.visibility import visible_inspections
from traceability.storage.work import Work

_NOT_DETECTED = frozenset({"未检出", "ND"})


def record_inspection(work: Work, entered: InspectionCreate) -> InspectionPublic:
    """Record a signed report; its verdict is computed from its results, never typed."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    batch = lock_batch(work.session, entered.batch_id)
    _check_author(work, entered, batch.org_id)
    site = entered.sampled_at_id
    if site is not None and site not in sites_by_id(work.session, [site]):
        raise NotFoundError("site.not_found", field="sampled_at_id", id=site)
    if batch.product_id is not None and entered.sampled_on < batch.produced_on:
        raise RuleError("inspection.before_production", field="sampled_on")
    if entered.reported_on > civil_date(work.now):
        raise RuleError("inspection.in_the_future", field="reported_on")
    _check_unique(work, entered)
    for said in entered.results:
        check_result(said.parameter, said.value, said.operator, said.limit_value, said.verdict)
    amount, unit = _sampled(entered)
    header = entered.model_dump(exclude={"results", "sampled_amount", "sampled_unit"})
    report = Inspection(
        **header,
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        batch_org_id=batch.org_id,
        sampled_amount=amount,
        sampled_unit=unit,
        verdict=overall_verdict([result.verdict for result in entered.results]).value,
        signed_by=work.actor.user_id,
        entered_by=work.actor.user_id,
    )
    results = [_result(report.id, line, item) for line, item in enumerate(entered.results)]
    work.add(report, results)
    work.touch(batch.id)
    if batch.status == BatchStatus.RELEASED and _is_unsafe(results):
        work.session.flush()
        reason = f"检验不合格，报告 {report.report_no}"
        stop_batches(work, [batch], BatchStatus.HELD, reason, cause="failed_test")
    return _public(report, results)


def _is_unsafe(results: Sequence[TestResult]) -> bool:
    """Tell whether a safety or additive item failed; a quality item concerns the grade only."""
    return any(r.verdict == ResultVerdict.FAIL and r.kind != "quality" for r in results)


def _check_author(work: Work, entered: InspectionCreate, batch_org_id: UUID) -> None:
    """Let an enterprise sign its own factory and type tests, and an agency every kind."""
    is_agency = work.actor.org_kind is OrganizationKind.INSPECTION_AGENCY
    in_house = entered.kind in {InspectionKind.FACTORY, InspectionKind.TYPE}
    if not is_agency and not work.actor.owns(batch_org_id):
        raise ForbiddenError("batch.not_yours", field="batch_id", id=entered.batch_id)
    if not is_agency and not in_house:
        raise ForbiddenError("inspection.kind_not_yours", field="kind", kind=entered.kind)


def _check_unique(work: Work, entered: InspectionCreate) -> None:
    taken = work.session.exec(
        select(Inspection.id).where(
            Inspection.org_id == work.actor.org_id, Inspection.report_no == entered.report_no
        )
    ).first()
    if taken is not None:
        raise ConflictError("inspection.report_taken", field="report_no", no=entered.report_no)
    if entered.replaces_id is None:
        return
    first = work.session.get(Inspection, entered.replaces_id)
    if first is None or first.batch_id != entered.batch_id:
        raise NotFoundError("inspection.not_found", field="replaces_id", id=entered.replaces_id)
    if not work.actor.owns(first.org_id):
        raise ForbiddenError("inspection.not_yours", field="replaces_id", id=first.id)


def _sampled(entered: InspectionCreate) -> tuple[int | None, str | None]:
    if entered.sampled_amount is None or entered.sampled_unit is None:
        return None, None
    amount, unit = to_register(entered.sampled_amount, entered.sampled_unit)
    return amount, unit.value


def _result(inspection_id: UUID, line: int, said: ResultCreate) -> TestResult:
    return TestResult(
        **said.model_dump(),
        inspection_id=inspection_id,
        line=line,
        is_not_detected=said.value in _NOT_DETECTED or said.value.startswith("<"),
    )


def read_inspection(work: Work, inspection_id: UUID) -> InspectionPublic:
    """Give one report."""
    work.actor.require(Action.READ_INSPECTIONS)
    report = work.session.exec(
        visible_inspections(work).where(Inspection.id == inspection_id)
    ).first()
    if report is None:
        raise NotFoundError("inspection.not_found", id=inspection_id)
    return _public(report, results_of(work.session, [report.id]).get(report.id, []))


def list_inspections(
    work: Work, batch_id: UUID | None, after: str | None, limit: int
) -> InspectionPage:
    """List the reports that the caller may see."""
    work.actor.require(Action.READ_INSPECTIONS)
    query = visible_inspections(work)
    if batch_id is not None:
        query = query.where(Inspection.batch_id == batch_id)
    rows, following = page_of(work.session, query, col(Inspection.id), after, limit)
    results = results_of(work.session, (row.id for row in rows))
    return InspectionPage(
        items=[_public(row, results.get(row.id, [])) for row in rows], next=following
    )


def _public(report: Inspection, results: list[TestResult]) -> InspectionPublic:
    shown = InspectionPublic.model_validate(report.model_dump())
    shown.results = [ResultPublic.model_validate(row) for row in results]
    return shown
