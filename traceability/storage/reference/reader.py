"""How are the reference tables that the product carries read?"""

import csv
from dataclasses import dataclass
from importlib.resources import files

from traceability.domain.limits import LimitRow, read_limit_row
from traceability.domain.trust_rules import RowKind, TrustGroup, TrustRule

_FOOD_LIMITS = "food-limits.csv"
_TRUST_RULES = "trust-rules.csv"


@dataclass(frozen=True, slots=True)
class ShippedRule:
    """A row of the trust rules with its names."""

    rule: TrustRule
    name_zh: str
    name_en: str


def read_food_limits() -> list[LimitRow]:
    """Read the national limits as shipped; only rows of high confidence are confirmed.

    The others are drafts: they are shown, and judge nothing until a regulator confirms them.
    """
    return [
        read_limit_row(columns, confirmed=columns["confidence"] == "high")
        for columns in _rows_of(_FOOD_LIMITS)
    ]


def read_trust_rules() -> list[ShippedRule]:
    """Read the rules of the trust score as shipped."""
    return [_trust_rule(columns) for columns in _rows_of(_TRUST_RULES)]


def _trust_rule(columns: dict[str, str]) -> ShippedRule:
    group = columns["rule_group"]

    def number(name: str) -> int | None:
        return int(columns[name]) if columns[name] else None

    rule = TrustRule(
        kind=RowKind(columns["kind"]),
        no=columns["rule_no"],
        points=int(columns["points"]),
        group=TrustGroup(group) if group else None,
        most=number("most"),
        months=number("months"),
        period_days=number("period_days"),
        threshold_percent=number("threshold_percent"),
        least_fine_fen=number("least_fine_fen"),
    )
    return ShippedRule(rule, columns["name_zh"], columns["name_en"])


def _rows_of(name: str) -> list[dict[str, str]]:
    text = files("traceability.storage.reference").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
