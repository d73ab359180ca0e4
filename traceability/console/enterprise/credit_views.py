"""How do penalties, cases, objections, repairs and joint actions become words?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from consumer_web.civil_time import say_civil_date, say_date, say_instant
from consumer_web.grounds import GROUNDS, say_ground
from traceability.console.words import say
from traceability.domain.cases import CaseState
from traceability.domain.civil import civil_date
from traceability.domain.credit_repairs import REPAIRABLE
from traceability.domain.joint_action import JointState
from traceability.domain.kinds import (
    OPEN_OBJECTIONS,
    ObjectionState,
    ObjectionSubject,
    PenaltyState,
    RepairState,
)
from traceability.domain.relisting import CLEAN_BATCHES
from traceability.routes.desk import now
from traceability.schemas.cases import CasePublic, RelistingConditions
from traceability.schemas.joint import JointTaskPublic
from traceability.schemas.penalties import PenaltyPublic
from traceability.schemas.repairs import ObjectionPublic, RepairPublic
from traceability.schemas.trust import TrustLinePublic

_CONDITIONS = (
    "window", "serious_list", "penalty", "repair_no", "inspection", "batches", "commitment",
)  # fmt: skip
_CASE_TONES = {CaseState.NOTICED: "careful", CaseState.DECIDED: "bad"}
_OBJECTION_TONES = {ObjectionState.CORRECTED: "good", ObjectionState.UPHELD: "bad"}
_REPAIR_TONES = {RepairState.GRANTED: "good", RepairState.REFUSED: "bad"}
_PENALTY_TONES = {PenaltyState.IN_FORCE: "bad", PenaltyState.REPAIRED: "good"}


def lang(language: str) -> str:
    """Give the language as the public page's words know it."""
    return "en" if language == "en" else "zh"


def day_of(day: date | None, language: str) -> str:
    """Write a day; a dash where there is none."""
    return say_date(day, lang(language)) if day else "—"


def may_repair(penalty: PenaltyPublic, today: date) -> bool:
    """Tell whether the repair of a penalty can be applied for today."""
    return penalty.state in REPAIRABLE and penalty.repairable_from <= today


def view_penalty(penalty: PenaltyPublic, today: date, language: str) -> dict[str, Any]:
    """Give a penalty in words, with what one may do about it."""
    is_open = penalty.state in REPAIRABLE
    return {
        "penalty": penalty,
        "severity": say(f"ec_severity_{penalty.severity}", language),
        "decided": day_of(penalty.decided_on, language),
        "public_until": day_of(penalty.publicity_until, language)
        if penalty.is_public
        else say("ec_not_public", language),
        "repairable": day_of(penalty.repairable_from, language) if is_open else "—",
        "state": say(f"ec_penalty_{penalty.state}", language),
        "tone": _PENALTY_TONES.get(penalty.state, "plain"),
        "may_repair": may_repair(penalty, today),
        "waits_for_repair": is_open and not may_repair(penalty, today),
        "may_object": penalty.state is PenaltyState.IN_FORCE and not penalty.is_contested,
        "fine": f"{Decimal(penalty.fine_10k_yuan).normalize():f}" if penalty.fine_10k_yuan else "",
        "kinds": ("; " if language == "en" else "；").join(penalty.penalty_kinds),
    }


def view_case(case: CasePublic, language: str) -> dict[str, Any]:
    """Give a case in words, with its steps."""
    short = lang(language)
    measure = say(f"ec_measure_{case.measure}", language)
    ground = say_ground_of(case, language)
    return {
        "case": case,
        "measure": measure,
        "ground": ground,
        "head": say("ec_case_head", language).format(measure=measure, ground=ground),
        "state": _case_state(case, language),
        "tone": _CASE_TONES.get(case.state, "plain"),
        "until": day_of(case.defence_until, language),
        "may_answer": case.state is CaseState.NOTICED and case.answered_at is None,
        "is_closed": case.closed_at is not None,
        "steps": [
            {
                "at": say_instant(step.recorded_at, short),
                "instant": step.recorded_at.isoformat(),
                "kind": say(f"ec_step_{step.kind}", language),
                "said": step.said or "",
            }
            for step in case.steps
        ],
    }


def _case_state(case: CasePublic, language: str) -> str:
    """Say where a case is; an answered notice asks for no answer any more."""
    if case.state is CaseState.NOTICED and case.answered_at is not None:
        return say("ec_case_answered", language)
    until = case.defence_until
    if case.state is CaseState.NOTICED and until and civil_date(now()) > until:
        return say("ec_case_over", language)
    return say(f"ec_case_{case.state}", language)


def say_ground_of(case: CasePublic, language: str) -> str:
    """Say the ground of a case; a relisting has one of its own."""
    if case.ground in GROUNDS:
        return say_ground(case.ground, "en" if language == "en" else "zh")
    return say("ec_ground_conditions_met", language)


def view_conditions(conditions: RelistingConditions, language: str) -> list[dict[str, Any]]:
    """Say which conditions of a return are met, and which are not."""
    values = {
        "day": day_of(conditions.earliest_on, language),
        "penalties": conditions.penalties_in_force,
        "batches": conditions.clean_batches,
        "wanted": CLEAN_BATCHES,
    }
    return [
        {
            "text": say(f"ec_back_{name}", language).format(**values),
            "tone": "careful" if name in conditions.unmet else "good",
        }
        for name in _CONDITIONS
    ]


def view_objection(
    objection: ObjectionPublic, names: Mapping[UUID, str], language: str
) -> dict[str, Any]:
    """Give an objection in words; `names` says what it is about."""
    key = f"ec_about_{objection.subject_kind}"
    return {
        "objection": objection,
        "about": say(key, language).format(name=names.get(objection.subject_id, "")),
        "state": say(f"ec_objection_{objection.state}", language),
        "tone": _OBJECTION_TONES.get(objection.state, "plain"),
        "due": say_due(objection.due_on, objection.working_days_left, language),
        "submitted": say_instant(objection.recorded_at, lang(language)),
        "is_open": objection.state in OPEN_OBJECTIONS,
    }


def view_repair(repair: RepairPublic, names: Mapping[UUID, str], language: str) -> dict[str, Any]:
    """Give an application for repair in words."""
    return {
        "repair": repair,
        "about": say("ec_about_penalty", language).format(name=names.get(repair.penalty_id, "")),
        "state": say(f"ec_repair_{repair.state}", language),
        "tone": _REPAIR_TONES.get(repair.state, "plain"),
        "due": say_due(repair.due_on, repair.working_days_left, language),
        "submitted": say_instant(repair.recorded_at, lang(language)),
        "is_open": repair.state is RepairState.SUBMITTED,
        "papers": [
            {"kind": say(f"ec_paper_{paper.kind}", language), "paper": paper}
            for paper in repair.evidence
        ],
    }


def view_joint(task: JointTaskPublic, language: str) -> dict[str, Any]:
    """Give a joint action in words."""
    return {
        "task": task,
        "head": say("ec_joint_head", language).format(name=task.list_name),
        "listed": day_of(task.listed_on, language),
        "until": day_of(task.valid_until, language),
        "answer": say(f"ec_joint_answer_{task.answer}", language),
        "is_over": task.state is JointState.REMOVED,
        "objected": say("ec_joint_objected", language).format(
            day=_civil(task.objected_at, language)
        )
        if task.objected_at
        else "",
    }


def _civil(instant: datetime, language: str) -> str:
    return say_civil_date(instant, lang(language))


def say_due(due_on: date, left: int | None, language: str) -> str:
    """Say until when an answer is due, and how many working days are left."""
    day = day_of(due_on, language)
    if left is None:
        return day
    key = "ec_days_late" if left < 0 else "ec_days_left"
    return f"{day} · {say(key, language).format(days=abs(left))}"


def subject_names(
    penalties: Iterable[PenaltyPublic],
    cases: Iterable[CasePublic],
    lines: Iterable[TrustLinePublic],
    language: str,
) -> dict[UUID, str]:
    """Name what can be objected to, by its id."""
    names = {each.id: each.decision_no for each in penalties}
    for case in cases:
        names[case.id] = view_case(case, language)["head"]
    for line in lines:
        name = line.name_en if language == "en" else line.name_zh
        names[line.id] = f"{line.rule_no} {name} {line.detail}".strip()
    return names


def contestable(
    penalties: Sequence[PenaltyPublic],
    cases: Sequence[CasePublic],
    lines: Sequence[TrustLinePublic],
    language: str,
) -> list[tuple[str, str]]:
    """List what one can object to, each as `kind:id` with its words."""
    names = subject_names(penalties, cases, lines, language)
    kinds = [
        (ObjectionSubject.PENALTY, [p.id for p in penalties if p.state is PenaltyState.IN_FORCE]),
        (ObjectionSubject.TRUST_LINE, [line.id for line in lines if line.points.startswith("-")]),
        (ObjectionSubject.STANDING_CASE, [case.id for case in cases]),
    ]
    return [
        (f"{kind}:{each}", say(f"ec_about_{kind}", language).format(name=names[each]))
        for kind, ids in kinds
        for each in ids
    ]
