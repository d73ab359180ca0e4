"""Stories: an enterprise's certificate of food safety management is recorded, or withdrawn."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.supervision import check_period
from traceability.schemas.supervision import (
    ManagementCertificateCreate,
    ManagementCertificatePage,
    ManagementCertificatePublic,
    ManagementCertificateWithdrawal,
)
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.supervision import get_enterprise, is_taken
from traceability.storage.tables import ManagementCertificate
from traceability.storage.work import Work


def record_management_certificate(
    work: Work, entered: ManagementCertificateCreate
) -> ManagementCertificatePublic:
    """Record a certificate that the authority has checked with who issued it."""
    work.actor.require(Action.RECORD_SUPERVISION)
    enterprise = get_enterprise(work.session, entered.organization_id)
    check_period(entered.valid_from, entered.valid_until, "valid_until")
    number = entered.certificate_no
    column = ManagementCertificate.certificate_no
    if is_taken(work.session, ManagementCertificate, column, enterprise, number):
        raise ConflictError("management_certificate.recorded_already", field="certificate_no")
    certificate = ManagementCertificate(
        **entered.model_dump(exclude={"organization_id", "scheme"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=enterprise.id,
        scheme=entered.scheme.value,
        recorded_by=work.actor.user_id,
    )
    work.add(certificate)
    return ManagementCertificatePublic.model_validate(certificate)


def withdraw_management_certificate(
    work: Work, certificate_id: UUID, entered: ManagementCertificateWithdrawal
) -> ManagementCertificatePublic:
    """Record that who issued a certificate took it back."""
    work.actor.require(Action.RECORD_SUPERVISION)
    certificate = work.session.get(ManagementCertificate, certificate_id)
    if certificate is None:
        raise NotFoundError("management_certificate.not_found", id=certificate_id)
    if certificate.withdrawn_on is not None:
        raise RuleError("management_certificate.withdrawn_already", id=certificate_id)
    work.change(certificate, withdrawn_on=civil_date(work.now), withdrawn_reason=entered.reason)
    return ManagementCertificatePublic.model_validate(certificate)


def list_management_certificates(
    work: Work, after: str | None, limit: int
) -> ManagementCertificatePage:
    """List certificates: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_SUPERVISION)
    query = select(ManagementCertificate)
    if not work.actor.is_authority:
        query = query.where(ManagementCertificate.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(ManagementCertificate.id), after, limit)
    items = [ManagementCertificatePublic.model_validate(row) for row in rows]
    return ManagementCertificatePage(items=items, next=following)
