"""REST: objections (信用异议)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Desk, needs
from traceability.schemas.repairs import (
    ObjectionAnswer,
    ObjectionCreate,
    ObjectionPage,
    ObjectionPublic,
    ObjectionQuery,
    ReasonGiven,
    VerificationBegin,
)
from traceability.services import objections

router = APIRouter(prefix="/objections", tags=["credit"])


@router.post("", status_code=201, response_model=ObjectionPublic)
def create_objection(
    entered: ObjectionCreate, desk: Annotated[Desk, needs(Action.OBJECT)]
) -> Response:
    """Object to something that is recorded about one's enterprise."""
    return desk.record(
        lambda work: objections.submit_objection(work, entered),
        location=lambda made: f"/api/objections/{made.id}",
    )


@router.get("")
def list_objections(
    desk: Annotated[Desk, needs(Action.READ_OBJECTIONS)],
    chosen: Annotated[ObjectionQuery, Query()],
) -> ObjectionPage:
    """List objections; `overdue=true` gives those whose next step should be done already."""
    return desk.read(lambda work: objections.list_objections(work, chosen))


@router.get("/{objection_id}")
def read_objection(
    objection_id: UUID, desk: Annotated[Desk, needs(Action.READ_OBJECTIONS)]
) -> ObjectionPublic:
    """Give one objection."""
    return desk.read(lambda work: objections.read_objection(work, objection_id))


@router.post("/{objection_id}/acceptance", status_code=201, response_model=ObjectionPublic)
def accept_objection(
    objection_id: UUID,
    entered: ReasonGiven,
    desk: Annotated[Desk, needs(Action.ANSWER_OBJECTIONS)],
) -> Response:
    """Take an objection up."""
    return desk.record(lambda work: objections.accept_objection(work, objection_id, entered))


@router.post("/{objection_id}/verification", status_code=201, response_model=ObjectionPublic)
def begin_verification(
    objection_id: UUID,
    entered: VerificationBegin,
    desk: Annotated[Desk, needs(Action.ANSWER_OBJECTIONS)],
) -> Response:
    """Hand an objection to the unit from which the record comes."""
    return desk.record(lambda work: objections.begin_verification(work, objection_id, entered))


@router.post("/{objection_id}/answer", status_code=201, response_model=ObjectionPublic)
def answer_objection(
    objection_id: UUID,
    entered: ObjectionAnswer,
    desk: Annotated[Desk, needs(Action.ANSWER_OBJECTIONS)],
) -> Response:
    """Answer an objection with reasons: corrected or upheld."""
    return desk.record(lambda work: objections.answer_objection(work, objection_id, entered))


@router.post("/{objection_id}/withdrawal", status_code=201, response_model=ObjectionPublic)
def withdraw_objection(
    objection_id: UUID, entered: ReasonGiven, desk: Annotated[Desk, needs(Action.OBJECT)]
) -> Response:
    """Take one's objection back."""
    return desk.record(lambda work: objections.withdraw_objection(work, objection_id, entered))
