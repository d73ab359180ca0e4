"""REST: package codes that look copied."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from traceability.domain.access import Action
from traceability.routes.desk import Cursor, Desk, Limit, needs
from traceability.schemas.suspicions import SuspicionPage
from traceability.services import copies

router = APIRouter(tags=["supervision"])


@router.get("/suspect-codes")
def list_suspicions(
    desk: Annotated[Desk, needs(Action.READ_SUSPICIONS)], cursor: Cursor = None, limit: Limit = 50
) -> SuspicionPage:
    """List package codes that may have been copied: the authority all, a maker its own."""
    return desk.read(lambda work: copies.list_suspicions(work, cursor, limit))
