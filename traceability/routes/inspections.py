"""REST: laboratory reports, their signatures, re-tests and certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from traceability.domain.access import Action, system_actor
from traceability.domain.kinds import CertificateType
from traceability.gateways.report_papers import ReportPaper, write_report
from traceability.routes.desk import Cursor, Desk, House, Limit, house_of, needs
from traceability.schemas.inspections import (
    CertificatePublic,
    InspectionCreate,
    InspectionPage,
    InspectionPublic,
    InspectionQuery,
    RetestCreate,
    RetestPage,
    RetestPublic,
    SignaturesCreate,
    SignedReports,
    WithdrawalCreate,
)
from traceability.services import certificates, inspections, report_papers, retests
from traceability.services.certificates import OpenedCertificate

router = APIRouter(prefix="/inspections", tags=["laboratory"])
retest_router = APIRouter(prefix="/retests", tags=["laboratory"])
certificate_router = APIRouter(prefix="/certificates", tags=["laboratory"])
public_router = APIRouter(tags=["laboratory"])
FileHash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
_ENDINGS = {CertificateType.PDF: "pdf", CertificateType.JPEG: "jpg", CertificateType.PNG: "png"}


@router.post("", status_code=201, response_model=InspectionPublic)
def create_inspection(
    entered: InspectionCreate, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Enter a report; each result is judged by the limit in force, and the verdict follows."""
    return desk.record(
        lambda work: inspections.record_inspection(work, entered),
        location=lambda made: f"/api/inspections/{made.id}",
    )


@router.post("/{inspection_id}/signature", status_code=201, response_model=InspectionPublic)
def sign_inspection(
    inspection_id: UUID, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Sign a report that a colleague entered; a failed safety item stops the batch at once."""
    return desk.record(lambda work: inspections.sign_inspection(work, inspection_id))


@router.post("/signatures", status_code=201, response_model=SignedReports)
def sign_inspections(
    chosen: SignaturesCreate, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Sign up to 500 reports that colleagues entered: all of them, or none."""
    return desk.record(lambda work: inspections.sign_inspections(work, chosen))


@router.post("/{inspection_id}/withdrawal", status_code=201, response_model=InspectionPublic)
def withdraw_inspection(
    inspection_id: UUID,
    entered: WithdrawalCreate,
    desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)],
) -> Response:
    """Give up a report that is not signed; its number is free again."""
    return desk.record(lambda work: inspections.withdraw_inspection(work, inspection_id, entered))


@router.get("")
def list_inspections(
    desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)],
    chosen: Annotated[InspectionQuery, Query()],
) -> InspectionPage:
    """List reports that the caller may see; `open=true` gives the failures that still count."""
    return desk.read(lambda work: inspections.list_inspections(work, chosen))


@router.get("/{inspection_id}")
def read_inspection(
    inspection_id: UUID, desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)]
) -> InspectionPublic:
    """Give one report."""
    return desk.read(lambda work: inspections.read_inspection(work, inspection_id))


@router.get("/{inspection_id}/report.pdf", response_class=Response)
def read_report_paper(
    inspection_id: UUID, request: Request, desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)]
) -> Response:
    """Give a report as a PDF with its code; one that is not signed has a watermark and no code."""
    return answer_paper(inspection_id, house_of(request), desk.read)


def answer_paper(inspection_id: UUID, house: House, read: Callable[..., ReportPaper]) -> Response:
    """Answer with a report as PDF, by a way of reading; it is drawn after the reading is over."""
    paper = read(
        lambda work: report_papers.read_report_paper(
            work, inspection_id, house.report_keys, house.settings.base_url.rstrip("/")
        )
    )
    return Response(
        write_report(paper),
        media_type="application/pdf",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'inline; filename="report-{str(inspection_id)[-8:]}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@retest_router.post("", status_code=201, response_model=RetestPublic)
def create_retest(
    entered: RetestCreate, desk: Annotated[Desk, needs(Action.CONTEST_REPORTS)]
) -> Response:
    """Contest a failing report within 7 working days; another agency's re-test decides."""
    return desk.record(lambda work: retests.request_retest(work, entered))


@retest_router.get("")
def list_retests(
    desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)], cursor: Cursor = None, limit: Limit = 50
) -> RetestPage:
    """List requests for re-tests that concern the caller."""
    return desk.read(lambda work: retests.list_retests(work, cursor, limit))


@certificate_router.post(
    "",
    status_code=201,
    response_model=CertificatePublic,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind.value: {"schema": {"type": "string", "format": "binary"}}
                for kind in CertificateType
            },
        }
    },
)
async def create_certificate(
    request: Request, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Keep a report as a file: the body is the file, a PDF, JPEG or PNG of up to 10 MB."""
    content = await request.body()
    store = house_of(request).certificates
    return await run_in_threadpool(
        desk.record,
        lambda work: certificates.keep_certificate(work, content, store),
        location=lambda made: f"/api/certificates/{made.sha256}",
    )


@certificate_router.get("/{sha256}", response_class=Response)
def read_certificate(
    sha256: FileHash, request: Request, desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)]
) -> Response:
    """Give a certificate file that the caller may see."""
    store = house_of(request).certificates
    opened = desk.read(lambda work: certificates.open_certificate(work, sha256, store))
    return _file(opened, sha256, "private, no-store")


@public_router.get("/certificates/{sha256}", response_class=Response)
def read_published_certificate(sha256: FileHash, request: Request) -> Response:
    """Give the certificate of a signed report on a public page, to anybody."""
    house = house_of(request)
    desk = Desk(house, system_actor(), None, "")
    opened = desk.read(
        lambda work: certificates.open_published_certificate(work, sha256, house.certificates)
    )
    etag = f'"{sha256}"'
    if etag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return _file(opened, sha256, "public, max-age=86400")


def _file(opened: OpenedCertificate, sha256: str, caching: str) -> Response:
    """Answer with a file that can do nothing: not run, not frame, not be guessed at.

    A PDF is offered to save or to open outside the page; pictures are shown.
    """
    name = hashlib.sha256(opened.report_no.encode()).hexdigest()[:8]
    ending = _ENDINGS[opened.media_type]
    shown = "attachment" if opened.media_type is CertificateType.PDF else "inline"
    return Response(
        opened.content,
        media_type=opened.media_type.value,
        headers={
            "Cache-Control": caching,
            "ETag": f'"{sha256}"',
            "Content-Disposition": f'{shown}; filename="report-{name}.{ending}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
