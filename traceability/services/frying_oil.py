"""Stories: a canteen tests its frying oil; the limits in force judge it (GB 2716)."""

from __future__ import annotations

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.kinds import ResultVerdict
from traceability.domain.limit_verdicts import find_deciding, overall
from traceability.domain.limits import FoodFacts, Judgement, Measured
from traceability.schemas.canteens import (
    FryingOilTestCreate,
    FryingOilTestPage,
    FryingOilTestPublic,
)
from traceability.storage.ids import new_id
from traceability.storage.limits import catalogue_of
from traceability.storage.paging import page_of
from traceability.storage.tables import FryingOilTest
from traceability.storage.work import Work

_CATEGORY = "frying_oil"
_UNITS = {"polar_components": "%", "acid_value": "mg/g"}


def record_frying_oil_test(work: Work, entered: FryingOilTestCreate) -> FryingOilTestPublic:
    """Record a test with its verdict by the limits of that day."""
    work.actor.require(Action.TEST_FRYING_OIL)
    if entered.tested_on > civil_date(work.now):
        raise RuleError("frying_oil.in_the_future", field="tested_on")
    typed = {name: value for name in _UNITS if (value := getattr(entered, name)) is not None}
    if not typed:
        raise RuleError("frying_oil.no_value", field="polar_components")
    measured = [Measured(name, value, _UNITS[name]) for name, value in typed.items()]
    food = FoodFacts(_CATEGORY, None, None, entered.tested_on)
    groups = catalogue_of(work.session).judge_each(food, measured)[: len(measured)]
    decided = [find_deciding(group) or group[0] for group in groups]
    test = FryingOilTest(
        **entered.model_dump(),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        verdict=overall(decided).value,
        judgements=[_kept(judgement) for judgement in decided],
        tested_by=work.actor.user_id,
    )
    work.add(test)
    return FryingOilTestPublic.model_validate(test)


def _kept(judgement: Judgement) -> dict[str, object]:
    return {
        "parameter": judgement.parameter,
        "value": judgement.value,
        "unit": judgement.unit,
        "limit": judgement.limit,
        "standard": judgement.standard,
        "clause": judgement.clause,
        "verdict": judgement.verdict.value,
    }


def list_frying_oil_tests(
    work: Work,
    after: str | None,
    limit: int,
    fryer: str | None = None,
    verdict: ResultVerdict | None = None,
) -> FryingOilTestPage:
    """List the canteen's tests, newest first; of fryers with a part of a name, or of a verdict."""
    work.actor.require(Action.TEST_FRYING_OIL)
    query = select(FryingOilTest).where(FryingOilTest.org_id == work.actor.org_id)
    if fryer:
        query = query.where(col(FryingOilTest.fryer).contains(fryer, autoescape=True))
    if verdict is not None:
        query = query.where(FryingOilTest.verdict == verdict.value)
    key = col(FryingOilTest.id)
    rows, following = page_of(work.session, query, key, after, limit, newest_first=True)
    items = [FryingOilTestPublic.model_validate(row) for row in rows]
    return FryingOilTestPage(items=items, next=following)
