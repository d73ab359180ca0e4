"""Stories: labels are ordered, package codes given out, a copied code is flagged."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from consumer_web.codes import MAX_JOB, CodeBook, CodeError, fold_code
from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import Approval, BatchStatus
from traceability.domain.lifecycle import check_label, check_label_count
from traceability.domain.trust_consequences import check_label_quota
from traceability.publishing.codes import publish_codes, publish_suspicion
from traceability.schemas.trade import (
    CodesPage,
    LabelJobCreate,
    LabelJobPage,
    LabelJobPublic,
    SuspicionCreate,
    SuspicionPublic,
)
from traceability.storage.batches import get_batch, lock_batch
from traceability.storage.events import balances_of
from traceability.storage.ids import new_id
from traceability.storage.labels import LabelFacts, has_approval, label_facts
from traceability.storage.paging import page_of
from traceability.storage.parties import standing_of
from traceability.storage.tables import Batch, CodeSuspicion, LabelJob, Product, RegisterGuard
from traceability.storage.trust_scores import grade_of
from traceability.storage.work import Work

CODES_PER_PAGE = 10_000
_NUMBERS = "label_job_numbers"


def read_label(work: Work, batch_id: UUID) -> LabelFacts:
    """Give what a batch's label says; refused unless the batch is released."""
    work.actor.require(Action.PRINT_LABELS)
    batch = _own(work, get_batch(work.session, batch_id))
    _check(work, batch)
    return label_facts(work.session, batch)


def order_labels(work: Work, order: LabelJobCreate) -> LabelJobPublic:
    """Order labels for a released batch; package codes are numbered and never given out again."""
    work.actor.require(Action.PRINT_LABELS)
    batch = _own(work, lock_batch(work.session, order.batch_id))
    _check(work, batch)
    if order.is_serialised:
        earlier = select(func.coalesce(func.sum(LabelJob.count), 0)).where(
            LabelJob.batch_id == batch.id, col(LabelJob.is_serialised)
        )
        made = balances_of(work.session, [batch.id])[batch.id].made
        check_label_count(int(work.session.exec(earlier).one()) + order.count, made)
    if batch.gtin is None:
        raise RuleError("label.no_gtin", field="batch_id", lot=batch.lot)
    work.session.exec(
        select(RegisterGuard).where(RegisterGuard.name == _NUMBERS).with_for_update()
    ).first()
    newest = work.session.exec(select(func.max(LabelJob.job_no))).one() or 0
    if newest >= MAX_JOB:
        raise RuleError("label.numbers_used_up")
    job = LabelJob(
        **order.model_dump(),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        job_no=newest + 1,
        first_serial=0 if order.is_serialised else None,
        ordered_by=work.actor.user_id,
    )
    work.add(job)
    if order.is_serialised:
        publish_codes(work, job, batch)
    return LabelJobPublic.model_validate(job)


def _check(work: Work, batch: Batch) -> None:
    product = work.session.get(Product, batch.product_id) if batch.product_id else None
    approval = Approval(product.approval) if product else Approval.PENDING
    standing = standing_of(work.session, batch.org_id)
    check_label(BatchStatus(batch.status), standing, approval)
    check_label_quota(
        grade_of(work.session, batch.org_id), is_approved=has_approval(work.session, batch.id)
    )


def _own(work: Work, batch: Batch) -> Batch:
    if not work.actor.owns(batch.org_id):
        raise ForbiddenError("batch.not_yours", id=batch.id)
    return batch


def list_label_jobs(work: Work, after: str | None, limit: int) -> LabelJobPage:
    """List the caller's label jobs."""
    work.actor.require(Action.PRINT_LABELS)
    query = select(LabelJob).where(LabelJob.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(LabelJob.id), after, limit)
    return LabelJobPage(items=[LabelJobPublic.model_validate(row) for row in rows], next=following)


def read_label_job(work: Work, job_id: UUID) -> LabelJobPublic:
    """Give one label job."""
    return LabelJobPublic.model_validate(_get_job(work, job_id))


def list_codes(
    work: Work, job_id: UUID, keys: Sequence[bytes], first: int, limit: int
) -> CodesPage:
    """Give package codes of a job from a serial on; they are computed, not stored."""
    job = _get_job(work, job_id)
    if not job.is_serialised:
        raise RuleError("label.not_serialised", id=job_id)
    count = max(0, min(limit, CODES_PER_PAGE, job.count - first))
    codes = list(CodeBook(keys).issue_range(job.job_no, first, count)) if count else []
    following = str(first + count) if first + count < job.count else None
    return CodesPage(items=codes, next=following)


def _get_job(work: Work, job_id: UUID) -> LabelJob:
    work.actor.require(Action.PRINT_LABELS)
    job = work.session.get(LabelJob, job_id)
    if job is None or not work.actor.owns(job.org_id):
        raise NotFoundError("label.job_not_found", id=job_id)
    return job


def flag_code(work: Work, finding: SuspicionCreate, keys: Sequence[bytes]) -> SuspicionPublic:
    """Flag a package code as possibly copied: its next scan says so."""
    work.actor.require(Action.FLAG_CODES)
    try:
        code = fold_code(finding.code)
    except CodeError as error:
        raise RuleError(error.code, field="code") from None
    issued = CodeBook(keys).verify(code)
    job = None
    if issued is not None:
        job = work.session.exec(select(LabelJob).where(LabelJob.job_no == issued[0])).first()
    if issued is None or job is None or issued[1] >= job.count:
        raise NotFoundError("code.not_issued", field="code")
    taken = select(CodeSuspicion.id).where(CodeSuspicion.code == code)
    if work.session.exec(taken).first() is not None:
        raise ConflictError("code.flagged_already", field="code")
    suspicion = CodeSuspicion(
        **finding.model_dump(exclude={"code"}),
        code=code,
        id=new_id(),
        recorded_at=work.now,
        org_id=job.org_id,
        batch_id=job.batch_id,
        found_by=work.actor.user_id,
    )
    work.add(suspicion)
    publish_suspicion(work, suspicion)
    return SuspicionPublic.model_validate(suspicion)
