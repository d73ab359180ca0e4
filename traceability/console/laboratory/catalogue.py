"""What is measured against what? The limits, and what is tested together, to look up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_date
from traceability.console.answers import PageRoute
from traceability.console.forms import said, wrong_with
from traceability.console.laboratory.views import short
from traceability.console.lists import Asked, Column, Filter, Listing, Rows, Said, answer_list
from traceability.console.visits import open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.limit_words import name_edition, word_bound
from traceability.domain.limits import LimitOperator
from traceability.publishing.words import CATEGORY_NAMES, PROCESS_WORDS
from traceability.schemas.limits import FoodPanels, LimitPublic, LimitQuery, PanelItem, PanelQuery
from traceability.services import limits

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_FIRST_FOOD = "rice_indica"
_STATES = {"confirmed": True, "draft": False}


@router.get("/limits")
@router.get("/limits.{sheet}")
def list_limits(request: Request) -> Response:
    """Show the limits, drafts too: who looks one up sees whether it judges."""
    visit = open_visit(request, Action.READ_CATALOGUE)
    listing = limits_list(visit.language)
    return answer_list(visit, listing, lead=say("limits_lead", visit.language))


def limits_list(language: str) -> Listing[LimitPublic]:
    """Give the catalogue as a list."""
    return Listing(
        address="/console/limits",
        heading="place_limits",
        search="find_limit",
        filters=(
            Filter("food", "food", _foods(language)),
            Filter("state", "status", [(name, say(f"limit_{name}", language)) for name in _STATES]),
        ),
        columns=(
            Column("limit_item", lambda row: _item(row, language), "lead"),
            Column("food", lambda row: _food(row, language)),
            Column(
                "limit_bound",
                lambda row: _bound(row.operator, row.value, row.unit, language),
                "right",
                is_named=True,
            ),
            Column("edition", lambda row: name_edition(row.standard, row.edition)),
            Column("clause", lambda row: _clause(row.clause, row.parameter_zh)),
            Column("since", lambda row: _day(row, language), is_named=True),
            Column("status", lambda row: _state(row, language), "state"),
        ),
        find=lambda work, asked: limits.list_limits(work, _asked(asked)),
        count=lambda work, asked: limits.count_limits(work, _asked(asked)),
        empty="no_limits",
    )


def _asked(asked: Asked) -> LimitQuery:
    return LimitQuery(
        q=asked.q or None,
        category=asked.get("food"),
        is_confirmed=_STATES.get(asked.get("state") or ""),
        cursor=asked.after,
        limit=asked.limit,
    )


def _foods(language: str) -> list[tuple[str, str]]:
    place = 1 if language == "en" else 0
    return [(code, names[place]) for code, names in CATEGORY_NAMES.items()]


def _item(row: LimitPublic, language: str) -> Said:
    name = row.parameter_en if language == "en" else row.parameter_zh
    return Said(name, more=row.test_method or "")


def _food(row: LimitPublic, language: str) -> Said:
    name = row.food_category_en if language == "en" else row.food_category_zh
    process = PROCESS_WORDS.get(row.process or "")
    made = (process.en if language == "en" else process.zh) if process else ""
    return Said(name, more=" ".join(filter(None, (made, row.grade))))


def _bound(operator: LimitOperator, value: str | None, unit: str | None, language: str) -> str:
    words = word_bound(operator, value or "")
    bound = words.en if language == "en" else words.zh
    has_number = operator not in (LimitOperator.NOT_DETECTED, LimitOperator.PROHIBITED)
    return f"{bound} {unit}" if has_number and unit else bound


def _clause(clause: str, item: str | None) -> str:
    """Give table and clause alone: item and food stand beside it."""
    first = clause.split(" · ", maxsplit=1)[0]
    return "—" if first == item else first


def _day(row: LimitPublic, language: str) -> Said:
    instant = row.effective_from.isoformat()
    return Said(say_date(row.effective_from, short(language)), instant=instant, exported=instant)


def _state(row: LimitPublic, language: str) -> Said:
    if not row.is_active:
        return Said(say("limit_withdrawn", language))
    name = "confirmed" if row.is_confirmed else "draft"
    return Said(say(f"limit_{name}", language), tone="good" if row.is_confirmed else "careful")


@router.get("/panels")
@router.get("/panels.{sheet}")
def show_panels(request: Request) -> Response:
    """Show what is tested together in a food: by the national rules, in the factory, in full."""
    visit = open_visit(request, Action.READ_CATALOGUE)
    typed = said(request.query_params, "category", "process", "grade", "produced_on")
    wrong = None
    try:
        wanted = PanelQuery.model_validate({"category": _FIRST_FOOD, **typed})
    except ValidationError as error:
        wrong = wrong_with(error, visit.language)
        wanted = PanelQuery(category=_FIRST_FOOD)
    found = visit.read(lambda work: limits.read_food_panels(work, wanted))
    if "sheet" in request.path_params:
        return answer_list(visit, panels_list(found, visit.language))
    choices = visit.read(lambda work: limits.read_food_choices(work, wanted.category))
    values = {
        "category": found.category,
        "process": found.process or "",
        "grade": found.grade or "",
        "produced_on": found.produced_on.isoformat(),
    }
    panels = [
        {
            "name": say(f"panel_{panel.code}", visit.language),
            "basis": panel.basis,
            "items": [_panel_item(item, visit.language) for item in panel.items],
        }
        for panel in found.panels
    ]
    any_word = [("", say("any_of_these", visit.language))]
    return visit.page(
        "laboratory/panels.html",
        422 if wrong else 200,
        wrong=wrong,
        values=values,
        foods=_foods(visit.language),
        processes=any_word + [(name, _process(name, visit.language)) for name in choices.processes],
        grades=any_word + [(name, name) for name in choices.grades],
        query=urlencode({name: value for name, value in values.items() if value}),
        missing=[say(f"missing_{name}", visit.language) for name in found.missing_facts],
        panels=panels,
    )


def panels_list(found: FoodPanels, language: str) -> Listing[dict[str, str]]:
    """Give the panels of a food as a file: a row for each limit of each item."""
    names = ("panel", "panel_item", "panel_method", "limit_bound", "edition", "clause")

    def write(name: str) -> Callable[[dict[str, str]], str]:
        return lambda row: row[name]

    return Listing(
        address="/console/panels",
        heading="place_panels",
        columns=[Column(name, write(name)) for name in names],
        find=lambda _, __: Rows(list(_panel_rows(found, language))),
    )


def _panel_rows(found: FoodPanels, language: str) -> Iterator[dict[str, str]]:
    without = {"bound": say("without_limit", language), "standard": "", "clause": ""}
    for panel in found.panels:
        for item in panel.items:
            shown = _panel_item(item, language)
            for limit in shown["limits"] or [without]:
                yield {
                    "panel": say(f"panel_{panel.code}", language),
                    "panel_item": shown["name"],
                    "panel_method": shown["method"],
                    "limit_bound": limit["bound"],
                    "edition": limit["standard"],
                    "clause": limit["clause"],
                }


def _process(name: str, language: str) -> str:
    words = PROCESS_WORDS.get(name)
    if words is None:
        return name
    return words.en if language == "en" else words.zh


def _panel_item(item: PanelItem, language: str) -> dict[str, Any]:
    name = item.parameter_en if language == "en" else item.parameter_zh
    return {
        "name": name or item.parameter,
        "method": item.test_method or "",
        "limits": [
            {
                "bound": _bound(limit.operator, limit.limit, limit.unit, language),
                "standard": name_edition(limit.standard, limit.edition),
                "clause": _clause(limit.clause, item.parameter_zh),
            }
            for limit in item.limits
        ],
    }
