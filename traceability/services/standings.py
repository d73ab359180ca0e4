"""Stories: the city warns and suspends at once, and lifts both again."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import RuleError
from traceability.domain.kinds import OrganizationKind, Standing, StandingState
from traceability.publishing.standings import StandingOrder, enact_standing
from traceability.schemas.parties import StandingCreate, StandingPage, StandingPublic
from traceability.storage.paging import page_of
from traceability.storage.parties import lock_organization, standing_of
from traceability.storage.tables import StandingChange
from traceability.storage.work import Work


def change_standing(work: Work, decision: StandingCreate) -> StandingPublic:
    """Warn, suspend or list an enterprise at once; striking it off, and undoing that, is a case."""
    work.actor.require(Action.SET_STANDING)
    organization = lock_organization(work.session, decision.organization_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("standing.not_an_enterprise", field="organization_id")
    standing = standing_of(work.session, organization.id)
    if standing is decision.standing:
        raise RuleError("standing.unchanged", field="standing", standing=decision.standing)
    if Standing.DELISTED in {standing, decision.standing}:
        raise RuleError("standing.needs_case", field="standing")
    order = StandingOrder(
        standing=decision.standing,
        reason=decision.reason,
        decision_no=decision.decision_no,
        authority_name=work.actor.org_name,
    )
    return StandingPublic.model_validate(enact_standing(work, organization, order))


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
