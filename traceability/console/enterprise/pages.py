"""Which pages has an enterprise? Its products, batches and their events, labels and credit."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.enterprise.credit import router as credit
from traceability.console.enterprise.credit_forms import router as credit_forms
from traceability.console.enterprise.label_jobs import router as label_jobs
from traceability.console.enterprise.labels import router as labels
from traceability.console.enterprise.licences import router as licences
from traceability.console.enterprise.reports import router as reports

router = APIRouter(include_in_schema=False, route_class=PageRoute)
router.include_router(labels)
router.include_router(label_jobs)
router.include_router(credit_forms)
router.include_router(credit)
router.include_router(licences)
router.include_router(reports)
