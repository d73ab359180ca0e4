"""Package codes and suspicions of copies, as the public face needs them."""

from __future__ import annotations

from consumer_web.tables import PublishedCodes, SuspectCode
from traceability.storage.tables import Batch, CodeSuspicion, LabelJob
from traceability.storage.work import Work


def publish_codes(work: Work, job: LabelJob, batch: Batch) -> None:
    """Publish the range of package codes of a label job."""
    work.add(
        PublishedCodes(
            job_no=job.job_no,
            origin=work.origin,
            gtin=batch.gtin or "",
            lot=batch.lot,
            first_serial=job.first_serial or 0,
            count=job.count,
            published_at=work.now,
        )
    )


def publish_suspicion(work: Work, suspicion: CodeSuspicion) -> None:
    """Publish that a package code may have been copied."""
    work.add(
        SuspectCode(
            code=suspicion.code,
            origin=work.origin,
            scans=suspicion.scans,
            places=suspicion.places,
            since=suspicion.since,
            published_at=work.now,
        )
    )
