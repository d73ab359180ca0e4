"""How is a report signed: by whom, under which accreditation, and with what effect?"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError
from traceability.domain.inspections import SignatureFacts, check_signature
from traceability.domain.judged_results import describe, pair
from traceability.domain.kinds import ReportState, ResultVerdict
from traceability.domain.limits import Comparison, FoodFacts, Measured
from traceability.storage.inspections import replacing
from traceability.storage.limits import catalogue_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.report_effects import take_effect
from traceability.storage.tables import Batch, Inspection, TestResult
from traceability.storage.work import Work


def sign_report(
    work: Work, batch: Batch, report: Inspection, results: Sequence[TestResult]
) -> None:
    """Sign a report on a locked batch; what follows from it happens in the same transaction."""
    organization = organizations_by_id(work.session, [report.org_id])[report.org_id]
    check_signature(
        SignatureFacts(
            state=ReportState(report.state),
            org_kind=work.actor.org_kind,
            entered_by=report.entered_by,
            signer=work.actor.user_id,
            cma_no=organization.cma_no,
            cma_valid_until=organization.cma_valid_until,
            reported_on=report.reported_on,
            today=civil_date(work.now),
        )
    )
    if report.replaces_id and replacing(work.session, [report.replaces_id]):
        raise ConflictError("inspection.replaced_already", id=report.replaces_id)
    work.change(
        report,
        results,
        state=ReportState.SIGNED.value,
        signed_by=work.actor.user_id,
        signed_at=work.now,
        cma_no=organization.cma_no,
    )
    take_effect(work, batch, report, [row.parameter_zh for row in results if is_unsafe(row)])


def is_unsafe(result: TestResult) -> bool:
    """Tell whether a safety or additive item failed; a quality item concerns the grade only."""
    return result.verdict == ResultVerdict.FAIL and result.kind != "quality"


def check_limits_still_say_so(
    work: Work, batch: Batch, report: Inspection, results: Sequence[TestResult]
) -> None:
    """Refuse to sign what the limits of today judge otherwise than those of the entry."""
    category = report.food_category or batch.material
    food = FoodFacts(category, report.process, report.grade, batch.produced_on)
    measured = [
        Measured(row.parameter, row.value, row.unit, row.detection_limit)
        for row in results
        if row.how != Comparison.SUM_OF_RATIOS
    ]
    judged = pair(measured, catalogue_of(work.session).judge_each(food, measured))
    now = [[describe(judgement) for judgement in result.every] for result in judged]
    if now != [row.judgements for row in results]:
        raise ConflictError("inspection.limits_changed", id=report.id)
