"""Which pages has a canteen? Receiving goods, its ledger, stock, and what it must answer."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
