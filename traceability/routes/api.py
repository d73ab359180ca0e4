"""The whole REST interface: every router under `/api`, refusals as problems."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.routes import (
    auth,
    batches,
    consumer_reports,
    events,
    inspections,
    limits_catalogue,
    parties,
    products,
    report_sheets,
    suspicions,
    trade,
)

router = APIRouter(prefix="/api")
for part in (
    auth,
    parties,
    products,
    batches,
    events,
    limits_catalogue,
    inspections,
    report_sheets,
    trade,
    consumer_reports,
    suspicions,
):
    router.include_router(part.router)
router.include_router(inspections.retest_router)
router.include_router(inspections.certificate_router)
