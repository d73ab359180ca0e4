"""Which records may this caller see?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError
from traceability.domain.kinds import ReportState, Role
from traceability.storage.tables import (
    Batch,
    EventLine,
    EventParty,
    Inspection,
    Product,
    RetestRequest,
    TraceEvent,
)
from traceability.storage.work import Work


def visible_batches(work: Work) -> SelectOfScalar[Batch]:
    """Select what the caller may see: his own lots and those sent to him; some see all."""
    query = select(Batch)
    if sees_all(work):
        return query
    sent_to_me = (
        select(EventLine.batch_id)
        .join(EventParty, col(EventParty.event_id) == EventLine.event_id)
        .where(
            EventParty.organization_id == work.actor.org_id,
            col(EventLine.batch_id).is_not(None),
        )
    )
    return query.where((col(Batch.org_id) == work.actor.org_id) | col(Batch.id).in_(sent_to_me))


def names_caller(work: Work, batch_id: Any) -> ColumnElement[bool]:
    """Ask whether an event about a lot names the caller: of each lot by itself, for a few."""
    # One within the other, so that the lot's few lines lead, never all that names the caller.
    names = select(EventParty.event_id).where(
        EventParty.event_id == EventLine.event_id, EventParty.organization_id == work.actor.org_id
    )
    return select(EventLine.event_id).where(EventLine.batch_id == batch_id, names.exists()).exists()


def get_visible_batch(work: Work, batch_id: UUID) -> Batch:
    """Give a batch that the caller may see, or raise NotFoundError."""
    work.actor.require(Action.READ_BATCHES)
    batch = work.session.exec(select(Batch).where(Batch.id == batch_id)).first()
    if batch is None or not (sees_all(work) or _has_or_had(work, batch)):
        raise NotFoundError("batch.not_found", id=batch_id)
    return batch


def sees_all(work: Work) -> bool:
    """Tell whether the caller sees the lots of all."""
    return work.actor.is_authority or work.actor.role is Role.INSPECTOR


def _has_or_had(work: Work, batch: Batch) -> bool:
    """Tell whether a lot is the caller's or was sent to him: asked of this one lot alone."""
    if work.actor.owns(batch.org_id):
        return True
    sent = (
        select(EventParty.event_id)
        .join(EventLine, col(EventLine.event_id) == EventParty.event_id)
        .where(EventLine.batch_id == batch.id, EventParty.organization_id == work.actor.org_id)
    )
    return work.session.exec(sent.limit(1)).first() is not None


def visible_events(work: Work) -> SelectOfScalar[TraceEvent]:
    """Select what the caller may see: what he said, and what names him as giver or taker."""
    query = select(TraceEvent)
    if work.actor.is_authority:
        return query
    names_me = select(EventParty.event_id).where(EventParty.organization_id == work.actor.org_id)
    return query.where(
        (col(TraceEvent.org_id) == work.actor.org_id)
        | col(TraceEvent.id).in_(names_me)
        | col(TraceEvent.declares_id).in_(names_me)
    )


def visible_inspections(work: Work) -> SelectOfScalar[Inspection]:
    """Select what the caller may see: his reports, those on his lots and on lots sent to him.

    What is not signed yet is seen by its own laboratory alone; an agency also sees what it is
    asked to test again.
    """
    query = select(Inspection)
    is_signed = col(Inspection.state) == ReportState.SIGNED.value
    mine = col(Inspection.org_id) == work.actor.org_id
    if work.actor.is_authority:
        return query.where(mine | is_signed)
    if work.actor.role is Role.INSPECTOR:
        asked = select(RetestRequest.inspection_id).where(
            RetestRequest.agency_id == work.actor.org_id
        )
        return query.where(mine | col(Inspection.id).in_(asked))
    on_mine = col(Inspection.batch_org_id) == work.actor.org_id
    sent = names_caller(work, Inspection.batch_id)
    return query.where(mine | (is_signed & (on_mine | sent)))


def get_visible_inspection(work: Work, inspection_id: UUID, field: str | None = None) -> Inspection:
    """Give a report that the caller may see, or raise NotFoundError for a field."""
    report = work.session.exec(
        visible_inspections(work).where(Inspection.id == inspection_id)
    ).first()
    if report is None:
        raise NotFoundError("inspection.not_found", field=field, id=inspection_id)
    return report


def get_visible_product(work: Work, product_id: UUID) -> Product:
    """Give a product that the caller may see, or raise NotFoundError."""
    product = work.session.get(Product, product_id)
    hidden = (
        product and work.actor.may(Action.WRITE_PRODUCTS) and not work.actor.owns(product.org_id)
    )
    if product is None or hidden:
        raise NotFoundError("product.not_found", id=product_id)
    return product
