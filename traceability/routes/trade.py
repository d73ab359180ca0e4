"""REST: suspect codes and the log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.trade import (
    LogPage,
    SuspicionCreate,
    SuspicionPublic,
)
from traceability.services import labels, log

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
