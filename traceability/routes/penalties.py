"""REST: penalty decisions, their corrections and withdrawals."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Desk, needs
from traceability.schemas.penalties import (
    PenaltyCreate,
    PenaltyPage,
    PenaltyPublic,
    PenaltyQuery,
    PenaltyRevise,
    PenaltyWithdraw,
)
from traceability.services import penalties

router = APIRouter(prefix="/penalties", tags=["supervision"])


@router.post("", status_code=201, response_model=PenaltyPublic)
def create_penalty(
    decision: PenaltyCreate, desk: Annotated[Desk, needs(Action.RECORD_PENALTIES)]
) -> Response:
    """Record a penalty decision; it is queued for the public credit system at once."""
    cipher = desk.house.identity_cipher
    return desk.record(
        lambda work: penalties.record_penalty(work, decision, cipher),
        location=lambda made: f"/api/penalties/{made.id}",
    )


@router.get("")
def list_penalties(
    desk: Annotated[Desk, needs(Action.READ_PENALTIES)],
    chosen: Annotated[PenaltyQuery, Query()],
) -> PenaltyPage:
    """List penalty decisions."""
    return desk.read(lambda work: penalties.list_penalties(work, chosen))


@router.get("/{penalty_id}")
def read_penalty(
    penalty_id: UUID, desk: Annotated[Desk, needs(Action.READ_PENALTIES)]
) -> PenaltyPublic:
    """Give one penalty decision, with the working days left to deliver it."""
    return desk.read(lambda work: penalties.read_penalty(work, penalty_id))


@router.post("/{penalty_id}/revisions", status_code=201, response_model=PenaltyPublic)
def revise_penalty(
    penalty_id: UUID,
    entered: PenaltyRevise,
    desk: Annotated[Desk, needs(Action.RECORD_PENALTIES)],
) -> Response:
    """Correct a record, as after a refusal; the next revision goes out instead."""
    cipher = desk.house.identity_cipher
    return desk.record(lambda work: penalties.revise_penalty(work, penalty_id, entered, cipher))


@router.post("/{penalty_id}/withdrawal", status_code=201, response_model=PenaltyPublic)
def withdraw_penalty(
    penalty_id: UUID,
    entered: PenaltyWithdraw,
    desk: Annotated[Desk, needs(Action.RECORD_PENALTIES)],
) -> Response:
    """Take a decision back that review or court set aside."""
    return desk.record(lambda work: penalties.withdraw_penalty(work, penalty_id, entered))
