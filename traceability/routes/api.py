"""The whole REST interface: every router under `/api`, refusals as problems."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.routes import (
    applications,
    auth,
    batches,
    canteens,
    cases,
    city,
    consumer_reports,
    credit_repairs,
    credit_sheets,
    deliveries,
    events,
    imports,
    inspections,
    label_jobs,
    limits_catalogue,
    objections,
    parties,
    penalties,
    products,
    report_sheets,
    samples,
    supervision,
    suspicions,
    trade,
    trust,
    webhooks,
)

router = APIRouter(prefix="/api")
for part in (
    auth,
    parties,
    applications,
    cases,
    webhooks,
    products,
    batches,
    events,
    limits_catalogue,
    inspections,
    report_sheets,
    imports,
    samples,
    label_jobs,
    trade,
    canteens,
    deliveries,
    credit_sheets,
    trust,
    supervision,
    penalties,
    credit_repairs,
    objections,
    consumer_reports,
    suspicions,
    city,
):
    router.include_router(part.router)
router.include_router(inspections.retest_router)
router.include_router(inspections.certificate_router)
