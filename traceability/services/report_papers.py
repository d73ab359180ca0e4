"""Story: whoever may read a report takes it along on paper."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.kinds import ReportState
from traceability.gateways.report_papers import ReportPaper
from traceability.publishing.report_codes import ReportCodes
from traceability.publishing.report_papers import ReportSources, compose_report
from traceability.storage.batches import get_batch
from traceability.storage.inspections import replacing, results_of
from traceability.storage.parties import organizations_by_id, sites_by_id, user_names
from traceability.storage.report_contents import content_of
from traceability.storage.tables import Inspection, TestResult
from traceability.storage.visibility import get_visible_inspection
from traceability.storage.work import Work


def read_report_paper(
    work: Work, inspection_id: UUID, keys: Sequence[bytes], base_url: str
) -> ReportPaper:
    """Give a report as its paper says it; a code stands on it once it is signed."""
    work.actor.require(Action.READ_INSPECTIONS)
    report = get_visible_inspection(work, inspection_id)
    results = results_of(work.session, [report.id]).get(report.id, [])
    parties = organizations_by_id(work.session, [report.org_id, report.batch_org_id])
    people = [user for user in (report.entered_by, report.signed_by) if user is not None]
    first = work.session.get(Inspection, report.replaces_id) if report.replaces_id else None
    return compose_report(
        ReportSources(
            report=report,
            results=results,
            batch=get_batch(work.session, report.batch_id),
            agency=parties[report.org_id],
            enterprise=parties[report.batch_org_id],
            names=user_names(work.session, people),
            first=first,
            later=replacing(work.session, [report.id]).get(report.id),
            place=_place(work, report),
            code=_code(report, results, keys),
            base_url=base_url,
        )
    )


def read_report_code(work: Work, inspection_id: UUID, keys: Sequence[bytes]) -> str:
    """Give the code of a report that the caller may read; empty while nobody signed it."""
    work.actor.require(Action.READ_INSPECTIONS)
    report = get_visible_inspection(work, inspection_id)
    return _code(report, results_of(work.session, [report.id]).get(report.id, []), keys)


def _code(report: Inspection, results: Sequence[TestResult], keys: Sequence[bytes]) -> str:
    if report.state != ReportState.SIGNED:
        return ""
    return ReportCodes(keys).make(report.id, content_of(report, results))


def _place(work: Work, report: Inspection) -> str:
    if report.sampled_at_id is None:
        return report.sampled_place or ""
    site = sites_by_id(work.session, [report.sampled_at_id]).get(report.sampled_at_id)
    return " ".join(filter(None, (site.name if site else "", report.sampled_place)))
