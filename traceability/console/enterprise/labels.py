"""Which pages order labels? One page: what, how many, where, with the label as it will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from consumer_web.civil_time import say_instant
from label_printer.errors import LabelError
from label_printer.svg import render_svg
from traceability.console.answers import PageRoute, trouble
from traceability.console.enterprise.label_orders import (
    FILES,
    LabelChoice,
    read_choice,
    sample_label,
    view_order,
)
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError, RuleError
from traceability.domain.kinds import LabelOutput
from traceability.schemas.label_requests import LabelRequestCreate
from traceability.schemas.labels import LabelJobCreate, PrinterPublic
from traceability.services import label_requests, label_runs, labels
from traceability.services.label_plans import LabelPlan, plan_labels
from traceability.storage.labels import PrintCheck

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_FIELDS = ("count", "codes", "stock", "where", "was", "start", "first")
_SENT = ("count", "codes", "stock", "where", "start", "first", "note")
# Where the page asks for what a refusal is about.
_PLACES = {"printer": "where", "output": "where", "is_serialised": "codes", "batch_id": ""}
_PICTURE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def list_printers(visit: Visit) -> list[PrinterPublic]:
    """List the printers of this house with what waits for each."""
    known = [(each.name, each.language, each.dpi) for each in visit.house.printers.values()]
    return visit.read(lambda work: label_runs.list_printers(work, known))


def _plan(visit: Visit, batch_id: UUID) -> LabelPlan:
    try:
        return visit.read(lambda work: plan_labels(work, batch_id))
    except RuleError as error:  # a raw lot has no label, and so no page about it
        raise NotFoundError(error.code, field="batch_id") from error


def _asked(request: Request) -> dict[str, str]:
    names = [name for name in _FIELDS if name in request.query_params]
    return {name: request.query_params[name][:60] for name in names}


@router.get("/batches/{batch_id}/labels/new")
def new_labels(request: Request, batch_id: UUID) -> Response:
    """Show the page that orders the labels of a batch; its address may choose beforehand."""
    visit = open_visit(request, Action.PRINT_LABELS)
    return _order_page(visit, batch_id, _asked(request))


def _order_page(
    visit: Visit,
    batch_id: UUID,
    asked: Mapping[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
    template: str = "enterprise/labels_new.html",
) -> Response:
    plan, printers = _plan(visit, batch_id), list_printers(visit)
    choice = read_choice(asked, plan, printers)
    shown = view_order(plan, choice, printers, visit.house.settings.base_url, visit.language)
    count = asked.get("count", f"{choice.count:,}" if choice.count else "")
    values = {"note": asked.get("note", ""), "count": count, "reason": asked.get("reason", "")}
    return visit.page(
        template, status, wrong=wrong, values=values, ask=_view_ask(visit, plan), **shown
    )


def _view_ask(visit: Visit, plan: LabelPlan) -> dict[str, str] | None:
    """Say how far the request for the authority's approval is; None where none is needed."""
    refusal = plan.checks[PrintCheck.GRADE]
    if refusal is None or refusal.code != "label.grade_needs_approval":
        return None
    newest = visit.read(lambda work: label_requests.find_label_request(work, plan.batch_id))
    if newest is None:
        return {"state": "", "said": ""}
    words = "en" if visit.language == "en" else "zh"
    at = say_instant(newest.decided_at or newest.recorded_at, words)
    said = say(f"lb_ask_{newest.state}", visit.language)
    return {
        "state": newest.state.value,
        "said": said.format(at=at, why=newest.decision_reason or ""),
        "reason": newest.reason,
    }


@router.post("/batches/{batch_id}/labels/request")
def ask_for_labels(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Ask the authority to let the labels of a lot be printed at grade C."""
    visit = open_form(request, Action.PRINT_LABELS, typed)
    written = as_written(typed, "reason")
    try:
        entered = LabelRequestCreate.model_validate({"batch_id": batch_id} | written)
        visit.record(lambda work: label_requests.ask_for_labels(work, entered), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _order_page(visit, batch_id, written, 422, _batch_on_top(wrong))
    return see_other(f"/console/batches/{batch_id}/labels/new")


def _batch_on_top(wrong: Wrong) -> Wrong:
    """Say above the form what is refused about the whole batch."""
    fields = {name: line for name, line in wrong.fields.items() if name != "batch_id"}
    lines = [line for name, line in wrong.fields.items() if name == "batch_id"]
    return Wrong((*wrong.lines, *lines), fields)


@router.get("/batches/{batch_id}/labels/preview")
def preview_labels(request: Request, batch_id: UUID) -> Response:
    """Show what depends on the choice: label, checks, sheet, and the words of the button."""
    visit = open_visit(request, Action.PRINT_LABELS)
    fragment = "enterprise/labels_preview.html"
    return _order_page(visit, batch_id, _asked(request), template=fragment)


@router.get("/batches/{batch_id}/labels/sample.svg")
def draw_sample(request: Request, batch_id: UUID) -> Response:
    """Draw a label as it will be: its real symbol and words, as a picture for the page."""
    visit = open_visit(request, Action.PRINT_LABELS)
    plan = _plan(visit, batch_id)
    choice = read_choice(_asked(request), plan, list_printers(visit))
    try:
        label = sample_label(plan, choice, visit.house.settings.base_url)
        drawn = render_svg(label, choice.stock)
    except LabelError:
        return trouble(request, 404, "not_found")  # the page says why there is no picture
    return Response(drawn, 200, _PICTURE, media_type="image/svg+xml")


@router.post("/batches/{batch_id}/labels/new")
def order_labels(request: Request, batch_id: UUID, typed: Typed) -> Response:
    """Order labels; a mistake shows the page again with everything that was chosen."""
    visit = open_form(request, Action.PRINT_LABELS, typed)
    chosen = as_written(typed, *_SENT) | {"count": typed.get("count", "")[:20]}
    if typed.get("then") == "preview":  # without scripts
        return _order_page(visit, batch_id, chosen | as_written(typed, "was"))
    choice = read_choice(chosen, _plan(visit, batch_id), list_printers(visit))
    room = labels.PrintRoom(visit.house.settings.base_url, visit.house.printers)
    try:
        order = LabelJobCreate.model_validate(_order(batch_id, choice, chosen))
        made = visit.record(lambda work: labels.order_labels(work, order, room), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _at_our_fields(wrong_with(error, visit.language), choice, visit.language)
        return _order_page(visit, batch_id, chosen, 422, wrong)
    start = f"&start={choice.start}" if choice.start > 1 else ""
    return see_other(f"/console/label-jobs/{made['id']}?told=ordered{start}")


def _order(batch_id: UUID, choice: LabelChoice, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Give the order as the API takes it."""
    order: dict[str, Any] = {
        "batch_id": batch_id,
        "count": choice.count,
        "stock": choice.stock,
        "is_serialised": choice.is_serialised,
        "has_first_article": choice.is_first_alone,
        "note": chosen.get("note"),
    }
    if choice.where in FILES:
        return order | {"output": LabelOutput(choice.where)}
    return order | {"printer": choice.printer}


def _at_our_fields(wrong: Wrong, choice: LabelChoice, language: str) -> Wrong:
    """Say refusals at the fields of the page; what concerns the whole batch is said on top."""
    lines, fields = list(wrong.lines), {}
    for name, sentence in wrong.fields.items():
        place = _PLACES.get(name, name)
        if place:
            fields[place] = sentence
        else:
            lines.append(sentence)
    if choice.count is None:
        fields["count"] = say("lb_count_missing", language)
    return Wrong(tuple(lines), fields)
