"""Stories: an enterprise of grade C asks to print the labels of a lot; the authority refuses.

What the authority allows is an approval, with or without a request: `label_approvals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ForbiddenError, RuleError
from traceability.domain.kinds import BatchStatus
from traceability.domain.label_requests import LabelRequestState, check_ask, check_open
from traceability.schemas.label_requests import (
    LabelRefusal,
    LabelRequestCreate,
    LabelRequestPage,
    LabelRequestPublic,
)
from traceability.schemas.types import Reference
from traceability.storage.batches import batches_by_id, get_batch, lock_batch
from traceability.storage.ids import new_id
from traceability.storage.label_requests import lock_request, newest_request
from traceability.storage.labels import has_approval
from traceability.storage.paging import page_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Batch, LabelRequest
from traceability.storage.trust_scores import grade_of
from traceability.storage.work import Work


def ask_for_labels(work: Work, entered: LabelRequestCreate) -> LabelRequestPublic:
    """Ask that the labels of a lot may be printed although the enterprise has grade C."""
    work.actor.require(Action.PRINT_LABELS)
    batch = _own(work, lock_batch(work.session, entered.batch_id))
    if batch.gtin is None:
        raise RuleError("label.no_gtin", field="batch_id", lot=batch.lot)
    newest = newest_request(work.session, batch.id)
    check_ask(
        grade_of(work.session, batch.org_id),
        BatchStatus(batch.status),
        is_approved=has_approval(work.session, batch.id),
        newest=LabelRequestState(newest.state) if newest else None,
    )
    request = LabelRequest(
        **entered.model_dump(),
        id=new_id(),
        recorded_at=work.now,
        org_id=batch.org_id,
        state=LabelRequestState.ASKED.value,
        asked_by=work.actor.user_id,
    )
    work.add(request)
    return _public(work, [request])[0]


def refuse_labels(work: Work, request_id: UUID, why: LabelRefusal) -> LabelRequestPublic:
    """Refuse a request with the reason that its enterprise reads."""
    work.actor.require(Action.APPROVE_LABELS)
    request = lock_request(work.session, request_id)
    check_open(LabelRequestState(request.state))
    work.change(
        request,
        state=LabelRequestState.REFUSED.value,
        decided_by=work.actor.user_id,
        decided_at=work.now,
        decision_reason=why.reason,
    )
    return _public(work, [request])[0]


def find_label_request(work: Work, batch_id: UUID) -> LabelRequestPublic | None:
    """Give the newest request about a lot of the caller, if there was one."""
    work.actor.require(Action.PRINT_LABELS)
    batch = _own(work, get_batch(work.session, batch_id))
    newest = newest_request(work.session, batch.id)
    return _public(work, [newest])[0] if newest else None


def list_label_requests(
    work: Work, state: LabelRequestState | None, after: str | None, limit: int
) -> LabelRequestPage:
    """List requests, the oldest first: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_SUPERVISION)
    query = select(LabelRequest)
    if state is not None:
        query = query.where(LabelRequest.state == state.value)
    if not work.actor.is_authority:
        query = query.where(LabelRequest.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(LabelRequest.id), after, limit)
    return LabelRequestPage(items=_public(work, rows), next=following)


def _own(work: Work, batch: Batch) -> Batch:
    if not work.actor.owns(batch.org_id):
        raise ForbiddenError("batch.not_yours", id=batch.id)
    return batch


def _public(work: Work, rows: Sequence[LabelRequest]) -> list[LabelRequestPublic]:
    lots = batches_by_id(work.session, (row.batch_id for row in rows))
    firms = organizations_by_id(work.session, (row.org_id for row in rows))
    return [
        LabelRequestPublic(
            id=row.id,
            batch_id=row.batch_id,
            lot=lots[row.batch_id].lot,
            name=lots[row.batch_id].name,
            quantity=lots[row.batch_id].quantity,
            status=BatchStatus(lots[row.batch_id].status),
            enterprise=Reference(id=row.org_id, name=firms[row.org_id].name),
            reason=row.reason,
            state=LabelRequestState(row.state),
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]
