"""What did consumers complain of, what must be mended, and what was certified or approved?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from traceability.domain.label_requests import LabelRequestState
from traceability.domain.supervision import CertificateScheme, ComplaintState
from traceability.storage.tables.base import OwnedRecord, one_of


class Complaint(OwnedRecord, table=True):
    """A complaint about an enterprise (`org_id`), without the name of who complained."""

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("org_id", "complaint_no", name="uq_complaint_no"),
        one_of("complaint", "state", ComplaintState),
    )

    complaint_no: str = Field(max_length=60)
    batch_id: UUID | None = None
    received_on: date
    subject: str = Field(max_length=500)
    due_on: date  # the last working day to answer
    answered_on: date | None = None
    answer: str | None = Field(default=None, max_length=500)
    state: str = Field(max_length=12)
    found_on: date | None = None
    finding: str | None = Field(default=None, max_length=500)
    recorded_by: UUID
    revision: int = 1


class Rectification(OwnedRecord, table=True):
    """An order to mend something by a day (责令整改); `org_id` is the enterprise."""

    __tablename__ = "rectification"
    __table_args__ = (
        UniqueConstraint("org_id", "order_no", name="uq_rectification_order"),
        CheckConstraint("due_on >= ordered_on", name="ck_rectification_due"),
    )

    order_no: str = Field(max_length=128)
    subject: str = Field(max_length=500)
    ordered_on: date
    due_on: date
    done_on: date | None = None
    done_note: str | None = Field(default=None, max_length=500)
    recorded_by: UUID
    revision: int = 1


class ManagementCertificate(OwnedRecord, table=True):
    """A certificate of a food safety management system; `org_id` is the enterprise."""

    __tablename__ = "management_certificate"
    __table_args__ = (
        UniqueConstraint("org_id", "certificate_no", name="uq_management_certificate_no"),
        one_of("management_certificate", "scheme", CertificateScheme),
        CheckConstraint("valid_until >= valid_from", name="ck_management_certificate_period"),
    )

    scheme: str = Field(max_length=12)
    certificate_no: str = Field(max_length=60)
    certified_by: str = Field(max_length=200)
    valid_from: date
    valid_until: date
    withdrawn_on: date | None = None
    withdrawn_reason: str | None = Field(default=None, max_length=500)
    recorded_by: UUID
    revision: int = 1


class LabelApproval(OwnedRecord, table=True):
    """A regulator lets an enterprise of grade C print the labels of one batch."""

    __tablename__ = "label_approval"
    __table_args__ = (UniqueConstraint("org_id", "batch_id", name="uq_label_approval_batch"),)

    batch_id: UUID
    note: str | None = Field(default=None, max_length=500)
    approved_by: UUID


class LabelRequest(OwnedRecord, table=True):
    """An enterprise of grade C asks to print the labels of one batch."""

    __tablename__ = "label_request"
    __table_args__ = (
        one_of("label_request", "state", LabelRequestState),
        Index("ix_label_request_state", "state", "id"),
    )

    batch_id: UUID = Field(index=True)
    reason: str = Field(max_length=500)
    state: str = Field(max_length=12)
    asked_by: UUID
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = Field(default=None, max_length=500)
    revision: int = 1
