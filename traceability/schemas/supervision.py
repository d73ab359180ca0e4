"""Contracts of complaints, orders to mend, certificates and approvals of labels."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from traceability.domain.supervision import CertificateScheme, ComplaintState
from traceability.schemas.types import In, LongName, Out, Page, Sentence, Text60, Text128


class ComplaintCreate(In):
    """A complaint that came in; without the name of who complained."""

    organization_id: UUID
    complaint_no: Text60
    batch_id: UUID | None = None
    received_on: date
    subject: Sentence


class ComplaintAnswer(In):
    """What the enterprise answers."""

    answer: Sentence


class ComplaintFinding(In):
    """What the authority found out: upheld (属实) or unfounded."""

    state: Literal[ComplaintState.UPHELD, ComplaintState.UNFOUNDED]
    finding: Sentence


class ComplaintPublic(Out):
    """A complaint, its answer and the finding."""

    id: UUID
    org_id: UUID
    complaint_no: str
    batch_id: UUID | None
    received_on: date
    subject: str
    due_on: date
    answered_on: date | None
    answer: str | None
    state: ComplaintState
    found_on: date | None
    finding: str | None
    recorded_at: datetime


class ComplaintPage(Page):
    """A page of complaints."""

    items: list[ComplaintPublic]


class RectificationCreate(In):
    """An order to mend something by a day (责令整改)."""

    organization_id: UUID
    order_no: Text128
    subject: Sentence
    ordered_on: date
    due_on: date


class RectificationCompletion(In):
    """What the authority saw when it found it mended."""

    done_on: date
    done_note: Sentence


class RectificationPublic(Out):
    """An order to mend something."""

    id: UUID
    org_id: UUID
    order_no: str
    subject: str
    ordered_on: date
    due_on: date
    done_on: date | None
    done_note: str | None
    recorded_at: datetime


class RectificationPage(Page):
    """A page of orders to mend something."""

    items: list[RectificationPublic]


class ManagementCertificateCreate(In):
    """A certificate of a food safety management system."""

    organization_id: UUID
    scheme: CertificateScheme
    certificate_no: Text60
    certified_by: LongName
    valid_from: date
    valid_until: date


class ManagementCertificateWithdrawal(In):
    """Why a certificate no longer holds."""

    reason: Sentence


class ManagementCertificatePublic(Out):
    """A certificate of a food safety management system."""

    id: UUID
    org_id: UUID
    scheme: CertificateScheme
    certificate_no: str
    certified_by: str
    valid_from: date
    valid_until: date
    withdrawn_on: date | None
    withdrawn_reason: str | None
    recorded_at: datetime


class ManagementCertificatePage(Page):
    """A page of certificates."""

    items: list[ManagementCertificatePublic]


class LabelApprovalCreate(In):
    """The labels of a batch may be printed although its enterprise has grade C."""

    batch_id: UUID
    note: Sentence | None = None


class LabelApprovalPublic(Out):
    """An approval of a batch's labels."""

    id: UUID
    org_id: UUID
    batch_id: UUID
    note: str | None
    recorded_at: datetime


class LabelApprovalPage(Page):
    """A page of approvals."""

    items: list[LabelApprovalPublic]
