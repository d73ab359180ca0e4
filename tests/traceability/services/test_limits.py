"""How is the limits catalogue kept, and what does it judge?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import select

from tests.factories import City
from traceability.domain.access import system_actor
from traceability.domain.errors import ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import ResultVerdict
from traceability.schemas.limits import (
    JudgeAnswer,
    JudgeRequest,
    LimitConfirmation,
    LimitCorrection,
    LimitCreate,
    LimitPublic,
    LimitQuery,
)
from traceability.schemas.trade import LogEntryPublic
from traceability.services import limits
from traceability.services.log import read_log
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.limits import catalogue_of
from traceability.storage.reference.reader import read_food_limits
from traceability.storage.tables import LimitRecord
from traceability.storage.work import Work

SHIPPED = read_food_limits()
DRAFTS = sum(not row.confirmed for row in SHIPPED)
PASS, FAIL = ResultVerdict.PASS, ResultVerdict.FAIL
ERROR, NONE = ResultVerdict.ERROR, ResultVerdict.NOT_APPLICABLE
NEW: dict[str, Any] = {
    "standard": "GB 9999",
    "edition": "2026",
    "effective_from": "2026-01-01",
    "food_category_zh": "大米",
    "food_category_en": "rice",
    "product_codes": ["rice"],
    "parameter_code": "sand",
    "parameter_zh": "含砂量",
    "parameter_en": "sand",
    "operator": "<=",
    "value": "0.02",
    "unit": "%",
    "kind": "quality",
    "source": "test",
}


def load(city: City) -> None:
    assert city.do(system_actor(), limits.load_reference_limits) == len(SHIPPED)


def confirm_all(city: City) -> int:
    chosen = LimitConfirmation(all=True)
    return city.do("regulator", lambda work: limits.confirm_limits(work, chosen)).confirmed


def listed(city: City, who: str = "mill", **chosen: Any) -> list[LimitPublic]:
    asked = LimitQuery(limit=200, **chosen)
    return city.look(who, lambda work: limits.list_limits(work, asked)).items


def judge(
    city: City, category: str, on: str, *results: tuple[str, str, str], **more: Any
) -> JudgeAnswer:
    said = {
        "category": category,
        "produced_on": on,
        "results": [{"parameter": p, "value": v, "unit": u} for p, v, u in results],
    }
    entered = JudgeRequest.model_validate(said | more)
    return city.look("canteen", lambda work: limits.judge_values(work, entered, "en"))


def verdicts(answer: JudgeAnswer) -> list[ResultVerdict]:
    return [result.verdict for result in answer.results]


def correct(city: City, limit_id: UUID, who: str = "regulator", **said: Any) -> LimitPublic:
    entered = LimitCorrection.model_validate({"reason": "按标准文本更正"} | said)
    return city.do(who, lambda work: limits.correct_limit(work, limit_id, entered))


def versions(city: City, record_id: UUID) -> list[LogEntryPublic]:
    return city.look("regulator", lambda work: read_log(work, str(record_id), None, 50)).items


def test_a_fresh_register_gets_the_shipped_limits_once_and_unchanged(city: City) -> None:
    load(city)
    assert city.do(system_actor(), limits.load_reference_limits) == 0
    assert city.look("mill", lambda work: catalogue_of(work.session).rows) == tuple(SHIPPED)
    assert len(listed(city, is_confirmed=False, parameter="cd")) == sum(
        row.parameter_code == "cd" and not row.confirmed for row in SHIPPED
    )
    with pytest.raises(ForbiddenError):
        city.do("regulator", limits.load_reference_limits)


def test_the_log_agrees_with_the_limits_on_each_database(city: City) -> None:
    load(city)
    confirm_all(city)
    row = listed(city, parameter="cd")[0]
    correct(city, row.id, value="0.15")
    assert verify_ledger(city.engine).is_sound


def test_drafts_are_shown_and_judge_nothing_until_the_regulator_confirms_them(
    sqlite_city: City,
) -> None:
    load(sqlite_city)
    old_flour = ("wheat_flour", "2025-02-07", ("azodicarbonamide", "0.045", "g/kg"))
    [result] = judge(sqlite_city, *old_flour).results
    assert (result.verdict, result.code, result.limit) == (NONE, "limits.draft", None)
    draft = next(row for row in listed(sqlite_city, parameter="azodicarbonamide")
                 if row.edition == "2014")  # fmt: skip
    assert not draft.is_confirmed
    chosen = LimitConfirmation(ids=[draft.id])
    for who in ("mill", "lab", "canteen", "admin"):
        with pytest.raises(ForbiddenError):
            sqlite_city.do(who, lambda work: limits.confirm_limits(work, chosen))
    done = sqlite_city.do("regulator", lambda work: limits.confirm_limits(work, chosen))
    assert (done.confirmed, done.drafts) == (1, DRAFTS - 1)
    [result] = judge(sqlite_city, *old_flour).results
    assert (result.verdict, result.limit, result.edition) == (PASS, "0.045", "2014")
    again = sqlite_city.do("regulator", lambda work: limits.confirm_limits(work, chosen))
    assert (again.confirmed, again.drafts) == (0, DRAFTS - 1)
    assert confirm_all(sqlite_city) == DRAFTS - 1
    [draft] = [row for row in listed(sqlite_city, parameter="azodicarbonamide")
               if row.id == draft.id]  # fmt: skip
    assert draft.confirmed_by == sqlite_city.actors["regulator"].user_id
    nobody = LimitConfirmation(ids=[uuid4()])
    with pytest.raises(NotFoundError, match=r"limits\.not_found"):
        sqlite_city.do("regulator", lambda work: limits.confirm_limits(work, nobody))


def test_verdicts_cite_the_limit_in_force_on_the_day_of_production(sqlite_city: City) -> None:
    load(sqlite_city)
    confirm_all(sqlite_city)
    rice = judge(sqlite_city, "rice_indica", "2026-11-01", ("cd", "0.2", "mg/kg"),
                 ("cd", "0.21", "mg/kg"))  # fmt: skip
    assert verdicts(rice) == [PASS, FAIL]
    assert rice.verdict is FAIL
    failed = rice.results[1]
    assert (failed.limit, failed.limit_unit, failed.operator) == ("0.2", "mg/kg", "<=")
    assert (failed.standard, failed.edition, failed.limit_no) == ("GB 2762", "2025", "L008")
    assert (failed.how, failed.code) == ("full_value", "limits.above")
    assert failed.clause is not None
    assert failed.clause.startswith("4.2 表2")
    assert "GB 2762-2025" in failed.message
    older = judge(sqlite_city, "rice_indica", "2026-09-01", ("cd", "0.21", "mg/kg"))
    assert [(r.edition, r.verdict) for r in older.results] == [("2022", FAIL)]
    oil = judge(sqlite_city, "oil_peanut", "2026-11-01", ("afb1", "24.8", "µg/kg"),
                ("afb1", "20", "μg/kg"), process="pressed")  # fmt: skip
    assert verdicts(oil) == [FAIL, PASS]
    assert oil.results[0].limit == "20"
    for on, verdict in (("2025-02-07", PASS), ("2025-02-08", FAIL)):
        flour = judge(sqlite_city, "wheat_flour", on, ("azodicarbonamide", "0.03", "g/kg"))
        assert verdicts(flour) == [verdict], on


def test_what_cannot_be_judged_is_an_error_and_what_has_no_limit_is_not_a_pass(
    sqlite_city: City,
) -> None:
    load(sqlite_city)
    answer = judge(sqlite_city, "rice", "2026-11-01", ("cd", "abc", "mg/kg"),
                   ("cd", "", "mg/kg"), ("cd", "0.1", "mL"), ("sugar", "1", "%"))  # fmt: skip
    assert verdicts(answer) == [ERROR, ERROR, ERROR, NONE]
    entered = JudgeRequest.model_validate({
        "category": "rice", "produced_on": "2026-11-01",
        "results": [{"parameter": "cd", "value": "未检出", "unit": "mg/kg",
                     "detection_limit": lowest} for lowest in ("0.002", "0.3")],
    })  # fmt: skip
    said = sqlite_city.look("lab", lambda work: limits.judge_values(work, entered, "zh-CN"))
    assert verdicts(said) == [PASS, ERROR]
    assert said.results[1].code == "limits.detection_limit_high"
    assert "检出限高于限量" in said.results[1].message


def test_a_grade_limit_stands_beside_the_safety_limit_and_the_graver_one_decides(
    sqlite_city: City,
) -> None:
    load(sqlite_city)
    confirm_all(sqlite_city)
    [result] = judge(sqlite_city, "oil_soybean", "2026-11-01", ("acid_value", "2.5", "mg/g"),
                     process="extracted", grade="一级").results  # fmt: skip
    assert (result.verdict, result.kind, result.standard) == (FAIL, "quality", "GB/T 1535")
    assert [(other.verdict, other.standard) for other in result.also] == [(PASS, "GB 2716")]


def test_antioxidants_are_judged_as_a_mixture_too(sqlite_city: City) -> None:
    load(sqlite_city)
    confirm_all(sqlite_city)
    answer = judge(sqlite_city, "oil_soybean", "2026-11-01", ("tbhq", "0.15", "g/kg"),
                   ("bha", "0.15", "g/kg"), process="extracted")  # fmt: skip
    assert verdicts(answer) == [PASS, PASS]
    assert answer.mixture is not None
    assert (answer.mixture.verdict, answer.mixture.how) == (FAIL, "sum_of_ratios")
    assert answer.verdict is FAIL


def test_a_correction_is_a_new_version_and_the_log_keeps_every_one(sqlite_city: City) -> None:
    load(sqlite_city)
    cadmium = next(row for row in listed(sqlite_city, parameter="cd") if row.limit_no == "L008")
    assert judge(sqlite_city, "rice", "2026-11-01", ("cd", "0.18", "mg/kg")).verdict is PASS
    corrected = correct(sqlite_city, cadmium.id, value="0.15")
    assert (corrected.value, corrected.revision, corrected.is_confirmed) == ("0.15", 2, True)
    regulator = sqlite_city.actors["regulator"].user_id
    assert corrected.confirmed_by == regulator
    assert judge(sqlite_city, "rice", "2026-11-01", ("cd", "0.18", "mg/kg")).verdict is FAIL
    withdrawn = correct(sqlite_city, cadmium.id, is_active=False, reason="公告废止")
    assert (withdrawn.revision, withdrawn.is_active) == (3, False)
    assert judge(sqlite_city, "rice", "2026-11-01", ("cd", "9", "mg/kg")).verdict is NONE
    kept = versions(sqlite_city, cadmium.id)
    assert [entry.revision for entry in kept] == [1, 2, 3]
    assert [entry.author_user_id for entry in kept[1:]] == [regulator, regulator]
    said = [entry.public for entry in kept if entry.public]
    assert [text["value"] for text in said] == ["0.2", "0.15", "0.15"]
    assert [text["reason"] for text in said] == [None, "按标准文本更正", "公告废止"]


def test_a_correction_is_refused_when_it_changes_nothing_or_cannot_be_read(
    sqlite_city: City,
) -> None:
    load(sqlite_city)
    row = listed(sqlite_city, parameter="cd")[0]
    with pytest.raises(RuleError, match=r"limits\.unchanged"):
        correct(sqlite_city, row.id, value=row.value, unit=row.unit)
    for wrong in ({"value": None}, {"value": "about 1"}, {"operator": "range"}, {"unit": None}):
        with pytest.raises(RuleError, match=r"limits\.row_unreadable"):
            correct(sqlite_city, row.id, **wrong)
    with pytest.raises(ValidationError, match=r"field\.missing"):
        correct(sqlite_city, row.id, standard=None)
    with pytest.raises(NotFoundError):
        correct(sqlite_city, uuid4(), value="1")
    with pytest.raises(ForbiddenError):
        correct(sqlite_city, row.id, who="lab", value="1")
    assert len(versions(sqlite_city, row.id)) == 1


def test_an_added_limit_is_a_numbered_draft_of_its_authority(sqlite_city: City) -> None:
    load(sqlite_city)
    entered = LimitCreate.model_validate(NEW)
    added = sqlite_city.do("regulator", lambda work: limits.add_limit(work, entered))
    assert (added.limit_no, added.is_confirmed, added.revision) == ("R001", False, 1)
    assert judge(sqlite_city, "rice", "2026-11-01", ("sand", "0.03", "%")).verdict is NONE
    chosen = LimitConfirmation(ids=[added.id])
    sqlite_city.do("regulator", lambda work: limits.confirm_limits(work, chosen))
    assert judge(sqlite_city, "rice", "2026-11-01", ("sand", "0.03", "%")).verdict is FAIL
    second = sqlite_city.do("regulator", lambda work: limits.add_limit(work, entered))
    assert second.limit_no == "R002"
    wrong = LimitCreate.model_validate(NEW | {"value": None})
    with pytest.raises(RuleError, match=r"limits\.row_unreadable"):
        sqlite_city.do("regulator", lambda work: limits.add_limit(work, wrong))
    with pytest.raises(ForbiddenError):
        sqlite_city.do("mill", lambda work: limits.add_limit(work, entered))
    org_id = sqlite_city.look("mill", lambda w: w.session.get_one(LimitRecord, added.id).org_id)
    assert org_id == sqlite_city.actors["regulator"].org_id


def test_what_is_sent_must_be_exact(sqlite_city: City) -> None:
    for wrong in (0.21, 1, True, None):
        with pytest.raises(ValidationError):
            judge(sqlite_city, "rice", "2026-11-01", ("cd", wrong, "mg/kg"))  # type: ignore[arg-type]
    for chosen in ({}, {"all": True, "ids": [str(uuid4())]}, {"ids": []}):
        with pytest.raises(ValidationError):
            LimitConfirmation.model_validate(chosen)
    with pytest.raises(ValidationError, match=r"text\.too_long"):
        LimitCreate.model_validate(NEW | {"product_codes": ["a" * 39] * 20})
    with pytest.raises(ValidationError):
        LimitCreate.model_validate(NEW | {"product_codes": ["ri*ce"]})


def test_the_list_finds_what_names_a_category_by_code_by_pattern_and_by_its_parents(
    sqlite_city: City,
) -> None:
    load(sqlite_city)
    found = listed(sqlite_city, category="oil_peanut")
    assert {"GB 2716", "GB 2761", "GB 2762", "GB/T 1534"} <= {row.standard for row in found}
    assert "GB/T 1535" not in {row.standard for row in found}
    rice = listed(sqlite_city, category="rice_indica", parameter="cd", standard="GB 2762")
    assert [row.edition for row in rice] == ["2025", "2022", "2017"]
    seen: list[str] = []
    cursor = None
    while True:
        asked = LimitQuery(limit=100, cursor=cursor)
        page = sqlite_city.look("lab", lambda work, a=asked: limits.list_limits(work, a))
        seen += [row.limit_no for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [row.id for row in SHIPPED]
    assert all(row.value is None for row in listed(sqlite_city, parameter="azodicarbonamide")
               if row.operator == "prohibited")  # fmt: skip


def test_the_panels_of_a_product_tell_what_its_factory_inspection_must_have(
    sqlite_city: City,
) -> None:
    load(sqlite_city)
    confirm_all(sqlite_city)
    rice = sqlite_city.add_product()
    on = date(2026, 11, 1)
    panels = sqlite_city.look("lab", lambda work: limits.read_panels(work, rice.id, on))
    assert [panel.code for panel in panels.panels] == ["sampling", "factory", "full"]
    assert [panel.is_mandatory for panel in panels.panels] == [False, True, False]
    factory = panels.panels[1]
    assert factory.basis == "GB/T 1354"
    moisture = next(item for item in factory.items if item.parameter == "moisture")
    assert (moisture.parameter_zh, moisture.unit) == ("水分含量", "%")
    assert [limit.standard for limit in moisture.limits] == ["GB/T 1354"]
    cadmium = next(item for item in panels.panels[0].items if item.parameter == "cd")
    assert [(limit.limit_no, limit.limit) for limit in cadmium.limits] == [("L008", "0.2")]
    oil = sqlite_city.add_product(
        food_category="oil_blend", grade=None, net_content="5", net_content_unit="L"
    )
    today = sqlite_city.look("regulator", lambda work: limits.read_panels(work, oil.id, None))
    assert "process" in today.missing_facts
    with pytest.raises(NotFoundError):
        sqlite_city.look("rival", lambda work: limits.read_panels(work, rice.id, on))


def test_the_catalogue_is_kept_until_a_limit_changes(city: City) -> None:
    load(city)

    def catalogue() -> object:
        return city.look("mill", lambda work: catalogue_of(work.session))

    first = catalogue()
    assert catalogue() is first
    row = listed(city, parameter="cd")[0]
    correct(city, row.id, value="0.15")
    second = catalogue()
    assert second is not first
    assert catalogue() is second


class _ChangedMindError(Exception):
    pass


def test_what_a_transaction_takes_back_is_never_seen_by_another(city: City) -> None:
    load(city)
    cadmium = next(row for row in listed(city, parameter="cd") if row.limit_no == "L008")
    lead = next(row for row in listed(city, parameter="pb") if row.limit_no == "L001")

    def value_of(work: Work, limit_no: str) -> str:
        rows = {row.id: row.value_text for row in catalogue_of(work.session).rows}
        return rows[limit_no]

    def change(work: Work) -> None:
        entered = LimitCorrection(reason="试", value="0.01")
        limits.correct_limit(work, cadmium.id, entered)
        work.session.flush()
        assert value_of(work, "L008") == "0.01"
        raise _ChangedMindError

    with pytest.raises(_ChangedMindError):
        city.do("regulator", change)
    # This one has as many rows and revisions as the one that was taken back.
    correct(city, lead.id, value="0.1")
    assert city.look("mill", lambda work: value_of(work, "L008")) == "0.2"
    assert city.look("mill", lambda work: value_of(work, "L001")) == "0.1"


def test_judging_records_nothing(sqlite_city: City) -> None:
    load(sqlite_city)
    before = sqlite_city.look("mill", lambda w: len(w.session.exec(select(LimitRecord)).all()))
    judge(sqlite_city, "rice", "2026-11-01", ("cd", "0.3", "mg/kg"))
    log = sqlite_city.look("regulator", lambda work: read_log(work, None, None, 200)).items
    assert before == len(SHIPPED)
    assert all(entry.kind != "inspection" for entry in log)


def test_a_newer_release_adds_its_rows_and_leaves_those_of_the_regulator(
    sqlite_city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(sqlite_city)
    first = sqlite_city.look("regulator", lambda work: limits.list_limits(work, LimitQuery()))
    touched, untouched = first.items[0], first.items[1]
    correction = LimitCorrection(value="0.19", reason="按修改单更正")
    sqlite_city.do("regulator", lambda work: limits.correct_limit(work, touched.id, correction))
    newer = [
        replace(row, value_text="0.18", value=Decimal("0.18"))
        if row.id in {touched.limit_no, untouched.limit_no}
        else row
        for row in SHIPPED
    ]
    newer.append(replace(newer[0], id="L900", edition="2030", effective_from=date(2030, 1, 1)))
    monkeypatch.setattr(limits, "read_food_limits", lambda: newer)
    assert sqlite_city.do(system_actor(), limits.load_reference_limits) == 2
    everything = sqlite_city.look(
        "regulator", lambda work: limits.list_limits(work, LimitQuery(limit=200))
    )
    now = {row.limit_no: row for row in everything.items}
    assert (now[touched.limit_no].value, now[untouched.limit_no].value) == ("0.19", "0.18")
    assert now[untouched.limit_no].revision == 2
    assert sqlite_city.do(system_actor(), limits.load_reference_limits) == 0
