"""The whole REST interface: every router under `/api`, refusals as problems."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.routes import auth, batches, events, inspections, parties, products, trade

router = APIRouter(prefix="/api")
for part in (auth, parties, products, batches, events, inspections, trade):
    router.include_router(part.router)
