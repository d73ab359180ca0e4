"""Which pages have repair and objection? What enterprises ask, and what the authority answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, wrong_with
from traceability.console.lists import Listing, answer_list
from traceability.console.regulator.credit_lists import days_left, say_time, told_in
from traceability.console.regulator.repair_views import (
    objections_list,
    repairs_list,
    subject_address,
)
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.kinds import RepairState
from traceability.schemas.repairs import (
    ObjectionAnswer,
    ReasonGiven,
    RepairDecide,
    VerificationBegin,
)
from traceability.services import objections, penalties, record_names, repairs
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
REPAIRS, OBJECTIONS = "/console/repairs", "/console/objections"
_DECIDE, _ANSWER = Action.DECIDE_REPAIRS, Action.ANSWER_OBJECTIONS


def _list(visit: Visit, listing: Listing[Any], here: str) -> Response:
    """Show one of the two lists, which are tabs of one page."""
    places = ((REPAIRS, "cr_repairs"), (OBJECTIONS, "cr_objections"))
    tabs = tuple((href, name, href == here) for href, name in places)
    return answer_list(visit, listing, "regulator/credit_list.html", tabs=tabs, told=told_in(visit))


@router.get("/repairs")
@router.get("/repairs.{sheet}")
def list_repairs(request: Request) -> Response:
    """Show applications for credit repair, the newest first."""
    visit = open_visit(request, _DECIDE)
    return _list(visit, repairs_list(visit.language), REPAIRS)


@router.get("/repairs/{repair_id}")
def show_repair(request: Request, repair_id: UUID) -> Response:
    """Show an application with its papers, and the form of a decision."""
    return _repair_page(open_visit(request, _DECIDE), repair_id)


def _repair_page(
    visit: Visit, repair_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    repair = visit.read(lambda work: repairs.read_repair(work, repair_id))
    penalty = visit.read(lambda work: penalties.read_penalty(work, repair.penalty_id))
    return visit.page(
        "regulator/repair.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/repairs"),
        values=typed or {},
        told=told_in(visit),
        repair=repair,
        penalty=penalty,
        asked=say_time(repair.recorded_at, visit.language),
        decided=say_time(repair.decided_at, visit.language),
        due=days_left(repair.working_days_left, repair.due_on, visit.language),
        is_open=repair.state is RepairState.SUBMITTED,
        is_ours=repair.authority_uscc == visit.actor.uscc,
    )


@router.post("/repairs/{repair_id}/decision")
def decide_repair(request: Request, repair_id: UUID, typed: Typed) -> Response:
    """Grant a repair or refuse it."""
    visit = open_form(request, _DECIDE, typed)
    is_granted = typed.get("then") == "grant"
    try:
        decision = RepairDecide(
            is_granted=is_granted,
            reason=typed.get("reason", "").strip(),
            repair_no=(typed.get("repair_no", "").strip() or None) if is_granted else None,
        )
        visit.record(lambda work: repairs.decide_repair(work, repair_id, decision), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _repair_page(visit, repair_id, wrong_with(error, visit.language), typed)
    return see_other(f"{REPAIRS}/{repair_id}?told=repair_decided")


@router.get("/objections")
@router.get("/objections.{sheet}")
def list_objections(request: Request) -> Response:
    """Show objections, the newest first."""
    visit = open_visit(request, _ANSWER)
    return _list(visit, objections_list(visit.language), OBJECTIONS)


@router.get("/objections/{objection_id}")
def show_objection(request: Request, objection_id: UUID) -> Response:
    """Show an objection with its next step."""
    return _objection_page(open_visit(request, _ANSWER), objection_id)


def _objection_page(
    visit: Visit,
    objection_id: UUID,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    objection = visit.read(lambda work: objections.read_objection(work, objection_id))
    names = visit.read(lambda work: record_names.name_organizations(work, [objection.org_id]))
    return visit.page(
        "regulator/objection.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/objections"),
        values=typed or {},
        told=told_in(visit),
        objection=objection,
        firm=names.get(objection.org_id, ""),
        subject=subject_address(objection),
        asked=say_time(objection.recorded_at, visit.language),
        accepted=say_time(objection.accepted_at, visit.language),
        began=say_time(objection.verification_began_at, visit.language),
        answered=say_time(objection.answered_at, visit.language),
        due=days_left(objection.working_days_left, objection.due_on, visit.language),
        is_open=objection.working_days_left is not None,
    )


@router.post("/objections/{objection_id}/acceptance")
def accept_objection(request: Request, objection_id: UUID, typed: Typed) -> Response:
    """Take an objection up."""

    def step(work: Work) -> BaseModel:
        why = ReasonGiven(reason=typed.get("reason", "").strip())
        return objections.accept_objection(work, objection_id, why)

    return _take(request, objection_id, typed, step, "objection_accepted")


@router.post("/objections/{objection_id}/verification")
def begin_verification(request: Request, objection_id: UUID, typed: Typed) -> Response:
    """Hand an objection to the unit from which the record comes."""

    def step(work: Work) -> BaseModel:
        unit = VerificationBegin(unit=typed.get("unit", "").strip())
        return objections.begin_verification(work, objection_id, unit)

    return _take(request, objection_id, typed, step, "objection_verified")


@router.post("/objections/{objection_id}/answer")
def answer_objection(request: Request, objection_id: UUID, typed: Typed) -> Response:
    """Answer an objection: the record was corrected, or it is upheld."""

    def step(work: Work) -> BaseModel:
        said = ObjectionAnswer.model_validate(
            {"outcome": typed.get("then", ""), "reason": typed.get("answer", "").strip()}
        )
        return objections.answer_objection(work, objection_id, said)

    return _take(request, objection_id, typed, step, "objection_answered", "answer")


def _take(
    request: Request,
    objection_id: UUID,
    typed: dict[str, str],
    step: Callable[[Work], BaseModel],
    told: str,
    field: str = "reason",
) -> Response:
    """Take a step; `field` is where its reason is typed."""
    visit = open_form(request, _ANSWER, typed)
    try:
        visit.record(step, typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        fields = {field if name == "reason" else name: on for name, on in wrong.fields.items()}
        return _objection_page(visit, objection_id, Wrong(wrong.lines, fields), typed)
    return see_other(f"{OBJECTIONS}/{objection_id}?told={told}")
