"""Story: somebody holds a report on paper; is its code genuine, and does the report still count?"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.kinds import Succession
from traceability.publishing.report_codes import ReportCodes, fold_report_code
from traceability.schemas.inspections import ResultPublic
from traceability.schemas.report_checks import ReportCheck, ReportStanding
from traceability.storage.batches import get_batch
from traceability.storage.inspections import replacing, results_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.report_contents import content_of, signed_reports_of
from traceability.storage.tables import Inspection, TestResult
from traceability.storage.work import Work


def check_report(work: Work, typed: str, keys: Sequence[bytes]) -> ReportCheck | None:
    """Tell which report a code is of, in any spelling; None for a code that is of none.

    Anybody may ask. Without the code nothing is told; with it no more than paper and public page.
    """
    folded, codes = fold_report_code(typed), ReportCodes(keys)
    if folded is None:
        return None
    for report in signed_reports_of(work.session, codes.find_moments(folded)):
        results = results_of(work.session, [report.id]).get(report.id, [])
        if codes.is_of(folded, report.id, content_of(report, results)):
            return _answer(work, report, results, folded)
    return None


def _answer(
    work: Work, report: Inspection, results: Sequence[TestResult], code: str
) -> ReportCheck:
    batch = get_batch(work.session, report.batch_id)
    names = organizations_by_id(work.session, [report.org_id, report.batch_org_id])
    later = replacing(work.session, [report.id]).get(report.id)
    is_public = batch.released_at is not None
    return ReportCheck(
        standing=_standing(later),
        code=code,
        report_no=report.report_no,
        replaced_by=later.report_no if later else None,
        agency=names[report.org_id].name,
        cma_no=report.cma_no,
        product=batch.name,
        lot=batch.lot,
        gtin=batch.gtin,
        enterprise=names[report.batch_org_id].name,
        produced_on=batch.produced_on,
        is_public=is_public,
        results=[ResultPublic.model_validate(row) for row in results] if is_public else [],
        **report.model_dump(
            include={"kind", "reported_on", "signed_at", "safety_verdict", "grade_verdict"}
        ),
    )


def _standing(later: Inspection | None) -> ReportStanding:
    if later is None:
        return ReportStanding.VALID
    if later.succession == Succession.RETEST:
        return ReportStanding.RETESTED
    return ReportStanding.CORRECTED
