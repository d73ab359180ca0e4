"""Page: how much of what canteens buy can be traced, by three formulas, with the 80 % line."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.canteen.coverage_views import (
    coverage_list,
    draw_months,
    view_canteens,
    view_districts,
    view_months,
)
from traceability.console.canteen.ledger import Month, month_of, say_month
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_visit
from traceability.domain.access import Action
from traceability.domain.canteens import months_back, next_month
from traceability.domain.civil import civil_date
from traceability.domain.kinds import OrganizationKind
from traceability.routes.desk import now
from traceability.schemas.canteens import Coverage
from traceability.services import coverage, directory

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_CHOICES = 24  # months to look back at by a choice; an address reaches further


@router.get("/coverage")
@router.get("/coverage.{sheet}")
def show_coverage(
    request: Request, month: Month = "", district: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show the traced share: a canteen its own, the authority the city's."""
    visit = open_visit(request, Action.READ_COVERAGE)
    first, district = month_of(month), district.strip()
    seen: Coverage = visit.read(lambda work: coverage.read_coverage(work, first, district or None))
    if "sheet" in request.path_params:
        return answer_list(visit, coverage_list(seen, visit.language))
    months = view_months(seen, visit.language)
    return visit.page(
        "canteen/coverage.html",
        seen=seen,
        this=months[0],
        months=months,
        chart=draw_months(seen, visit.language),
        canteens=view_canteens(seen),
        districts=view_districts(seen),
        district=district,
        choices=_choices(visit.language),
        all_districts=_districts(visit),
        heading=say_month(first, visit.language),
        is_city=visit.actor.is_authority,
        last_day=next_month(first) - timedelta(days=1),
    )


def _choices(language: str) -> list[tuple[str, str]]:
    today = civil_date(now())
    return [
        (f"{first:%Y-%m}", say_month(first, language))
        for first in reversed(months_back(today, _CHOICES))
    ]


def _districts(visit: Visit) -> list[Any]:
    if not visit.actor.is_authority:
        return []
    return visit.read(lambda work: directory.list_districts(work, OrganizationKind.CANTEEN))
