"""Story: a regulator lets an enterprise of grade C print the labels of one batch."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import ConflictError
from traceability.domain.kinds import BatchStatus
from traceability.domain.label_requests import LabelRequestState, check_needs_approval
from traceability.domain.trust_consequences import LabelQuota, label_quota
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.case_files import WaitingLabels, WaitingLabelsPage
from traceability.schemas.supervision import (
    LabelApprovalCreate,
    LabelApprovalPage,
    LabelApprovalPublic,
)
from traceability.schemas.types import Reference
from traceability.storage.batches import lock_batch
from traceability.storage.ids import new_id
from traceability.storage.label_requests import newest_request
from traceability.storage.labels import has_approval
from traceability.storage.paging import page_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Batch, LabelApproval, LabelRequest
from traceability.storage.trust_scores import grade_of, newest_scores
from traceability.storage.work import Work

_ASKED_FOR = timedelta(days=90)  # an older lot that was never printed needs no approval any more


def approve_labels(work: Work, entered: LabelApprovalCreate) -> LabelApprovalPublic:
    """Approve the labels of a batch whose enterprise needs it for every batch.

    A request of the enterprise that waits is settled by it.
    """
    work.actor.require(Action.APPROVE_LABELS)
    batch = lock_batch(work.session, entered.batch_id)
    check_needs_approval(grade_of(work.session, batch.org_id))
    if has_approval(work.session, batch.id):
        raise ConflictError("label_approval.given_already", field="batch_id")
    approval = LabelApproval(
        **entered.model_dump(),
        id=new_id(),
        recorded_at=work.now,
        org_id=batch.org_id,
        approved_by=work.actor.user_id,
    )
    work.add(approval)
    _settle_request(work, batch.id, entered.note)
    return LabelApprovalPublic.model_validate(approval)


def _settle_request(work: Work, batch_id: UUID, note: str | None) -> None:
    request = newest_request(work.session, batch_id)
    if request is None or request.state != LabelRequestState.ASKED:
        return
    work.change(
        request,
        state=LabelRequestState.APPROVED.value,
        decided_by=work.actor.user_id,
        decided_at=work.now,
        decision_reason=note,
    )


def list_waiting(work: Work, after: str | None, limit: int) -> WaitingLabelsPage:
    """List the lots whose labels need an approval that nobody gave or asked for yet.

    The oldest first.
    """
    work.actor.require(Action.APPROVE_LABELS)
    grades = {
        row.org_id: row.grade
        for row in work.session.exec(newest_scores())
        if label_quota(TrustGrade(row.grade)) is LabelQuota.BY_APPROVAL
    }
    approved = select(LabelApproval.batch_id)
    asked = select(LabelRequest.batch_id).where(LabelRequest.state == LabelRequestState.ASKED)
    query = select(Batch).where(
        col(Batch.org_id).in_(list(grades)),
        col(Batch.gtin).is_not(None),
        col(Batch.status).in_([BatchStatus.DRAFT.value, BatchStatus.RELEASED.value]),
        Batch.produced_on >= civil_date(work.now) - _ASKED_FOR,
        col(Batch.id).not_in(approved),
        col(Batch.id).not_in(asked),
    )
    rows, following = page_of(work.session, query, col(Batch.id), after, limit)
    names = organizations_by_id(work.session, (row.org_id for row in rows))
    items = [
        WaitingLabels(
            batch_id=row.id,
            lot=row.lot,
            name=row.name,
            enterprise=Reference(id=row.org_id, name=names[row.org_id].name),
            grade=grades[row.org_id],
            quantity=row.quantity,
            status=BatchStatus(row.status),
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]
    return WaitingLabelsPage(items=items, next=following)


def list_label_approvals(
    work: Work, after: str | None, limit: int, *, newest_first: bool = False
) -> LabelApprovalPage:
    """List approvals: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_SUPERVISION)
    query = select(LabelApproval)
    if not work.actor.is_authority:
        query = query.where(LabelApproval.org_id == work.actor.org_id)
    rows, following = page_of(
        work.session, query, col(LabelApproval.id), after, limit, newest_first=newest_first
    )
    items = [LabelApprovalPublic.model_validate(row) for row in rows]
    return LabelApprovalPage(items=items, next=following)
