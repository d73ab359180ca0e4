"""What follows at once from a signed report: which batch is stopped, and which is freed?"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.inspections import must_hold
from traceability.domain.kinds import (
    BatchStatus,
    ResultVerdict,
    RetestState,
    Succession,
)
from traceability.storage.hard_rules import propose_after_report
from traceability.storage.inspections import find_retest
from traceability.storage.stopping import (
    FAILED_TEST,
    free_batch,
    has_unsafe_report,
    stop_batches,
)
from traceability.storage.tables import Batch, Inspection
from traceability.storage.work import Work


def take_effect(work: Work, batch: Batch, report: Inspection, failed: Sequence[str]) -> None:
    """Let a report that was just signed act on its locked batch; `failed` names what failed."""
    work.touch(batch.id)
    work.session.flush()
    safety = ResultVerdict(report.safety_verdict)
    is_own_test = report.org_id == batch.org_id
    is_raw = batch.product_id is None
    status = BatchStatus(batch.status)
    if report.succession == Succession.RETEST:
        _decide_contest(work, batch, report)
    if must_hold(status, is_raw=is_raw, is_own_test=is_own_test, safety=safety):
        reason = f"{'、'.join(failed)}不合格，报告 {report.report_no}"[:500]
        stop_batches(work, [batch], BatchStatus.HELD, reason, cause=FAILED_TEST)
    propose_after_report(work, report)


def _decide_contest(work: Work, batch: Batch, report: Inspection) -> None:
    """Close the request; a passed re-test frees the batch that only the failed test held."""
    request = find_retest(work.session, report.replaces_id) if report.replaces_id else None
    if request is not None and request.state != RetestState.DECIDED:
        work.change(request, state=RetestState.DECIDED.value, decided_by_id=report.id)
    is_held_for_it = batch.status == BatchStatus.HELD and batch.status_cause == FAILED_TEST
    if not is_held_for_it or has_unsafe_report(work.session, batch.id):
        return
    reason = f"复检合格，报告 {report.report_no}"
    free_batch(work, batch, reason)
