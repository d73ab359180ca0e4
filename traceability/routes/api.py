"""The whole REST interface: every router under `/api`, refusals as problems."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.routes import (
    auth,
    batches,
    cases,
    credit_sheets,
    deliveries,
    events,
    inspections,
    limits_catalogue,
    parties,
    products,
    report_sheets,
    samples,
    supervision,
    trade,
    trust,
    webhooks,
)

router = APIRouter(prefix="/api")
for part in (
    auth,
    parties,
    cases,
    webhooks,
    products,
    batches,
    events,
    limits_catalogue,
    inspections,
    report_sheets,
    samples,
    trade,
    deliveries,
    credit_sheets,
    trust,
    supervision,
):
    router.include_router(part.router)
router.include_router(inspections.retest_router)
router.include_router(inspections.certificate_router)
