"""Stories: the authority orders something to be mended, and sees that it is."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError, NotFoundError, RuleError
from traceability.domain.supervision import check_not_later, check_period
from traceability.schemas.supervision import (
    RectificationCompletion,
    RectificationCreate,
    RectificationPage,
    RectificationPublic,
)
from traceability.storage.ids import new_id
from traceability.storage.paging import page_of
from traceability.storage.supervision import get_enterprise, is_taken
from traceability.storage.tables import Rectification
from traceability.storage.work import Work


def order_rectification(work: Work, entered: RectificationCreate) -> RectificationPublic:
    """Order something to be mended by a day (责令整改)."""
    work.actor.require(Action.RECORD_SUPERVISION)
    enterprise = get_enterprise(work.session, entered.organization_id)
    check_not_later(entered.ordered_on, civil_date(work.now), "ordered_on")
    check_period(entered.ordered_on, entered.due_on, "due_on")
    if is_taken(work.session, Rectification, Rectification.order_no, enterprise, entered.order_no):
        raise ConflictError("rectification.recorded_already", field="order_no")
    order = Rectification(
        **entered.model_dump(exclude={"organization_id"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=enterprise.id,
        recorded_by=work.actor.user_id,
    )
    work.add(order)
    return RectificationPublic.model_validate(order)


def complete_rectification(
    work: Work, order_id: UUID, entered: RectificationCompletion
) -> RectificationPublic:
    """Record that the authority found it mended; what it cost while overdue is gone."""
    work.actor.require(Action.RECORD_SUPERVISION)
    order = work.session.get(Rectification, order_id)
    if order is None:
        raise NotFoundError("rectification.not_found", id=order_id)
    if order.done_on is not None:
        raise RuleError("rectification.done_already", id=order_id)
    check_not_later(entered.done_on, civil_date(work.now), "done_on")
    check_period(order.ordered_on, entered.done_on, "done_on")
    work.change(order, done_on=entered.done_on, done_note=entered.done_note)
    return RectificationPublic.model_validate(order)


def list_rectifications(work: Work, after: str | None, limit: int) -> RectificationPage:
    """List orders: the authority all, an enterprise those it got."""
    work.actor.require(Action.READ_SUPERVISION)
    query = select(Rectification)
    if not work.actor.is_authority:
        query = query.where(Rectification.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(Rectification.id), after, limit)
    items = [RectificationPublic.model_validate(row) for row in rows]
    return RectificationPage(items=items, next=following)
