"""Which rules of the trust score does the register hold?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.trust_rules import (
    RULE_SET,
    RowKind,
    TrustGroup,
    TrustRule,
    TrustRules,
)
from traceability.storage.ids import new_id
from traceability.storage.reference.reader import ShippedRule
from traceability.storage.tables import TrustRuleRow
from traceability.storage.work import Work

_NUMBERS = ("points", "most", "months", "period_days", "threshold_percent", "least_fine_fen")
_ROWS = select(TrustRuleRow).where(TrustRuleRow.rule_set == RULE_SET).order_by(col(TrustRuleRow.id))


def rule_rows(session: Session) -> list[TrustRuleRow]:
    """Give the rows of the rule set in force."""
    return list(session.exec(_ROWS))


def find_rules(session: Session) -> TrustRules | None:
    """Give the rules in force; None in a register into which none were loaded yet."""
    rows = rule_rows(session)
    return TrustRules.of(to_trust_rule(row.model_dump()) for row in rows) if rows else None


def get_rules(session: Session) -> TrustRules:
    """Give the rules in force, or raise RuleError `trust.no_rules`."""
    rules = find_rules(session)
    if rules is None:
        raise RuleError("trust.no_rules")
    return rules


def get_rule_row(session: Session, row_id: UUID) -> TrustRuleRow:
    """Give a row of the rules, or raise NotFoundError."""
    row = session.get(TrustRuleRow, row_id)
    if row is None:
        raise NotFoundError("trust.rule_not_found", id=row_id)
    return row


def to_trust_rule(columns: dict[str, Any]) -> TrustRule:
    """Read the rule out of a row's columns."""
    group = columns["rule_group"]
    return TrustRule(
        kind=RowKind(columns["kind"]),
        no=columns["rule_no"],
        group=TrustGroup(group) if group else None,
        **{name: columns[name] for name in _NUMBERS},
    )


def columns_of(shipped: ShippedRule) -> dict[str, Any]:
    """Write a shipped rule as the columns of its row."""
    said = asdict(shipped.rule)
    said |= {"kind": shipped.rule.kind.value, "rule_no": said.pop("no")}
    group = said.pop("group")
    said["rule_group"] = group.value if group else None
    return said | {"name_zh": shipped.name_zh, "name_en": shipped.name_en}


def add_rule_row(work: Work, shipped: ShippedRule) -> None:
    """Add the first version of a rule that is shipped with the product."""
    row = TrustRuleRow(
        **columns_of(shipped),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        rule_set=RULE_SET,
    )
    work.add(row)
