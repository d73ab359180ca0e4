"""Stories: the regulator keeps the limits catalogue; everybody reads it and judges by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.limit_clauses import cite_clause
from traceability.domain.limit_picking import measure_codes
from traceability.domain.limit_verdicts import find_deciding, overall
from traceability.domain.limit_words import word_judgement
from traceability.domain.limits import FoodFacts, Judgement, LimitRow, Measured
from traceability.domain.panels import Panel, panels_for
from traceability.schemas.limits import (
    FoodChoices,
    FoodPanels,
    JudgeAnswer,
    JudgedResult,
    JudgementPublic,
    JudgeRequest,
    LimitConfirmation,
    LimitCorrection,
    LimitCreate,
    LimitPage,
    LimitPublic,
    LimitQuery,
    LimitsConfirmed,
    PanelItem,
    PanelLimit,
    PanelPublic,
    PanelQuery,
    ProductPanels,
)
from traceability.storage.ids import new_id
from traceability.storage.limits import (
    add_limit_record,
    catalogue_of,
    change_limit_record,
    find_codes_of,
    get_limit,
    limit_columns_of,
    new_limit_record,
    next_limit_no,
    to_limit_row,
)
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.reference.reader import read_food_limits
from traceability.storage.tables import LimitRecord
from traceability.storage.visibility import get_visible_product
from traceability.storage.work import Work

_SHIPPED = "随系统更新 · shipped with a newer release"
_BLANK = frozenset({"value", "unit", "test_method", "note"})  # columns that hold "" for nothing


def load_reference_limits(work: Work) -> int:
    """Load the limits that the product is shipped with; give how many rows that added or changed.

    Rows of high confidence are confirmed; the others are drafts until a regulator confirms them.
    A register that has limits gets what a newer release adds, and new versions of the rows that
    no regulator has touched; what a regulator corrected or confirmed stays as he left it.
    """
    work.actor.require(Action.LOAD_REFERENCE)
    known = {record.limit_no: record for record in work.session.exec(select(LimitRecord))}
    changed = 0
    for row in read_food_limits():
        record = known.get(row.id)
        if record is None:
            add_limit_record(work, new_limit_record(work, row))
        elif record.revision > 1 or not (changes := _news(record, row)):
            continue
        else:
            change_limit_record(work, record, **changes, reason=_SHIPPED)
        changed += 1
    return changed


def _news(record: LimitRecord, row: LimitRow) -> dict[str, object]:
    columns = limit_columns_of(row) | {"is_confirmed": row.confirmed}
    return {name: value for name, value in columns.items() if getattr(record, name) != value}


def list_limits(work: Work, chosen: LimitQuery) -> LimitPage:
    """List limits, drafts and withdrawn ones too: they are shown, and judge nothing."""
    work.actor.require(Action.READ_CATALOGUE)
    query = _matching(work, chosen)
    rows, following = page_of(work.session, query, col(LimitRecord.id), chosen.cursor, chosen.limit)
    return LimitPage(items=[_public(row) for row in rows], next=following)


def count_limits(work: Work, chosen: LimitQuery) -> int:
    """Count the limits that match."""
    work.actor.require(Action.READ_CATALOGUE)
    return count_up_to(work.session, _matching(work, chosen))


def _matching(work: Work, chosen: LimitQuery) -> SelectOfScalar[LimitRecord]:
    query = select(LimitRecord)
    if chosen.q:
        names = ("parameter_zh", "parameter_en", "food_category_zh", "food_category_en", "standard")
        columns = [getattr(LimitRecord, name) for name in names]
        query = query.where(
            or_(*(col(column).contains(chosen.q, autoescape=True) for column in columns))
        )
    if chosen.category is not None:
        codes = find_codes_of(work.session, chosen.category)
        query = query.where(col(LimitRecord.product_codes).in_(codes))
    if chosen.parameter is not None:
        query = query.where(LimitRecord.parameter_code == chosen.parameter)
    if chosen.standard is not None:
        query = query.where(LimitRecord.standard == chosen.standard)
    if chosen.is_confirmed is not None:
        query = query.where(LimitRecord.is_confirmed == chosen.is_confirmed)
    return query


def add_limit(work: Work, entered: LimitCreate) -> LimitPublic:
    """Add a limit as a draft, or raise RuleError `limits.row_unreadable`."""
    work.actor.require(Action.WRITE_LIMITS)
    record = LimitRecord(
        **_columns(entered.model_dump()),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        limit_no=next_limit_no(work.session),
        is_confirmed=False,
    )
    to_limit_row(record.model_dump())
    add_limit_record(work, record)
    return _public(record)


def correct_limit(work: Work, limit_id: UUID, entered: LimitCorrection) -> LimitPublic:
    """Correct a limit, or withdraw it; what it said before stays in the log."""
    work.actor.require(Action.WRITE_LIMITS)
    record = get_limit(work.session, limit_id)
    said = _columns(entered.model_dump(exclude={"reason"}, exclude_unset=True))
    changes = {name: value for name, value in said.items() if getattr(record, name) != value}
    if not changes:
        raise RuleError("limits.unchanged", limit_no=record.limit_no)
    to_limit_row(record.model_dump() | changes)
    if record.is_confirmed:  # who corrects a limit that judges stands for it from now on
        changes["confirmed_by"] = work.actor.user_id
    change_limit_record(work, record, **changes, reason=entered.reason)
    return _public(record)


def confirm_limits(work: Work, chosen: LimitConfirmation) -> LimitsConfirmed:
    """Confirm drafts, so that they judge; what is confirmed already stays as it is."""
    work.actor.require(Action.WRITE_LIMITS)
    query = select(LimitRecord).where(col(LimitRecord.is_confirmed).is_(False))
    drafts = {record.id: record for record in work.session.exec(query)}
    wanted = drafts if chosen.ids is None else dict.fromkeys(chosen.ids)
    confirmed = 0
    for limit_id in wanted:
        record = drafts.get(limit_id) or get_limit(work.session, limit_id)
        if not record.is_confirmed:
            change_limit_record(work, record, is_confirmed=True, confirmed_by=work.actor.user_id)
            confirmed += 1
    return LimitsConfirmed(confirmed=confirmed, drafts=len(drafts) - confirmed)


def judge_values(work: Work, entered: JudgeRequest, language: str) -> JudgeAnswer:
    """Judge values by the limits in force on the production date, without recording anything.

    Messages are English for the language `en`, else Chinese.
    """
    work.actor.require(Action.READ_CATALOGUE)
    food = FoodFacts(entered.category, entered.process, entered.grade, entered.produced_on)
    measured = [
        Measured(result.parameter, result.value, result.unit, result.detection_limit)
        for result in entered.results
    ]
    groups = catalogue_of(work.session).judge_each(food, measured)
    results = [_judged(group, language) for group in groups[: len(measured)]]
    mixture = groups[len(measured)][0] if len(groups) > len(measured) else None
    return JudgeAnswer(
        verdict=overall(judgement for group in groups for judgement in group),
        results=results,
        mixture=JudgementPublic(**_said(mixture, language)) if mixture else None,
    )


def read_panels(work: Work, product_id: UUID, produced_on: date | None) -> ProductPanels:
    """Give what is tested in a product made on a day (today if none is given), and by which rule.

    The panel of the factory inspection is mandatory by the product's executive standard.
    """
    work.actor.require(Action.READ_CATALOGUE)
    product = get_visible_product(work, product_id)
    on = produced_on or civil_date(work.now)
    food = FoodFacts(product.food_category, product.process, product.grade, on)
    return ProductPanels(product_id=product.id, **_panels_of(work, food).model_dump())


def read_food_panels(work: Work, wanted: PanelQuery) -> FoodPanels:
    """Give what is tested in a food made on a day, and by which rule."""
    work.actor.require(Action.READ_CATALOGUE)
    on = wanted.produced_on or civil_date(work.now)
    return _panels_of(work, FoodFacts(wanted.category, wanted.process, wanted.grade, on))


def read_food_choices(work: Work, category: str) -> FoodChoices:
    """Give the processes and grades that limits of a food tell apart."""
    work.actor.require(Action.READ_CATALOGUE)
    rows = [
        row for row in catalogue_of(work.session).rows if measure_codes(row.product_codes, category)
    ]
    return FoodChoices(
        processes=sorted({row.process for row in rows if row.process}),
        grades=sorted({row.grade for row in rows if row.grade}),
    )


def _panels_of(work: Work, food: FoodFacts) -> FoodPanels:
    catalogue = catalogue_of(work.session)
    picked = catalogue.pick(food)
    named = {row.parameter_code: row for row in catalogue.rows}
    return FoodPanels(
        category=food.category,
        process=food.process,
        grade=food.grade,
        produced_on=food.produced_on,
        missing_facts=sorted(catalogue.find_missing_facts(food)),
        panels=[_panel(panel, picked, named) for panel in panels_for(food.category, picked)],
    )


def _panel(panel: Panel, picked: Iterable[LimitRow], named: dict[str, LimitRow]) -> PanelPublic:
    limits: dict[str, list[LimitRow]] = {}
    for row in picked:
        limits.setdefault(row.parameter_code, []).append(row)
    return PanelPublic(
        code=panel.code,
        basis=panel.basis,
        is_mandatory=panel.code == "factory",
        items=[_item(code, limits.get(code, []), named.get(code)) for code in panel.parameters],
    )


def _item(parameter: str, limits: list[LimitRow], known: LimitRow | None) -> PanelItem:
    first = limits[0] if limits else known
    return PanelItem(
        parameter=parameter,
        parameter_zh=first.parameter_zh if first else None,
        parameter_en=first.parameter_en if first else None,
        unit=(first.unit or None) if first else None,
        test_method=(first.test_method or None) if first else None,
        limits=[
            PanelLimit(
                limit_no=row.id,
                operator=row.operator,
                limit=row.value_text or None,
                unit=row.unit or None,
                standard=row.standard,
                edition=row.edition,
                clause=cite_clause(row),
                kind=row.kind,
            )
            for row in limits
        ],
    )


def _judged(group: list[Judgement], language: str) -> JudgedResult:
    deciding = find_deciding(group) or group[0]
    others = [judgement for judgement in group if judgement is not deciding]
    also = [JudgementPublic(**_said(judgement, language)) for judgement in others]
    return JudgedResult(**_said(deciding, language), also=also)


def _said(judgement: Judgement, language: str) -> dict[str, Any]:
    words = word_judgement(judgement)
    said = asdict(judgement)
    details = said.pop("details")
    message = words.en if language == "en" else words.zh
    return said | {"limit_no": details.get("row"), "message": message}


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    """Write what was entered as the table holds it."""
    columns = {
        name: "" if name in _BLANK and value is None else value for name, value in said.items()
    }
    if "product_codes" in columns:
        columns["product_codes"] = ";".join(columns["product_codes"])
    for name in columns.keys() & {"operator", "kind"}:
        columns[name] = str(columns[name])
    return columns


def _public(record: LimitRecord) -> LimitPublic:
    values = record.model_dump()
    values["clause"] = cite_clause(to_limit_row(values))
    values |= {name: values[name] or None for name in _BLANK}
    return LimitPublic.model_validate(values | {"product_codes": record.product_codes.split(";")})
