"""REST: suspect codes, purchases and the log."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.trade import (
    LogPage,
    PurchaseCreate,
    PurchasePage,
    PurchasePublic,
    SuspicionCreate,
    SuspicionPublic,
)
from traceability.services import labels, log, purchases

router = APIRouter()


@router.post(
    "/suspect-codes", status_code=201, response_model=SuspicionPublic, tags=["supervision"]
)
def create_suspicion(
    finding: SuspicionCreate, desk: Annotated[Desk, needs(Action.FLAG_CODES)]
) -> Response:
    """Flag a package code as possibly copied."""
    keys = desk.house.code_keys
    return desk.record(lambda work: labels.flag_code(work, finding, keys))


@router.post("/purchases", status_code=201, response_model=PurchasePublic, tags=["canteens"])
def create_purchase(
    entered: PurchaseCreate, desk: Annotated[Desk, needs(Action.RECORD_PURCHASES)]
) -> Response:
    """Book a delivery: accepted, returned or destroyed."""
    return desk.record(
        lambda work: purchases.record_purchase(work, entered),
        location=lambda made: f"/api/purchases/{made.id}",
    )


@router.get("/purchases", tags=["canteens"])
def list_purchases(
    desk: Annotated[Desk, needs(Action.READ_PURCHASES)], cursor: Cursor = None, limit: Limit = 50
) -> PurchasePage:
    """List ledger entries."""
    return desk.read(lambda work: purchases.list_purchases(work, cursor, limit))


@router.get("/purchases/{purchase_id}", tags=["canteens"])
def read_purchase(
    purchase_id: UUID, desk: Annotated[Desk, needs(Action.READ_PURCHASES)]
) -> PurchasePublic:
    """Give one ledger entry."""
    return desk.read(lambda work: purchases.read_purchase(work, purchase_id))


@router.get("/log", tags=["log"])
def read_log(
    desk: Annotated[Desk, needs(Action.READ_LOG)],
    record: Annotated[
        str | None, Query(pattern=r"^[A-Za-z0-9./_-]{1,80}$", description="id of a record")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> LogPage:
    """Give what was recorded about a record, by whom and when."""
    return desk.read(lambda work: log.read_log(work, record, cursor, limit))
