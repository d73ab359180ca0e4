"""When may a party ask for credit repair (信用修复), and who decides?

信用修复管理办法 (NDRC Order 36 of 2026): after the minimum window, for a minor penalty as soon as
its duties are done; decided by whoever determined it (谁认定、谁修复).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import PenaltySeverity, PenaltyState, RepairEvidence, RepairState

ANSWER_WORKING_DAYS = 10
"""The law leaves the time to the authority: this register's proposal."""
REPAIRABLE = frozenset({PenaltyState.IN_FORCE, PenaltyState.ENDED})
"""A window that ended by itself still leaves the duties: relisting asks for the repair as well."""
_ALWAYS = (RepairEvidence.DUTY_FULFILLED, RepairEvidence.COMMITMENT)
_IF_SERIOUS = (RepairEvidence.CREDIT_REPORT, RepairEvidence.TRAINING)


@dataclass(frozen=True, slots=True)
class RepairFacts:
    """What an application rests on."""

    state: PenaltyState
    severity: PenaltySeverity
    repairable_from: date
    evidence: Iterable[RepairEvidence]
    today: date


def check_application(facts: RepairFacts) -> None:
    """Refuse an application that comes too early or without its papers.

    Always: proof of duties fulfilled and a commitment; for a serious penalty also a credit report
    or proof of training. The application and the party's identity are in the register already.
    """
    if facts.state not in REPAIRABLE:
        raise RuleError("repair.nothing_to_repair", field="penalty_id", state=facts.state)
    if facts.today < facts.repairable_from:
        raise RuleError("repair.too_early", field="penalty_id", first_day=facts.repairable_from)
    shown = set(facts.evidence)
    missing = [kind for kind in _ALWAYS if kind not in shown]
    if missing:
        raise RuleError("repair.evidence_missing", field="evidence", kinds=", ".join(missing))
    if facts.severity is PenaltySeverity.SERIOUS and shown.isdisjoint(_IF_SERIOUS):
        raise RuleError("repair.evidence_missing", field="evidence", kinds=" / ".join(_IF_SERIOUS))


def check_decision(state: RepairState, authority_uscc: str, decider_uscc: str) -> None:
    """Let only the authority that determined the penalty decide, and only once."""
    if decider_uscc != authority_uscc:
        raise ForbiddenError("repair.not_the_authority", authority=authority_uscc)
    check_open(state)


def check_open(state: RepairState) -> None:
    """Refuse to touch an application that is settled."""
    if state is not RepairState.SUBMITTED:
        raise RuleError("repair.settled", state=state)
