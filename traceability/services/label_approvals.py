"""Story: a regulator lets an enterprise of grade C print the labels of one batch."""

from __future__ import annotations

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, RuleError
from traceability.domain.trust_consequences import LabelQuota, label_quota
from traceability.schemas.supervision import (
    LabelApprovalCreate,
    LabelApprovalPage,
    LabelApprovalPublic,
)
from traceability.storage.batches import get_batch
from traceability.storage.ids import new_id
from traceability.storage.labels import has_approval
from traceability.storage.paging import page_of
from traceability.storage.tables import LabelApproval
from traceability.storage.trust_scores import grade_of
from traceability.storage.work import Work


def approve_labels(work: Work, entered: LabelApprovalCreate) -> LabelApprovalPublic:
    """Approve the labels of a batch whose enterprise needs it for every batch."""
    work.actor.require(Action.APPROVE_LABELS)
    batch = get_batch(work.session, entered.batch_id)
    grade = grade_of(work.session, batch.org_id)
    if label_quota(grade) is not LabelQuota.BY_APPROVAL:
        raise RuleError("label_approval.not_needed", field="batch_id", grade=grade)
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
    return LabelApprovalPublic.model_validate(approval)


def list_label_approvals(work: Work, after: str | None, limit: int) -> LabelApprovalPage:
    """List approvals: the authority all, an enterprise its own."""
    work.actor.require(Action.READ_SUPERVISION)
    query = select(LabelApproval)
    if not work.actor.is_authority:
        query = query.where(LabelApproval.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(LabelApproval.id), after, limit)
    items = [LabelApprovalPublic.model_validate(row) for row in rows]
    return LabelApprovalPage(items=items, next=following)
