"""REST: samples on a laboratory's bench, their values, and the report that they become."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from traceability.domain.access import Action
from traceability.routes.desk import Desk, needs
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.samples import (
    SampleCreate,
    SampleDiscard,
    SamplePage,
    SamplePublic,
    SampleQuery,
    SampleReport,
    SampleSheet,
    SampleValues,
)
from traceability.services import samples

router = APIRouter(prefix="/samples", tags=["laboratory"])


@router.post("", status_code=201, response_model=SamplePublic)
def create_sample(
    entered: SampleCreate, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Register a sample that came in; the items follow from its food and the chosen panel."""
    return desk.record(
        lambda work: samples.register_sample(work, entered),
        location=lambda made: f"/api/samples/{made.id}",
    )


@router.get("")
def list_samples(
    desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)], chosen: Annotated[SampleQuery, Query()]
) -> SamplePage:
    """List the laboratory's samples; those that wait come first due first."""
    return desk.read(lambda work: samples.list_samples(work, chosen))


@router.get("/{sample_id}")
def read_sample(
    sample_id: UUID, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> SampleSheet:
    """Give a sample with its sheet: items, limits, values typed so far and their verdicts."""
    return desk.read(lambda work: samples.read_sample(work, sample_id))


@router.put("/{sample_id}/values", status_code=200, response_model=SampleSheet)
def save_values(
    sample_id: UUID, typed: SampleValues, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Keep what was typed so far and judge it; an empty text takes a value back."""
    return desk.record(lambda work: samples.save_values(work, sample_id, typed), 200)


@router.post("/{sample_id}/report", status_code=201, response_model=InspectionPublic)
def report_sample(
    sample_id: UUID, said: SampleReport, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Make the report of a sample; a second person signs it."""
    return desk.record(
        lambda work: samples.report_sample(work, sample_id, said),
        location=lambda made: f"/api/inspections/{made.id}",
    )


@router.post("/{sample_id}/discard", status_code=201, response_model=SamplePublic)
def discard_sample(
    sample_id: UUID, why: SampleDiscard, desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)]
) -> Response:
    """Give a sample up: spoilt, mixed up, entered twice."""
    return desk.record(lambda work: samples.discard_sample(work, sample_id, why))
