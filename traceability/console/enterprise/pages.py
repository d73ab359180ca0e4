"""Which pages has an enterprise? Its products, batches and their events, labels and credit."""

from __future__ import annotations

from fastapi import APIRouter

from traceability.console.answers import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
