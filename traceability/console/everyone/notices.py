"""Which page tells what waits for somebody? One line a kind, the most urgent first."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from consumer_web.civil_time import say_date
from traceability.console.answers import PageRoute
from traceability.console.visits import open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.schemas.tasks import OpenTask, TaskKind
from traceability.services.open_tasks import MOST_SHOWN, list_open_tasks

router = APIRouter(include_in_schema=False, route_class=PageRoute)
PLACES: dict[TaskKind, str] = {
    TaskKind.PRODUCTS: "/console/approvals",
    TaskKind.CASES: "/console/delistings",
    TaskKind.REPAIRS: "/console/repairs",
    TaskKind.OBJECTIONS: "/console/objections",
    TaskKind.DELIVERIES: "/console/credit-deliveries",
    TaskKind.CONSUMER_REPORTS: "/console/consumer-reports",
    TaskKind.DEFENCE: "/console/credit",
    TaskKind.COMPLAINTS: "/console/credit",
    TaskKind.RECTIFICATIONS: "/console/credit",
    TaskKind.HELD: "/console/batches?status=held",
    TaskKind.SIGNATURES: "/console/inspections",
    TaskKind.IMPORTS: "/console/imports",
    TaskKind.SAMPLES: "/console/samples",
    TaskKind.RETESTS: "/console/samples/new",
    TaskKind.STOCK_NOTICES: "/console/recalls",
}


@router.get("/notices")
def show_notices(request: Request) -> Response:
    """Show what asks whoever is signed in to act."""
    visit = open_visit(request, Action.READ_SELF)
    found = visit.read(list_open_tasks)
    rows = [_row(task, found.today, visit.language) for task in found.items]
    return visit.page("everyone/notices.html", rows=rows)


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
        "href": PLACES[task.kind],
    }
