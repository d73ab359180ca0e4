"""Which pages has everyone? Search, notices, one's own account, imports and exports."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.everyone import (
    account,
    imports,
    notices,
    passkeys,
    scanner,
    search,
    sessions,
    staff,
)

router = APIRouter(include_in_schema=False, route_class=PageRoute)
for room in (search, scanner, notices, account, passkeys, sessions, staff, imports):
    router.include_router(room.router)
