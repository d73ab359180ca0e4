"""Which pages has the way back? Its conditions, a site inspection, and a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.regulator.case_views import view_case
from traceability.console.regulator.cases import cases_page, check_short_name
from traceability.console.regulator.confirmed import asks_for, record_confirmed
from traceability.console.regulator.credit_lists import id_in, refuse_page, say_day, told_in
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.cases import Measure
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError, RuleError
from traceability.domain.relisting import CLEAN_BATCHES
from traceability.routes.desk import now
from traceability.schemas.case_files import CaseFile
from traceability.schemas.cases import (
    CaseDecision,
    CaseReason,
    RelistingConditions,
    RelistingCreate,
    SiteInspectionCreate,
)
from traceability.services import case_files, decisions, relistings
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
LIST = "/console/relistings"
_DECIDE = Action.DECIDE_CASES
_CONDITIONS = (
    "window", "serious_list", "penalty", "repair_no", "inspection", "batches", "commitment",
)  # fmt: skip


@router.get("/relistings")
@router.get("/relistings.{sheet}")
def list_relistings(request: Request) -> Response:
    """Show who asks for the way back."""
    return cases_page(request, is_relisting=True)


@router.get("/relistings/new")
def new_relisting(request: Request) -> Response:
    """Show the conditions of an enterprise, and the form of a proposal."""
    visit = open_visit(request, _DECIDE)
    org_id = id_in(request, "enterprise")
    if org_id is None:
        return see_other("/console/enterprises")
    return _new_page(visit, org_id)


def _new_page(
    visit: Visit, org_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    try:
        prepared, conditions = visit.read(
            lambda work: (
                case_files.prepare_case(work, org_id),
                relistings.read_conditions(work, org_id),
            )
        )
    except RuleError as error:
        return refuse_page(visit, error, (LIST, "cr_relistings"))
    return visit.page(
        "regulator/relisting_new.html",
        422 if wrong else 200,
        wrong=wrong,
        values=typed or {},
        told=told_in(visit),
        firm=prepared.enterprise,
        conditions=_conditions(conditions, visit.language),
        unmet=len(conditions.unmet),
        today=civil_date(now()).isoformat(),
    )


def _conditions(conditions: RelistingConditions, language: str) -> list[dict[str, Any]]:
    numbers = {
        "window": say_day(conditions.earliest_on, language),
        "penalty": str(conditions.penalties_in_force),
        "repair_no": str(conditions.repairs_without_number),
        "batches": f"{conditions.clean_batches} / {CLEAN_BATCHES}",
    }
    return [
        {
            "name": say(f"cr_condition_{name}", language),
            "told": numbers.get(name, ""),
            "word": say("cr_unmet" if name in conditions.unmet else "cr_met", language),
            "tone": "careful" if name in conditions.unmet else "good",
        }
        for name in _CONDITIONS
    ]


@router.post("/relistings/new")
def propose_relisting(request: Request, typed: Typed) -> Response:
    """Propose to list an enterprise again."""
    visit = open_form(request, _DECIDE, typed)
    org_id = _firm_in(typed)
    try:
        entered = RelistingCreate(organization_id=org_id, facts=typed.get("facts", "").strip())
        made = visit.record(lambda work: relistings.propose_relisting(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _new_page(visit, org_id, wrong_with(error, visit.language), typed)
    return see_other(f"{LIST}/{made['id']}?told=relisting_proposed")


def _firm_in(typed: dict[str, str]) -> UUID:
    try:
        return UUID(typed.get("organization_id", ""))
    except ValueError:
        raise NotFoundError("organization.not_found") from None


@router.post("/relistings/site-inspections")
def record_site_inspection(request: Request, typed: Typed) -> Response:
    """Record what an inspection on the enterprise's site came to."""
    visit = open_form(request, _DECIDE, typed)
    org_id = _firm_in(typed)
    try:
        given: dict[str, Any] = dict(said(typed, "inspected_on"))
        given |= {name: typed.get(name, "").strip() for name in ("findings", "inspectors")}
        entered = SiteInspectionCreate.model_validate(
            given | {"organization_id": org_id, "has_passed": typed.get("has_passed") == "1"}
        )
        visit.record(lambda work: relistings.record_site_inspection(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        return _new_page(visit, org_id, wrong_with(error, visit.language), typed)
    return see_other(f"{LIST}/new?enterprise={org_id}&told=inspection_recorded")


@router.get("/relistings/{case_id}")
def show_relisting(request: Request, case_id: UUID) -> Response:
    """Show a relisting with what its conditions are today."""
    return _case_page(open_visit(request, _DECIDE), case_id)


def _read(work: Work, case_id: UUID) -> tuple[CaseFile, RelistingConditions | None]:
    file = case_files.read_case_file(work, case_id)
    if file.case.measure is not Measure.RELISTING:
        raise NotFoundError("case.not_found", id=case_id)
    is_open = file.case.closed_at is None and file.enterprise.standing == "delisted"
    return file, relistings.read_conditions(work, file.case.org_id) if is_open else None


def _case_page(
    visit: Visit, case_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    file, conditions = visit.read(lambda work: _read(work, case_id))
    shown = view_case(file, None, visit.actor, civil_date(now()), visit.language)
    is_first = file.first_person == visit.actor.user_id
    return visit.page(
        "regulator/relisting.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/relistings"),
        values={"reason": say("cr_conditions_met", "zh")} | (typed or {}),
        told=told_in(visit),
        conditions=_conditions(conditions, visit.language) if conditions else [],
        unmet=len(conditions.unmet) if conditions else 0,
        is_first=is_first,
        asks_for=asks_for(visit),
        **shown,
    )


@router.post("/relistings/{case_id}/decision")
def decide_relisting(request: Request, case_id: UUID, typed: Typed) -> Response:
    """List the enterprise again as the second person, on probation."""
    visit = open_form(request, _DECIDE, typed)
    file, _ = visit.read(lambda work: _read(work, case_id))

    def step(work: Work) -> BaseModel:
        check_short_name(typed, file.enterprise.short_name)
        decision = CaseDecision(
            is_approved=True,
            reason=typed.get("reason", "").strip(),
            decision_no=typed.get("decision_no", "").strip() or None,
        )
        return decisions.decide_relisting(work, case_id, decision)

    return _take(
        visit,
        case_id,
        typed,
        lambda: record_confirmed(visit, step, typed),
        "relisting_decided",
    )


@router.post("/relistings/{case_id}/rejection")
def reject_relisting(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Turn a relisting down as the second person."""
    visit = open_form(request, _DECIDE, typed)

    def step(work: Work) -> BaseModel:
        reason = CaseReason(reason=typed.get("reject_reason", "").strip()).reason
        turned_down = CaseDecision(is_approved=False, reason=reason)
        return decisions.decide_relisting(work, case_id, turned_down)

    return _take(
        visit, case_id, typed, lambda: visit.record(step, typed), "case_rejected", "reject_reason"
    )


@router.post("/relistings/{case_id}/withdrawal")
def withdraw_relisting(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Take the proposal back."""
    visit = open_form(request, _DECIDE, typed)

    def step(work: Work) -> BaseModel:
        why = CaseReason(reason=typed.get("withdraw_reason", "").strip())
        return relistings.withdraw_relisting(work, case_id, why)

    return _take(
        visit,
        case_id,
        typed,
        lambda: visit.record(step, typed),
        "case_withdrawn",
        "withdraw_reason",
    )


def _take(
    visit: Visit,
    case_id: UUID,
    typed: dict[str, str],
    run: Callable[[], object],
    told: str,
    field: str = "reason",
) -> Response:
    """Take a step, or show the relisting again; `field` is where its reason is typed."""
    try:
        run()
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        fields = {field if name == "reason" else name: on for name, on in wrong.fields.items()}
        return _case_page(visit, case_id, Wrong(wrong.lines, fields), typed)
    return see_other(f"{LIST}/{case_id}?told={told}")
