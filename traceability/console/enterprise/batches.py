"""Which pages has a lot? A list, and a page that opens on what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.goods_tables import lots_list
from traceability.console.enterprise.goods_views import say_step
from traceability.console.enterprise.lot_views import view_desk
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.kinds import Direction, ErrorReason
from traceability.routes.desk import now
from traceability.schemas.batches import HoldCreate, LiftCreate, RecallCreate
from traceability.schemas.events import CorrectionCreate
from traceability.schemas.goods import BatchDesk
from traceability.services import (
    batch_desk,
    batches,
    corrections,
    lifecycle,
    products,
)

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SEE = Action.STOP_BATCHES  # the enterprise and the authority
_TOLD = frozenset(
    {"started", "registered", "undone", "released", "held", "lifted", "recalled", "intake"}
)


@router.get("/batches")
@router.get("/batches.{sheet}")
def list_batches(request: Request) -> Response:
    """List lots, newest first: an enterprise its own, the authority those of all."""
    visit = open_visit(request, _SEE)
    if visit.actor.is_authority:
        return answer_list(visit, lots_list([], now(), visit.language, is_authority=True))
    known = visit.read(lambda work: products.list_products(work, None, None, 100))
    listing = lots_list(known.items, now(), visit.language)
    return answer_list(visit, listing, "enterprise/batches.html")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@router.get("/batches/{batch_id}")
def show_batch(
    request: Request,
    batch_id: UUID,
    told: Annotated[str, Query(max_length=20)] = "",
    event: UUID | None = None,
) -> Response:
    """Show a lot: what was just done, what comes next, what is missing, what was recorded."""
    visit = open_visit(request, _SEE)
    return batch_page(visit, batch_id, done=Done(told, event))


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done, and the event that can be undone, if it was one."""

    told: str = ""
    event: UUID | None = None


def batch_page(
    visit: Visit,
    batch_id: UUID,
    status: int = 200,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
    done: Done | None = None,
) -> Response:
    """Write the page of a lot."""
    desk: BatchDesk = visit.read(lambda work: batch_desk.read_batch_desk(work, batch_id))
    shown = view_desk(desk, now(), visit.language)
    values = shown.pop("values") | (typed or {})
    notice = _notice(done or Done(), desk, shown["started"], visit.language)
    undo = done.event if done else None
    may_undo = any(line.id == undo and line.can_be_undone for line in desk.history)
    is_sent = desk.is_own and shown["next"] == "ship" and not visit.actor.is_authority
    return visit.page(
        "enterprise/batch.html",
        status,
        offered=visit.read(batch_desk.list_receivers) if is_sent else [],
        wrong=wrong,
        values=values,
        notice=notice,
        undo=undo if may_undo else None,
        **shown,
    )


def _notice(done: Done, desk: BatchDesk, started: dict[str, Any], language: str) -> str:
    """Say in one line what was just done."""
    told = done.told
    if told.startswith("reported_"):
        verdict = told.removeprefix("reported_")
        words = say(verdict, language) if verdict in {"pass", "fail", "error"} else ""
        return say("g_told_reported", language).format(verdict=words)
    if told == "recorded":
        line = next((line for line in desk.history if line.id == done.event), None)
        what = say_step(line.what, language) if line else ""
        return say("g_told_recorded", language).format(what=what)
    if told not in _TOLD:
        return ""
    return say(f"g_told_{told}", language).format(**started)


@router.post("/batches/{batch_id}/release")
def release_batch(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Release a lot."""
    visit = open_form(request, Action.RELEASE_BATCHES, typed)
    try:
        visit.record(lambda work: lifecycle.release_batch(work, batch_id), typed)
    except RegisterError as error:
        return batch_page(visit, batch_id, 422, wrong_with(error, visit.language))
    return see_other(f"/console/batches/{batch_id}?told=released")


@router.get("/batches/{batch_id}/stop")
def show_stop(
    request: Request, batch_id: UUID, what: Annotated[str, Query(max_length=10)] = "hold"
) -> Response:
    """Say what a hold, its lifting or a recall does, and ask for the reason."""
    visit = open_visit(request, _SEE)
    return _stop_page(visit, batch_id, what if what in {"hold", "lift", "recall"} else "hold")


def _stop_page(
    visit: Visit,
    batch_id: UUID,
    what: str,
    status: int = 200,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    desk: BatchDesk = visit.read(lambda work: batch_desk.read_batch_desk(work, batch_id))
    forward = visit.read(lambda work: batches.read_lineage(work, batch_id, Direction.FORWARD))
    shown = view_desk(desk, now(), visit.language)
    return visit.page(
        "enterprise/batch_stop.html",
        status,
        wrong=wrong,
        what=what,
        downstream=[node for node in forward.nodes if node.depth][:50],
        downstream_count=len(forward.nodes) - 1,
        **shown | {"values": {"reason": "", "downstream": "hold", "typed_lot": ""} | (typed or {})},
    )


@router.post("/batches/{batch_id}/stop")
def stop_batch(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Hold, lift or recall a lot."""
    visit = open_form(request, _SEE, typed)
    what = typed.get("what", "")
    try:
        done = _stop(visit, batch_id, what, typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _stop_page(visit, batch_id, what or "hold", 422, wrong, typed)
    return see_other(f"/console/batches/{batch_id}?told={done}")


def _stop(visit: Visit, batch_id: UUID, what: str, typed: dict[str, str]) -> str:
    if what == "recall":
        batch = visit.read(lambda work: batches.read_batch(work, batch_id))
        if said(typed, "typed_lot").get("typed_lot", "").upper() != batch.lot:
            raise RuleError("batch.lot_not_typed", field="typed_lot", lot=batch.lot)
        recall = RecallCreate.model_validate(said(typed, "reason", "downstream"))
        visit.record(lambda work: lifecycle.recall_batch(work, batch_id, recall), typed)
        return "recalled"
    if what == "lift":
        lift = LiftCreate.model_validate(said(typed, "reason"))
        visit.record(lambda work: lifecycle.lift_batch(work, batch_id, lift), typed)
        return "lifted"
    hold = HoldCreate.model_validate(said(typed, "reason"))
    visit.record(lambda work: lifecycle.hold_batch(work, batch_id, hold), typed)
    return "held"


@router.post("/batches/{batch_id}/undo")
def undo_event(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Take back what was recorded by mistake: a counter-record, and both stay to be seen."""
    visit = open_form(request, Action.RECORD_EVENTS, typed)
    event_id = _uuid(typed.get("event", ""))
    if event_id is None:
        return see_other(f"/console/batches/{batch_id}")
    note = said(typed, "note").get("note") or say("g_undo_note", "zh")
    try:
        entered = CorrectionCreate(reason=ErrorReason.DID_NOT_OCCUR, note=note)
        visit.record(lambda work: corrections.correct_event(work, event_id, entered), typed)
    except (RegisterError, ValidationError) as error:
        return batch_page(visit, batch_id, 422, wrong_with(error, visit.language))
    return see_other(f"/console/batches/{batch_id}?told=undone")
