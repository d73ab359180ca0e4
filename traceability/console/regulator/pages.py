"""Which pages has the regulator? The city, approvals, enterprises, penalties, cases, deliveries."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute
from traceability.console.regulator.applications import router as applications
from traceability.console.regulator.approvals import router as approvals
from traceability.console.regulator.audit import router as audit
from traceability.console.regulator.cases import router as cases
from traceability.console.regulator.city import router as city
from traceability.console.regulator.consumer_reports import router as consumer_reports
from traceability.console.regulator.deliveries import router as deliveries
from traceability.console.regulator.delivery_sheets import router as delivery_sheets
from traceability.console.regulator.directory import router as directory
from traceability.console.regulator.joint import router as joint
from traceability.console.regulator.label_approvals import router as label_approvals
from traceability.console.regulator.ledgers import router as ledgers
from traceability.console.regulator.licences import router as licences
from traceability.console.regulator.penalties import router as penalties
from traceability.console.regulator.relistings import router as relistings
from traceability.console.regulator.repairs import router as repairs
from traceability.console.regulator.watch import router as watch

router = APIRouter(include_in_schema=False, route_class=PageRoute)
for room in (
    delivery_sheets,
    applications,
    approvals,
    audit,
    cases,
    city,
    consumer_reports,
    deliveries,
    directory,
    joint,
    ledgers,
    label_approvals,
    licences,
    penalties,
    relistings,
    repairs,
    watch,
):
    router.include_router(room)
