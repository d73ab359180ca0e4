"""Story: an administrator or a laboratory signs in and sees what is new."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.cases import OPEN_STATES, Measure
from traceability.domain.kinds import (
    Approval,
    BatchStatus,
    DeliveryState,
    OrganizationKind,
    ResultVerdict,
    Standing,
)
from traceability.schemas.batches import BatchPublic
from traceability.schemas.inspections import InspectionPublic
from traceability.schemas.overview import NamedInspection, Overview
from traceability.schemas.parties import OrganizationPublic
from traceability.storage.batches import batches_by_id
from traceability.storage.overview import count_of, counts_by, enterprises_with_a_past, newest
from traceability.storage.parties import organizations_by_id, standings_of
from traceability.storage.tables import (
    Batch,
    CreditDelivery,
    Inspection,
    Organization,
    Product,
    StandingCase,
)
from traceability.storage.work import Work

SHOWN = 20


def read_overview(work: Work) -> Overview:
    """Give the numbers and newest records of the caller's role."""
    work.actor.require(Action.READ_SELF)
    return _authority(work) if work.actor.is_authority else _laboratory(work)


def _laboratory(work: Work) -> Overview:
    own = col(Inspection.org_id) == work.actor.org_id
    by_verdict = counts_by(work.session, col(Inspection.verdict), own)
    return Overview(
        counts={
            "reports": sum(by_verdict.values()),
            "passed": by_verdict.get(ResultVerdict.PASS.value, 0),
            "failed": by_verdict.get(ResultVerdict.FAIL.value, 0),
        },
        inspections=_inspections(work, own),
    )


def _inspections(work: Work, *conditions: ColumnElement[bool]) -> list[NamedInspection]:
    rows = newest(work.session, Inspection, SHOWN, *conditions)
    batches = batches_by_id(work.session, (row.batch_id for row in rows))
    return [
        NamedInspection(
            inspection=InspectionPublic.model_validate(row.model_dump()),
            batch=BatchPublic.model_validate(batches[row.batch_id]),
        )
        for row in rows
    ]


def _authority(work: Work) -> Overview:
    session = work.session
    enterprise = col(Organization.kind) == OrganizationKind.ENTERPRISE.value
    packed = col(Batch.product_id).is_not(None)
    pending = col(Product.approval) == Approval.PENDING.value
    is_open = (
        col(StandingCase.measure) == Measure.DELISTING.value,
        col(StandingCase.state).in_([state.value for state in OPEN_STATES]),
    )
    watched = _watched(work, enterprises_with_a_past(session))
    deliveries = counts_by(session, col(CreditDelivery.state))
    return Overview(
        counts={
            "enterprises": count_of(session, Organization, enterprise),
            "products": count_of(session, Product),
            "pending": count_of(session, Product, pending),
            "batches": count_of(session, Batch, packed),
            **{  # whose numbers stay small
                status.value: count_of(session, Batch, packed, col(Batch.status) == status.value)
                for status in (BatchStatus.HELD, BatchStatus.RECALLED)
            },
            "delisted": sum(each.standing is Standing.DELISTED for each in watched),
            "proposed": count_of(session, StandingCase, *is_open),
            "undelivered": deliveries.get(DeliveryState.DEAD.value, 0),
            "refused": deliveries.get(DeliveryState.REFUSED.value, 0),
        },
        inspections=_inspections(work, col(Inspection.verdict) == ResultVerdict.FAIL.value),
        watched=watched,
    )


def _watched(work: Work, enterprises: Iterable[UUID]) -> list[OrganizationPublic]:
    """Give those of the enterprises that are not simply listed, the gravest first."""
    standings = standings_of(work.session, enterprises)
    ids = [org_id for org_id, word in standings.items() if word is not Standing.LISTED]
    shown = [
        OrganizationPublic.model_validate(row)
        for row in organizations_by_id(work.session, ids).values()
    ]
    for organization in shown:
        organization.standing = standings[organization.id]
    gravity = list(Standing)
    return sorted(
        shown, key=lambda each: (-gravity.index(standings[each.id]), each.district, each.name)
    )
