"""Which pages has the regulator? The city, approvals, enterprises, penalties, cases, deliveries."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.regulator.cases import router as cases
from traceability.console.regulator.city import router as city
from traceability.console.regulator.directory import router as directory
from traceability.console.regulator.penalties import router as penalties
from traceability.console.regulator.relistings import router as relistings

router = APIRouter(include_in_schema=False, route_class=PageRoute)
for room in (city, directory, penalties, cases, relistings):
    router.include_router(room)
