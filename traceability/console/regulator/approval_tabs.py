"""What waits for the regulator's yes? One tab a kind, each with how many wait."""

from __future__ import annotations

from traceability.console.visits import Visit
from traceability.domain.kinds import ApplicationState, Approval
from traceability.schemas.applications import ApplicationQuery
from traceability.schemas.watch import ApprovalQuery
from traceability.services import applications, approvals

PRODUCTS = "/console/approvals"
ENTERPRISES = "/console/approvals/enterprises"


def tabs_of(visit: Visit, here: str) -> list[tuple[str, str, int, bool]]:
    """Give the tabs: address, words, how many wait, and whether one is there."""
    products = visit.read(
        lambda work: approvals.count_approvals(work, ApprovalQuery(approval=Approval.PENDING))
    )
    entries = visit.read(
        lambda work: applications.count_applications(
            work, ApplicationQuery(state=ApplicationState.WAITING)
        )
    )
    tabs = ((PRODUCTS, "appr_products", products), (ENTERPRISES, "appr_entries", entries))
    return [(address, name, count, address == here) for address, name, count in tabs]
