"""REST: organisations, enterprises, standings, places, tanks."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from traceability.domain.access import Action
from traceability.domain.kinds import OrganizationKind
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.parties import (
    AssetCreate,
    AssetPage,
    AssetPublic,
    EnterpriseCreate,
    LicenceCreate,
    OrganizationCreate,
    OrganizationPage,
    OrganizationPublic,
    SiteCreate,
    SitePage,
    SitePublic,
    StandingCreate,
    StandingPage,
    StandingPublic,
)
from traceability.services import licences, organizations, sites, standings

router = APIRouter(tags=["who and where"])


@router.post("/organizations", status_code=201, response_model=OrganizationPublic)
def create_organization(
    entered: OrganizationCreate, desk: Annotated[Desk, needs(Action.REGISTER_ORGANIZATION)]
) -> Response:
    """Enter an organisation of any kind into the register."""
    return desk.record(
        lambda work: organizations.register_organization(work, entered),
        location=lambda made: f"/api/organizations/{made.id}",
    )


@router.get("/organizations")
def list_organizations(
    desk: Annotated[Desk, needs(Action.READ_ORGANIZATIONS)],
    kind: OrganizationKind | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> OrganizationPage:
    """List organisations."""
    return desk.read(lambda work: organizations.list_organizations(work, kind, cursor, limit))


@router.get("/organizations/{org_id}")
def read_organization(
    org_id: UUID, desk: Annotated[Desk, needs(Action.READ_ORGANIZATIONS)]
) -> OrganizationPublic:
    """Give one organisation."""
    return desk.read(lambda work: organizations.read_organization(work, org_id))


@router.post("/enterprises", status_code=201, response_model=OrganizationPublic)
def create_enterprise(
    entered: EnterpriseCreate, desk: Annotated[Desk, needs(Action.REGISTER_ORGANIZATION)]
) -> Response:
    """Enter an enterprise into the register; it starts as listed."""
    whole = OrganizationCreate(**entered.model_dump(), kind=OrganizationKind.ENTERPRISE)
    return desk.record(
        lambda work: organizations.register_organization(work, whole),
        location=lambda made: f"/api/enterprises/{made.id}",
    )


@router.get("/enterprises")
def list_enterprises(
    desk: Annotated[Desk, needs(Action.READ_ORGANIZATIONS)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> OrganizationPage:
    """List enterprises with their standing."""
    kind = OrganizationKind.ENTERPRISE
    return desk.read(lambda work: organizations.list_organizations(work, kind, cursor, limit))


@router.get("/enterprises/{org_id}")
def read_enterprise(
    org_id: UUID, desk: Annotated[Desk, needs(Action.READ_ORGANIZATIONS)]
) -> OrganizationPublic:
    """Give one enterprise."""
    return desk.read(lambda work: organizations.read_organization(work, org_id))


@router.post("/enterprises/{org_id}/licence", response_model=OrganizationPublic)
def create_licence(
    org_id: UUID,
    entered: LicenceCreate,
    desk: Annotated[Desk, needs(Action.REGISTER_ORGANIZATION)],
) -> Response:
    """Record that an enterprise renewed its food production licence."""
    return desk.record(lambda work: licences.record_licence(work, org_id, entered), status=200)


@router.post("/standings", status_code=201, response_model=StandingPublic)
def create_standing(
    decision: StandingCreate, desk: Annotated[Desk, needs(Action.SET_STANDING)]
) -> Response:
    """Warn, suspend or list an enterprise at once."""
    return desk.record(lambda work: standings.change_standing(work, decision))


@router.get("/standings")
def list_standings(
    desk: Annotated[Desk, needs(Action.READ_STANDINGS)],
    organization_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> StandingPage:
    """List changes of standing."""
    return desk.read(lambda work: standings.list_standings(work, organization_id, cursor, limit))


@router.post("/sites", status_code=201, response_model=SitePublic)
def create_site(entered: SiteCreate, desk: Annotated[Desk, needs(Action.WRITE_SITES)]) -> Response:
    """Name a place of the caller's organisation."""
    return desk.record(lambda work: sites.register_site(work, entered))


@router.get("/sites")
def list_sites(
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)], cursor: Cursor = None, limit: Limit = 50
) -> SitePage:
    """List places."""
    return desk.read(lambda work: sites.list_sites(work, cursor, limit))


@router.post("/assets", status_code=201, response_model=AssetPublic)
def create_asset(
    entered: AssetCreate, desk: Annotated[Desk, needs(Action.WRITE_SITES)]
) -> Response:
    """Name a tank, vehicle or pallet of the caller's organisation."""
    return desk.record(lambda work: sites.register_asset(work, entered))


@router.get("/assets")
def list_assets(
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)], cursor: Cursor = None, limit: Limit = 50
) -> AssetPage:
    """List tanks, vehicles and pallets."""
    return desk.read(lambda work: sites.list_assets(work, cursor, limit))
