"""Queries: whom supervision is about, what is known already, and where sampling stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from traceability.domain.civil import CHINA
from traceability.domain.errors import RuleError
from traceability.domain.kinds import InspectionKind, OrganizationKind, ReportState
from traceability.storage.parties import get_organization
from traceability.storage.tables import Batch, Inspection, Organization, OwnedRecord


def get_enterprise(session: Session, org_id: UUID) -> Organization:
    """Give an enterprise; RuleError `supervision.not_an_enterprise` for another organisation."""
    organization = get_organization(session, org_id)
    if organization.kind != OrganizationKind.ENTERPRISE:
        raise RuleError("supervision.not_an_enterprise", field="organization_id")
    return organization


def is_taken(
    session: Session,
    model: type[OwnedRecord],
    column: Any,
    enterprise: Organization,
    number: str,
) -> bool:
    """Tell whether an enterprise has a record of this number already."""
    query = select(model.id).where(model.org_id == enterprise.id, column == number)
    return session.exec(query).first() is not None


@dataclass(frozen=True, slots=True)
class SamplingFacts:
    """How many lots an enterprise released since a day, how many were sampled since, and when."""

    released: int = 0
    sampled: int = 0
    last_sampled_on: date | None = None


def sampling_facts(session: Session, since: date) -> dict[UUID, SamplingFacts]:
    """Count the lots released, and those that supervision sampled, since a day, by enterprise.

    A lot counts by the day of its sample, whenever it was released: that is how a year's samples
    are planned, and no lot need be read to count them.
    """
    is_recent = col(Batch.released_at) >= datetime.combine(since, time(), CHINA)
    is_official = (
        col(Inspection.kind) == InspectionKind.SUPERVISION.value,
        col(Inspection.state) == ReportState.SIGNED.value,
        col(Inspection.org_id) != col(Inspection.batch_org_id),
    )
    released = dict(
        session.exec(
            select(Batch.org_id, func.count()).where(is_recent).group_by(col(Batch.org_id))
        ).all()
    )
    sampled = dict(
        session.exec(
            select(Inspection.batch_org_id, func.count(func.distinct(col(Inspection.batch_id))))
            .where(*is_official, col(Inspection.sampled_on) >= since)
            .group_by(col(Inspection.batch_org_id))
        ).all()
    )
    last = dict(
        session.exec(
            select(Inspection.batch_org_id, func.max(Inspection.sampled_on))
            .where(*is_official)
            .group_by(col(Inspection.batch_org_id))
        ).all()
    )
    return {
        org_id: SamplingFacts(released.get(org_id, 0), sampled.get(org_id, 0), last.get(org_id))
        for org_id in {*released, *last}
    }
