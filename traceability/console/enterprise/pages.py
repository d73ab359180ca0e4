"""Which pages has an enterprise? Its products, batches and their events, labels and credit."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.enterprise.batch_new import router as batch_new
from traceability.console.enterprise.batches import router as batches
from traceability.console.enterprise.credit import router as credit
from traceability.console.enterprise.credit_forms import router as credit_forms
from traceability.console.enterprise.events import router as events
from traceability.console.enterprise.first_hour import router as first_hour
from traceability.console.enterprise.home import router as home
from traceability.console.enterprise.inspections import router as inspections
from traceability.console.enterprise.intake import router as intake
from traceability.console.enterprise.label_jobs import router as label_jobs
from traceability.console.enterprise.labels import router as labels
from traceability.console.enterprise.licences import router as licences
from traceability.console.enterprise.lineage import router as lineage
from traceability.console.enterprise.products import router as products
from traceability.console.enterprise.reports import router as reports
from traceability.console.enterprise.scanning import router as scanning

router = APIRouter(include_in_schema=False, route_class=PageRoute)
for room in (intake, batch_new, scanning, events, lineage, credit_forms, label_jobs, labels, batches, credit, first_hour, home, inspections, licences, products, reports,):
    router.include_router(room)
