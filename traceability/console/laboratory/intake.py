"""How does a sample come to the bench? It is scanned: known ones open, new ones are registered."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.laboratory.views import say_told
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.routes.desk import now
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.samples import SampleCreate
from traceability.services import inspections, sample_scans, samples
from traceability.services.code_lookup import find_batch_by_code

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WORKLIST = "/console/samples"
_ENTRY = Action.RECORD_INSPECTIONS
_NEW_FIELDS = (
    "kind", "sample_no", "sampled_on", "received_on", "sampled_place", "sampled_amount",
    "sampled_unit", "sampled_by", "panel", "replaces_id",
)  # fmt: skip


@router.get("/samples/open")
def open_sample(request: Request, code: Annotated[str, Query(max_length=300)] = "") -> Response:
    """Open the sample that was scanned; a lot of which none waits leads to its registration."""
    visit = open_visit(request, _ENTRY)
    keys = visit.house.code_keys
    found = visit.read(lambda work: sample_scans.find_scanned_sample(work, code, keys))
    if found.sample_id is not None:
        return see_other(f"{_WORKLIST}/{found.sample_id}/results")
    if found.lot is None:
        return see_other(f"{_WORKLIST}?told=scan_unknown")
    if found.is_waiting:
        return see_other(f"{_WORKLIST}?{urlencode({'q': found.lot})}")
    return see_other(f"{_WORKLIST}/new?{urlencode({'code': code, 'told': 'none_waits'})}")


@router.get("/samples/new")
def new_sample(
    request: Request,
    code: Annotated[str, Query(max_length=300)] = "",
    retest: UUID | None = None,
    told: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show the form for a sample that came in; a scanned code names its lot.

    A re-test takes lot and kind over from the report that is contested.
    """
    visit = open_visit(request, _ENTRY)
    today = civil_date(now()).isoformat()
    values = {"code": code, "sampled_on": today, "received_on": today, "kind": "supervision"}
    if retest is not None:
        values |= {"replaces_id": str(retest), "kind": _contested(visit, retest).kind.value}
    return _sample_page(visit, values, told=say_told(told, visit.language))


def _contested(visit: Visit, report_id: UUID) -> InspectionPublic:
    return visit.read(lambda work: inspections.read_inspection(work, report_id))


def _sample_page(
    visit: Visit, values: dict[str, str], status: int = 200, wrong: Wrong | None = None, **more: str
) -> Response:
    first = said(values, "replaces_id").get("replaces_id", "")
    contested = _contested(visit, _id(first)) if first else None
    return visit.page(
        "laboratory/sample_new.html",
        status,
        values=values,
        wrong=wrong,
        contested=contested,
        **more,
    )


@router.post("/samples/new")
def register_sample(request: Request, typed: Typed) -> Response:
    """Register a sample; a mistake shows the form again with everything that was typed."""
    visit = open_form(request, _ENTRY, typed)
    try:
        batch_id = _batch_of(visit, typed)
        entered = SampleCreate.model_validate({"batch_id": batch_id, **said(typed, *_NEW_FIELDS)})
        made = visit.record(lambda work: samples.register_sample(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _sample_page(visit, typed, 422, wrong_with(error, visit.language))
    return see_other(f"{_WORKLIST}/{made['id']}/results")


def _batch_of(visit: Visit, typed: dict[str, str]) -> UUID:
    """Give the lot of a sample: that of the contested report, else the one that was scanned."""
    first = typed.get("replaces_id", "")
    if first:
        return _contested(visit, _id(first)).batch_id
    keys = visit.house.code_keys
    return visit.read(lambda work: find_batch_by_code(work, typed.get("code", ""), keys)).id


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("inspection.not_found", field="replaces_id") from None
