"""REST: the limits catalogue, judging by it, and the panels of a product."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from traceability.domain.access import Action
from traceability.routes.desk import Desk, needs
from traceability.routes.words import language_of
from traceability.schemas.limits import (
    JudgeAnswer,
    JudgeRequest,
    LimitConfirmation,
    LimitCorrection,
    LimitCreate,
    LimitPage,
    LimitPublic,
    LimitQuery,
    LimitsConfirmed,
    ProductPanels,
)
from traceability.services import limits

router = APIRouter(tags=["limits"])


@router.get("/limits")
def list_limits(
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)], asked: Annotated[LimitQuery, Query()]
) -> LimitPage:
    """List the national limits, drafts too."""
    return desk.read(lambda work: limits.list_limits(work, asked))


@router.post("/limits", status_code=201, response_model=LimitPublic)
def create_limit(
    entered: LimitCreate, desk: Annotated[Desk, needs(Action.WRITE_LIMITS)]
) -> Response:
    """Add a limit; it is a draft until it is confirmed."""
    return desk.record(lambda work: limits.add_limit(work, entered))


@router.post("/limits/confirm", response_model=LimitsConfirmed)
def confirm_limits(
    chosen: LimitConfirmation, desk: Annotated[Desk, needs(Action.WRITE_LIMITS)]
) -> Response:
    """Confirm drafts, some or all, so that they judge."""
    return desk.record(lambda work: limits.confirm_limits(work, chosen), status=200)


@router.post("/limits/judge")
def judge_values(
    entered: JudgeRequest,
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)],
    request: Request,
    response: Response,
) -> JudgeAnswer:
    """Judge values without recording anything."""
    language = language_of(request.headers.get("Accept-Language", ""))
    response.headers["Content-Language"] = language
    return desk.read(lambda work: limits.judge_values(work, entered, language))


@router.post("/limits/{limit_id}/corrections", status_code=201, response_model=LimitPublic)
def create_correction(
    limit_id: UUID, entered: LimitCorrection, desk: Annotated[Desk, needs(Action.WRITE_LIMITS)]
) -> Response:
    """Correct a limit or withdraw it; its earlier versions stay in the log."""
    return desk.record(lambda work: limits.correct_limit(work, limit_id, entered))


@router.get("/products/{product_id}/panels")
def read_panels(
    product_id: UUID,
    desk: Annotated[Desk, needs(Action.READ_CATALOGUE)],
    produced_on: date | None = None,
) -> ProductPanels:
    """Give what is tested in a product, and what its factory inspection must have."""
    return desk.read(lambda work: limits.read_panels(work, product_id, produced_on))
