"""Which pages watch what goes wrong? Failures, sampling, scans, copies, recalls."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.list_parts import read_asked
from traceability.console.lists import answer_list
from traceability.console.regulator.recall_views import view_recall
from traceability.console.regulator.watch_lists import (
    days_of_scans,
    failures_list,
    recalls_list,
    sampling_list,
    scans_list,
    suspicions_list,
)
from traceability.console.visits import Visit, open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.routes.desk import now
from traceability.services.recalls import read_recall
from traceability.services.watch import count_scans

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/failures")
@router.get("/failures.{sheet}")
def list_failures(request: Request) -> Response:
    """Show the reports that failed, or all that were signed, newest first."""
    visit = open_visit(request, Action.READ_CITY)
    with_passed = request.query_params.get("verdict") == "any"
    return answer_list(visit, failures_list(visit.language, with_passed=with_passed))


@router.get("/sampling")
@router.get("/sampling.{sheet}")
def list_sampling(request: Request) -> Response:
    """Show where supervision is due, the lowest grade first."""
    visit = open_visit(request, Action.READ_SAMPLING_PLAN)
    return answer_list(visit, sampling_list(civil_date(now()), visit.language))


@router.get("/scans")
@router.get("/scans.{sheet}")
def list_scans(request: Request) -> Response:
    """Show the lots that were looked at most, in a month or on a day."""
    visit = open_visit(request, Action.READ_CITY)
    today = civil_date(now())
    listing = scans_list(today, visit.language)
    days = days_of_scans(read_asked(request, listing).day("day"), today)
    scans = visit.read(lambda work: count_scans(work, *days))
    lead = say("watch_scans_in_all", visit.language).format(f"{scans:,}")
    return answer_list(visit, listing, lead=lead)


@router.get("/suspicions")
@router.get("/suspicions.{sheet}")
def list_suspicions(request: Request) -> Response:
    """Show the package codes that look copied."""
    visit = open_visit(request, Action.READ_SUSPICIONS)
    return answer_list(
        visit, suspicions_list(visit.language, is_authority=visit.actor.is_authority)
    )


def show_recalls(visit: Visit) -> Response:
    """Show the recalled lots, and how many canteens answered.

    The address is the one under which a canteen sees what it must answer.
    """
    return answer_list(visit, recalls_list(visit.language))


@router.get("/recalls/{batch_id}")
def show_recall(request: Request, batch_id: UUID) -> Response:
    """Show a recall, traced forward to every canteen."""
    visit = open_visit(request, Action.READ_CITY)
    file = visit.read(lambda work: read_recall(work, batch_id))
    return visit.page(
        "regulator/recall.html",
        back=visit.came_from("/console/recalls"),
        **view_recall(file, visit.language),
    )
