"""What exactly does a signed report say, and which reports came in at an instant?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.kinds import ReportState
from traceability.domain.ledger import canonical_text, plain
from traceability.storage.tables import Inspection, TestResult

# Fixed for ever: a code on paper is a hash of just these. New columns are not added here.
_REPORT = (
    "id", "org_id", "batch_id", "batch_org_id", "kind", "sample_no", "sampled_on", "sampled_at_id",
    "sampled_place", "sampled_amount", "sampled_unit", "sampled_by", "report_no", "reported_on",
    "basis", "food_category", "process", "grade", "verdict", "safety_verdict", "grade_verdict",
    "certificate_sha256", "replaces_id", "succession", "entered_by", "signed_by", "signed_at",
    "cma_no",
)  # fmt: skip
_RESULT = (
    "line", "parameter", "parameter_zh", "value", "is_not_detected", "detection_limit", "unit",
    "method", "operator", "limit_value", "limit_unit", "limit_standard", "limit_clause", "kind",
    "verdict",
)  # fmt: skip
_INSTANT_END = 80  # bits of a UUIDv7 after its milliseconds


def content_of(report: Inspection, results: Sequence[TestResult]) -> bytes:
    """Write what a signed report says in one canonical way: equal reports, equal bytes."""
    said = {name: plain(getattr(report, name)) for name in _REPORT}
    rows = [{name: plain(getattr(row, name)) for name in _RESULT} for row in results]
    return canonical_text({"version": 1, "report": said, "results": rows}).encode()


def signed_reports_of(session: Session, moments: Iterable[int]) -> list[Inspection]:
    """Give the signed reports that came in at some instants, in milliseconds since 1970."""
    found: list[Inspection] = []
    for moment in moments:
        first = UUID(int=moment << _INSTANT_END)
        last = UUID(int=(moment + 1 << _INSTANT_END) - 1)
        query = select(Inspection).where(
            col(Inspection.id) >= first,
            col(Inspection.id) <= last,
            col(Inspection.state) == ReportState.SIGNED.value,
        )
        found += session.exec(query)
    return found
