"""REST: what the public credit system was told, and what it answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.domain.credit_messages import HeldRecord
from traceability.domain.errors import RuleError, UnreachableError
from traceability.domain.kinds import DeliveryState
from traceability.gateways.public_credit import (
    CreditRejectedError,
    CreditUnreachableError,
    PublicCreditPort,
    all_records,
)
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.deliveries import DeliveryDetail, DeliveryPage, Reconciliation
from traceability.services import deliveries, reconciliations

router = APIRouter(prefix="/credit-deliveries", tags=["supervision"])


@router.get("")
def list_deliveries(
    desk: Annotated[Desk, needs(Action.READ_DELIVERIES)],
    state: DeliveryState | None = None,
    subject_id: Annotated[UUID | None, Query(description="id of the record")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> DeliveryPage:
    """List what was told, or waits to be told, to the public credit system."""
    return desk.read(
        lambda work: deliveries.list_deliveries(work, state, subject_id, cursor, limit)
    )


@router.get("/reconciliation")
def read_reconciliation(
    desk: Annotated[Desk, needs(Action.READ_DELIVERIES)],
    first: Annotated[date, Query(alias="from", description="first day, of the decisions")],
    last: Annotated[date, Query(alias="to", description="last day")],
) -> Reconciliation:
    """Compare our books for a period with those of the public credit system."""
    reconciliations.check_period(first, last)
    held = fetch_held(desk.house.credit, first, last)
    return desk.read(lambda work: reconciliations.reconcile(work, first, last, held))


@router.get("/{delivery_id}")
def read_delivery(
    delivery_id: UUID, desk: Annotated[Desk, needs(Action.READ_DELIVERIES)]
) -> DeliveryDetail:
    """Give a delivery with its attempts, receipts and refusals by field."""
    return desk.read(lambda work: deliveries.read_delivery(work, delivery_id))


@router.post("/{delivery_id}/resend", response_model=DeliveryDetail)
def resend_delivery(
    delivery_id: UUID, desk: Annotated[Desk, needs(Action.RESEND_DELIVERIES)]
) -> Response:
    """Send again what was given up, or at once what waits for its next attempt."""
    return desk.record(lambda work: deliveries.resend_delivery(work, delivery_id), status=200)


def fetch_held(port: PublicCreditPort | None, first: date, last: date) -> list[HeldRecord]:
    """Ask the credit system what it holds, before any transaction is opened."""
    if port is None:
        raise RuleError("delivery.no_interface")
    try:
        return all_records(port, first, last)
    except (CreditUnreachableError, CreditRejectedError) as error:
        raise UnreachableError("delivery.unreachable", said=str(error)) from None
