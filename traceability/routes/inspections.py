"""REST: laboratory reports."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.inspections import InspectionCreate, InspectionPage, InspectionPublic
from traceability.services import inspections

router = APIRouter(prefix="/inspections", tags=["laboratory"])


@router.post("", status_code=201, response_model=InspectionPublic)
def create_inspection(
    entered: InspectionCreate, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Record a signed report; its verdict follows from its results."""
    return desk.record(
        lambda work: inspections.record_inspection(work, entered),
        location=lambda made: f"/api/inspections/{made.id}",
    )


@router.get("")
def list_inspections(
    desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)],
    batch_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> InspectionPage:
    """List reports that the caller may see."""
    return desk.read(lambda work: inspections.list_inspections(work, batch_id, cursor, limit))


@router.get("/{inspection_id}")
def read_inspection(
    inspection_id: UUID, desk: Annotated[Desk, needs(Action.READ_INSPECTIONS)]
) -> InspectionPublic:
    """Give one report."""
    return desk.read(lambda work: inspections.read_inspection(work, inspection_id))
