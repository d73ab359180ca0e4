"""Which pages lead through the enterprises and canteens, and let a regulator act on one?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, as_written, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.regulator.city_lists import canteens_list, enterprises_list
from traceability.console.regulator.enterprise_views import view_enterprise
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import WORDS, say
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.kinds import OrganizationKind
from traceability.schemas.parties import OrganizationCreate, StandingCreate
from traceability.schemas.penalties import PenaltyQuery
from traceability.schemas.supervision import ComplaintFinding, RectificationCompletion
from traceability.schemas.trust import CreditScoreDetail
from traceability.services import (
    complaints,
    directory,
    organizations,
    penalties,
    rectifications,
    standings,
    trust_scores,
)
from traceability.services.enterprise_files import read_enterprise_file

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_HOME = "/console/enterprises"
_FIELDS = (
    "uscc", "name", "district", "address", "sc_licence", "sc_valid_until", "gln", "contact_name",
    "contact_phone",
)  # fmt: skip


@router.get("/enterprises")
@router.get("/enterprises.{sheet}")
def list_enterprises(request: Request) -> Response:
    """Show the enterprises with their standing, grade and score."""
    visit = open_visit(request, Action.READ_CITY)
    districts = visit.read(lambda work: directory.list_districts(work, OrganizationKind.ENTERPRISE))
    return answer_list(
        visit, enterprises_list(districts, visit.language), "regulator/enterprises.html"
    )


@router.get("/canteens")
@router.get("/canteens.{sheet}")
def list_canteens(request: Request) -> Response:
    """Show the canteens with what they took in."""
    visit = open_visit(request, Action.READ_CITY)
    districts = visit.read(lambda work: directory.list_districts(work, OrganizationKind.CANTEEN))
    return answer_list(visit, canteens_list(districts, visit.language))


@router.get("/enterprises/new")
def new_enterprise(request: Request) -> Response:
    """Show the form for an enterprise that enters the register."""
    visit = open_visit(request, Action.REGISTER_ORGANIZATION)
    return visit.page("regulator/enterprise_new.html", values={})


@router.post("/enterprises/new")
def register_enterprise(request: Request, typed: Typed) -> Response:
    """Enter an enterprise, with its commitment where it signed one."""
    visit = open_form(request, Action.REGISTER_ORGANIZATION, typed)
    given: dict[str, object] = {**said(typed, *_FIELDS), "kind": OrganizationKind.ENTERPRISE}
    signed = said(typed, "text_version", "text_sha256", "signed_on", "signed_by")
    if signed:
        given["commitment"] = signed
    try:
        entered = OrganizationCreate.model_validate(given)
        made = visit.record(lambda work: organizations.register_organization(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _without_prefix(wrong_with(error, visit.language))
        return visit.page("regulator/enterprise_new.html", 422, values=typed, wrong=wrong)
    return see_other(f"{_HOME}/{made['id']}?told=entered")


def _without_prefix(wrong: Wrong) -> Wrong:
    """Name the fields of the commitment as the form does."""
    fields = {name.removeprefix("commitment."): line for name, line in wrong.fields.items()}
    return Wrong(wrong.lines, fields)


@router.get("/enterprises/{org_id}")
def show_enterprise(
    request: Request, org_id: UUID, told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show the file of an enterprise."""
    return _enterprise_page(open_visit(request, Action.READ_CITY), org_id, told=told)


def _enterprise_page(
    visit: Visit,
    org_id: UUID,
    status: int = 200,
    *,
    told: str = "",
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    file = visit.read(lambda work: read_enterprise_file(work, org_id))
    score = _score(visit, org_id)
    found = PenaltyQuery(organization_id=org_id)
    decided = (
        visit.read(lambda work: penalties.list_penalties(work, found)).items
        if visit.actor.may(Action.READ_PENALTIES)
        else []
    )
    key = f"told_{told}"
    return visit.page(
        "regulator/enterprise.html",
        status,
        wrong=wrong,
        values=typed or {},
        told=say(key, visit.language) if key in WORDS else "",
        back=visit.came_from(_HOME),
        may_decide=visit.actor.may(Action.SET_STANDING),
        **view_enterprise(file, score, decided, visit.language),
    )


def _score(visit: Visit, org_id: UUID) -> CreditScoreDetail | None:
    try:
        return visit.read(lambda work: trust_scores.read_score(work, org_id))
    except NotFoundError:
        return None  # before the first computation


@router.post("/enterprises/{org_id}/standing")
def change_standing(request: Request, org_id: UUID, typed: Typed) -> Response:
    """Warn, suspend or list an enterprise at once, with the reason."""
    visit = open_form(request, Action.SET_STANDING, typed)
    try:
        decision = StandingCreate.model_validate(
            {"organization_id": org_id}
            | said(typed, "standing")
            | as_written(typed, "reason", "decision_no")
        )
        visit.record(lambda work: standings.change_standing(work, decision), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _enterprise_page(visit, org_id, 422, wrong=wrong, typed=typed)
    return see_other(f"{_HOME}/{org_id}?told=standing")


@router.post("/enterprises/{org_id}/complaints/{complaint_id}")
def decide_complaint(request: Request, org_id: UUID, complaint_id: UUID, typed: Typed) -> Response:
    """Say whether a complaint is upheld, and what was found."""
    visit = open_form(request, Action.RECORD_SUPERVISION, typed)
    try:
        finding = ComplaintFinding.model_validate(
            said(typed, "state") | as_written(typed, "finding")
        )
        visit.record(lambda work: complaints.decide_complaint(work, complaint_id, finding), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _enterprise_page(visit, org_id, 422, wrong=wrong_with(error, visit.language))
    return see_other(f"{_HOME}/{org_id}?told=found#complaints")


@router.post("/enterprises/{org_id}/rectifications/{rectification_id}")
def complete_rectification(
    request: Request, org_id: UUID, rectification_id: UUID, typed: Typed
) -> Response:
    """Record that what was ordered is mended."""
    visit = open_form(request, Action.RECORD_SUPERVISION, typed)
    try:
        seen = RectificationCompletion.model_validate(
            said(typed, "done_on") | as_written(typed, "done_note")
        )
        visit.record(
            lambda work: rectifications.complete_rectification(work, rectification_id, seen), typed
        )
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _enterprise_page(visit, org_id, 422, wrong=wrong_with(error, visit.language))
    return see_other(f"{_HOME}/{org_id}?told=mended#rectifications")
