"""What waits for the regulator's yes? One tab a kind, each with how many wait."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from fastapi import Response

from traceability.console.forms import Wrong
from traceability.console.lists import Listing, answer_list
from traceability.console.visits import Visit
from traceability.console.words import WORDS, say
from traceability.domain.kinds import ApplicationState, Approval
from traceability.schemas.applications import ApplicationQuery
from traceability.schemas.watch import ApprovalQuery
from traceability.services import applications, approvals

PRODUCTS = "/console/approvals"
ENTERPRISES = "/console/approvals/enterprises"


class SaidOfQueue(TypedDict, total=False):
    """What a queue's page says of the last decision: what was done, or what was wrong with it."""

    told: str
    wrong: Wrong
    typed: dict[str, str]


def queue_page(
    visit: Visit,
    listing: Listing[Any],
    template: str,
    *,
    pending: dict[str, Any] | None,
    may_decide: bool,
    **said: Unpack[SaidOfQueue],
) -> Response:
    """Show the one to decide about next, above the list of all; 422 after a refused decision."""
    key, wrong = f"told_{said.get('told', '')}", said.get("wrong")
    answer = answer_list(
        visit,
        listing,
        template,
        tabs=_tabs_of(visit, listing.address),
        pending=pending,
        may_decide=may_decide,
        told=say(key, visit.language) if key in WORDS else "",
        wrong=wrong,
        values=said.get("typed", {}),
    )
    if wrong is not None and answer.status_code == 200:
        answer.status_code = 422
    return answer


def _tabs_of(visit: Visit, here: str) -> list[tuple[str, str, int, bool]]:
    """Give the tabs: address, words, how many wait, and whether one is there."""
    products, entries = visit.read(
        lambda work: (
            approvals.count_approvals(work, ApprovalQuery(approval=Approval.PENDING)),
            applications.count_applications(work, ApplicationQuery(state=ApplicationState.WAITING)),
        )
    )
    tabs = ((PRODUCTS, "appr_products", products), (ENTERPRISES, "appr_entries", entries))
    return [(address, name, count, address == here) for address, name, count in tabs]
