"""Where does a new enterprise begin? Five steps that know what is done."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from consumer_web.civil_time import say_date
from traceability.console.answers import PageRoute
from traceability.console.enterprise.goods_views import short
from traceability.console.visits import open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.schemas.goods import FirstHour
from traceability.services import enterprise_home

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/help/first-hour")
def show_first_hour(request: Request) -> Response:
    """Show the five steps; the first that is not done is the one that is offered."""
    visit = open_visit(request, Action.WRITE_BATCHES)
    known: FirstHour = visit.read(enterprise_home.read_first_hour)
    steps = _steps(known, visit.language)
    for step in steps:
        if not step["is_done"]:
            step["is_here"] = True
            break
    done = sum(1 for step in steps if step["is_done"])
    return visit.page("enterprise/first_hour.html", steps=steps, done=done)


def _steps(known: FirstHour, language: str) -> list[dict[str, Any]]:
    licence = say("g_hour_1_none", language)
    if known.sc_licence and known.sc_valid_until:
        day = say_date(known.sc_valid_until, short(language))
        licence = say("g_hour_1_why", language).format(no=known.sc_licence, day=day)
    product, batch = known.product, known.batch
    # A form that cannot be sent is no step: it says what it waits for, and leads nowhere.
    start = f"/console/batches/new?product={product.id}" if product else ""
    report = f"/console/inspections/new?batch={batch.id}" if batch else ""
    labels = f"/console/batches/{batch.id}/labels/new?count=1" if batch else ""
    waits = say("g_hour_needs_lot" if product else "g_hour_needs_product", language)
    why = [
        licence,
        product.name if product else say("g_hour_2_why", language),
        batch.lot if batch else say("g_hour_3_why", language) if product else waits,
        say("g_hour_4_why", language) if batch else waits,
        say("g_hour_5_why", language) if batch else waits,
    ]
    done = [bool(known.sc_licence), bool(product), bool(batch), known.has_report, known.has_label]
    hrefs = ["/console/licences", "/console/products/new", start, report, labels]
    acts = ["g_hour_1_do", "g_new_product", "g_hour_3_do", "g_hour_4_do", "g_hour_5_do"]
    return [
        {
            "title": say(f"g_hour_{number}", language),
            "why": why[number - 1],
            "is_done": done[number - 1],
            "href": hrefs[number - 1],
            "act": say(acts[number - 1], language),
            "is_here": False,
        }
        for number in range(1, 6)
    ]
