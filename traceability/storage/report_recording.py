"""How does a report come into the register: judged on entry, and signed if it may be?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import select

from traceability.domain.civil import civil_date
from traceability.domain.errors import (
    ConflictError,
    Fault,
    FaultsError,
    ForbiddenError,
    NotFoundError,
    RuleError,
)
from traceability.domain.inspections import (
    SampleFacts,
    check_author,
    check_retest_covers,
    check_sample,
)
from traceability.domain.judged_results import (
    ItemFacts,
    JudgedResult,
    cite_all,
    find_fault,
    grade_of,
    pair,
    safety_of,
)
from traceability.domain.kinds import (
    OrganizationKind,
    ReportState,
    ResultVerdict,
    RetestState,
    Succession,
)
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_verdicts import overall
from traceability.domain.limit_words import word_judgement
from traceability.domain.limits import FoodFacts
from traceability.domain.report_drafts import ReportDraft
from traceability.storage.batches import lock_batch
from traceability.storage.foods import food_of
from traceability.storage.ids import new_id
from traceability.storage.inspections import find_certificate, find_retest, replacing, results_of
from traceability.storage.limits import catalogue_of
from traceability.storage.parties import sites_by_id
from traceability.storage.report_rows import result_rows
from traceability.storage.report_signing import sign_report
from traceability.storage.tables import Batch, Inspection, TestResult
from traceability.storage.work import Work

_LONGEST_BASIS = 300
_COLUMNS = (
    "batch_id", "kind", "sample_no", "sampled_on", "sampled_at_id", "sampled_place",
    "sampled_amount", "sampled_unit", "sampled_by", "report_no", "reported_on",
    "certificate_sha256", "replaces_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a report comes to: the food that was judged and its judged results."""

    food: FoodFacts
    results: list[JudgedResult]


def enter_report(work: Work, draft: ReportDraft) -> tuple[Inspection, list[TestResult]]:
    """Enter a report of the actor's laboratory; the verdicts are computed, never typed.

    Raises FaultsError `inspection.cannot_judge` with one fault per result that no limit can judge:
    an unreadable value, a foreign unit, a limit of detection above the limit.
    """
    batch = lock_batch(work.session, draft.batch_id)
    is_agency = work.actor.org_kind is OrganizationKind.INSPECTION_AGENCY
    check_author(is_agency=is_agency, owns_batch=work.actor.owns(batch.org_id), kind=draft.kind)
    if is_agency and draft.is_signed:
        raise ForbiddenError("inspection.second_person", field="sign")
    _check_days_and_place(work, draft, batch)
    first = _check_unique(work, draft)
    catalogue = catalogue_of(work.session)
    judged = _judge(work, draft, batch, catalogue)
    report = _report_of(work, draft, batch, judged)
    if first is not None:
        report.succession = _succession(work, first, judged.results).value
    rows = result_rows(report.id, judged.results, _items(draft, catalogue))
    work.add(report, rows)
    if not is_agency and draft.is_signed is not False:
        sign_report(work, batch, report, rows)
    return report, rows


def _check_days_and_place(work: Work, draft: ReportDraft, batch: Batch) -> None:
    site = draft.sampled_at_id
    if site is not None and site not in sites_by_id(work.session, [site]):
        raise NotFoundError("site.not_found", field="sampled_at_id", id=site)
    if batch.product_id is not None and draft.sampled_on < batch.produced_on:
        raise RuleError("inspection.before_production", field="sampled_on")
    if draft.reported_on > civil_date(work.now):
        raise RuleError("inspection.in_the_future", field="reported_on")
    place = site or draft.sampled_place
    check_sample(SampleFacts(draft.kind, draft.sampled_by, draft.sampled_amount, place))


def _check_unique(work: Work, draft: ReportDraft) -> Inspection | None:
    """Refuse a report number that is taken; give the report that this one replaces, if any."""
    taken = work.session.exec(
        select(Inspection.id).where(
            Inspection.org_id == work.actor.org_id,
            Inspection.report_no == draft.report_no,
            Inspection.state != ReportState.WITHDRAWN.value,
        )
    ).first()
    if taken is not None:
        raise ConflictError("inspection.report_taken", field="report_no", no=draft.report_no)
    if draft.replaces_id is None:
        return None
    first = work.session.get(Inspection, draft.replaces_id)
    if first is None or first.batch_id != draft.batch_id:
        raise NotFoundError("inspection.not_found", field="replaces_id", id=draft.replaces_id)
    if first.state != ReportState.SIGNED:
        raise RuleError("inspection.not_signed", field="replaces_id", id=first.id)
    if replacing(work.session, [first.id]):
        raise ConflictError("inspection.replaced_already", field="replaces_id", id=first.id)
    return first


def _succession(work: Work, first: Inspection, results: Iterable[JudgedResult]) -> Succession:
    """Tell what a report is to the one that it replaces; another agency needs to be asked."""
    if work.actor.owns(first.org_id):
        return Succession.CORRECTION
    request = find_retest(work.session, first.id)
    if (
        request is None
        or request.agency_id != work.actor.org_id
        or request.state != RetestState.REQUESTED
    ):
        raise ForbiddenError("inspection.not_yours", field="replaces_id", id=first.id)
    rows = results_of(work.session, [first.id]).get(first.id, [])
    failed = [row.parameter for row in rows if row.verdict == ResultVerdict.FAIL]
    check_retest_covers(failed, (result.measured.parameter for result in results))
    return Succession.RETEST


def _judge(work: Work, draft: ReportDraft, batch: Batch, catalogue: LimitCatalogue) -> _Judged:
    food = _food_of(work, draft, batch)
    measured = [said.measured for said in draft.results]
    judged = pair(measured, catalogue.judge_each(food, measured))
    faults = []
    for place, result in enumerate(judged):
        fault = find_fault(result)
        if fault is not None:
            words = word_judgement(fault)
            faults.append(Fault(f"results.{place}.value", fault.code.value, words.zh, words.en))
    if faults:
        raise FaultsError("inspection.cannot_judge", faults)
    return _Judged(food, judged)


def _food_of(work: Work, draft: ReportDraft, batch: Batch) -> FoodFacts:
    for field in ("process", "grade"):
        if batch.product_id is not None and getattr(draft, field) is not None:
            raise RuleError("inspection.product_decides", field=field)
    return food_of(work.session, batch, draft.process, draft.grade)


def _items(draft: ReportDraft, catalogue: LimitCatalogue) -> dict[str, ItemFacts]:
    """Name the items: as the catalogue does, else as the laboratory does."""
    items = {}
    for said in draft.results:
        parameter = said.measured.parameter
        known = catalogue.name_of(parameter) or {}
        items[parameter] = ItemFacts(
            known.get("parameter_zh") or said.name_zh or parameter,
            known.get("parameter_en") or said.name_en or parameter,
            said.method,
        )
    return items


def _report_of(work: Work, draft: ReportDraft, batch: Batch, judged: _Judged) -> Inspection:
    file_type = None
    if draft.certificate_sha256 is not None:
        file = find_certificate(work.session, work.actor.org_id, draft.certificate_sha256)
        if file is None:
            raise NotFoundError("certificate.not_found", field="certificate_sha256")
        file_type = file.media_type
    return Inspection(
        **{name: getattr(draft, name) for name in _COLUMNS},
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        batch_org_id=batch.org_id,
        basis=draft.basis or cite_all(judged.results)[:_LONGEST_BASIS] or None,
        food_category=judged.food.category,
        process=judged.food.process,
        grade=judged.food.grade,
        verdict=overall(j for result in judged.results for j in result.every).value,
        safety_verdict=safety_of(judged.results).value,
        grade_verdict=grade_of(judged.results).value,
        certificate_type=file_type,
        entered_by=work.actor.user_id,
    )
