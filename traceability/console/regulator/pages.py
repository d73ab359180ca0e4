"""Which pages has the regulator? The city, approvals, enterprises, penalties, cases, deliveries."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.regulator.penalties import router as penalties

router = APIRouter(include_in_schema=False, route_class=PageRoute)
for room in (penalties,):
    router.include_router(room)
