"""REST: complaints, orders to mend, management certificates and approvals of labels."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.domain.label_requests import LabelRequestState
from traceability.domain.supervision import ComplaintState
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.label_requests import (
    LabelRefusal,
    LabelRequestCreate,
    LabelRequestPage,
    LabelRequestPublic,
)
from traceability.schemas.supervision import (
    ComplaintAnswer,
    ComplaintCreate,
    ComplaintFinding,
    ComplaintPage,
    ComplaintPublic,
    LabelApprovalCreate,
    LabelApprovalPage,
    LabelApprovalPublic,
    ManagementCertificateCreate,
    ManagementCertificatePage,
    ManagementCertificatePublic,
    ManagementCertificateWithdrawal,
    RectificationCompletion,
    RectificationCreate,
    RectificationPage,
    RectificationPublic,
)
from traceability.services import (
    complaints,
    label_approvals,
    label_requests,
    management_certificates,
    rectifications,
)

router = APIRouter(tags=["supervision"])


@router.post("/complaints", status_code=201, response_model=ComplaintPublic)
def create_complaint(
    entered: ComplaintCreate, desk: Annotated[Desk, needs(Action.RECORD_SUPERVISION)]
) -> Response:
    """Record a complaint about an enterprise."""
    return desk.record(lambda work: complaints.record_complaint(work, entered))


@router.get("/complaints")
def list_complaints(
    desk: Annotated[Desk, needs(Action.READ_SUPERVISION)],
    state: Annotated[ComplaintState | None, Query(description="only these")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ComplaintPage:
    """List complaints: the authority all, an enterprise those about it."""
    return desk.read(lambda work: complaints.list_complaints(work, state, cursor, limit))


@router.post("/complaints/{complaint_id}/answer", response_model=ComplaintPublic)
def create_answer(
    complaint_id: UUID,
    entered: ComplaintAnswer,
    desk: Annotated[Desk, needs(Action.ANSWER_COMPLAINTS)],
) -> Response:
    """Answer a complaint about the caller's enterprise."""
    return desk.record(
        lambda work: complaints.answer_complaint(work, complaint_id, entered), status=200
    )


@router.post("/complaints/{complaint_id}/finding", response_model=ComplaintPublic)
def create_finding(
    complaint_id: UUID,
    entered: ComplaintFinding,
    desk: Annotated[Desk, needs(Action.RECORD_SUPERVISION)],
) -> Response:
    """Say whether a complaint is upheld."""
    return desk.record(
        lambda work: complaints.decide_complaint(work, complaint_id, entered), status=200
    )


@router.post("/rectifications", status_code=201, response_model=RectificationPublic)
def create_rectification(
    entered: RectificationCreate, desk: Annotated[Desk, needs(Action.RECORD_SUPERVISION)]
) -> Response:
    """Order an enterprise to mend something by a day."""
    return desk.record(lambda work: rectifications.order_rectification(work, entered))


@router.get("/rectifications")
def list_rectifications(
    desk: Annotated[Desk, needs(Action.READ_SUPERVISION)], cursor: Cursor = None, limit: Limit = 50
) -> RectificationPage:
    """List orders to mend: the authority all, an enterprise those it got."""
    return desk.read(lambda work: rectifications.list_rectifications(work, cursor, limit))


@router.post("/rectifications/{rectification_id}/completion", response_model=RectificationPublic)
def create_completion(
    rectification_id: UUID,
    entered: RectificationCompletion,
    desk: Annotated[Desk, needs(Action.RECORD_SUPERVISION)],
) -> Response:
    """Record that the authority found it mended."""
    return desk.record(
        lambda work: rectifications.complete_rectification(work, rectification_id, entered),
        status=200,
    )


@router.post(
    "/management-certificates", status_code=201, response_model=ManagementCertificatePublic
)
def create_management_certificate(
    entered: ManagementCertificateCreate,
    desk: Annotated[Desk, needs(Action.RECORD_SUPERVISION)],
) -> Response:
    """Record an enterprise's HACCP or ISO 22000 certificate."""
    return desk.record(
        lambda work: management_certificates.record_management_certificate(work, entered)
    )


@router.get("/management-certificates")
def list_management_certificates(
    desk: Annotated[Desk, needs(Action.READ_SUPERVISION)], cursor: Cursor = None, limit: Limit = 50
) -> ManagementCertificatePage:
    """List certificates: the authority all, an enterprise its own."""
    return desk.read(
        lambda work: management_certificates.list_management_certificates(work, cursor, limit)
    )


@router.post(
    "/management-certificates/{certificate_id}/withdrawal",
    response_model=ManagementCertificatePublic,
)
def create_withdrawal(
    certificate_id: UUID,
    entered: ManagementCertificateWithdrawal,
    desk: Annotated[Desk, needs(Action.RECORD_SUPERVISION)],
) -> Response:
    """Record that a certificate was taken back."""
    return desk.record(
        lambda work: management_certificates.withdraw_management_certificate(
            work, certificate_id, entered
        ),
        status=200,
    )


@router.post("/label-approvals", status_code=201, response_model=LabelApprovalPublic)
def create_label_approval(
    entered: LabelApprovalCreate, desk: Annotated[Desk, needs(Action.APPROVE_LABELS)]
) -> Response:
    """Let an enterprise of grade C print the labels of one batch."""
    return desk.record(lambda work: label_approvals.approve_labels(work, entered))


@router.get("/label-approvals")
def list_label_approvals(
    desk: Annotated[Desk, needs(Action.READ_SUPERVISION)], cursor: Cursor = None, limit: Limit = 50
) -> LabelApprovalPage:
    """List approvals of labels: the authority all, an enterprise its own."""
    return desk.read(lambda work: label_approvals.list_label_approvals(work, cursor, limit))


@router.post("/label-requests", status_code=201, response_model=LabelRequestPublic)
def create_label_request(
    entered: LabelRequestCreate, desk: Annotated[Desk, needs(Action.PRINT_LABELS)]
) -> Response:
    """Ask to print the labels of one batch at grade C."""
    return desk.record(lambda work: label_requests.ask_for_labels(work, entered))


@router.get("/label-requests")
def list_label_requests(
    desk: Annotated[Desk, needs(Action.READ_SUPERVISION)],
    state: LabelRequestState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> LabelRequestPage:
    """List requests to print labels: the authority all, an enterprise its own."""
    return desk.read(lambda work: label_requests.list_label_requests(work, state, cursor, limit))


@router.post("/label-requests/{request_id}/refusal", response_model=LabelRequestPublic)
def create_label_refusal(
    request_id: UUID, why: LabelRefusal, desk: Annotated[Desk, needs(Action.APPROVE_LABELS)]
) -> Response:
    """Refuse a request to print labels; `POST /label-approvals` grants it."""
    return desk.record(lambda work: label_requests.refuse_labels(work, request_id, why), status=200)
