"""Stories: labels are ordered, package codes given out, a copied code is flagged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from consumer_web.codes import MAX_JOB, CodeBook, CodeError, fold_code
from label_printer.errors import LabelError
from label_printer.stock import StockError, load_stock, stock_names
from traceability.domain.access import Action
from traceability.domain.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from traceability.domain.kinds import LabelOutput
from traceability.domain.lifecycle import check_label_count
from traceability.publishing.codes import publish_codes, publish_suspicion
from traceability.publishing.label_progress import list_publicly, show_job
from traceability.publishing.labels import try_label
from traceability.schemas.labels import (
    LabelJobCreate,
    LabelJobDetail,
    LabelJobPage,
    LabelJobPublic,
)
from traceability.schemas.trade import CodesPage, SuspicionCreate, SuspicionPublic
from traceability.storage.batches import get_batch, lock_batch
from traceability.storage.events import balances_of
from traceability.storage.ids import new_id
from traceability.storage.label_runs import RunOrder, add_run, get_own_job
from traceability.storage.labels import LabelFacts, count_package_codes, label_facts, may_print
from traceability.storage.paging import page_of
from traceability.storage.tables import Batch, CodeSuspicion, LabelJob, RegisterGuard
from traceability.storage.work import Work

CODES_PER_PAGE = 10_000
_NUMBERS = "label_job_numbers"


def read_label(work: Work, batch_id: UUID) -> LabelFacts:
    """Give what a batch's label says; refused unless the batch is released."""
    work.actor.require(Action.PRINT_LABELS)
    batch = _own(work, get_batch(work.session, batch_id))
    may_print(work, batch)
    return label_facts(work.session, batch)


@dataclass(frozen=True, slots=True)
class PrintRoom:
    """What the settings say of printing: the address in the codes, the names of the printers."""

    base_url: str
    printers: Collection[str] = ()


def order_labels(
    work: Work, order: LabelJobCreate, room: PrintRoom | None = None
) -> LabelJobPublic:
    """Order labels for a released batch; package codes are numbered and never given out again.

    The labels wait for their printer, or for their file to be fetched. With a `room`, one label is
    laid out at once: what does not fit is refused here and not at the printer.
    """
    work.actor.require(Action.PRINT_LABELS)
    batch = _own(work, lock_batch(work.session, order.batch_id))
    may_print(work, batch)
    _check_paper(order, room.printers if room else ())
    if order.is_serialised:
        made = balances_of(work.session, [batch.id])[batch.id].made
        check_label_count(count_package_codes(work.session, batch.id) + order.count, made)
    if batch.gtin is None:
        raise RuleError("label.no_gtin", field="batch_id", lot=batch.lot)
    if room is not None:
        _try(work, order, batch, room)
    job = LabelJob(
        **order.model_dump(include={"batch_id", "stock", "count", "is_serialised"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        job_no=_next_number(work),
        first_serial=0 if order.is_serialised else None,
        ordered_by=work.actor.user_id,
    )
    work.add(job)
    if order.is_serialised:
        publish_codes(work, job, batch)
    work.session.flush()
    add_run(
        work,
        job,
        RunOrder(0, job.count, order.way, order.printer, order.has_first_article, order.note),
    )
    return show_job(work, job)


def _check_paper(order: LabelJobCreate, printers: Collection[str]) -> None:
    """Refuse a printer that is not in the settings, and a sheet of labels on a roll printer."""
    if order.stock not in stock_names():
        raise RuleError("label.stock", field="stock")
    if order.way is LabelOutput.PACKAGE and not order.is_serialised:
        raise RuleError("label.package_without_codes", field="is_serialised")
    if order.way is not LabelOutput.PRINTER:
        return
    if order.printer not in printers:
        raise RuleError("label.no_such_printer", field="printer", known="、".join(printers) or "–")
    try:
        is_sheet = load_stock(order.stock).sheet is not None
    except StockError as error:
        raise RuleError("label.stock", field="stock") from error
    if is_sheet:
        raise RuleError("label.sheet_on_a_roll_printer", field="stock")


def _try(work: Work, order: LabelJobCreate, batch: Batch, room: PrintRoom) -> None:
    facts = label_facts(work.session, batch)
    try:
        try_label(facts, room.base_url, order.stock, is_serialised=order.is_serialised)
    except LabelError as error:
        raise RuleError("label.text", field="stock", reason=str(error)) from error


def _next_number(work: Work) -> int:
    work.session.exec(
        select(RegisterGuard).where(RegisterGuard.name == _NUMBERS).with_for_update()
    ).first()
    newest = work.session.exec(select(func.max(LabelJob.job_no))).one() or 0
    if newest >= MAX_JOB:
        raise RuleError("label.numbers_used_up")
    return newest + 1


def _own(work: Work, batch: Batch) -> Batch:
    if not work.actor.owns(batch.org_id):
        raise ForbiddenError("batch.not_yours", id=batch.id)
    return batch


def list_label_jobs(work: Work, after: str | None, limit: int) -> LabelJobPage:
    """List the caller's label jobs."""
    work.actor.require(Action.PRINT_LABELS)
    query = select(LabelJob).where(LabelJob.org_id == work.actor.org_id)
    rows, following = page_of(work.session, query, col(LabelJob.id), after, limit)
    return LabelJobPage(items=list_publicly(work, rows), next=following)


def read_label_job(work: Work, job_id: UUID) -> LabelJobDetail:
    """Give one label job with its runs and voided labels."""
    return show_job(work, _get_job(work, job_id))


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
    return get_own_job(work, job_id)


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
