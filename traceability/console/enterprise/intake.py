"""How does raw material come onto the books? A lot with its intake, on one page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.events import event_time
from traceability.console.enterprise.goods_views import local_input
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.publishing.words import FOOD_CATEGORIES, say_category
from traceability.routes.desk import now
from traceability.schemas.goods import RawIntake
from traceability.services import goods_lists, raw_intakes

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WRITE = Action.WRITE_BATCHES
_FIELDS = ("material", "name", "lot", "amount", "unit", "supplier", "origin", "harvest_year",
           "site_id")  # fmt: skip
_RAW = ("paddy", "brown_rice", "wheat", "corn", "other_grain", "bean", "peanut", "oilseed",
        "crude_oil", "oil_", "rice_")  # fmt: skip


@router.get("/batches/intake")
def new_intake(request: Request) -> Response:
    """Show the form for raw material that came in."""
    visit = open_visit(request, _WRITE)
    day = civil_date(now())
    return _page(visit, {"unit": "kg", "lot": f"G{day:%Y%m%d}-01", "harvest_year": str(day.year)})


def _page(
    visit: Visit, values: dict[str, str], status: int = 200, wrong: Wrong | None = None
) -> Response:
    is_english = visit.language == "en"
    foods = [
        (code, words.en if is_english else words.zh)
        for code, words in ((code, say_category(code)) for code in FOOD_CATEGORIES)
        if code.startswith(_RAW) and code != "wheat_flour"
    ]
    places = visit.read(goods_lists.list_places)
    when = local_input(now())
    return visit.page(
        "enterprise/intake.html",
        status,
        wrong=wrong,
        values={"event_time": when} | values,
        now_shown=when,
        foods=foods,
        site_options=[(str(place.id), place.name) for place in places],
    )


@router.post("/batches/intake")
def record_intake(request: Request, typed: Typed) -> Response:
    """Register the raw lot and record that it came in."""
    visit = open_form(request, _WRITE, typed)
    fields = said(typed, *_FIELDS)
    if "lot" in fields:
        fields["lot"] = fields["lot"].upper()
    if "amount" in fields:
        fields["amount"] = fields["amount"].replace(",", "")
    is_english = visit.language == "en"
    if "material" in fields and "name" not in fields:
        food = say_category(fields["material"])
        fields["name"] = food.en if is_english else food.zh
    try:
        entered = RawIntake.model_validate(fields | {"event_time": event_time(typed)})
        made = visit.record(lambda work: raw_intakes.take_in(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _page(visit, typed, 422, wrong_with(error, visit.language))
    return see_other(f"/console/batches/{made['id']}?told=intake")
