"""Queries: organisations, their standing, users, sites and assets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import TRUSTED, Standing, StandingState
from traceability.storage.tables import Asset, Organization, Site, StandingChange, UserAccount


def get_organization(session: Session, org_id: UUID) -> Organization:
    """Give an organisation, or raise NotFoundError."""
    found = session.get(Organization, org_id)
    if found is None:
        raise NotFoundError("organization.not_found", id=org_id)
    return found


def lock_organization(session: Session, org_id: UUID) -> Organization:
    """Give an organisation, and keep others from changing its standing until the commit."""
    query = select(Organization).where(Organization.id == org_id).with_for_update()
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError("organization.not_found", id=org_id)
    return found


def find_organization_by_uscc(session: Session, uscc: str) -> Organization | None:
    """Give the organisation with a unified social credit code."""
    return session.exec(select(Organization).where(Organization.uscc == uscc)).first()


def organizations_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Organization]:
    """Give the organisations that exist among the ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(select(Organization).where(col(Organization.id).in_(wanted)))
    return {row.id: row for row in rows}


def newest_standing(session: Session, org_id: UUID) -> StandingChange | None:
    """Give the change that holds now; an enterprise without one is listed."""
    return session.exec(
        select(StandingChange)
        .where(
            StandingChange.org_id == org_id, StandingChange.state == StandingState.EFFECTIVE.value
        )
        .order_by(col(StandingChange.effective_at).desc(), col(StandingChange.id).desc())
        .limit(1)
    ).first()


def standing_before(session: Session, change: StandingChange) -> Standing:
    """Give how an enterprise stood before a change."""
    before = session.exec(
        select(StandingChange)
        .where(
            StandingChange.org_id == change.org_id,
            StandingChange.state == StandingState.EFFECTIVE.value,
            StandingChange.id != change.id,
            col(StandingChange.effective_at) <= change.effective_at,
        )
        .order_by(col(StandingChange.effective_at).desc(), col(StandingChange.id).desc())
        .limit(1)
    ).first()
    return Standing(before.standing) if before else Standing.LISTED


def newest_delisting(session: Session, org_id: UUID) -> StandingChange:
    """Give the newest delisting of an enterprise that was struck off, or raise RuleError."""
    newest = newest_standing(session, org_id)
    if newest is None or newest.standing != Standing.DELISTED:
        standing = newest.standing if newest else Standing.LISTED
        raise RuleError("case.not_delisted", field="organization_id", standing=standing)
    return newest


def standing_of(session: Session, org_id: UUID) -> Standing:
    """Give how far the city trusts an enterprise now."""
    newest = newest_standing(session, org_id)
    return Standing(newest.standing) if newest else Standing.LISTED


def is_trusted(session: Session, org_id: UUID) -> bool:
    """Tell whether an enterprise may trade and print labels now; what runs longer asks again."""
    return standing_of(session, org_id) in TRUSTED


def probation_of(session: Session, org_id: UUID, today: date) -> date | None:
    """Give the last day of an enterprise's probation (观察期) after a relisting, if it runs.

    As long as it runs its grade is C at most, and it is inspected twice as often.
    """
    relisting = session.exec(
        select(StandingChange)
        .where(
            StandingChange.org_id == org_id,
            StandingChange.state == StandingState.EFFECTIVE.value,
            col(StandingChange.probation_until) >= today,
        )
        .order_by(col(StandingChange.effective_at).desc())
        .limit(1)
    ).first()
    return relisting.probation_until if relisting else None


def standings_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """Give the standing of several enterprises at once."""
    wanted = set(ids)
    standings = dict.fromkeys(wanted, Standing.LISTED)
    changes = session.exec(
        select(StandingChange)
        .where(
            col(StandingChange.org_id).in_(wanted),
            StandingChange.state == StandingState.EFFECTIVE.value,
        )
        .order_by(col(StandingChange.effective_at), col(StandingChange.id))
    )
    for change in changes:
        standings[change.org_id] = Standing(change.standing)
    return standings


def find_user(session: Session, username: str) -> UserAccount | None:
    """Give the user with a name."""
    return session.exec(select(UserAccount).where(UserAccount.username == username)).first()


def user_names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the names of the people who exist among the ids."""
    query = select(UserAccount).where(col(UserAccount.id).in_(set(ids)))
    return {row.id: row.display_name for row in session.exec(query)}


def sites_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Site]:
    """Give the places that exist among the ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: row for row in session.exec(select(Site).where(col(Site.id).in_(wanted)))}


def assets_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Asset]:
    """Give the assets that exist among the ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: row for row in session.exec(select(Asset).where(col(Asset.id).in_(wanted)))}
