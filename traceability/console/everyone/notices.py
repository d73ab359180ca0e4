"""Which page tells what waits for somebody? One line a kind, the most urgent first."""

from __future__ import annotations

from datetime import date
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
from traceability.domain.errors import RegisterError
from traceability.schemas.notice_routes import RouteCreate
from traceability.schemas.tasks import OpenTask
from traceability.services import notice_routes
from traceability.services.open_tasks import MOST_SHOWN, list_open_tasks

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SELF = Action.READ_SELF


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
        ways=ways.items,
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
