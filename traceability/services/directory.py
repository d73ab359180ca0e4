"""Stories: the authority looks through the enterprises and canteens of the city."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.kinds import OrganizationKind, Standing
from traceability.domain.penalty_windows import add_months
from traceability.domain.trust_rules import TrustGrade, say_points
from traceability.schemas.directory import (
    CanteenLine,
    CanteenLinePage,
    DirectoryQuery,
    EnterpriseLine,
    EnterpriseLinePage,
)
from traceability.storage.directory import (
    accepted_by_canteen,
    districts_of,
    last_deliveries,
    of_grade,
    of_standing,
    open_notices_by_canteen,
    organizations_like,
    products_by_enterprise,
    released_by_enterprise,
)
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.parties import standings_of
from traceability.storage.tables import Organization
from traceability.storage.trust_scores import scores_of
from traceability.storage.work import Work

_YEAR = timedelta(days=365)
_MONTHS_BEFORE = 11  # with this one a year


def list_enterprises(work: Work, wanted: DirectoryQuery) -> EnterpriseLinePage:
    """List enterprises with standing, grade and what they make, in the order of their entry."""
    work.actor.require(Action.READ_CITY)
    rows, following = page_of(
        work.session, _enterprises(work, wanted), col(Organization.id), wanted.cursor, wanted.limit
    )
    ids = [row.id for row in rows]
    standings = standings_of(work.session, ids)
    scores = scores_of(work.session, ids)
    products = products_by_enterprise(work.session, ids)
    released = released_by_enterprise(work.session, ids, work.now - _YEAR)
    items = []
    for row in rows:
        score = scores.get(row.id)
        items.append(
            EnterpriseLine(
                id=row.id,
                name=row.name,
                uscc=row.uscc,
                district=row.district,
                standing=standings.get(row.id, Standing.LISTED),
                grade=TrustGrade(score.grade) if score else None,
                score=say_points(score.score) if score else None,
                products=products.get(row.id, 0),
                released=released.get(row.id, 0),
                sc_valid_until=row.sc_valid_until,
            )
        )
    return EnterpriseLinePage(items=items, next=following)


def count_enterprises(work: Work, wanted: DirectoryQuery) -> int:
    """Count the enterprises that match."""
    work.actor.require(Action.READ_CITY)
    return count_up_to(work.session, _enterprises(work, wanted))


def _enterprises(work: Work, wanted: DirectoryQuery) -> SelectOfScalar[Organization]:
    query = organizations_like(OrganizationKind.ENTERPRISE, wanted.q, wanted.district)
    if wanted.standing is not None:
        query = of_standing(query, wanted.standing, work.origin)
    if wanted.grade is not None:
        query = of_grade(query, wanted.grade)
    return query


def list_canteens(work: Work, wanted: DirectoryQuery) -> CanteenLinePage:
    """List canteens with what they took in, and the notices that they have not answered."""
    work.actor.require(Action.READ_CITY)
    query = organizations_like(OrganizationKind.CANTEEN, wanted.q, wanted.district)
    rows, following = page_of(
        work.session, query, col(Organization.id), wanted.cursor, wanted.limit
    )
    ids = [row.id for row in rows]
    this_month = civil_date(work.now).replace(day=1)
    accepted = accepted_by_canteen(work.session, ids, add_months(this_month, -_MONTHS_BEFORE))
    last = last_deliveries(work.session, ids)
    notices = open_notices_by_canteen(work.session, ids)
    items = []
    for row in rows:
        items.append(
            CanteenLine(
                id=row.id,
                name=row.name,
                uscc=row.uscc,
                district=row.district,
                deliveries=accepted.get(row.id, 0),
                last_delivery_at=last.get(row.id),
                open_notices=notices.get(row.id, 0),
            )
        )
    return CanteenLinePage(items=items, next=following)


def count_canteens(work: Work, wanted: DirectoryQuery) -> int:
    """Count the canteens that match."""
    work.actor.require(Action.READ_CITY)
    query = organizations_like(OrganizationKind.CANTEEN, wanted.q, wanted.district)
    return count_up_to(work.session, query)


def list_districts(work: Work, kind: OrganizationKind) -> list[str]:
    """List the districts that organisations of a kind are in."""
    work.actor.require(Action.READ_CITY)
    return districts_of(work.session, kind)
