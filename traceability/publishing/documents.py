"""What does the public read about a batch? Its trace document, made from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from consumer_web.document import (
    EventFacts,
    InspectionFacts,
    Notice,
    ResultFacts,
    TraceDocument,
    Words,
)
from traceability.domain.judged_results import limit_in_unit
from traceability.domain.kinds import STOPPED, InspectionKind, ResultVerdict
from traceability.domain.limits import LimitOperator
from traceability.domain.steps import Step
from traceability.publishing.changes import view_changes
from traceability.publishing.journey import view_events, view_raw_lots
from traceability.publishing.products import enterprise_facts, product_facts
from traceability.publishing.sources import Sources
from traceability.publishing.state import state_of
from traceability.publishing.words import INSPECTION_WORDS, group_of, say_amount, say_unit
from traceability.storage.inspections import still_counting
from traceability.storage.tables import Batch, Inspection, TestResult


def build_document(
    batch: Batch, sources: Sources, origin: str, published_at: datetime
) -> TraceDocument:
    """Write the trace document of a batch with a GTIN and a product."""
    product = sources.products[batch.product_id]  # type: ignore[index]
    events = view_events(batch.id, sources)
    inspections = tuple(_inspections(batch.id, sources))
    return TraceDocument(
        gtin=batch.gtin or "",
        lot=batch.lot,
        origin=origin,
        uri=batch.uri,
        state=state_of(batch),
        notice=_notice(batch, sources),
        produced_on=batch.produced_on,
        best_before=batch.best_before or batch.produced_on,
        quantity=say_amount(
            sources.made.get(batch.id) or batch.quantity,
            batch.unit,
            each=_package(product.food_category),
        ),
        released_at=batch.released_at,
        product=product_facts(product, batch.gtin or ""),
        enterprise=enterprise_facts(sources.organizations[batch.org_id]),
        raw_lots=view_raw_lots(batch.id, sources),
        events=events,
        inspections=inspections,
        not_provided=tuple(_not_provided(batch, sources, events)),
        changes=view_changes(batch, sources),
        published_at=published_at,
    )


def _package(category: str) -> tuple[str, str]:
    return ("瓶", "bottles") if "oil" in category else ("袋", "bags")


def _notice(batch: Batch, sources: Sources) -> Notice | None:
    if batch.status not in STOPPED or batch.status_at is None:
        return None
    reason = batch.status_reason or ""
    return Notice(
        since=batch.status_at,
        reason=Words(zh=reason, en=reason),
        decided_by=sources.author_name(batch.status_by),
        number=batch.status_number,
        cause=batch.status_cause or "other",
        items=tuple(_failing_items(batch.id, sources)),
    )


def _failing_items(batch_id: UUID, sources: Sources) -> Iterator[Words]:
    named: set[str] = set()
    for report in still_counting(sources.inspections.get(batch_id, [])):
        for result in sources.results.get(report.id, ()):
            if result.verdict == ResultVerdict.FAIL and result.parameter not in named:
                named.add(result.parameter)
                yield Words(zh=result.parameter_zh, en=result.parameter_en)


def _inspections(batch_id: UUID, sources: Sources) -> Iterator[InspectionFacts]:
    """Give the reports on the batch, newest first, then those on the lots before it."""
    chain = sources.chain_of(batch_id)
    for lot in sorted(chain, key=lambda lot: chain[lot]):
        for report in reversed(sources.inspections.get(lot, [])):
            subject = None if lot == batch_id else sources.batches[lot].lot
            yield _inspection(report, sources, subject)


def _inspection(report: Inspection, sources: Sources, subject: str | None) -> InspectionFacts:
    laboratory = sources.organizations[report.org_id]
    reports = sources.inspections.get(report.batch_id, [])
    numbers = {each.id: each.report_no for each in reports}
    sha256 = report.certificate_sha256
    return InspectionFacts(
        id=str(report.id),
        kind=report.kind,
        kind_words=INSPECTION_WORDS[report.kind],
        laboratory=laboratory.name,
        cma_no=report.cma_no or laboratory.cma_no,
        report_no=report.report_no,
        sampled_on=report.sampled_on,
        reported_on=report.reported_on,
        basis=report.basis,
        verdict=report.verdict,
        safety=report.safety_verdict,
        succession=report.succession,
        replaces=numbers.get(report.replaces_id) if report.replaces_id else None,
        replaced_by=next((r.report_no for r in reports if r.replaces_id == report.id), None),
        certificate=f"/certificates/{sha256}" if sha256 else None,
        results=tuple(_result(result) for result in sources.results.get(report.id, ())),
        subject=subject,
    )


def _result(result: TestResult) -> ResultFacts:
    return ResultFacts(
        parameter=result.parameter,
        name=Words(zh=result.parameter_zh, en=result.parameter_en),
        group=group_of(result.parameter, result.kind),
        value=result.value,
        not_detected=result.is_not_detected,
        detection_limit=result.detection_limit,
        unit=say_unit(result.unit),
        operator=result.operator,
        limit=_limit(result),
        standard=result.limit_standard,
        clause=result.limit_clause,
        method=result.method,
        kind=result.kind,
        verdict=result.verdict,
    )


def _limit(result: TestResult) -> str | None:
    """Write the limit in the unit of the value where that comes out even, else with its own."""
    unit = result.limit_unit
    if result.limit_value is None or not unit or result.operator == LimitOperator.RANGE:
        return result.limit_value
    same = limit_in_unit(result.limit_value, unit, result.unit, result.parameter)
    return same or f"{result.limit_value} {unit}"


def _not_provided(batch: Batch, sources: Sources, events: Sequence[EventFacts]) -> Iterator[Words]:
    """Say what nobody entered: an empty field is never hidden."""
    steps = {event.step for event in events}
    yield from {words.zh: words for event in events for words in event.missing}.values()
    product = sources.products[batch.product_id]  # type: ignore[index]
    kinds = {report.kind for report in sources.inspections.get(batch.id, ())}
    checks = (
        (Step.HARVESTING in steps, "种植和收割记录", "records of growing and harvest"),
        (steps & {Step.STORING, Step.RAW_INTAKE}, "原料储存记录", "storage records of the raw lot"),
        (steps & {Step.SHIPPING, Step.LOADING}, "发货运输记录", "shipping records"),
        (kinds - {InspectionKind.FACTORY}, "第三方检验报告", "a report by an outside laboratory"),
        (product.ingredients, "配料", "ingredients"),
        (product.storage_conditions, "贮存条件", "storage conditions"),
        (batch.origin, "产地", "place of origin"),
    )
    for provided, zh, en in checks:
        if not provided:
            yield Words(zh=zh, en=en)
