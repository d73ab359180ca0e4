"""Which pages has an enterprise? Its products, batches and their events, labels and credit."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.enterprise import (
    batch_new,
    batches,
    credit,
    credit_forms,
    events,
    first_hour,
    inspections,
    intake,
    label_jobs,
    labels,
    licences,
    lineage,
    products,
    reports,
    scanning,
)

router = APIRouter(include_in_schema=False, route_class=PageRoute)
router.include_router(intake.router)
router.include_router(batch_new.router)
router.include_router(scanning.router)
router.include_router(events.router)
router.include_router(lineage.router)
router.include_router(batches.router)
router.include_router(inspections.router)
router.include_router(products.router)
router.include_router(first_hour.router)
router.include_router(labels.router)
router.include_router(label_jobs.router)
router.include_router(credit_forms.router)
router.include_router(credit.router)
router.include_router(licences.router)
router.include_router(reports.router)
