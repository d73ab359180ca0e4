"""Stories: an organisation enters the register, moves, and is looked up."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.epcis_words import organization_uri
from traceability.domain.errors import ConflictError
from traceability.domain.kinds import OrganizationKind, Standing
from traceability.publishing.standings import StandingOrder, enact_standing
from traceability.schemas.parties import OrganizationCreate, OrganizationPage, OrganizationPublic
from traceability.storage.cases import add_commitment
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.parties import (
    find_organization_by_uscc,
    get_organization,
    standing_of,
    standings_of,
)
from traceability.storage.tables import Organization
from traceability.storage.work import Work


def register_organization(work: Work, entered: OrganizationCreate) -> OrganizationPublic:
    """Enter an organisation into the register; an enterprise starts as listed."""
    work.actor.require(Action.REGISTER_ORGANIZATION)
    if find_organization_by_uscc(work.session, entered.uscc) is not None:
        raise ConflictError("organization.uscc_taken", field="uscc", uscc=entered.uscc)
    organization = Organization(
        **entered.model_dump(exclude={"commitment"}),
        id=new_id(),
        uri=organization_uri(entered.uscc, entered.gln),
        recorded_at=work.now,
    )
    work.add(organization)
    if entered.kind is OrganizationKind.ENTERPRISE:
        _list_enterprise(work, organization)
    if entered.commitment is not None:
        add_commitment(work, organization, **entered.commitment.model_dump())
    return _public(work, organization)


def _list_enterprise(work: Work, organization: Organization) -> None:
    """Put a new enterprise on the list: without a published standing no code of it vouches."""
    enact_standing(work, organization, StandingOrder(Standing.LISTED, "入驻"))


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
