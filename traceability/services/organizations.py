"""Stories: an organisation enters the register, moves, and is looked up."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.kinds import OrganizationKind
from traceability.publishing.entries import enter_organization
from traceability.schemas.parties import OrganizationCreate, OrganizationPage, OrganizationPublic
from traceability.storage.paging import page_of
from traceability.storage.parties import (
    get_organization,
    standing_of,
    standings_of,
)
from traceability.storage.tables import Organization
from traceability.storage.work import Work


def register_organization(work: Work, entered: OrganizationCreate) -> OrganizationPublic:
    """Enter an organisation into the register; an enterprise starts as listed."""
    work.actor.require(Action.REGISTER_ORGANIZATION)
    return _public(work, enter_organization(work, entered))


def read_organization(work: Work, org_id: UUID) -> OrganizationPublic:
    """Give one organisation."""
    work.actor.require(Action.READ_ORGANIZATIONS)
    return _public(work, get_organization(work.session, org_id))


def list_organizations(
    work: Work, kind: OrganizationKind | None, after: str | None, limit: int
) -> OrganizationPage:
    """List organisations in the order of their entry."""
    work.actor.require(Action.READ_ORGANIZATIONS)
    query = select(Organization)
    if kind is not None:
        query = query.where(Organization.kind == kind.value)
    rows, following = page_of(work.session, query, col(Organization.id), after, limit)
    standings = standings_of(work.session, (row.id for row in rows))
    items = [OrganizationPublic.model_validate(row) for row in rows]
    for item in items:
        if item.kind is OrganizationKind.ENTERPRISE:
            item.standing = standings[item.id]
    return OrganizationPage(items=items, next=following)


def _public(work: Work, organization: Organization) -> OrganizationPublic:
    shown = OrganizationPublic.model_validate(organization)
    if shown.kind is OrganizationKind.ENTERPRISE:
        shown.standing = standing_of(work.session, organization.id)
    return shown
