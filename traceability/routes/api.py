"""The whole REST interface: every router under `/api`, refusals as problems."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.routes import (
    auth,
    batches,
    credit_repairs,
    events,
    inspections,
    limits_catalogue,
    objections,
    parties,
    penalties,
    products,
    report_sheets,
    samples,
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
    samples,
    trade,
    penalties,
    credit_repairs,
    objections,
):
    router.include_router(part.router)
router.include_router(inspections.retest_router)
router.include_router(inspections.certificate_router)
