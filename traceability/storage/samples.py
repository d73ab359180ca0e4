"""Queries: samples on the bench, and the sheet of one: items, limits, what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError
from traceability.domain.limit_judging import LimitCatalogue
from traceability.domain.limit_verdicts import find_deciding
from traceability.domain.limits import FoodFacts, Judgement, LimitRow, Measured
from traceability.domain.panels import panels_for
from traceability.storage.tables import Sample, SampleDraft
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One item of a sheet: its name, method and unit, and the limit that is shown beside it."""

    parameter: str
    name_zh: str
    name_en: str
    method: str | None
    unit: str
    limit: LimitRow | None


def get_own_sample(work: Work, sample_id: UUID, *, lock: bool = False) -> Sample:
    """Give a sample of the caller's laboratory, or raise NotFoundError."""
    query = select(Sample).where(Sample.id == sample_id, Sample.org_id == work.actor.org_id)
    sample = work.session.exec(query.with_for_update() if lock else query).first()
    if sample is None:
        raise NotFoundError("sample.not_found", id=sample_id)
    return sample


def drafts_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, SampleDraft]:
    """Give what was typed about samples so far."""
    rows = session.exec(select(SampleDraft).where(col(SampleDraft.sample_id).in_(list(ids))))
    return {row.sample_id: row for row in rows}


def parameters_of(catalogue: LimitCatalogue, food: FoodFacts, panel: str) -> list[str]:
    """Name the items that a panel asks for in a food; those of the full panel if it has none."""
    panels = {each.code: each for each in panels_for(food.category, catalogue.pick(food))}
    chosen = panels.get(panel) or panels["full"]
    return list(chosen.parameters)


def sheet_items(
    catalogue: LimitCatalogue, food: FoodFacts, parameters: Iterable[str]
) -> list[SheetItem]:
    """Give the items of a sheet in its order; of several limits, that of safety is shown."""
    picked: dict[str, LimitRow] = {}
    for row in sorted(catalogue.pick(food), key=lambda row: row.kind.value == "quality"):
        picked.setdefault(row.parameter_code, row)
    known = {row.parameter_code: row for row in catalogue.rows}
    return [
        _item(parameter, picked.get(parameter), known.get(parameter)) for parameter in parameters
    ]


def _item(parameter: str, limit: LimitRow | None, known: LimitRow | None) -> SheetItem:
    named = limit or known
    return SheetItem(
        parameter,
        named.parameter_zh if named else parameter,
        named.parameter_en if named else parameter,
        (named.test_method or None) if named else None,
        named.unit if named else "",
        limit,
    )


def measured_of(items: Iterable[SheetItem], values: Mapping[str, str]) -> list[Measured]:
    """Write what was typed, in the unit of the sheet; an item without a value is left out."""
    return [
        Measured(item.parameter, values[item.parameter], item.unit, None)
        for item in items
        if values.get(item.parameter)
    ]


def judge_typed(
    catalogue: LimitCatalogue, food: FoodFacts, measured: list[Measured]
) -> dict[str, Judgement]:
    """Judge what was typed, by item: the judgement that decides for each."""
    groups = catalogue.judge_each(food, measured)
    deciding = {}
    for said, group in zip(measured, groups, strict=False):
        found = find_deciding(group)
        if found is not None:
            deciding[said.parameter] = found
    return deciding
