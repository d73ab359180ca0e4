"""Which page tells what waits for somebody? One line a kind, the most urgent first."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_date
from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.frame import TASK_PLACES
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.desk_kinds import TaskKind, Telling
from traceability.domain.errors import RegisterError, RuleError
from traceability.schemas.notice_routes import RouteCreate, RoutePublic, RouteTelling
from traceability.schemas.tasks import OpenTask
from traceability.services import notice_routes
from traceability.services.open_tasks import MOST_SHOWN, list_open_tasks

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SELF = Action.READ_SELF
_TROUBLES = {"no mail server is set up": "way_no_server"}  # others are a server's own words


@router.get("/notices")
def show_notices(request: Request) -> Response:
    """Show what asks whoever is signed in to act."""
    return _page(open_visit(request, _SELF))


def _page(
    visit: Visit,
    status: int = 200,
    wrong: Wrong | None = None,
    *,
    values: dict[str, str] | None = None,
    secret: str = "",
) -> Response:
    found = visit.read(list_open_tasks)
    ways = visit.read(notice_routes.list_routes)
    channels = [(name, say(f"way_{name}", visit.language)) for name in ("email", "webhook")]
    return visit.page(
        "everyone/notices.html",
        status,
        wrong=wrong,
        rows=[_row(task, found.today, visit.language) for task in found.items],
        ways=[_way(each, visit.language) for each in ways.items],
        channels=channels,
        values=values or {},
        secret=secret,
    )


@router.post("/notices/ways")
def add_way(request: Request, typed: Typed) -> Response:
    """Be told by e-mail or webhook too; the secret of a webhook is shown this once."""
    visit = open_form(request, _SELF, typed)
    cipher = visit.house.identity_cipher
    try:
        entered = RouteCreate.model_validate(
            {**said(typed, "channel", "target"), "language": visit.language}
        )
        made = visit.record(
            lambda work: notice_routes.add_route(work, entered, cipher), typed, is_secret=True
        )
    except (RegisterError, ValidationError) as error:
        return _page(visit, 422, wrong_with(error, visit.language), values=typed)
    if made["secret"]:
        return _page(visit, secret=made["secret"])
    return see_other("/console/notices")


def _way(route: RoutePublic, language: str) -> dict[str, Any]:
    """Show a way, and in a few words when it tells of how many kinds."""
    counted = [
        say(f"telling_count_{telling}", language).format(count=count)
        for telling in Telling
        if (count := sum(each is telling for each in route.telling.values()))
    ]
    trouble = route.trouble or ""
    known = say(_TROUBLES[trouble], language) if trouble in _TROUBLES else trouble
    return {**route.model_dump(), "summary": " · ".join(counted), "trouble": known}


@router.get("/notices/ways/{route_id}")
def show_way(request: Request, route_id: UUID) -> Response:
    """Show of what one is told on a way, and when."""
    return _way_page(open_visit(request, _SELF), route_id)


def _way_page(
    visit: Visit, route_id: UUID, status: int = 200, wrong: Wrong | None = None
) -> Response:
    way = visit.read(lambda work: notice_routes.read_route(work, route_id))
    choices = [(each.value, say(f"telling_{each}", visit.language)) for each in Telling]
    kinds = [
        (kind.value, say(f"task_{kind}", visit.language), telling.value)
        for kind, telling in way.telling.items()
    ]
    return visit.page(
        "everyone/notice_way.html", status, wrong=wrong, way=way, kinds=kinds, choices=choices
    )


@router.post("/notices/ways/{route_id}")
def choose_telling(request: Request, route_id: UUID, typed: Typed) -> Response:
    """Choose for each kind: at once, each morning, or not."""
    visit = open_form(request, _SELF, typed)
    try:
        telling = {kind: typed[kind] for kind in TaskKind if kind in typed}
        entered = RouteTelling.model_validate({"telling": telling})
        visit.record(lambda work: notice_routes.choose_telling(work, route_id, entered), typed)
    except (RuleError, ValidationError) as error:
        return _way_page(visit, route_id, 422, wrong_with(error, visit.language))
    return see_other("/console/notices")


@router.post("/notices/ways/{route_id}/removal")
def remove_way(request: Request, route_id: UUID, typed: Typed) -> Response:
    """Be told no more on a way."""
    visit = open_form(request, _SELF, typed)
    try:
        visit.record(lambda work: notice_routes.remove_route(work, route_id), typed)
    except RegisterError as error:
        return _page(visit, 422, wrong_with(error, visit.language))
    return see_other("/console/notices")


def _row(task: OpenTask, today: date, language: str) -> dict[str, str]:
    count = f"{MOST_SHOWN}+" if task.count > MOST_SHOWN else str(task.count)
    due, tone = "", ""
    if task.due_on is not None:
        days = (task.due_on - today).days
        due = say_date(task.due_on, "en" if language == "en" else "zh")
        tone = "bad" if days < 0 else "careful" if days <= 1 else ""
        if days < 0:
            due = say("overdue", language).format(days=-days)
        elif days == 0:
            due = say("due_today", language)
    return {
        "words": say(f"task_{task.kind}", language),
        "count": count,
        "due": due,
        "tone": tone,
        "href": TASK_PLACES[task.kind],
    }
