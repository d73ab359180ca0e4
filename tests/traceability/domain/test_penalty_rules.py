"""How grave, how long, and for whose eyes? Tables and properties of the rules on penalties."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import traceability
from traceability.domain.credit_repairs import RepairFacts, check_application, check_decision
from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.identity_numbers import (
    NoIdentityCipher,
    card_check_character,
    holds_card_number,
    is_card_number,
    mask_name,
)
from traceability.domain.kinds import (
    OPEN_OBJECTIONS,
    ObjectionState,
    PartyKind,
    PenaltySeverity,
    PenaltyState,
    RepairEvidence,
    RepairState,
)
from traceability.domain.objections import check_step
from traceability.domain.penalty_kinds import PenaltyKind
from traceability.domain.penalty_severity import judge_severity
from traceability.domain.penalty_visibility import PenaltyFacts, public_view
from traceability.domain.penalty_windows import windows_of

ORGANISATION, PERSON, TRADER = "法人及非法人组织", "自然人", "个体工商户"
DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("kinds", "fine_yuan", "party", "severity"),
    [
        (("警告",), None, ORGANISATION, "minor"),
        (("通报批评", "警告"), None, PERSON, "minor"),
        (("警告", "罚款"), 3_000, ORGANISATION, "minor"),
        (("罚款",), 3_000.01, ORGANISATION, "general"),
        (("罚款",), 200, PERSON, "minor"),
        (("罚款",), 201, TRADER, "general"),
        (("罚款",), 499_999.99, ORGANISATION, "general"),
        (("罚款",), 500_000, ORGANISATION, "serious"),
        (("罚款",), 50_000, PERSON, "serious"),
        (("没收违法所得",), None, ORGANISATION, "general"),
        (("暂扣许可证件",), None, ORGANISATION, "general"),
        (("暂扣或者吊销许可证、暂扣或者吊销执照",), None, ORGANISATION, "general"),
        (("降低资质等级",), None, ORGANISATION, "general"),
        (("其他-责令改正",), None, ORGANISATION, "general"),
        (("吊销许可证件", "警告"), None, ORGANISATION, "serious"),
        (("责令停产停业",), None, ORGANISATION, "serious"),
        (("责令关闭",), None, ORGANISATION, "serious"),
        (("限制从业",), None, PERSON, "serious"),
        (("限制开展生产经营活动",), None, ORGANISATION, "serious"),
        (("行政拘留",), None, PERSON, "serious"),
    ],
)
def test_the_gravest_kind_and_the_fine_decide(
    kinds: tuple[str, ...], fine_yuan: float | None, party: str, severity: str
) -> None:
    fine = None if fine_yuan is None else round(fine_yuan * 100)
    assert judge_severity(kinds, fine, party) == severity


_RANK = {PenaltySeverity.MINOR: 0, PenaltySeverity.GENERAL: 1, PenaltySeverity.SERIOUS: 2}
_kinds = st.frozensets(st.sampled_from(list(PenaltyKind)), min_size=1)


@given(_kinds, _kinds, st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_is_never_less_grave(
    kinds: frozenset[str], more: frozenset[str], fine: int, plus: int
) -> None:
    party = PartyKind.LEGAL_PERSON.value
    graver = judge_severity(kinds | more, fine + plus, party)
    assert _RANK[graver] >= _RANK[judge_severity(kinds, fine, party)]


@pytest.mark.parametrize(
    ("severity", "repairable_from", "publicity_until"),
    [
        ("minor", date(2026, 11, 30), date(2026, 12, 1)),
        ("general", date(2027, 2, 28), date(2027, 11, 30)),
        ("serious", date(2027, 11, 30), date(2029, 11, 30)),
    ],
)
def test_the_windows_run_from_the_decision(
    severity: str, repairable_from: date, publicity_until: date
) -> None:
    windows = windows_of(PenaltySeverity(severity), date(2026, 11, 30))
    assert windows.repairable_from == repairable_from
    assert windows.publicity_until == publicity_until


def facts(**changes: Any) -> PenaltyFacts:
    said: dict[str, Any] = {
        "severity": "general",
        "state": "in_force",
        "party_kind": ORGANISATION,
        "party_name": "禾坪里米业",
        "decision_no": "7号",
        "authority_name": "监管局",
        "penalty_kinds": ("罚款",),
        "decided_on": DAY - timedelta(days=30),
        "publicity_until": DAY,
        "is_contested": False,
    }
    return PenaltyFacts(**(said | changes))


@pytest.mark.parametrize("severity", list(PenaltySeverity))
@pytest.mark.parametrize("state", list(PenaltyState))
@pytest.mark.parametrize("days_left", [-1, 0, 1])
@pytest.mark.parametrize("is_contested", [False, True])
def test_the_public_sees_what_is_in_force_not_minor_and_inside_its_window(
    severity: str, state: str, days_left: int, is_contested: bool
) -> None:
    view = public_view(
        facts(
            severity=severity,
            state=state,
            publicity_until=DAY + timedelta(days=days_left),
            is_contested=is_contested,
        ),
        DAY,
    )
    is_seen = severity != "minor" and state == "in_force" and days_left >= 0
    assert (view is not None) == is_seen
    assert view is None or view.is_contested == is_contested


def test_a_persons_name_is_masked_and_a_firms_is_not() -> None:
    person = public_view(facts(party_kind=PERSON, party_name="王小明"), DAY)
    firm = public_view(facts(), DAY)
    assert person is not None
    assert firm is not None
    assert (person.party_name, firm.party_name) == ("王＊＊", "禾坪里米业")
    assert mask_name("王") == "王＊"


def test_nothing_else_decides_what_the_public_sees() -> None:
    """Whoever reads the severity and the last day of a penalty together would decide anew."""
    deciders = set()
    for path in Path(traceability.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef):
                continue
            names = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
            if {"publicity_until", "MINOR"} <= names:
                deciders.add((path.name, node.name))
    deciders -= {("penalties.py", "due_for_end")}  # which rows end tonight: no view
    assert deciders <= {
        ("penalty_windows.py", "windows_of"),
        ("penalty_visibility.py", "is_public"),
    }
    assert ("penalty_visibility.py", "is_public") in deciders


@pytest.mark.parametrize(
    ("number", "is_good"),
    [
        ("441302199001011231", True),
        ("11010519491231002X", True),
        ("441302199001011232", False),
        ("441302199002301234", False),
        ("44130219900101123", False),
        ("11010519491231002x", False),
    ],
)
def test_an_identity_number_has_a_birthday_and_a_check_character(
    number: str, is_good: bool
) -> None:
    assert is_card_number(number) == is_good


@given(st.text(max_size=20), st.integers(0, 999), st.text("，。 （）", max_size=3))
def test_an_identity_number_is_found_in_any_text(before: str, serial: int, after: str) -> None:
    body = f"44130219900101{serial:03d}"
    number = body + card_check_character(body)
    text = f"{before}，{number}{after}"
    assert holds_card_number(text)
    assert holds_card_number(text.replace("X", "x"))


def test_who_has_no_key_keeps_no_number() -> None:
    with pytest.raises(RuntimeError):
        NoIdentityCipher().seal("1", "penalty/1/x")
    with pytest.raises(RuntimeError):
        NoIdentityCipher().open("1", "penalty/1/x")


def application(**changes: Any) -> RepairFacts:
    said: dict[str, Any] = {
        "state": PenaltyState.IN_FORCE,
        "severity": PenaltySeverity.GENERAL,
        "repairable_from": DAY,
        "evidence": [RepairEvidence.DUTY_FULFILLED, RepairEvidence.COMMITMENT],
        "today": DAY,
    }
    return RepairFacts(**(said | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"state": PenaltyState.ENDED}, None),
        ({"state": PenaltyState.REPAIRED}, "repair.nothing_to_repair"),
        ({"state": PenaltyState.WITHDRAWN}, "repair.nothing_to_repair"),
        ({"today": DAY - timedelta(days=1)}, "repair.too_early"),
        ({"evidence": [RepairEvidence.COMMITMENT]}, "repair.evidence_missing"),
        ({"evidence": [RepairEvidence.DUTY_FULFILLED]}, "repair.evidence_missing"),
        ({"severity": PenaltySeverity.SERIOUS}, "repair.evidence_missing"),
        (
            {
                "severity": PenaltySeverity.SERIOUS,
                "evidence": [
                    RepairEvidence.DUTY_FULFILLED,
                    RepairEvidence.COMMITMENT,
                    RepairEvidence.TRAINING,
                ],
            },
            None,
        ),
    ],
)
def test_a_repair_is_asked_for_in_time_and_with_its_papers(
    changes: dict[str, Any], code: str | None
) -> None:
    if code is None:
        check_application(application(**changes))
        return
    with pytest.raises(RuleError) as caught:
        check_application(application(**changes))
    assert caught.value.code == code


def test_who_determined_it_decides_it_and_once() -> None:
    check_decision(RepairState.SUBMITTED, "A", "A")
    with pytest.raises(ForbiddenError):
        check_decision(RepairState.SUBMITTED, "A", "B")
    for state in set(RepairState) - {RepairState.SUBMITTED}:
        with pytest.raises(RuleError):
            check_decision(state, "A", "A")


def test_an_objection_goes_its_way_and_no_other() -> None:
    s = ObjectionState
    ways = {
        (s.SUBMITTED, s.ACCEPTED), (s.ACCEPTED, s.UNDER_VERIFICATION),
        (s.UNDER_VERIFICATION, s.CORRECTED), (s.UNDER_VERIFICATION, s.UPHELD),
        *((state, s.WITHDRAWN) for state in OPEN_OBJECTIONS),
    }  # fmt: skip
    for state in s:
        for following in s:
            if (state, following) in ways:
                check_step(state, following)
            else:
                with pytest.raises(RuleError):
                    check_step(state, following)
