"""Package codes and suspicions of copies, as the public face needs them."""

from __future__ import annotations

from consumer_web.tables import PublishedCodes, SuspectCode, VoidCodes
from traceability.domain.kinds import LabelState
from traceability.domain.label_ranges import Ranges, newly
from traceability.storage.tables import Batch, CodeSuspicion, LabelJob, LabelRun
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


def publish_new_voids(work: Work, run: LabelRun, before: Ranges, after: Ranges) -> None:
    """Publish the codes of labels that a job's first run has just lost: they are unknown now."""
    lost = newly(before, after, LabelState.VOID) if run.run_no == 0 else []
    job = work.session.get_one(LabelJob, run.job_id) if lost else None
    if job is None or not job.is_serialised:
        return
    first_serial = job.first_serial or 0
    for part in lost:
        work.add(
            VoidCodes(
                job_no=job.job_no,
                origin=work.origin,
                first_serial=first_serial + part.first,
                last_serial=first_serial + part.last,
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
