"""Pages: what a canteen is told to stop, and what it did with what it still had."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.canteen.lists import notices_list
from traceability.console.canteen.views import say_moment
from traceability.console.forms import Typed, Wrong, as_written, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.regulator.watch import show_recalls
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import RegisterError
from traceability.domain.notices import StockAction
from traceability.publishing.words import say_amount
from traceability.schemas.cases import AcknowledgementCreate, NoticePublic
from traceability.services import canteen_notices

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/recalls")
@router.get("/recalls.{sheet}")
def list_recalls(
    request: Request,
    after: Annotated[str, Query(max_length=100)] = "",
    told: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show a canteen what it must answer, and the authority all recalled lots."""
    visit = open_visit(request, Action.READ_NOTICES)
    if visit.actor.is_authority:
        return show_recalls(visit)
    if "sheet" in request.path_params:
        return answer_list(visit, notices_list(visit.language))
    return _page(visit, after=after, told=told)


def _page(
    visit: Visit,
    *,
    after: str = "",
    told: str = "",
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    waiting = visit.read(lambda work: canteen_notices.list_notices(work, True, None, 100)).items
    done = visit.read(lambda work: canteen_notices.list_notices(work, False, after or None, 50))
    return visit.page(
        "canteen/recalls.html",
        422 if wrong else 200,
        wrong=wrong,
        typed=typed or {},
        waiting=[_view(notice, visit.language) for notice in waiting],
        done=[_view(notice, visit.language) for notice in done.items],
        next=done.next,
        told="answered" if told == "answered" else "",
        actions=[(word.value, say(f"c_did_{word}", visit.language)) for word in StockAction],
    )


def _view(notice: NoticePublic, language: str) -> dict[str, Any]:
    is_english = language == "en"
    lots = []
    for lot in notice.lots:
        each = (say("c_pack_each", "zh-CN"), say("c_pack_each", "en"))
        bought, left = (
            say_amount(amount, lot.unit, each=each) for amount in (lot.bought, lot.in_stock)
        )
        lots.append(
            {
                "lot": lot,
                "bought": bought.en if is_english else bought.zh,
                "left": left.en if is_english else left.zh,
            }
        )
    is_recall = notice.batch_id is not None
    return {
        "notice": notice,
        "kind": say("c_notice_recall" if is_recall else "c_notice_delisting", language),
        "title": notice.lots[0].name if is_recall and notice.lots else notice.enterprise.name,
        "told_at": say_moment(notice.recorded_at, language),
        "answered_at": say_moment(notice.acknowledged_at, language)
        if notice.acknowledged_at
        else "",
        "did": say(f"c_did_{notice.action}", language) if notice.action else "",
        "lots": lots,
        "left": any(lot.in_stock > 0 for lot in notice.lots),
        "preset": "sealed" if any(lot.in_stock > 0 for lot in notice.lots) else "none_left",
    }


@router.post("/recalls/{notice_id}")
def answer_notice(request: Request, notice_id: UUID, typed: Typed) -> Response:
    """Record what was done with what was left."""
    visit = open_form(request, Action.ANSWER_NOTICES, typed)
    try:
        entered = AcknowledgementCreate.model_validate(
            said(typed, "action") | as_written(typed, "said")
        )
        visit.record(
            lambda work: canteen_notices.acknowledge_notice(work, notice_id, entered), typed
        )
    except (RegisterError, ValidationError) as error:
        kept = {**typed, "notice": str(notice_id)}
        return _page(visit, wrong=wrong_with(error, visit.language), typed=kept)
    return see_other("/console/recalls?told=answered")
