"""How is recorded what happened to a lot? By a form that knows the likely step, or by a scan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.batches import batch_page
from traceability.console.enterprise.goods_tables import events_list
from traceability.console.enterprise.goods_views import read_local, say_step
from traceability.console.enterprise.lot_views import view_desk
from traceability.console.forms import Typed, Wrong, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.drafts import process_of
from traceability.domain.errors import RegisterError
from traceability.domain.steps import STEPS, Step
from traceability.routes.desk import now
from traceability.schemas.events import EventCreate
from traceability.schemas.goods import BatchDesk
from traceability.services import batch_desk, events

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_RECORD = Action.WRITE_BATCHES
# What a form of one lot can tell; productions and tanks need more lines than it has.
FORM_STEPS = (
    Step.RECEIVING, Step.STORING, Step.SHIPPING, Step.RETURN_IN, Step.RETURN_OUT,
    Step.VOID_SHIPPING, Step.STOCK_COUNTING, Step.SAMPLING, Step.SAMPLE_DESTRUCTION,
    Step.FUMIGATION, Step.STORE_OUT, Step.DESTRUCTION,
)  # fmt: skip


@router.get("/events")
@router.get("/events.{sheet}")
def list_events(request: Request) -> Response:
    """List what an enterprise recorded, newest first."""
    visit = open_visit(request, _RECORD)
    return answer_list(visit, events_list(now(), visit.language), "enterprise/events.html")


@router.get("/batches/{batch_id}/events/new")
def new_event(
    request: Request, batch_id: UUID, step: Annotated[str, Query(max_length=24)] = ""
) -> Response:
    """Show the form of a step, or the choice of steps."""
    visit = open_visit(request, _RECORD)
    return _event_page(visit, batch_id, step)


def _event_page(
    visit: Visit,
    batch_id: UUID,
    step: str,
    status: int = 200,
    wrong: Wrong | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    desk: BatchDesk = visit.read(lambda work: batch_desk.read_batch_desk(work, batch_id))
    shown = view_desk(desk, now(), visit.language)
    known = {each.value for each in FORM_STEPS}
    chosen = step if step in known else ""
    values = shown.pop("values") | {"step": chosen} | dict(typed or {})
    has_receiver = bool(chosen) and STEPS[Step(chosen)].needs_destination
    return visit.page(
        "enterprise/event_new.html",
        status,
        offered=visit.read(batch_desk.list_receivers) if has_receiver else [],
        wrong=wrong,
        values=values,
        step=chosen,
        step_said=say_step(chosen, visit.language) if chosen else "",
        has_receiver=has_receiver,
        form_steps=[(each.value, say_step(each, visit.language)) for each in FORM_STEPS],
        **shown,
    )


@router.post("/batches/{batch_id}/events/new")
def record_event(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Record a step of one lot."""
    visit = open_form(request, _RECORD, typed)
    step = typed.get("step", "")
    try:
        entered = EventCreate.model_validate(_event(batch_id, _known_receiver(visit, typed)))
        made = visit.record(lambda work: events.record_trace_event(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _placed(wrong_with(error, visit.language))
        if typed.get("from") == "batch":
            return batch_page(visit, batch_id, 422, wrong, typed)
        return _event_page(visit, batch_id, step, 422, wrong, typed)
    return see_other(f"/console/batches/{batch_id}?told=recorded&event={made['id']}")


def _known_receiver(visit: Visit, typed: Mapping[str, str]) -> Mapping[str, str]:
    """Take a name that was typed for whom it is in the system, who then finds the goods there."""
    name = said(typed, "to_name").get("to_name", "")
    known = visit.read(lambda work: batch_desk.find_receiver(work, name)) if name else None
    return {**typed, "to": str(known.id), "to_name": ""} if known else typed


def _event(batch_id: UUID, typed: Mapping[str, str]) -> dict[str, Any]:
    """Read the fields of a step into an event with the lot as its one line."""
    fields = said(typed, "step", "amount", "unit", "site_id", "to", "to_name", "note")
    line: dict[str, Any] = {"batch_id": batch_id}
    if "amount" in fields:
        line |= {"amount": fields["amount"].replace(",", ""), "unit": fields.get("unit", "each")}
    event: dict[str, Any] = {
        "step": fields.get("step"),
        "event_time": event_time(typed),
        "lines": [line],
        "site_id": fields.get("site_id"),
        "attributes": {"note": fields["note"]} if "note" in fields else {},
        **_details(typed),
    }
    if "to_name" in fields:
        event["parties"] = [{"side": "destination", "name": fields["to_name"]}]
    elif "to" in fields:
        event["parties"] = [{"side": "destination", "organization_id": fields["to"]}]
    return event


def event_time(typed: Mapping[str, str]) -> datetime | str:
    """Give when it happened: this instant if the field was left as it was shown."""
    text = typed.get("event_time", "")
    if not text or text == typed.get("event_time_shown"):
        return now()
    return read_local(text) or text


def _details(typed: Mapping[str, str]) -> dict[str, Any]:
    """Read what only a fumigation, or grain that leaves its store, must say."""
    if typed.get("step") == Step.FUMIGATION:
        return {"fumigation": said(typed, "agent", "started_on", "safe_from")}
    if typed.get("step") == Step.STORE_OUT:
        details: dict[str, Any] = dict(said(typed, "safe_from", "quality_report"))
        return {"store_out": details | {"is_fumigated": typed.get("is_fumigated") == "on"}}
    return {}


_NAMES = {
    "lines.0.amount": "amount", "lines": "amount", "parties": "to", "loss": "loss",
    "fumigation.agent": "agent", "fumigation.started_on": "started_on",
    "fumigation.safe_from": "safe_from", "store_out.quality_report": "quality_report",
    "store_out.safe_from": "safe_from",
}  # fmt: skip


def _placed(wrong: Wrong) -> Wrong:
    """Turn places in an event into the fields of the form."""
    return Wrong(wrong.lines, {_NAMES.get(name, name): line for name, line in wrong.fields.items()})


@router.post("/batches/{batch_id}/pack")
def pack_batch(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Record that a lot was packed; what went in and did not come out is its loss."""
    visit = open_form(request, _RECORD, typed)
    desk: BatchDesk = visit.read(lambda work: batch_desk.read_batch_desk(work, batch_id))
    try:
        entered = EventCreate.model_validate(_packing(desk, typed))
        made = visit.record(lambda work: events.record_trace_event(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        fields = {"count" if n == "lines" or n.startswith("lines.") else n: s
                  for n, s in wrong.fields.items()}  # fmt: skip
        return batch_page(visit, batch_id, 422, Wrong(wrong.lines, fields), typed)
    then = typed.get("then")
    if then == "report":
        return see_other(f"/console/inspections/new?batch={batch_id}")
    if then == "print":
        count = said(typed, "count").get("count", "").replace(",", "")
        return see_other(f"/console/batches/{batch_id}/labels/new?count={count}")
    return see_other(f"/console/batches/{batch_id}?told=recorded&event={made['id']}")


def _packing(desk: BatchDesk, typed: Mapping[str, str]) -> dict[str, Any]:
    fields = said(typed, "count", "loss", "site_id", "note")
    count = fields.get("count", "").replace(",", "")
    line = {"role": "output", "batch_id": desk.batch.id, "amount": count, "unit": "each"}
    loss_g = _loss_g(desk, count)
    loss = {"amount": fields["loss"].replace(",", ""), "unit": "kg"} if "loss" in fields else None
    if loss is None and loss_g > 0:
        loss = {"amount": str(loss_g), "unit": "g"}
    if loss is not None and loss["amount"] in {"0", "0.0"}:
        loss = None
    return {
        "step": Step.FILLING,
        "event_time": event_time(typed),
        "lines": [line],
        "site_id": fields.get("site_id"),
        "transformation_id": process_of(desk.batch.id),
        "closes_process": True,
        "loss": loss,
        "attributes": {"note": fields["note"]} if "note" in fields else {},
    }


def _loss_g(desk: BatchDesk, count: str) -> int:
    if not count.isdecimal() or desk.package_mg is None:
        return 0
    return (desk.taken_mg - int(count) * desk.package_mg) // 1_000
