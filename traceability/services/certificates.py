"""Stories: a laboratory keeps a report as a file; whoever may see the report may open it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import CertificateType, ReportState
from traceability.gateways.certificate_files import CertificateStore, check_certificate
from traceability.schemas.inspections import CertificatePublic
from traceability.storage.inspections import find_certificate
from traceability.storage.tables import Batch, CertificateFile, Inspection
from traceability.storage.visibility import visible_inspections
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class OpenedCertificate:
    """The bytes of a certificate and what they are."""

    content: bytes
    media_type: CertificateType
    report_no: str


def keep_certificate(work: Work, content: bytes, store: CertificateStore) -> CertificatePublic:
    """Keep a certificate, judged by its content; sending it twice keeps it once."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    media_type = check_certificate(content)
    sha256 = store.put(content)
    known = find_certificate(work.session, work.actor.org_id, sha256)
    if known is None:
        known = CertificateFile(
            recorded_at=work.now,
            org_id=work.actor.org_id,
            sha256=sha256,
            media_type=media_type.value,
            size=len(content),
            uploaded_by=work.actor.user_id,
        )
        work.add(known)
    return CertificatePublic.model_validate(known)


def open_certificate(work: Work, sha256: str, store: CertificateStore) -> OpenedCertificate:
    """Open a certificate that the caller uploaded, or that a report has which he may see."""
    work.actor.require(Action.READ_INSPECTIONS)
    report = work.session.exec(
        visible_inspections(work).where(Inspection.certificate_sha256 == sha256).limit(1)
    ).first()
    if report is not None and report.certificate_type is not None:
        media_type = CertificateType(report.certificate_type)
        return OpenedCertificate(store.get(sha256), media_type, report.report_no)
    own = find_certificate(work.session, work.actor.org_id, sha256)
    if own is None:
        raise NotFoundError("certificate.not_found")
    return OpenedCertificate(store.get(sha256), CertificateType(own.media_type), "")


def open_published_certificate(
    work: Work, sha256: str, store: CertificateStore
) -> OpenedCertificate:
    """Open the certificate of a signed report on a lot whose page is public."""
    report = work.session.exec(
        select(Inspection)
        .join(Batch, col(Batch.id) == Inspection.batch_id)
        .where(
            Inspection.certificate_sha256 == sha256,
            Inspection.state == ReportState.SIGNED.value,
            col(Batch.released_at).is_not(None),
        )
        .limit(1)
    ).first()
    if report is None or report.certificate_type is None:
        raise NotFoundError("certificate.not_found")
    media_type = CertificateType(report.certificate_type)
    return OpenedCertificate(store.get(sha256), media_type, report.report_no)
