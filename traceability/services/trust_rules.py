"""Stories: everybody reads the rules of the trust score; a regulator changes them."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import RuleError
from traceability.domain.kinds import OrganizationKind
from traceability.domain.trust_rules import TrustRules
from traceability.schemas.trust import TrustRuleList, TrustRulePublic, TrustRuleRevision
from traceability.storage.reference.reader import read_trust_rules
from traceability.storage.tables import Organization
from traceability.storage.trust_rules import (
    add_rule_row,
    columns_of,
    get_rule_row,
    rule_rows,
    to_trust_rule,
)
from traceability.storage.work import Work

_SHIPPED = "随系统更新 · shipped with a newer release"


def load_reference_rules(work: Work) -> int:
    """Load the rules that the product is shipped with; give how many rows that added or changed.

    What a regulator has changed stays as he left it.
    """
    work.actor.require(Action.LOAD_REFERENCE)
    known = {(row.kind, row.rule_no): row for row in rule_rows(work.session)}
    changed = 0
    for shipped in read_trust_rules():
        row = known.get((shipped.rule.kind.value, shipped.rule.no))
        if row is None:
            add_rule_row(work, shipped)
        elif row.changed_by is None and (
            news := {k: v for k, v in columns_of(shipped).items() if getattr(row, k) != v}
        ):
            work.change(row, **news, reason=_SHIPPED)
        else:
            continue
        changed += 1
    if changed:
        _touch_everybody(work)
    return changed


def list_rules(work: Work) -> TrustRuleList:
    """List the rules, the caps of the groups and the bounds of the grades."""
    work.actor.require(Action.READ_CATALOGUE)
    rows = rule_rows(work.session)
    return TrustRuleList(items=[TrustRulePublic.model_validate(row) for row in rows])


def revise_rule(work: Work, row_id: UUID, entered: TrustRuleRevision) -> TrustRulePublic:
    """Change the numbers of a rule as its next revision; every score follows at once."""
    work.actor.require(Action.WRITE_TRUST_RULES)
    row = get_rule_row(work.session, row_id)
    said = entered.model_dump(exclude={"reason"}, exclude_unset=True)
    changes = {name: value for name, value in said.items() if getattr(row, name) != value}
    if not changes:
        raise RuleError("trust.rule_unchanged", rule_no=row.rule_no)
    if changes.get("points", 0) is None:
        raise RuleError("trust.rules_incoherent", field="points", rule_no=row.rule_no)
    rows = rule_rows(work.session)
    TrustRules.of(
        to_trust_rule(each.model_dump() | (changes if each.id == row.id else {})) for each in rows
    )
    work.change(
        row,
        **changes,
        reason=entered.reason,
        changed_by=work.actor.user_id,
        org_id=work.actor.org_id,
    )
    _touch_everybody(work)
    return TrustRulePublic.model_validate(row)


def _touch_everybody(work: Work) -> None:
    kind = OrganizationKind.ENTERPRISE.value
    query = select(Organization.id).where(col(Organization.kind) == kind)
    work.touch_trust(*work.session.exec(query))
