"""Stories: a sample comes in, its values are typed and judged, it becomes a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.inspections import SampleFacts, check_author, check_sample
from traceability.domain.kinds import InspectionKind, OrganizationKind, SampleState
from traceability.domain.limit_words import name_edition, word_finding, word_limit
from traceability.domain.limits import Judgement
from traceability.domain.quantities import to_register
from traceability.domain.report_drafts import ReportDraft, ResultDraft
from traceability.domain.samples import check_open, report_due
from traceability.gateways.working_days import is_working_day
from traceability.schemas.inspections import InspectionPublic, ResultPublic
from traceability.schemas.samples import (
    SampleCreate,
    SampleDiscard,
    SampleListed,
    SamplePage,
    SamplePublic,
    SampleQuery,
    SampleReport,
    SampleRow,
    SampleSheet,
    SampleValues,
)
from traceability.storage.batches import batches_by_id, get_batch
from traceability.storage.foods import food_of
from traceability.storage.ids import new_id
from traceability.storage.limits import catalogue_of
from traceability.storage.paging import Slice, count_up_to, page_of, sorted_page
from traceability.storage.parties import organizations_by_id
from traceability.storage.report_recording import enter_report
from traceability.storage.samples import (
    SheetItem,
    drafts_of,
    get_own_sample,
    judge_typed,
    measured_of,
    parameters_of,
    sheet_items,
)
from traceability.storage.tables import Batch, Inspection, Organization, Sample, SampleDraft
from traceability.storage.visibility import get_visible_batch
from traceability.storage.work import Work


def register_sample(work: Work, entered: SampleCreate) -> SamplePublic:
    """Register a sample that came in; what is measured follows from its food and the panel."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    batch = get_visible_batch(work, entered.batch_id)
    is_agency = work.actor.org_kind is OrganizationKind.INSPECTION_AGENCY
    check_author(is_agency=is_agency, owns_batch=work.actor.owns(batch.org_id), kind=entered.kind)
    _check_days(work, entered, batch)
    amount, unit = None, None
    if entered.sampled_amount is not None and entered.sampled_unit is not None:
        amount, kept = to_register(entered.sampled_amount, entered.sampled_unit)
        unit = kept.value
    check_sample(SampleFacts(entered.kind, entered.sampled_by, amount, entered.sampled_place))
    food = food_of(work.session, batch)
    sample = Sample(
        **entered.model_dump(exclude={"sampled_amount", "sampled_unit"}),
        sampled_amount=amount,
        sampled_unit=unit,
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        batch_org_id=batch.org_id,
        due_on=report_due(entered.kind, entered.received_on, is_working_day),
        parameters=parameters_of(catalogue_of(work.session), food, entered.panel),
        received_by=work.actor.user_id,
        state=SampleState.WAITING.value,
    )
    work.add(sample)
    return SamplePublic.model_validate(sample)


def _check_days(work: Work, entered: SampleCreate, batch: Batch) -> None:
    if batch.product_id is not None and entered.sampled_on < batch.produced_on:
        raise RuleError("inspection.before_production", field="sampled_on")
    if entered.received_on > civil_date(work.now):
        raise RuleError("sample.in_the_future", field="received_on")
    if entered.replaces_id is not None:
        first = work.session.get(Inspection, entered.replaces_id)
        if first is None or first.batch_id != entered.batch_id:
            raise NotFoundError("inspection.not_found", field="replaces_id", id=entered.replaces_id)
    taken = select(Sample.id).where(
        Sample.org_id == work.actor.org_id,
        Sample.sample_no == entered.sample_no,
        Sample.state != SampleState.DISCARDED.value,
    )
    if work.session.exec(taken).first() is not None:
        raise ConflictError("sample.number_taken", field="sample_no", no=entered.sample_no)


def list_samples(work: Work, chosen: SampleQuery) -> SamplePage:
    """List the laboratory's samples: first due first while they wait, else as they came in."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    query = _matching(work, chosen)
    if chosen.state is not SampleState.WAITING:
        rows, following = page_of(work.session, query, col(Sample.id), chosen.cursor, chosen.limit)
        return SamplePage(items=_listed(work, rows), next=following)
    wanted = Slice(chosen.cursor, chosen.limit, is_descending=chosen.sort == "-due")
    by, key = col(Sample.due_on), col(Sample.id)
    rows, following = sorted_page(work.session, query, by, key, wanted)
    return SamplePage(items=_listed(work, rows), next=following)


def count_samples(work: Work, chosen: SampleQuery) -> int:
    """Count the samples that match, wherever the page begins."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    return count_up_to(work.session, _matching(work, chosen))


def count_late_samples(work: Work) -> int:
    """Count the samples whose report is late."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    query = _matching(work, SampleQuery())
    return count_up_to(work.session, query.where(Sample.due_on < civil_date(work.now)))


def _matching(work: Work, chosen: SampleQuery) -> SelectOfScalar[Sample]:
    query = select(Sample).where(
        Sample.org_id == work.actor.org_id, Sample.state == chosen.state.value
    )
    if chosen.kind is not None:
        query = query.where(Sample.kind == chosen.kind.value)
    if chosen.q:
        named = (Sample.sample_no, Batch.lot, Batch.name, Organization.name)
        query = (
            query.join(Batch, col(Batch.id) == Sample.batch_id)
            .join(Organization, col(Organization.id) == Sample.batch_org_id)
            .where(or_(*(col(name).contains(chosen.q, autoescape=True) for name in named)))
        )
    return query


def _listed(work: Work, rows: Sequence[Sample]) -> list[SampleListed]:
    batches = batches_by_id(work.session, (row.batch_id for row in rows))
    firms = organizations_by_id(work.session, (row.batch_org_id for row in rows))
    drafts = drafts_of(work.session, (row.id for row in rows))
    return [
        SampleListed(
            **SamplePublic.model_validate(row).model_dump(),
            **_goods(batches[row.batch_id], firms[row.batch_org_id].name),
            typed=_typed(drafts.get(row.id)),
        )
        for row in rows
    ]


def _goods(batch: Batch, enterprise: str) -> dict[str, Any]:
    return {"lot": batch.lot, "product": batch.name, "enterprise": enterprise}


def _typed(draft: SampleDraft | None) -> int:
    return sum(1 for text in draft.values.values() if text) if draft else 0


def read_sample(work: Work, sample_id: UUID) -> SampleSheet:
    """Give a sample with its sheet: each item's limit, what was typed and what that means."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    return _sheet(work, get_own_sample(work, sample_id))


def save_values(work: Work, sample_id: UUID, typed: SampleValues) -> SampleSheet:
    """Keep what was typed so far, and judge it; nothing is reported yet."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    sample = get_own_sample(work, sample_id, lock=True)
    check_open(SampleState(sample.state))
    unknown = sorted(typed.values.keys() - set(sample.parameters))
    if unknown:
        raise RuleError("sample.unknown_item", field="values", parameter=unknown[0])
    draft = work.session.get(SampleDraft, sample.id)
    if draft is None:
        draft = SampleDraft(
            sample_id=sample.id, version=0, saved_by=work.actor.user_id, saved_at=work.now
        )
        work.session.add(draft)
    kept = {**draft.values, **{name: text.strip() for name, text in typed.values.items()}}
    draft.values = {name: text for name, text in kept.items() if text}
    draft.version += 1
    draft.saved_by, draft.saved_at = work.actor.user_id, work.now
    work.session.flush()
    return _sheet(work, sample)


def _sheet(work: Work, sample: Sample) -> SampleSheet:
    batch = get_batch(work.session, sample.batch_id)
    food = food_of(work.session, batch)
    catalogue = catalogue_of(work.session)
    items = sheet_items(catalogue, food, sample.parameters)
    draft = work.session.get(SampleDraft, sample.id)
    values: dict[str, str] = draft.values if draft else {}
    judged = judge_typed(catalogue, food, measured_of(items, values))
    return SampleSheet(
        **_listed(work, [sample])[0].model_dump(),
        produced_on=batch.produced_on,
        rows=[_row(item, values, judged.get(item.parameter)) for item in items],
        saved_at=draft.saved_at if draft else None,
    )


def _row(item: SheetItem, values: dict[str, str], judgement: Judgement | None) -> SampleRow:
    limit = word_limit(item.limit) if item.limit else None
    words = word_finding(judgement) if judgement else None
    return SampleRow(
        parameter=item.parameter,
        parameter_zh=item.name_zh,
        parameter_en=item.name_en,
        method=item.method,
        unit=item.unit,
        limit_zh=limit.zh if limit else None,
        limit_en=limit.en if limit else None,
        standard=name_edition(item.limit.standard, item.limit.edition) if item.limit else None,
        value=values.get(item.parameter, ""),
        verdict=judgement.verdict if judgement else None,
        message_zh=words.zh if words else None,
        message_en=words.en if words else None,
    )


def report_sample(work: Work, sample_id: UUID, said: SampleReport) -> InspectionPublic:
    """Make the report of a sample out of what was typed; every item must have its value."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    sample = get_own_sample(work, sample_id, lock=True)
    check_open(SampleState(sample.state))
    batch = get_batch(work.session, sample.batch_id)
    catalogue = catalogue_of(work.session)
    items = sheet_items(catalogue, food_of(work.session, batch), sample.parameters)
    draft = work.session.get(SampleDraft, sample.id)
    measured = measured_of(items, draft.values if draft else {})
    if len(measured) < len(items):
        raise RuleError("sample.not_complete", missing=len(items) - len(measured))
    methods = {item.parameter: item.method for item in items}
    report, rows = enter_report(
        work,
        ReportDraft(
            batch_id=sample.batch_id,
            kind=InspectionKind(sample.kind),
            sample_no=sample.sample_no,
            sampled_on=sample.sampled_on,
            sampled_place=sample.sampled_place,
            sampled_amount=sample.sampled_amount,
            sampled_unit=sample.sampled_unit,
            sampled_by=sample.sampled_by,
            replaces_id=sample.replaces_id,
            is_signed=False,
            results=tuple(ResultDraft(said, methods[said.parameter]) for said in measured),
            **said.model_dump(),
        ),
    )
    work.change(sample, state=SampleState.REPORTED.value, inspection_id=report.id)
    shown = InspectionPublic.model_validate(report.model_dump())
    shown.results = [ResultPublic.model_validate(row) for row in rows]
    return shown


def discard_sample(work: Work, sample_id: UUID, why: SampleDiscard) -> SamplePublic:
    """Give a sample up; its number is free again."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    sample = get_own_sample(work, sample_id, lock=True)
    check_open(SampleState(sample.state))
    work.change(sample, state=SampleState.DISCARDED.value, discarded_reason=why.reason)
    return SamplePublic.model_validate(sample)
