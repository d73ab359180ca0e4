"""Stories: an organisation names its places and its tanks."""

from __future__ import annotations

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.epcis_words import asset_uri, site_uri
from traceability.domain.errors import ForbiddenError, NotFoundError
from traceability.schemas.parties import (
    AssetCreate,
    AssetPage,
    AssetPublic,
    SiteCreate,
    SitePage,
    SitePublic,
)
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.tables import Asset, Site
from traceability.storage.work import Work


def register_site(work: Work, entered: SiteCreate) -> SitePublic:
    """Name a place of the caller's organisation."""
    work.actor.require(Action.WRITE_SITES)
    if entered.parent_id is not None:
        parent = work.session.get(Site, entered.parent_id)
        if parent is None:
            raise NotFoundError("site.not_found", field="parent_id", id=entered.parent_id)
        if not work.actor.owns(parent.org_id):
            raise ForbiddenError("site.not_yours", field="parent_id", id=parent.id)
    site_id = new_id()
    site = Site(
        **entered.model_dump(),
        id=site_id,
        recorded_at=work.now,
        org_id=work.actor.org_id,
        uri=site_uri(site_id, entered.gln),
    )
    work.add(site)
    return SitePublic.model_validate(site)


def list_sites(work: Work, after: str | None, limit: int) -> SitePage:
    """List the caller's places; the authority sees all."""
    work.actor.require(Action.READ_CATALOGUE)
    query = select(Site)
    if not work.actor.is_authority:
        query = query.where(Site.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Site.id), after, limit)
    return SitePage(items=[SitePublic.model_validate(row) for row in rows], next=following)


def register_asset(work: Work, entered: AssetCreate) -> AssetPublic:
    """Name a tank, vehicle or pallet of the caller's organisation."""
    work.actor.require(Action.WRITE_SITES)
    asset_id = new_id()
    asset = Asset(
        **entered.model_dump(),
        id=asset_id,
        recorded_at=work.now,
        org_id=work.actor.org_id,
        uri=asset_uri(asset_id),
    )
    work.add(asset)
    return AssetPublic.model_validate(asset)


def list_assets(work: Work, after: str | None, limit: int) -> AssetPage:
    """List the caller's tanks, vehicles and pallets; the authority sees all."""
    work.actor.require(Action.READ_CATALOGUE)
    query = select(Asset)
    if not work.actor.is_authority:
        query = query.where(Asset.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Asset.id), after, limit)
    return AssetPage(items=[AssetPublic.model_validate(row) for row in rows], next=following)
