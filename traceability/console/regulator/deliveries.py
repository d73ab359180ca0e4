"""Which pages has the way to the public credit system? The board, a delivery, its repair."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, wrong_with
from traceability.console.list_parts import read_asked
from traceability.console.list_views import view_list
from traceability.console.lists import answer_list
from traceability.console.regulator.credit_lists import Lines, told_in
from traceability.console.regulator.delivery_views import (
    board_asked,
    deliveries_list,
    view_board,
    view_detail,
    view_line,
)
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.kinds import DeliveryState
from traceability.routes.desk import now
from traceability.schemas.deliveries import Correction
from traceability.schemas.penalties import PenaltyRevise
from traceability.services import deliveries, delivery_board, penalties, refusals
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
LIST = "/console/credit-deliveries"
_READ, _RESEND = Action.READ_DELIVERIES, Action.RESEND_DELIVERIES
_FIX = "fix."
CORRECTED = "信用平台退回后更正"


@router.get("/credit-deliveries")
@router.get("/credit-deliveries.{sheet}")
def list_deliveries(request: Request) -> Response:
    """Show how far every delivery is; what is open stands first."""
    visit = open_visit(request, _READ)
    listing = deliveries_list(visit.language)
    if "sheet" in request.path_params:
        return answer_list(visit, listing)
    asked = read_asked(request, listing)
    wanted = board_asked(asked)
    board, total = visit.read(
        lambda work: (
            delivery_board.read_board(work, wanted),
            delivery_board.count_deliveries(work, wanted),
        )
    )
    lines = [*board.open, *board.items]
    fixes = _corrections(visit, [each.id for each in lines])
    today = civil_date(now())
    return visit.page(
        "regulator/deliveries.html",
        told=told_in(visit),
        shown=view_list(listing, asked, Lines(lines, board.next), total, visit.language),
        rows=[view_line(each, fixes, today, visit.language) for each in lines],
        has_channel=bool(visit.house.settings.credit_url),
        may_correct=visit.actor.may(Action.RECORD_PENALTIES),
        **view_board(board, visit.language),
    )


def _corrections(visit: Visit, ids: list[UUID]) -> dict[UUID, Correction]:
    """Prepare corrections for those who may make them."""
    if not visit.actor.may(Action.RECORD_PENALTIES):
        return {}
    return visit.read(lambda work: refusals.prepare_corrections(work, ids))


@router.post("/credit-deliveries/resend")
def resend_all(request: Request, typed: Typed) -> Response:
    """Send again at once what waits, or what was given up."""
    visit = open_form(request, _RESEND, typed)
    is_dead = typed.get("state") == DeliveryState.DEAD
    state = DeliveryState.DEAD if is_dead else DeliveryState.QUEUED
    visit.record(lambda work: delivery_board.resend_all(work, state), typed)
    return see_other(f"{LIST}?told=resent")


@router.get("/credit-deliveries/{delivery_id}")
def show_delivery(request: Request, delivery_id: UUID) -> Response:
    """Show a delivery with every answer that came to it."""
    return _record_page(open_visit(request, _READ), delivery_id)


def _record_page(
    visit: Visit, delivery_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    detail, line = visit.read(
        lambda work: (
            deliveries.read_delivery(work, delivery_id),
            delivery_board.read_line(work, delivery_id),
        )
    )
    fixes = _corrections(visit, [delivery_id])
    shown: dict[str, Any] = view_detail(detail, visit.language)
    row = view_line(line, fixes, civil_date(now()), visit.language)
    for repair in row["repairs"]:
        repair["value"] = (typed or {}).get(repair["name"], repair["value"])
    return visit.page(
        "regulator/delivery.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/credit-deliveries"),
        told=told_in(visit),
        row=row,
        may_correct=bool(fixes),
        **shown,
    )


@router.post("/credit-deliveries/{delivery_id}/resend")
def resend_delivery(request: Request, delivery_id: UUID, typed: Typed) -> Response:
    """Send one delivery again, under its old key."""
    visit = open_form(request, _RESEND, typed)
    try:
        visit.record(lambda work: deliveries.resend_delivery(work, delivery_id), typed)
    except NotFoundError:
        raise
    except RegisterError as error:
        return _record_page(visit, delivery_id, wrong_with(error, visit.language))
    return see_other(f"{LIST}?told=resent")


@router.post("/credit-deliveries/{delivery_id}/correction")
def correct_delivery(request: Request, delivery_id: UUID, typed: Typed) -> Response:
    """Correct the fields that were refused; the next revision goes out at once."""
    visit = open_form(request, Action.RECORD_PENALTIES, typed)
    line = visit.read(lambda work: delivery_board.read_line(work, delivery_id))
    cipher = visit.house.identity_cipher
    try:
        said = {
            name.removeprefix(_FIX): text.strip() or None
            for name, text in typed.items()
            if name.startswith(_FIX)
        }
        revised = PenaltyRevise.model_validate({"reason": CORRECTED, **said})

        def story(work: Work) -> Any:
            return penalties.revise_penalty(work, line.subject_id, revised, cipher)

        visit.record(story, typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        fields = {f"{_FIX}{name}": sentence for name, sentence in wrong.fields.items()}
        return _record_page(visit, delivery_id, Wrong(wrong.lines, fields), typed)
    return see_other(f"{LIST}?told=corrected")
