"""Page: how much of what canteens buy can be traced, by three formulas, with the 80 % line."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.canteen.ledger import Month, month_of, say_month
from traceability.console.canteen.views import say_mass, say_share
from traceability.console.visits import open_visit
from traceability.domain.access import Action
from traceability.domain.canteens import next_month
from traceability.schemas.canteens import Coverage, ReceivedPublic
from traceability.services import coverage

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WIDE, _HIGH, _LEFT, _TOP = 640, 200, 44, 12
_BOTTOM = 24


@router.get("/coverage")
def show_coverage(
    request: Request, month: Month = "", district: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show the traced share: a canteen its own, the authority the city's."""
    visit = open_visit(request, Action.READ_COVERAGE)
    first = month_of(month)
    seen: Coverage = visit.read(
        lambda work: coverage.read_coverage(work, first, district.strip() or None)
    )
    language = visit.language
    months = [
        {
            "month": one.month,
            "name": say_month(month_of(one.month), language),
            "reach": f"{one.reaching} / {one.canteens}",
            "by_canteens": say_share(one.by_canteens),
            "is_asked": one.month == seen.month,
            **_shares(one),
        }
        for one in seen.months
    ]
    return visit.page(
        "canteen/coverage.html",
        seen=seen,
        this=months[-1],
        months=months[::-1],
        chart=_chart(seen, language),
        canteens=[
            {"name": one.canteen.name, "id": one.canteen.id, "district": one.district}
            | _shares(one)
            for one in seen.canteens
        ],
        districts=[
            {
                "name": one.district,
                "reach": f"{one.reaching} / {one.canteens}",
                **_shares(one),
            }
            for one in seen.districts
        ],
        district=district,
        heading=say_month(first, language),
        is_city=visit.actor.is_authority,
        last_day=next_month(first) - timedelta(days=1),
    )


def _shares(one: ReceivedPublic) -> dict[str, Any]:
    mass = one.by_mass
    return {
        "by_mass": say_share(mass),
        "by_lines": say_share(one.by_lines),
        "traced": say_mass(one.traced_mass_g),
        "mass": say_mass(one.mass_g),
        "lines": f"{one.traced_lines} / {one.lines}",
        "tone": "plain" if mass is None else "good" if mass >= 800 else "bad",
        "is_empty": one.lines == 0,
    }


def _chart(seen: Coverage, language: str) -> dict[str, Any]:
    """Lay out bars of the months and the line of what is wanted."""
    step = (_WIDE - _LEFT) / len(seen.months)
    bars = []
    for number, one in enumerate(seen.months):
        share = one.by_mass or 0
        high = round(_HIGH * share / 1_000, 1)
        bars.append(
            {
                "x": round(_LEFT + step * number + step * 0.2, 1),
                "y": round(_TOP + _HIGH - high, 1),
                "width": round(step * 0.6, 1),
                "height": high,
                "middle": round(_LEFT + step * (number + 0.5), 1),
                "month": one.month,
                "short": say_month(month_of(one.month), language, is_short=True),
                "text": say_share(one.by_mass),
                "is_low": one.by_mass is not None and one.by_mass < seen.wanted,
            }
        )
    return {
        "bars": bars,
        "line": round(_TOP + _HIGH * (1_000 - seen.wanted) / 1_000, 1),
        "floor": _TOP + _HIGH,
        "left": _LEFT,
        "width": _WIDE,
        "height": _TOP + _HIGH + _BOTTOM,
    }
