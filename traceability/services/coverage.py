"""Story: how much of what school canteens buy can be traced (溯源产品使用比例)?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel import select

from traceability.domain.access import Action
from traceability.domain.canteens import (
    Received,
    months_back,
    per_mille,
    share_reaching,
    total,
)
from traceability.domain.civil import civil_date
from traceability.domain.kinds import OrganizationKind
from traceability.schemas.canteens import (
    CanteenCoverage,
    Coverage,
    DistrictCoverage,
    MonthCoverage,
)
from traceability.schemas.types import Reference
from traceability.storage.canteens import received_in
from traceability.storage.tables import Organization
from traceability.storage.work import Work

SHOWN_MONTHS = 12


def read_coverage(work: Work, month: date | None = None, district: str | None = None) -> Coverage:
    """Give the traced share of the twelve months up to the one asked for, which is told in detail.

    A canteen sees itself; the authority sees all, or those of a district. Who bought nothing has
    no share, which is not a share of nothing. What is delisted later stays traced: it was when it
    came in.
    """
    work.actor.require(Action.READ_COVERAGE)
    asked = (month or civil_date(work.now)).replace(day=1)
    only = None if work.actor.is_authority else work.actor.org_id
    by_month = {
        first: received_in(work.session, first, only) for first in months_back(asked, SHOWN_MONTHS)
    }
    named = _canteens_of(work, district)
    if district:
        by_month = {
            first: {org: part for org, part in found.items() if org in named}
            for first, found in by_month.items()
        }
    return Coverage(
        month=f"{asked:%Y-%m}",
        months=[_month(first, found) for first, found in by_month.items()],
        canteens=_canteens(by_month[asked], named),
        districts=_districts(by_month[asked], named),
    )


def _canteens_of(work: Work, district: str | None) -> dict[UUID, Organization]:
    query = select(Organization).where(Organization.kind == OrganizationKind.CANTEEN.value)
    if not work.actor.is_authority:
        query = query.where(Organization.id == work.actor.org_id)
    if district:
        query = query.where(Organization.district == district)
    return {one.id: one for one in work.session.exec(query)}


def _shares(received: Received) -> dict[str, int | None]:
    return {
        "mass_g": received.mass_g,
        "traced_mass_g": received.traced_mass_g,
        "lines": received.lines,
        "traced_lines": received.traced_lines,
        "by_mass": per_mille(received.by_mass),
        "by_lines": per_mille(received.by_lines),
    }


def _reach(found: Mapping[UUID, Received]) -> dict[str, int | None]:
    reaching, canteens = share_reaching(found.values())
    share = Fraction(reaching, canteens) if canteens else None
    return {"reaching": reaching, "canteens": canteens, "by_canteens": per_mille(share)}


def _month(first: date, found: Mapping[UUID, Received]) -> MonthCoverage:
    said = _shares(total(found.values())) | _reach(found)
    return MonthCoverage.model_validate(said | {"month": f"{first:%Y-%m}"})


def _canteens(
    found: Mapping[UUID, Received], named: Mapping[UUID, Organization]
) -> list[CanteenCoverage]:
    """Name the canteens, the smallest share first: that is where there is something to do.

    Those that bought nothing come last.
    """
    parts = {org: found.get(org, Received()) for org in named}

    def place(org: UUID) -> tuple[bool, Fraction, str]:
        share = parts[org].by_mass
        return share is None, share or Fraction(0), named[org].name

    ordered = sorted(parts, key=place)
    return [
        CanteenCoverage.model_validate(
            _shares(parts[org])
            | {
                "canteen": Reference(id=org, name=named[org].name),
                "district": named[org].district,
            }
        )
        for org in ordered
    ]


def _districts(
    found: Mapping[UUID, Received], named: Mapping[UUID, Organization]
) -> list[DistrictCoverage]:
    by_district: dict[str, dict[UUID, Received]] = {}
    for org, one in named.items():
        by_district.setdefault(one.district, {})[org] = found.get(org, Received())
    return [
        DistrictCoverage.model_validate(
            _shares(total(parts.values())) | _reach(parts) | {"district": district}
        )
        for district, parts in sorted(by_district.items())
    ]
