"""Which page records that an enterprise renewed its food production licence?"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.schemas.parties import LicenceCreate
from traceability.services import licences, organizations

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_MAY = Action.REGISTER_ORGANIZATION


@router.get("/enterprises/{org_id}/licence")
def new_licence(request: Request, org_id: UUID) -> Response:
    """Show the form, with what is recorded now."""
    return _page(open_visit(request, _MAY), org_id)


def _page(
    visit: Visit, org_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    known = visit.read(lambda work: organizations.read_organization(work, org_id))
    until = known.sc_valid_until.isoformat() if known.sc_valid_until else ""
    values = typed or {"sc_licence": known.sc_licence or "", "sc_valid_until": until}
    status = 422 if wrong else 200
    return visit.page(
        "regulator/licence_new.html", status, wrong=wrong, values=values, organization=known
    )


@router.post("/enterprises/{org_id}/licence")
def record_licence(request: Request, org_id: UUID, typed: Typed) -> Response:
    """Record the licence; every scan of the enterprise's goods says so at once."""
    visit = open_form(request, _MAY, typed)
    try:
        entered = LicenceCreate.model_validate(as_written(typed, "sc_licence", "sc_valid_until"))
        visit.record(lambda work: licences.record_licence(work, org_id, entered), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _page(visit, org_id, wrong_with(error, visit.language), typed)
    return see_other(f"/console/enterprises/{org_id}?told=licence")
