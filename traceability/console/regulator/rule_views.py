"""How do the rules of trust become tables of words?"""

from __future__ import annotations

from datetime import date
from typing import Any

from consumer_web.civil_time import say_date
from traceability.console.regulator.figures import short
from traceability.console.words import say
from traceability.domain.civil import civil_date
from traceability.domain.trust_rules import BONUSES, RowKind, say_points
from traceability.gateways.working_days import moved_days
from traceability.routes.desk import now
from traceability.schemas.trust import TrustRuleList, TrustRulePublic


def view_rules(rules: TrustRuleList, language: str) -> dict[str, Any]:
    """Give rules, caps and grades apart, and the year's days off and made up."""
    today = civil_date(now())
    return {
        "rules": [_rule(row, language) for row in rules.items if row.kind is RowKind.RULE],
        "groups": [_bound(row, language) for row in rules.items if row.kind is RowKind.GROUP],
        "grades": [_bound(row, language) for row in rules.items if row.kind is RowKind.GRADE],
        "rule_set": rules.items[0].rule_set if rules.items else "",
        "days": [_day(*moved, language) for moved in moved_days(today)],
    }


def _name(row: TrustRulePublic, language: str) -> str:
    return row.name_en if language == "en" else row.name_zh


def _rule(row: TrustRulePublic, language: str) -> dict[str, str]:
    sign = "+" if row.rule_no in BONUSES else "−"
    return {
        "no": row.rule_no,
        "name": _name(row, language),
        "points": f"{sign}{say_points(row.points)}",
        "most": say_points(row.most) if row.most is not None else "—",
        "months": say("rules_months", language).format(row.months) if row.months else "—",
        "group": say(f"group_{row.rule_group}", language) if row.rule_group else "—",
        "more": _more(row, language),
    }


def _more(row: TrustRulePublic, language: str) -> str:
    said = []
    if row.period_days is not None:
        said.append(say("rules_period", language).format(row.period_days))
    if row.threshold_percent is not None:
        said.append(say("rules_threshold", language).format(row.threshold_percent))
    if row.least_fine_fen is not None:
        said.append(say("rules_fine", language).format(f"{row.least_fine_fen // 100:,}"))
    return (", " if language == "en" else "，").join(said)


def _bound(row: TrustRulePublic, language: str) -> dict[str, str]:
    return {
        "no": row.rule_no,
        "name": _name(row, language),
        "points": say_points(row.points),
        "more": _more(row, language),
    }


def _day(day: date, zh: str, en: str, is_off: bool, language: str) -> dict[str, str]:
    return {
        "day": say_date(day, short(language)),
        "name": (en if language == "en" else zh) or say("rules_weekend", language),
        "what": say("rules_off" if is_off else "rules_made_up", language),
    }
