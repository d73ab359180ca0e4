"""Queries and records: cases, their steps, and the commitments on which they rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.cases import (
    OPEN_STATES,
    CaseStepKind,
    Ground,
    Measure,
    ProposalFacts,
    check_commitment,
    check_proposal,
    first_person,
)
from traceability.domain.civil import CHINA, civil_date
from traceability.domain.errors import ConflictError, NotFoundError
from traceability.domain.kinds import OrganizationKind
from traceability.storage.ids import new_id
from traceability.storage.parties import standing_of
from traceability.storage.reach import count_reach
from traceability.storage.tables import CaseStep, EntryCommitment, Organization, StandingCase
from traceability.storage.work import Work

_OPEN = [state.value for state in OPEN_STATES]


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """What a case is to be opened on."""

    org_id: UUID
    measure: Measure
    ground: Ground
    facts: str
    basis: str
    proposed_by: UUID | None = None  # none: a rule
    penalty_id: UUID | None = None
    trigger_id: UUID | None = None
    decision_no: str | None = None  # of the decision that is being prepared


def open_case(work: Work, order: CaseOrder) -> StandingCase:
    """Open a case with what it would reach as counted now."""
    session = work.session
    check_proposal(
        ProposalFacts(
            measure=order.measure,
            ground=order.ground,
            standing=standing_of(session, order.org_id),
            has_commitment=newest_commitment(session, order.org_id) is not None,
        )
    )
    known = find_open_case(session, order.org_id, order.ground)
    if known is not None:
        raise ConflictError("case.open_already", field="ground", id=known.id)
    case = StandingCase(
        id=new_id(),
        recorded_at=work.now,
        org_id=order.org_id,
        measure=order.measure.value,
        ground=order.ground.value,
        facts=order.facts,
        basis=order.basis,
        penalty_id=order.penalty_id,
        trigger_id=order.trigger_id,
        decision_no=order.decision_no,
        proposed_by=order.proposed_by,
    )
    if order.measure is not Measure.RELISTING:
        case.reach = count_reach(session, order.org_id, work.now).as_json()
    work.add(case)
    session.flush()
    add_step(work, case, CaseStepKind.PROPOSAL, order.facts, taken_by=order.proposed_by)
    return case


def add_step(
    work: Work, case: StandingCase, kind: CaseStepKind, said: str | None, *, taken_by: UUID | None
) -> None:
    """Record a step of a case, as it was taken."""
    step = CaseStep(
        id=new_id(),
        recorded_at=work.now,
        org_id=case.org_id,
        case_id=case.id,
        kind=kind.value,
        said=said,
        taken_by=taken_by,
    )
    work.add(step)


def find_open_case(session: Session, org_id: UUID, ground: Ground) -> StandingCase | None:
    """Give the open case of an enterprise on a ground: there is one at most."""
    return session.exec(
        select(StandingCase).where(
            StandingCase.org_id == org_id,
            StandingCase.ground == ground.value,
            col(StandingCase.state).in_(_OPEN),
        )
    ).first()


def was_proposed_since(session: Session, org_id: UUID, ground: Ground, since: date) -> bool:
    """Tell whether a case on a ground was opened since a day, whatever became of it."""
    found = session.exec(
        select(StandingCase.id).where(
            StandingCase.org_id == org_id,
            StandingCase.ground == ground.value,
            StandingCase.recorded_at >= datetime.combine(since, time(), CHINA),
        )
    )
    return found.first() is not None


def visible_cases(work: Work) -> SelectOfScalar[StandingCase]:
    """Select the cases that the actor may see: an enterprise its own, from the notice on."""
    query = select(StandingCase)
    if work.actor.is_authority:
        return query
    has_been_told = col(StandingCase.noticed_at).is_not(None) | (
        StandingCase.measure == Measure.RELISTING.value
    )
    return query.where(StandingCase.org_id == work.actor.org_id, has_been_told)


def get_case(work: Work, case_id: UUID, *, locked: bool = False) -> StandingCase:
    """Give a case that the actor may see; locked, for those who go on with it."""
    query = visible_cases(work).where(StandingCase.id == case_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = work.session.exec(query).first()
    if found is None:
        raise NotFoundError("case.not_found", id=case_id)
    return found


def first_person_of(case: StandingCase) -> UUID | None:
    """Give the first of the two who decide."""
    return first_person(case.proposed_by, case.noticed_by)


def steps_of(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, list[CaseStep]]:
    """Give the steps of cases, in their order."""
    found: dict[UUID, list[CaseStep]] = {}
    rows = session.exec(
        select(CaseStep).where(col(CaseStep.case_id).in_(list(case_ids))).order_by(col(CaseStep.id))
    )
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def add_commitment(work: Work, organization: Organization, **said: Any) -> EntryCommitment:
    """Record that an enterprise signed a commitment; earlier ones stay on record."""
    is_enterprise = organization.kind == OrganizationKind.ENTERPRISE
    check_commitment(said["signed_on"], civil_date(work.now), is_enterprise=is_enterprise)
    commitment = EntryCommitment(
        **said,
        id=new_id(),
        recorded_at=work.now,
        org_id=organization.id,
        recorded_by=work.actor.user_id,
    )
    work.add(commitment)
    work.session.flush()
    return commitment


def newest_commitment(session: Session, org_id: UUID) -> EntryCommitment | None:
    """Give the commitment that an enterprise signed last."""
    return session.exec(
        select(EntryCommitment)
        .where(EntryCommitment.org_id == org_id)
        .order_by(col(EntryCommitment.signed_on).desc(), col(EntryCommitment.id).desc())
        .limit(1)
    ).first()
