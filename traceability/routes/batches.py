"""REST: batches, their lifecycle, balance and lineage."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from traceability.domain.access import Action
from traceability.domain.kinds import BatchStatus, Direction
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.batches import (
    BalancePublic,
    BatchCreate,
    BatchPage,
    BatchPublic,
    HoldCreate,
    LiftCreate,
    LineagePublic,
    RecallCreate,
    RecallPublic,
)
from traceability.schemas.inspections import RelativesHeld, RelativesHoldCreate, RelativesPublic
from traceability.schemas.types import GTIN, Lot
from traceability.services import batches, lifecycle, relatives

router = APIRouter(prefix="/batches", tags=["batches"])


@router.post("", status_code=201, response_model=BatchPublic)
def create_batch(
    entered: BatchCreate, desk: Annotated[Desk, needs(Action.WRITE_BATCHES)]
) -> Response:
    """Register a lot as a draft."""
    return desk.record(
        lambda work: batches.register_batch(work, entered),
        location=lambda made: f"/api/batches/{made.id}",
    )


@router.get("")
def list_batches(
    desk: Annotated[Desk, needs(Action.READ_BATCHES)],
    status: BatchStatus | None = None,
    lot: Lot | None = None,
    gtin: GTIN | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BatchPage:
    """List batches that the caller may see."""
    return desk.read(lambda work: batches.list_batches(work, status, lot, gtin, cursor, limit))


@router.get("/{batch_id}")
def read_batch(batch_id: UUID, desk: Annotated[Desk, needs(Action.READ_BATCHES)]) -> BatchPublic:
    """Give one batch."""
    return desk.read(lambda work: batches.read_batch(work, batch_id))


@router.get("/{batch_id}/balance")
def read_balance(
    batch_id: UUID, desk: Annotated[Desk, needs(Action.READ_BATCHES)]
) -> BalancePublic:
    """Give the mass balance of a lot."""
    return desk.read(lambda work: batches.read_balance(work, batch_id))


@router.get("/{batch_id}/lineage")
def read_lineage(
    batch_id: UUID,
    desk: Annotated[Desk, needs(Action.READ_BATCHES)],
    direction: Direction = Direction.BACK,
) -> LineagePublic:
    """Trace a lot back to all that it came from, or forward to all that it went into."""
    return desk.read(lambda work: batches.read_lineage(work, batch_id, direction))


@router.post("/{batch_id}/release", response_model=BatchPublic)
def release_batch(batch_id: UUID, desk: Annotated[Desk, needs(Action.RELEASE_BATCHES)]) -> Response:
    """Release a batch: its code says genuine from now on."""
    return desk.record(lambda work: lifecycle.release_batch(work, batch_id), status=200)


@router.post("/{batch_id}/hold", response_model=BatchPublic)
def hold_batch(
    batch_id: UUID, order: HoldCreate, desk: Annotated[Desk, needs(Action.STOP_BATCHES)]
) -> Response:
    """Hold a batch back."""
    return desk.record(lambda work: lifecycle.hold_batch(work, batch_id, order), status=200)


@router.post("/{batch_id}/lift", response_model=BatchPublic)
def lift_batch(
    batch_id: UUID, order: LiftCreate, desk: Annotated[Desk, needs(Action.STOP_BATCHES)]
) -> Response:
    """Free a held or recalled batch."""
    return desk.record(lambda work: lifecycle.lift_batch(work, batch_id, order), status=200)


@router.get("/{batch_id}/relatives")
def list_relatives(
    batch_id: UUID, desk: Annotated[Desk, needs(Action.READ_BATCHES)]
) -> RelativesPublic:
    """List every lot that comes from the same raw lots as this one."""
    return desk.read(lambda work: relatives.list_relatives(work, batch_id))


@router.post("/{batch_id}/relatives/hold", response_model=RelativesHeld)
def hold_relatives(
    batch_id: UUID, order: RelativesHoldCreate, desk: Annotated[Desk, needs(Action.STOP_BATCHES)]
) -> Response:
    """Hold the relatives of a batch with one order; what is stopped already stays as it is."""
    return desk.record(lambda work: relatives.hold_relatives(work, batch_id, order), status=200)


@router.post("/{batch_id}/recall", response_model=RecallPublic)
def recall_batch(
    batch_id: UUID, order: RecallCreate, desk: Annotated[Desk, needs(Action.STOP_BATCHES)]
) -> Response:
    """Recall a batch; names the lots downstream and holds or recalls them, as ordered."""
    return desk.record(lambda work: lifecycle.recall_batch(work, batch_id, order), status=200)
