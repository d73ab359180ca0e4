"""Queries: which enterprises asked to print the labels of which lots?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from traceability.domain.errors import NotFoundError
from traceability.domain.label_requests import LabelRequestState
from traceability.storage.tables import LabelJob, LabelRequest


def newest_request(session: Session, batch_id: UUID) -> LabelRequest | None:
    """Give the newest request about a lot, if there was one."""
    query = select(LabelRequest).where(LabelRequest.batch_id == batch_id)
    return session.exec(query.order_by(col(LabelRequest.id).desc()).limit(1)).first()


def lock_request(session: Session, request_id: UUID) -> LabelRequest:
    """Give a request and keep others from deciding it until the commit."""
    query = select(LabelRequest).where(LabelRequest.id == request_id).with_for_update()
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError("label_request.not_found", id=request_id)
    return found


def decided_requests(
    session: Session, org_id: UUID, since: datetime, limit: int
) -> list[LabelRequest]:
    """List what the authority decided since then and nobody acted on yet, the newest first.

    Acted on is an approval whose labels were ordered, and a refusal after which one asked again.
    """
    decided = (LabelRequestState.APPROVED.value, LabelRequestState.REFUSED.value)
    ordered = select(LabelJob.batch_id).where(LabelJob.org_id == org_id)
    query = select(LabelRequest).where(
        LabelRequest.org_id == org_id,
        col(LabelRequest.state).in_(decided),
        col(LabelRequest.decided_at) >= since,
        col(LabelRequest.batch_id).not_in(ordered),
    )
    rows = session.exec(query.order_by(col(LabelRequest.id).desc()).limit(limit)).all()
    newest = {row.id: newest_request(session, row.batch_id) for row in rows}
    return [row for row in rows if newest[row.id] is row]
