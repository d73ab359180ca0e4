"""Pages: the pack for an inspection, with one click."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.canteen.evidence_pack import EvidencePack
from traceability.console.canteen.ledger import say_month
from traceability.console.visits import open_visit
from traceability.domain.access import Action
from traceability.domain.canteens import months_back
from traceability.domain.civil import civil_date
from traceability.routes.desk import now
from traceability.services.evidence import MOST_DAYS, gather_evidence

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Day = Annotated[str, Query(max_length=10)]


@router.get("/evidence/new")
def choose_time(request: Request) -> Response:
    """Show the form for the time that the pack is to cover."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    today = civil_date(now())
    firsts = months_back(today, 3)
    spans = [(say_month(first, visit.language), first, _end(first, today)) for first in firsts]
    return visit.page("canteen/evidence.html", since=firsts[0], until=today, spans=spans[::-1])


def _end(first: date, today: date) -> date:
    after = (first + timedelta(days=32)).replace(day=1)
    return min(after - timedelta(days=1), today)


@router.get("/evidence/pack.zip")
def make_pack(request: Request, since: Day = "", until: Day = "") -> Response:
    """Give the pack; without days, that of this month and the two before."""
    visit = open_visit(request, Action.RECORD_PURCHASES)
    today = civil_date(now())
    first = _day(since, months_back(today, 3)[0])
    last = max(first, min(_day(until, today), first + timedelta(days=MOST_DAYS)))
    seen = visit.read(lambda work: gather_evidence(work, first, last))
    pack = EvidencePack(visit.actor.org_name, (first, last), now(), visit.language)
    content = pack.fill(seen, visit.house.certificates)
    name = f"evidence-{first:%Y%m%d}-{last:%Y%m%d}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
