"""Story: a regulator begins a penalty decision with all that the register knows already."""

from __future__ import annotations

from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RuleError
from traceability.domain.kinds import OrganizationKind
from traceability.domain.penalty_drafts import Office, with_defaults
from traceability.schemas.penalties import PenaltyDraft
from traceability.storage.parties import get_organization
from traceability.storage.penalty_precedents import (
    known_representative,
    propose_number,
    usual_basis,
)
from traceability.storage.penalty_prefill import read_violation
from traceability.storage.work import Work


def prepare_penalty(work: Work, org_id: UUID | None, inspection_id: UUID | None) -> PenaltyDraft:
    """Fill in party, authority, number, and, from a failed report, violation and facts."""
    work.actor.require(Action.RECORD_PENALTIES)
    session, today = work.session, civil_date(work.now)
    said: dict[str, str] = {}
    if inspection_id is not None:
        violation = read_violation(session, inspection_id)
        org_id = violation.org_id
        said = {
            "violation_kind": violation.violation_kind,
            "violation_facts": violation.violation_facts,
            "legal_basis": usual_basis(session, work.actor.uscc, violation.violation_kind),
        }
    if org_id is None:
        raise RuleError("penalty.no_party", field="organization_id")
    party = get_organization(session, org_id)
    if party.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    caller = Office(work.actor.org_name, work.actor.uscc)
    filled = with_defaults(said, Office(party.name, party.uscc), caller)
    filled |= {
        "legal_representative": known_representative(session, party.id),
        "decision_no": propose_number(session, work.actor.uscc, today.year),
        "decided_on": today,
    }
    values = {name: str(value) for name, value in filled.items()}
    return PenaltyDraft(organization_id=party.id, inspection_id=inspection_id, values=values)
