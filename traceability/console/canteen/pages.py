"""Which pages has a canteen? Receiving goods, its ledger, stock, and what it must answer."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.canteen import (
    coverage,
    evidence,
    ledger,
    recalls,
    receive,
    store,
    suppliers,
)

router = APIRouter(include_in_schema=False, route_class=PageRoute)
for part in (receive, ledger, store, suppliers, recalls, coverage, evidence):
    router.include_router(part.router)
