"""REST: credit repair (信用修复)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from traceability.domain.access import Action
from traceability.routes.desk import Desk, house_of, needs
from traceability.schemas.repairs import (
    RepairCreate,
    RepairDecide,
    RepairPage,
    RepairPublic,
    RepairQuery,
)
from traceability.services import repairs

router = APIRouter(prefix="/credit-repairs", tags=["credit"])


@router.post("", status_code=201, response_model=RepairPublic)
def create_repair(
    entered: RepairCreate, desk: Annotated[Desk, needs(Action.APPLY_FOR_REPAIR)]
) -> Response:
    """Ask for the repair of one's penalty, with evidence."""
    days = desk.house.settings.repair_working_days
    return desk.record(
        lambda work: repairs.apply_for_repair(work, entered, days),
        location=lambda made: f"/api/credit-repairs/{made.id}",
    )


@router.get("")
def list_repairs(
    desk: Annotated[Desk, needs(Action.READ_REPAIRS)],
    chosen: Annotated[RepairQuery, Query()],
) -> RepairPage:
    """List applications; `overdue=true` gives those that should be decided already."""
    return desk.read(lambda work: repairs.list_repairs(work, chosen))


@router.get("/{repair_id}")
def read_repair(repair_id: UUID, desk: Annotated[Desk, needs(Action.READ_REPAIRS)]) -> RepairPublic:
    """Give one application."""
    return desk.read(lambda work: repairs.read_repair(work, repair_id))


@router.get("/{repair_id}/evidence/{sha256}", response_class=Response)
def read_evidence(
    repair_id: UUID,
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    request: Request,
    desk: Annotated[Desk, needs(Action.READ_REPAIRS)],
) -> Response:
    """Give a file that an application shows."""
    store = house_of(request).certificates
    content, media_type = desk.change(
        lambda work: repairs.open_evidence(work, repair_id, sha256, store)
    )
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, headers=headers, media_type=media_type.value)


@router.post("/{repair_id}/decision", status_code=201, response_model=RepairPublic)
def decide_repair(
    repair_id: UUID,
    decision: RepairDecide,
    desk: Annotated[Desk, needs(Action.DECIDE_REPAIRS)],
) -> Response:
    """Grant or refuse, as the authority that determined the penalty."""
    return desk.record(lambda work: repairs.decide_repair(work, repair_id, decision))


@router.post("/{repair_id}/withdrawal", status_code=201, response_model=RepairPublic)
def withdraw_repair(
    repair_id: UUID, desk: Annotated[Desk, needs(Action.APPLY_FOR_REPAIR)]
) -> Response:
    """Take one's application back."""
    return desk.record(lambda work: repairs.withdraw_repair(work, repair_id))
