"""What do complaints, orders to mend and certificates say about the trust of enterprises?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.civil import civil_date
from traceability.domain.penalty_windows import add_months
from traceability.domain.supervision import SCHEME_NAMES, CertificateScheme, ComplaintState
from traceability.domain.trust import TrustFact
from traceability.domain.trust_rules import RuleNo, TrustRules
from traceability.storage.tables import (
    Complaint,
    ManagementCertificate,
    Rectification,
    ReportAnswer,
)

_DAY = timedelta(days=1)
Found = Iterator[tuple[UUID, TrustFact]]


def supervision_facts(session: Session, ids: list[UUID], rules: TrustRules, today: date) -> Found:
    """Give C1 (complaints and consumers' reports that were found true), C2, X2 and B1."""
    since = add_months(today, -rules.longest_months)
    complaints = session.exec(
        select(Complaint).where(col(Complaint.org_id).in_(ids), Complaint.received_on >= since)
    )
    for complaint in complaints:
        for fact in _complaint_facts(complaint):
            yield complaint.org_id, fact
    answers = session.exec(
        select(ReportAnswer).where(
            col(ReportAnswer.org_id).in_(ids),
            col(ReportAnswer.is_about_maker),
            col(ReportAnswer.found_true),
        )
    )
    for answer in answers:
        on = civil_date(answer.recorded_at)
        yield (
            answer.org_id,
            TrustFact(RuleNo.UPHELD_COMPLAINT, "report_answer", answer.id, on, detail=answer.words),
        )
    orders = session.exec(select(Rectification).where(col(Rectification.org_id).in_(ids)))
    for order in orders:
        yield (
            order.org_id,
            TrustFact(
                rule=RuleNo.OVERDUE_RECTIFICATION,
                record_kind="rectification",
                record_id=order.id,
                on=order.due_on + _DAY,
                is_void=order.done_on is not None,
                detail=f"{order.order_no} {order.subject}"[:300],
            ),
        )
    yield from _certificate_facts(session, ids)


def _complaint_facts(complaint: Complaint) -> Iterator[TrustFact]:
    kind, detail = "complaint", f"{complaint.complaint_no} {complaint.subject}"[:300]
    if complaint.state == ComplaintState.UPHELD and complaint.found_on is not None:
        yield TrustFact(
            RuleNo.UPHELD_COMPLAINT, kind, complaint.id, complaint.found_on, detail=detail
        )
    if complaint.answered_on is None or complaint.answered_on > complaint.due_on:
        late_on = complaint.due_on + _DAY
        yield TrustFact(RuleNo.UNANSWERED_COMPLAINT, kind, complaint.id, late_on, detail=detail)


def _certificate_facts(session: Session, ids: list[UUID]) -> Found:
    held = session.exec(
        select(ManagementCertificate).where(col(ManagementCertificate.org_id).in_(ids))
    )
    for certificate in held:
        name = SCHEME_NAMES[CertificateScheme(certificate.scheme)]
        yield (
            certificate.org_id,
            TrustFact(
                rule=RuleNo.MANAGEMENT_CERTIFICATE,
                record_kind="management_certificate",
                record_id=certificate.id,
                on=certificate.valid_from,
                until=certificate.valid_until,
                is_void=certificate.withdrawn_on is not None,
                detail=f"{name} {certificate.certificate_no}",
            ),
        )
