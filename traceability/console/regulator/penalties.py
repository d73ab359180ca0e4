"""Which pages have penalty decisions? A list, a form with thirty fields, and a page for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.regulator.credit_lists import Head, id_in, refuse_page, told_in
from traceability.console.regulator.penalty_form import (
    KINDS,
    PenaltyForm,
    choices,
    kinds_in,
    read_creation,
    read_revision,
    values_of,
)
from traceability.console.regulator.penalty_views import penalties_list, view_creation, view_penalty
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.penalty_kinds import in_english
from traceability.domain.penalty_wire import CODES
from traceability.routes.desk import now
from traceability.schemas.penalties import PenaltyCreate, PenaltyPublic, PenaltyWithdraw
from traceability.services import delivery_board, penalties, penalty_forms

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_LIST = "/console/penalties"
_RECORD = Action.RECORD_PENALTIES


@router.get("/penalties")
@router.get("/penalties.{sheet}")
def list_penalties(request: Request) -> Response:
    """Show penalty decisions, the newest first."""
    visit = open_visit(request, _RECORD)
    return answer_list(
        visit,
        penalties_list(visit.language),
        "regulator/credit_list.html",
        acts=(("/console/enterprises", "cr_choose_firm"),),
        told=told_in(visit),
    )


@router.get("/penalties/new")
def new_penalty(request: Request) -> Response:
    """Show the form, filled in from the enterprise, and from a failed report if there is one."""
    visit = open_visit(request, _RECORD)
    party, report = id_in(request, "enterprise"), id_in(request, "inspection")
    if party is None and report is None:
        return see_other("/console/enterprises")
    try:
        draft = visit.read(lambda work: penalty_forms.prepare_penalty(work, party, report))
    except RuleError as error:
        return refuse_page(visit, error, (_LIST, "cr_penalties"))
    links = {"organization_id": str(draft.organization_id)}
    if draft.inspection_id:
        links["inspection_id"] = str(draft.inspection_id)
    return _form_page(visit, {**draft.values, **links})


def _form_page(
    visit: Visit,
    values: dict[str, str],
    wrong: Wrong | None = None,
    kept: PenaltyPublic | None = None,
) -> Response:
    if wrong and "penalty_kinds" in wrong.fields and not kinds_in(values):
        choose = say("cr_choose_kinds", visit.language)
        wrong = replace(wrong, fields={**wrong.fields, "penalty_kinds": choose})
    form = PenaltyForm(values, frozenset(kinds_in(values)), wrong or Wrong())
    return visit.page(
        "regulator/penalty_form.html",
        422 if wrong else 200,
        wrong=wrong,
        form=form,
        values=values,
        all_kinds=[(name, word, _label(word, visit.language)) for name, word in KINDS],
        kept=kept,
        labels={name: say(f"cr_f_{name}", visit.language) for name in CODES},
        **choices(),
    )


def _label(kind: str, language: str) -> str:
    return in_english(kind) if language == "en" else kind


@router.post("/penalties/new")
def record_penalty(request: Request, typed: Typed) -> Response:
    """Show what would be recorded, and record it once that is confirmed.

    It goes out to the public by itself, so one click must not do it. A mistake shows the form
    again with everything that was typed.
    """
    visit = open_form(request, _RECORD, typed)
    cipher, answer = visit.house.identity_cipher, typed.get("answer")
    if answer == "back":
        return _form_page(visit, typed)
    try:
        decision = read_creation(typed)
        if answer != "confirm":
            visit.read(lambda work: penalties.check_penalty(work, decision))
            return _check_page(visit, decision, typed)
        made = visit.record(lambda work: penalties.record_penalty(work, decision, cipher), typed)
    except (RegisterError, ValidationError) as error:
        return _form_page(visit, typed, wrong_with(error, visit.language))
    return see_other(f"{_LIST}/{made['id']}?told=penalty_recorded")


def _check_page(visit: Visit, decision: PenaltyCreate, typed: dict[str, str]) -> Response:
    return visit.page(
        "regulator/penalty_check.html",
        told=view_creation(decision, visit.language),
        carried=[
            (name, text)
            for name, text in typed.items()
            if name not in {"csrf", "form_key", "answer"}
        ],
    )


@router.get("/penalties/{penalty_id}")
def show_penalty(request: Request, penalty_id: UUID) -> Response:
    """Show a decision: as the public sees it, as it is kept, and how far its delivery is."""
    return _record_page(open_visit(request, _RECORD), penalty_id)


def _record_page(
    visit: Visit, penalty_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    penalty, lines = visit.read(
        lambda work: (
            penalties.read_penalty(work, penalty_id),
            delivery_board.lines_about(work, penalty_id),
        )
    )
    shown: dict[str, Any] = view_penalty(penalty, lines, civil_date(now()), visit.language)
    return visit.page(
        "regulator/penalty.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/penalties"),
        told=told_in(visit),
        values=typed or {},
        delivery_columns=(
            Head("cr_message"), Head("cr_queued"), Head("cr_attempts", "right"),
            Head("cr_state"),
        ),
        **shown,
    )  # fmt: skip


@router.get("/penalties/{penalty_id}/revision")
def revise_form(request: Request, penalty_id: UUID) -> Response:
    """Show the form for a correction; numbers of identity papers are not in it."""
    visit = open_visit(request, _RECORD)
    kept = visit.read(lambda work: penalties.read_penalty(work, penalty_id))
    return _form_page(visit, values_of(kept), kept=kept)


@router.post("/penalties/{penalty_id}/revision")
def revise_penalty(request: Request, penalty_id: UUID, typed: Typed) -> Response:
    """Correct a record; its next revision goes to the credit system."""
    visit = open_form(request, _RECORD, typed)
    cipher = visit.house.identity_cipher
    kept = visit.read(lambda work: penalties.read_penalty(work, penalty_id))
    try:
        revised = read_revision(typed, kept)
        visit.record(
            lambda work: penalties.revise_penalty(work, penalty_id, revised, cipher), typed
        )
    except (RegisterError, ValidationError) as error:
        return _form_page(visit, typed, wrong_with(error, visit.language), kept)
    return see_other(f"{_LIST}/{penalty_id}?told=penalty_revised")


@router.post("/penalties/{penalty_id}/withdrawal")
def withdraw_penalty(request: Request, penalty_id: UUID, typed: Typed) -> Response:
    """Take a decision back that review or court set aside."""
    visit = open_form(request, _RECORD, typed)
    try:
        given = said(typed, "ended_on", "document_no") | {"reason": typed.get("reason", "").strip()}
        why = PenaltyWithdraw.model_validate(given)
        visit.record(lambda work: penalties.withdraw_penalty(work, penalty_id, why), typed)
    except (RegisterError, ValidationError) as error:
        return _record_page(visit, penalty_id, wrong_with(error, visit.language), typed)
    return see_other(f"{_LIST}/{penalty_id}?told=penalty_withdrawn")
