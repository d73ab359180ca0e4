"""REST: label jobs, suspect codes, purchases and the log."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.trade import (
    CodesPage,
    LabelJobCreate,
    LabelJobPage,
    LabelJobPublic,
    LogPage,
    PurchaseCreate,
    PurchasePage,
    PurchasePublic,
    SuspicionCreate,
    SuspicionPublic,
)
from traceability.services import labels, log, purchases

router = APIRouter()


@router.post("/label-jobs", status_code=201, response_model=LabelJobPublic, tags=["labels"])
def create_label_job(
    order: LabelJobCreate, desk: Annotated[Desk, needs(Action.PRINT_LABELS)]
) -> Response:
    """Order labels of a released batch."""
    return desk.record(
        lambda work: labels.order_labels(work, order),
        location=lambda made: f"/api/label-jobs/{made.id}",
    )


@router.get("/label-jobs", tags=["labels"])
def list_label_jobs(
    desk: Annotated[Desk, needs(Action.PRINT_LABELS)], cursor: Cursor = None, limit: Limit = 50
) -> LabelJobPage:
    """List the caller's label jobs."""
    return desk.read(lambda work: labels.list_label_jobs(work, cursor, limit))


@router.get("/label-jobs/{job_id}", tags=["labels"])
def read_label_job(
    job_id: UUID, desk: Annotated[Desk, needs(Action.PRINT_LABELS)]
) -> LabelJobPublic:
    """Give one label job."""
    return desk.read(lambda work: labels.read_label_job(work, job_id))


@router.get("/label-jobs/{job_id}/codes", tags=["labels"])
def list_codes(
    job_id: UUID,
    desk: Annotated[Desk, needs(Action.PRINT_LABELS)],
    first: Annotated[int, Query(ge=0, le=1_000_000, description="serial to begin with")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> CodesPage:
    """Give package codes of a job, from a serial on."""
    keys = desk.house.code_keys
    return desk.read(lambda work: labels.list_codes(work, job_id, keys, first, limit))


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
