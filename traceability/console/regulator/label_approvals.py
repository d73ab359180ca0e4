"""Which page decides about the labels of grade C: those asked for, and lots nobody asked about?"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.lists import Asked, Column, Listing, Rows, answer_list
from traceability.console.regulator.credit_lists import say_time, told_in
from traceability.console.regulator.repair_views import waiting_row
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.label_requests import LabelRequestState
from traceability.schemas.case_files import WaitingLabels
from traceability.schemas.label_requests import LabelRefusal, LabelRequestPublic
from traceability.schemas.supervision import LabelApprovalCreate
from traceability.services import label_approvals, label_requests
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
LABELS = "/console/label-approvals"
_APPROVE = Action.APPROVE_LABELS
_MOST = 50
Waiting = LabelRequestPublic | WaitingLabels


@router.get("/label-approvals")
@router.get("/label-approvals.{sheet}")
def list_label_approvals(request: Request) -> Response:
    """Show what enterprises of grade C asked for, and their other lots without an approval."""
    visit = open_visit(request, _APPROVE)
    if "sheet" in request.path_params:
        return answer_list(visit, _all_waiting(visit.language))
    return _labels_page(visit)


def _all_waiting(language: str) -> Listing[Waiting]:
    """Give both lists of the page as one that can be exported."""
    return Listing(
        address=LABELS,
        heading="cr_label_approvals",
        columns=(
            Column("lot", lambda row: row.lot, "code"),
            Column("product", lambda row: row.name),
            Column("enterprise", lambda row: row.enterprise.name),
            Column("status", lambda row: say(row.status.value, language)),
            Column("cr_labels", lambda row: str(row.quantity), "right"),
            Column("cr_labels_asked_at", lambda row: _asked_at(row, language)),
            Column("cr_labels_why", lambda row: getattr(row, "reason", "")),
        ),
        find=_find_waiting,
        empty="cr_no_label_approvals",
    )


def _asked_at(row: Waiting, language: str) -> str:
    return say_time(row.recorded_at, language) if isinstance(row, LabelRequestPublic) else ""


def _find_waiting(work: Work, asked: Asked) -> Rows[Waiting]:
    """Give the requests page by page, then the lots nobody asked about: "asked:" or "lots:"."""
    part, _, after = (asked.after or "asked:").partition(":")
    if part == "asked":
        requests = label_requests.list_label_requests(
            work, LabelRequestState.ASKED, after or None, asked.limit
        )
        return Rows(requests.items, f"asked:{requests.next}" if requests.next else "lots:")
    lots = label_approvals.list_waiting(work, after or None, asked.limit)
    return Rows(lots.items, f"lots:{lots.next}" if lots.next else None)


def _labels_page(
    visit: Visit, wrong: Wrong | None = None, refusing: UUID | None = None
) -> Response:
    after = visit.request.query_params.get("after", "")[:100] or None
    asked, waiting, given = visit.read(
        lambda work: (
            label_requests.list_label_requests(work, LabelRequestState.ASKED, None, _MOST),
            label_approvals.list_waiting(work, after, _MOST),
            label_approvals.list_label_approvals(work, None, 1, newest_first=True),
        )
    )
    newest = given.items[0] if given.items else None
    return visit.page(
        "regulator/label_approvals.html",
        422 if wrong else 200,
        wrong=wrong,
        told=told_in(visit),
        refusing=refusing,
        asked=[_asked_row(each, visit.language) for each in asked.items],
        rows=[waiting_row(each, visit.language) for each in waiting.items],
        next=waiting.next,
        newest=say_time(newest.recorded_at, visit.language) if newest else "",
    )


def _asked_row(asked: LabelRequestPublic, language: str) -> dict[str, object]:
    return {
        "request": asked,
        "quantity": f"{asked.quantity:,}",
        "status": say(asked.status.value, language),
        "at": say_time(asked.recorded_at, language),
    }


@router.post("/label-approvals")
def approve_labels(request: Request, typed: Typed) -> Response:
    """Let an enterprise of grade C print the labels of one lot, asked for or not."""
    visit = open_form(request, _APPROVE, typed)
    try:
        entered = LabelApprovalCreate.model_validate(
            {"batch_id": typed.get("batch_id", ""), "note": typed.get("note", "").strip() or None}
        )
        visit.record(lambda work: label_approvals.approve_labels(work, entered), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _labels_page(visit, Wrong(wrong_with(error, visit.language).sentences))
    return see_other(f"{LABELS}?told=labels_approved")


@router.post("/label-requests/{request_id}/refusal")
def refuse_labels(request: Request, request_id: UUID, typed: Typed) -> Response:
    """Refuse what was asked for, with the reason that the enterprise reads."""
    visit = open_form(request, _APPROVE, typed)
    try:
        why = LabelRefusal.model_validate(as_written(typed, "reason"))
        visit.record(lambda work: label_requests.refuse_labels(work, request_id, why), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _labels_page(visit, Wrong(wrong_with(error, visit.language).sentences), request_id)
    return see_other(f"{LABELS}?told=labels_refused")
