"""Stories: the city warns, suspends, strikes off and lists again."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import OrganizationKind, Standing, StandingState
from traceability.publishing.standings import publish_standing
from traceability.schemas.parties import StandingCreate, StandingPage, StandingPublic
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.parties import get_organization, standing_of
from traceability.storage.tables import StandingChange
from traceability.storage.work import Work


def change_standing(work: Work, decision: StandingCreate) -> StandingPublic:
    """Change how far an enterprise is trusted; a delisting waits for a second regulator."""
    work.actor.require(Action.SET_STANDING)
    organization = get_organization(work.session, decision.organization_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    if standing_of(work.session, organization.id) is decision.standing:
        raise RuleError("standing.unchanged", field="standing", standing=decision.standing)
    if decision.standing is Standing.DELISTED and decision.decision_no is None:
        raise RuleError("standing.decision_no_missing", field="decision_no")
    is_delisting = decision.standing is Standing.DELISTED
    change = StandingChange(
        id=new_id(),
        recorded_at=work.now,
        org_id=organization.id,
        standing=decision.standing.value,
        state=(StandingState.PROPOSED if is_delisting else StandingState.EFFECTIVE).value,
        reason=decision.reason,
        decision_no=decision.decision_no,
        proposed_by=work.actor.user_id,
        effective_at=None if is_delisting else work.now,
    )
    work.add(change)
    if not is_delisting:
        publish_standing(work, organization, change)
    return StandingPublic.model_validate(change)


def confirm_standing(work: Work, change_id: UUID) -> StandingPublic:
    """Confirm a delisting as the second regulator: every code of the enterprise warns from now."""
    work.actor.require(Action.SET_STANDING)
    change = work.session.get(StandingChange, change_id)
    if change is None:
        raise NotFoundError("standing.not_found", id=change_id)
    if change.state != StandingState.PROPOSED:
        raise RuleError("standing.not_proposed", state=change.state)
    if change.proposed_by == work.actor.user_id:
        raise ForbiddenError("standing.second_person")
    if standing_of(work.session, change.org_id) == change.standing:
        raise RuleError("standing.unchanged", field="standing", standing=change.standing)
    work.change(
        change,
        state=StandingState.EFFECTIVE.value,
        confirmed_by=work.actor.user_id,
        effective_at=work.now,
    )
    publish_standing(work, get_organization(work.session, change.org_id), change)
    return StandingPublic.model_validate(change)


def list_standings(work: Work, org_id: UUID | None, after: str | None, limit: int) -> StandingPage:
    """List changes of standing; others than the authority see what is in force, and their own."""
    work.actor.require(Action.READ_STANDINGS)
    query = select(StandingChange)
    if org_id is not None:
        query = query.where(StandingChange.org_id == org_id)
    if not work.actor.is_authority:
        query = query.where(
            (col(StandingChange.state) == StandingState.EFFECTIVE.value)
            | (col(StandingChange.org_id) == work.actor.org_id)
        )
    rows, following = page_of(work.session, query, col(StandingChange.id), after, limit)
    return StandingPage(items=[StandingPublic.model_validate(row) for row in rows], next=following)
