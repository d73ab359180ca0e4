"""Which pages have cases against enterprises? Proposal, notice, defence, and a second person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, wrong_with
from traceability.console.lists import answer_list
from traceability.console.regulator.case_views import (
    REACHED,
    cases_list,
    facts_for,
    public_sentence,
    view_case,
    view_preparation,
    view_reach,
)
from traceability.console.regulator.confirmed import Record, asks_for, record_confirmed
from traceability.console.regulator.credit_lists import Head, id_in, refuse_page, told_in
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.cases import Measure
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError, RuleError
from traceability.routes.desk import now
from traceability.schemas.case_files import CasePreparation
from traceability.schemas.cases import (
    CaseCreate,
    CaseDecision,
    CasePublic,
    CaseReason,
    NoticeServe,
    ReachSeen,
)
from traceability.services import case_files, decisions, delistings
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
LIST = "/console/delistings"
_DECIDE = Action.DECIDE_CASES
_REACH_COLUMNS = (Head("cr_scope"), Head("cr_now"), Head("cr_then"))


@router.get("/delistings")
@router.get("/delistings.{sheet}")
def list_cases(request: Request) -> Response:
    """Show cases against enterprises, the newest first."""
    return cases_page(request, is_relisting=False)


def cases_page(request: Request, *, is_relisting: bool) -> Response:
    """Show the list of cases, or of relistings: two tabs of one place."""
    visit = open_visit(request, _DECIDE)
    tabs = (
        (LIST, "cr_delistings", not is_relisting),
        ("/console/relistings", "cr_relistings", is_relisting),
    )
    listing = cases_list(visit.language, is_relisting=is_relisting)
    return answer_list(visit, listing, "regulator/credit_list.html", tabs=tabs, told=told_in(visit))


@router.get("/delistings/new")
def new_case(request: Request) -> Response:
    """Show the form of a proposal, with what it would reach."""
    visit = open_visit(request, _DECIDE)
    org_id = id_in(request, "enterprise")
    if org_id is None:
        return see_other("/console/enterprises")
    try:
        prepared = visit.read(lambda work: case_files.prepare_case(work, org_id))
    except RuleError as error:
        return refuse_page(visit, error, (LIST, "cr_cases"))
    return _proposal_page(visit, prepared, {"measure": Measure.DELISTING.value, "serve": "1"})


def _proposal_page(
    visit: Visit, prepared: CasePreparation, values: dict[str, str], wrong: Wrong | None = None
) -> Response:
    shown: dict[str, Any] = view_preparation(prepared, visit.actor, visit.language)
    today = civil_date(now())
    return visit.page(
        "regulator/case_new.html",
        422 if wrong else 200,
        wrong=wrong,
        values=values,
        reach_columns=_REACH_COLUMNS,
        public=public_sentence(
            values.get("reason", ""),
            values.get("decision_no", ""),
            visit.actor.org_name,
            today,
            visit.language,
        ),
        **shown,
    )


@router.post("/delistings/new")
def propose_case(request: Request, typed: Typed) -> Response:
    """Propose, and serve the notice with it where that was ticked."""
    visit = open_form(request, _DECIDE, typed)
    org_id = _uuid(typed.get("organization_id", ""))
    prepared = visit.read(lambda work: case_files.prepare_case(work, org_id))
    try:
        entered = _read_proposal(typed, prepared)
        made = visit.record(
            lambda work: _propose(work, entered, serves=bool(typed.get("serve"))), typed
        )
    except (RegisterError, ValidationError) as error:
        return _proposal_page(visit, prepared, typed, wrong_with(error, visit.language))
    told = "case_served" if typed.get("serve") else "case_proposed"
    return see_other(f"{LIST}/{made['id']}?told={told}")


def _propose(work: Work, entered: CaseCreate, *, serves: bool) -> CasePublic:
    case = delistings.propose_case(work, entered)
    return delistings.serve_notice(work, case.id, NoticeServe()) if serves else case


def _read_proposal(typed: dict[str, str], prepared: CasePreparation) -> CaseCreate:
    """Read a proposal; facts and basis that were not typed are those that the records show."""
    names = ("measure", "ground", "facts", "basis", "decision_no")
    given: dict[str, Any] = {name: text for name in names if (text := typed.get(name, "").strip())}
    known = facts_for(prepared, given.get("ground", ""))
    if known is not None:
        given = {"facts": known.facts, "basis": known.basis} | given
        given["penalty_id"] = known.penalty_id
    return CaseCreate.model_validate({"organization_id": prepared.enterprise.id, **given})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("organization.not_found") from None


@router.get("/cases/{case_id}")
def find_case(request: Request, case_id: UUID) -> Response:
    """Lead to a case, whatever its measure is."""
    open_visit(request, _DECIDE)
    return see_other(f"{LIST}/{case_id}")


@router.get("/delistings/{case_id}")
def show_case(request: Request, case_id: UUID) -> Response:
    """Show a case with what it reaches now."""
    return _case_page(open_visit(request, _DECIDE), case_id)


def _case_page(
    visit: Visit, case_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    file = visit.read(lambda work: case_files.read_case_file(work, case_id))
    if file.case.measure is Measure.RELISTING:
        return see_other(f"/console/relistings/{case_id}")
    is_open = file.case.closed_at is None
    compared = visit.read(lambda work: delistings.count_case(work, case_id)) if is_open else None
    today = civil_date(now())
    shown: dict[str, Any] = view_case(file, compared, visit.actor, today, visit.language)
    values = {
        "reason": shown["default_reason"],
        "decision_no": file.case.decision_no or "",
    } | (typed or {})
    return visit.page(
        "regulator/case.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/delistings"),
        values=values,
        told=told_in(visit),
        reach_columns=_REACH_COLUMNS,
        reached=REACHED,
        answer_columns=(
            Head("canteen"),
            Head("cr_stock", "right"),
            Head("cr_canteen_did"),
            Head("cr_canteen_said"),
            Head("cr_canteen_at"),
        ),
        asks_for=asks_for(visit),
        public=public_sentence(
            values["reason"], values["decision_no"], visit.actor.org_name, today, visit.language
        ),
        **shown,
    )


@router.post("/delistings/{case_id}/notice")
def serve_notice(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Serve the notice; the enterprise has five working days from the next day on."""
    visit = open_form(request, _DECIDE, typed)

    def step(work: Work) -> CasePublic:
        return delistings.serve_notice(work, case_id, NoticeServe())

    return _take(visit, case_id, typed, step, "case_served")


@router.post("/delistings/{case_id}/suspension")
def suspend_enterprise(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Suspend the enterprise at once, until the case is decided."""
    visit = open_form(request, _DECIDE, typed)

    def step(work: Work) -> CasePublic:
        return delistings.suspend_enterprise(work, case_id, _reason(typed, "suspend_reason"))

    return _take(visit, case_id, typed, step, "case_suspended")


@router.post("/delistings/{case_id}/withdrawal")
def withdraw_case(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Take a proposal back."""
    visit = open_form(request, _DECIDE, typed)

    def step(work: Work) -> CasePublic:
        return delistings.withdraw_case(work, case_id, _reason(typed, "withdraw_reason"))

    return _take(visit, case_id, typed, step, "case_withdrawn")


@router.post("/delistings/{case_id}/rejection")
def reject_case(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Turn a proposal down as the second person."""
    visit = open_form(request, _DECIDE, typed)

    def step(work: Work) -> CasePublic:
        reason = _reason(typed, "reject_reason").reason
        turned_down = CaseDecision(is_approved=False, reason=reason)
        return decisions.decide_case(work, case_id, turned_down)

    return _take(visit, case_id, typed, step, "case_rejected")


@router.post("/delistings/{case_id}/decision")
def decide_case(request: Request, case_id: UUID, typed: Typed) -> Response:
    """Confirm as the second person: the short name is typed, and what was seen is what it is."""
    visit = open_form(request, _DECIDE, typed)
    file = visit.read(lambda work: case_files.read_case_file(work, case_id))

    def step(work: Work) -> CasePublic:
        check_short_name(typed, file.enterprise.short_name)
        return decisions.decide_case(work, case_id, read_decision(typed))

    return _take(visit, case_id, typed, step, "case_decided", record=record_confirmed)


def check_short_name(typed: dict[str, str], name: str) -> None:
    """Refuse a decision whose second person did not type whom it is about."""
    said = "".join(unicodedata.normalize("NFKC", typed.get("short_name", "")).split())
    if said != "".join(unicodedata.normalize("NFKC", name).split()):
        raise RuleError("case.short_name", field="short_name", name=name)


def read_decision(typed: dict[str, str]) -> CaseDecision:
    """Read an approval, with the reach that stood on the page."""
    seen = {name: typed[f"seen_{name}"] for name in REACHED if f"seen_{name}" in typed}
    return CaseDecision(
        is_approved=True,
        reason=typed.get("reason", "").strip(),
        decision_no=typed.get("decision_no", "").strip() or None,
        reach_seen=ReachSeen.model_validate(seen) if seen else None,
    )


def _reason(typed: dict[str, str], name: str) -> CaseReason:
    try:
        return CaseReason(reason=typed.get(name, "").strip())
    except ValidationError:
        raise RuleError("penalty.field_missing", field=name) from None


def _take(
    visit: Visit,
    case_id: UUID,
    typed: dict[str, str],
    step: Callable[[Work], CasePublic],
    told: str,
    record: Record = Visit.record,
) -> Response:
    """Take a step, or show the case again with what is wrong."""
    try:
        record(visit, step, typed)
    except (RegisterError, ValidationError) as error:
        if isinstance(error, NotFoundError):
            raise
        return _case_page(visit, case_id, wrong_with(error, visit.language), typed)
    return see_other(f"{LIST}/{case_id}?told={told}")


@router.get("/enterprises/{org_id}/reach")
def show_reach(request: Request, org_id: UUID) -> Response:
    """Show what a delisting of an enterprise would reach, one by one."""
    visit = open_visit(request, _DECIDE)
    detail = visit.read(lambda work: case_files.read_reach(work, org_id))
    return visit.page(
        "regulator/reach.html",
        batch_columns=(
            Head("lot"), Head("product"), Head("cr_codes", "right"), Head("status"),
        ),
        canteen_columns=(Head("canteen"), Head("cr_lots"), Head("cr_stock", "right")),
        job_columns=(Head("cr_job"), Head("lot"), Head("cr_labels", "right")),
        reach_columns=_REACH_COLUMNS,
        **view_reach(detail, visit.language),
    )  # fmt: skip
