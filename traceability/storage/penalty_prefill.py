"""What does a failed report already say of the penalty that follows from it?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, select

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import ReportState, ResultVerdict
from traceability.storage.tables import Batch, Inspection, Organization, Product, TestResult

VIOLATION = "生产经营不符合食品安全标准的食品"
MISLABELLED = "生产经营质量不符合明示标准的食品"
_LONGEST_FACTS = 5000


@dataclass(frozen=True, slots=True)
class ReportedViolation:
    """Party and facts as a signed report of a failed test has them."""

    org_id: UUID
    violation_kind: str
    violation_facts: str


def read_violation(session: Session, inspection_id: UUID) -> ReportedViolation:
    """Read a violation from a signed report that failed, or raise NotFoundError or RuleError."""
    report = session.get(Inspection, inspection_id)
    if report is None or report.state != ReportState.SIGNED:
        raise NotFoundError("inspection.not_found", field="inspection_id", id=inspection_id)
    if report.verdict != ResultVerdict.FAIL:
        raise RuleError("penalty.report_passed", field="inspection_id", report=report.report_no)
    results = session.exec(
        select(TestResult)
        .where(
            TestResult.inspection_id == inspection_id,
            TestResult.verdict == ResultVerdict.FAIL.value,
        )
        .order_by(TestResult.line)  # type: ignore[arg-type]
    )
    failed = "；".join(_say(result) for result in results)
    is_unsafe = report.safety_verdict == ResultVerdict.FAIL
    laboratory = session.get_one(Organization, report.org_id).name
    facts = (
        f"{laboratory}出具检验报告{report.report_no}（报告日期{report.reported_on}）："
        f"抽样编号{report.sample_no}，{_goods(session, report)}，不合格项目：{failed}。"
    )
    return ReportedViolation(
        report.batch_org_id, VIOLATION if is_unsafe else MISLABELLED, facts[:_LONGEST_FACTS]
    )


def _goods(session: Session, report: Inspection) -> str:
    batch = session.get_one(Batch, report.batch_id)
    product = session.get(Product, batch.product_id) if batch.product_id else None
    return f"{product.name if product else '原料'}，批号{batch.lot}"


def _say(result: TestResult) -> str:
    limit = ""
    if result.limit_value is not None:
        limit = f"（限量{result.limit_value} {result.limit_unit or result.unit}"
        limit += f"，{result.limit_standard}）" if result.limit_standard else "）"
    return f"{result.parameter_zh}实测{result.value} {result.unit}{limit}"
