"""Which pages find things? One field for everything that can be scanned, typed or named."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.visits import Visit, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import Role
from traceability.schemas.batches import BatchPublic
from traceability.schemas.samples import SampleQuery
from traceability.schemas.search import FoundKind, FoundRecord
from traceability.services import samples
from traceability.services.code_lookup import find_batch_by_code
from traceability.services.search import search_records

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_HOMES: dict[FoundKind, str] = {
    FoundKind.BATCH: "/console/batches/{id}",
    FoundKind.SAMPLE: "/console/samples/{id}/results",
    FoundKind.REPORT: "/console/inspections/{id}",
    FoundKind.DELIVERY: "/console/credit-deliveries/{id}",
}
# Where a record has another page for another role, or none at all.
_HOMES_OF: dict[tuple[FoundKind, Role], str] = {
    (FoundKind.PRODUCT, Role.ENTERPRISE): "/console/products/{id}",
    (FoundKind.PRODUCT, Role.REGULATOR): "/console/products/{id}",
    (FoundKind.PRODUCT, Role.CANTEEN): "/console/catalogue?q={name}",
    (FoundKind.ORGANIZATION, Role.REGULATOR): "/console/enterprises/{id}",
    (FoundKind.ORGANIZATION, Role.CANTEEN): "/console/suppliers/{id}",
    (FoundKind.CASE, Role.REGULATOR): "/console/cases/{id}",
    (FoundKind.CANTEEN, Role.REGULATOR): "/console/canteens/{id}/ledger",
    (FoundKind.APPLICATION, Role.REGULATOR): "/console/approvals/enterprises?q={name}",
    (FoundKind.REPAIR, Role.REGULATOR): "/console/repairs/{id}",
    (FoundKind.OBJECTION, Role.REGULATOR): "/console/objections/{id}",
    (FoundKind.PENALTY, Role.REGULATOR): "/console/penalties/{id}",
    (FoundKind.PENALTY, Role.ENTERPRISE): "/console/credit/penalties/{id}",
}


@router.get("/scan")
def scan(request: Request, code: Annotated[str, Query(max_length=400)] = "") -> Response:
    """Go to what was scanned; what is no code is searched for."""
    visit = open_visit(request, Action.READ_SELF)
    keys = visit.house.code_keys
    try:
        batch = visit.read(lambda work: find_batch_by_code(work, code, keys))
    except (NotFoundError, RuleError):
        return see_other("/console/search?" + urlencode({"q": code.strip()[:80]}))
    return see_other(_place_of_lot(visit, batch, code))


def _place_of_lot(visit: Visit, batch: BatchPublic, code: str) -> str:
    """Give the page on which a role goes on with a lot: the next step of its own work."""
    if visit.actor.role is Role.CANTEEN:
        return "/console/receive?" + urlencode({"code": code.strip()})
    if visit.actor.role is not Role.INSPECTOR:
        return f"/console/batches/{batch.id}"
    asked = SampleQuery(q=batch.lot)
    waiting = visit.read(lambda work: samples.list_samples(work, asked)).items
    mine = [sample for sample in waiting if sample.batch_id == batch.id]
    if len(mine) == 1:
        return f"/console/samples/{mine[0].id}/results"
    if mine:
        return "/console/samples?" + urlencode({"q": batch.lot})
    return "/console/samples/new?" + urlencode({"code": code.strip()})


@router.get("/search")
def search(request: Request, q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """Show the records whose number or name it could be."""
    visit = open_visit(request, Action.READ_SELF)
    found = visit.read(lambda work: search_records(work, q))
    groups = [
        {
            "name": say(f"found_{kind}", visit.language),
            "rows": [
                {"record": each, "href": _href(visit, each)}
                for each in found.items
                if each.kind is kind
            ],
            "is_cut": kind in found.is_cut,
        }
        for kind in FoundKind
    ]
    return visit.page(
        "everyone/search.html", q=q.strip(), groups=[each for each in groups if each["rows"]]
    )


def _href(visit: Visit, record: FoundRecord) -> str:
    home = _HOMES_OF.get((record.kind, visit.actor.role)) or _HOMES.get(record.kind, "")
    name = urlencode({"q": record.name}).removeprefix("q=")
    return home.format(id=record.id, name=name)
