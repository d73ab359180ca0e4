"""Story: a penalty decision enters the record; its parties and the authority read it."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, RuleError
from traceability.domain.kinds import OrganizationKind, PartyKind, PenaltySeverity
from traceability.domain.penalty_windows import DELIVERY_WORKING_DAYS, RULE_VERSION, windows_of
from traceability.domain.working_days import after_working_days
from traceability.gateways.working_days import is_working_day
from traceability.schemas.trade import PenaltyCreate, PenaltyPage, PenaltyPublic
from traceability.storage.hard_rules import propose_after_penalty
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization
from traceability.storage.tables import Penalty
from traceability.storage.work import Work

OPEN_END = date(2099, 12, 31)
"""双公示: what stands for a penalty without an end."""


def record_penalty(work: Work, decision: PenaltyCreate) -> PenaltyPublic:
    """Record a decision; one decision of one authority is one record."""
    work.actor.require(Action.RECORD_PENALTIES)
    party = get_organization(work.session, decision.organization_id)
    if party.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    if not decision.authority_uscc.startswith("11"):
        raise RuleError("penalty.not_an_authority", field="authority_uscc")
    if decision.decided_on > civil_date(work.now):
        raise RuleError("penalty.in_the_future", field="decided_on")
    taken = select(Penalty.id).where(
        Penalty.authority_uscc == decision.authority_uscc,
        Penalty.decision_no == decision.decision_no,
    )
    if work.session.exec(taken).first() is not None:
        raise ConflictError("penalty.recorded_already", field="decision_no")
    windows = windows_of(PenaltySeverity.GENERAL, decision.decided_on)
    penalty = Penalty(
        party_name=party.name,
        party_kind=PartyKind.LEGAL_PERSON.value,
        party_uscc=party.uscc,
        valid_until=OPEN_END,
        publicity_until=windows.publicity_until,
        source_name=decision.authority_name,
        source_uscc=decision.authority_uscc,
        severity=PenaltySeverity.GENERAL.value,
        rule_version=RULE_VERSION,
        repairable_from=windows.repairable_from,
        due_on=after_working_days(decision.decided_on, DELIVERY_WORKING_DAYS, is_working_day),
        **decision.model_dump(exclude={"organization_id"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=party.id,
        recorded_by=work.actor.user_id,
    )
    work.add(penalty)
    work.session.flush()
    propose_after_penalty(work, penalty)
    return PenaltyPublic.model_validate(penalty)


def list_penalties(work: Work, after: str | None, limit: int) -> PenaltyPage:
    """List decisions: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_PENALTIES)
    query = select(Penalty)
    if not work.actor.is_authority:
        query = query.where(Penalty.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Penalty.id), after, limit)
    return PenaltyPage(items=[PenaltyPublic.model_validate(row) for row in rows], next=following)
