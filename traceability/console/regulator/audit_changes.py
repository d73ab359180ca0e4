"""How does a change of a field read, to a person?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from consumer_web.civil_time import say_date, say_instant
from consumer_web.grounds import say_ground
from traceability.console.regulator.audit_fields import FIELDS, LEFT_OUT
from traceability.console.regulator.figures import short
from traceability.console.words import WORDS, say
from traceability.domain.cases import Ground
from traceability.domain.steps import STEPS, Step
from traceability.publishing.words import say_category
from traceability.schemas.audit import AuditLine, FieldChange

_IN_UNIT = frozenset({"amount", "quantity", "sampled_amount", "net_content"})
_NO = {"true": "audit_yes", "false": "audit_no"}
_THOUSANDS = {"g": "kg", "ml": "L"}
_UNITS = {"g": ("克", "g"), "ml": ("毫升", "mL"), "each": ("件", "packages")}
# Where the consoles have words for the values of a field: before the value stands this.
_VALUES: dict[str, str] = {
    "standing_change.state": "cr_stage_",
    "standing_case.state": "cr_case_",
    "joint_task.state": "cr_joint_",
    "joint_task.answer": "cr_joint_answer_",
    "inspection.state": "state_",
    "inspection.kind": "kind_",
    "sample.kind": "kind_",
    "label_run.state": "lb_state_",
    "label_run.output": "lb_",
    "label_request.state": "lb_ask_",
    "penalty.state": "cr_penalty_",
    "credit_repair.state": "cr_repair_",
    "objection.state": "cr_objection_",
    "credit_delivery.state": "cr_delivery_",
    "credit_delivery.kind": "cr_delivery_kind_",
    "complaint.state": "complaint_",
    "enterprise_application.state": "entry_",
    "case_step.kind": "cr_step_",
    "site.kind": "g_site_",
    "canteen_notice.action": "action_",
    "supplier_entry.outcome": "c_entry_",
    "standing": "standing_",
    "standing_seen": "standing_",
    "measure": "cr_measure_",
    "approval": "approval_",
    "severity": "cr_severity_",
    "subject_kind": "cr_subject_",
    "subject": "audit_subject_",
    "how": "c_how_",
    "purpose": "c_purpose_",
    "rule_group": "group_",
    "role": "",
    "status": "",
    "status_before": "",
    "verdict": "",
    "verdict_seen": "c_verdict_",
    "safety_verdict": "",
    "grade_verdict": "",
    "acceptance": "",
    "process": "process_",
    "state": "audit_state_",
    "kind": "audit_kind_",
    "succession": "audit_succession_",
    "event_type": "audit_event_",
    "trace_event.action": "audit_event_action_",
}

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_Value = tuple[str | None, int | None]  # what it says; of a list, how many


def say_changes(line: AuditLine, names: Mapping[str, str], language: str) -> list[str]:
    """Say what changed in a record, a line for each field."""
    return [
        _say_change(each, line, names, language)
        for each in line.changes
        if each.name not in LEFT_OUT and not _is_nameless(each.after, names)
    ]


def _is_nameless(text: str | None, names: Mapping[str, str]) -> bool:
    """Tell whether a text is the id of a record that nobody knows by a name."""
    return bool(text and len(text) == 36 and _ID.fullmatch(text) and text not in names)


def _say_change(each: FieldChange, line: AuditLine, names: Mapping[str, str], language: str) -> str:
    after = _say_value(each.name, (each.after, each.rows_after), line, names, language)
    colon = ": " if language == "en" else "："
    field = FIELDS.get(each.name)
    said = (field[1] if language == "en" else field[0]) if field else each.name
    if each.before is None:
        return f"{said}{colon}{after}"
    before = _say_value(each.name, (each.before, each.rows_before), line, names, language)
    return f"{said}{colon}{before} → {after}"


def _say_value(
    name: str, value: _Value, line: AuditLine, names: Mapping[str, str], language: str
) -> str:
    text, rows = value
    if text is None:
        return "—"
    if rows is not None:
        return say("audit_rows", language).format(rows)
    if text in names:
        return names[text]
    if text.isdigit():
        unit = line.unit if name in _IN_UNIT else "g" if name.endswith("_g") else None
        return _say_number(name, int(text), unit, language)
    return _say_text(line.kind, name, text, language)


def _say_number(name: str, number: int, unit: str | None, language: str) -> str:
    if name.endswith("_fen"):
        return f"{number // 100:,}.{number % 100:02d} {say('audit_yuan', language)}"
    if unit is None or unit not in _UNITS:
        return str(number)
    if unit in _THOUSANDS and number >= 1000:
        return f"{(Decimal(number) / 1000).normalize():,f} {_THOUSANDS[unit]}"
    return f"{number:,} {_UNITS[unit][1 if language == 'en' else 0]}"


@lru_cache(maxsize=20_000)
def _say_text(kind: str, name: str, text: str, language: str) -> str:
    """Say a text: many fields say the same few, so their words are kept."""
    if text in _NO:
        return say(_NO[text], language)
    prefix = _VALUES.get(f"{kind}.{name}", _VALUES.get(name))
    if prefix is not None and f"{prefix}{text}" in WORDS:
        return say(f"{prefix}{text}", language)
    return _say_coded(name, text, language) or _say_time(text, language)


def _say_coded(name: str, text: str, language: str) -> str:
    """Say a text that means something by the field it stands in; else nothing."""
    place = 1 if language == "en" else 0
    if name.endswith("unit") and text in _UNITS:
        return _UNITS[text][place]
    if name == "step" and text in set(Step):
        rule = STEPS[Step(text)]
        return (rule.zh, rule.en)[place]
    if name == "ground" and text in set(Ground):
        is_met = text == Ground.CONDITIONS_MET
        return (
            say("cr_conditions_met", language)
            if is_met
            else say_ground(text, "en" if place else "zh")
        )
    if name in {"food_category", "material", "food"}:
        words = say_category(text)
        return (words.zh, words.en)[place]
    return ""


def _say_time(text: str, language: str) -> str:
    """Say an instant in the city's time, a day as people do, and a text as it is."""
    if not (text[:4].isdigit() and text[4:5] == "-"):
        return text if not text.startswith("{") else say("audit_object", language)
    try:
        if len(text) == 10:
            return say_date(date.fromisoformat(text), short(language))
        return say_instant(datetime.fromisoformat(text), short(language))
    except ValueError:
        return text
