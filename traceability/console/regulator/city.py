"""Which pages show the city as a whole? Its numbers, what must be done, and who scans what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.regulator.city_views import view_city
from traceability.console.visits import open_visit
from traceability.domain.access import Action
from traceability.services.city import read_city
from traceability.services.coverage import read_coverage

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_FIRST = 8
_ALL = 500


@router.get("/city")
def show_city(request: Request, tasks: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Show the city: eight numbers, what must be done, and how it goes."""
    visit, most = open_visit(request, Action.READ_CITY), _ALL if tasks == "all" else _FIRST
    city = visit.read(lambda work: read_city(work, most))
    coverage = visit.read(read_coverage) if visit.actor.may(Action.READ_COVERAGE) else None
    return visit.page(
        "regulator/city.html", **view_city(city, coverage, visit.actor, visit.language)
    )
