"""Queries: what a label says, and whether it may be printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.kinds import Approval, BatchStatus, Unit
from traceability.domain.lifecycle import (
    check_label_batch,
    check_label_product,
    check_may_trade,
)
from traceability.domain.trust_consequences import check_label_quota
from traceability.storage.parties import get_organization, standing_of
from traceability.storage.tables import Batch, LabelApproval, LabelJob, LabelRun, Product
from traceability.storage.trust_scores import grade_of
from traceability.storage.work import Work


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """The facts of a batch's label."""

    gtin: str
    lot: str
    product: str
    net_content: int
    net_content_unit: Unit
    grade: str | None
    standard: str | None
    produced_on: date
    best_before: date | None
    enterprise: str
    sc_licence: str | None


class PrintCheck(StrEnum):
    """What is looked at before labels go out."""

    PRODUCT = "product"
    BATCH = "batch"
    ENTERPRISE = "enterprise"
    GRADE = "grade"


def print_checks(work: Work, batch: Batch) -> dict[PrintCheck, RegisterError | None]:
    """Tell, by what is looked at, what keeps labels of a batch in the house at this moment.

    Whatever else shall keep them there belongs here.
    """
    product = work.session.get(Product, batch.product_id) if batch.product_id else None
    approval = Approval(product.approval) if product else Approval.PENDING
    standing, grade = standing_of(work.session, batch.org_id), grade_of(work.session, batch.org_id)
    is_approved = has_approval(work.session, batch.id)
    looks: dict[PrintCheck, Callable[[], None]] = {
        PrintCheck.PRODUCT: lambda: check_label_product(approval),
        PrintCheck.BATCH: lambda: check_label_batch(BatchStatus(batch.status)),
        PrintCheck.ENTERPRISE: lambda: check_may_trade(standing),
        PrintCheck.GRADE: lambda: check_label_quota(grade, is_approved=is_approved),
    }
    return {name: _refusal(look) for name, look in looks.items()}


def _refusal(look: Callable[[], None]) -> RegisterError | None:
    try:
        look()
    except RegisterError as error:
        return error
    return None


def may_print(work: Work, batch: Batch) -> None:
    """Refuse labels of a batch unless product, batch and enterprise may go out at this moment.

    Asked when labels are ordered and again, in the transaction of each, for every chunk that goes
    to a printer.
    """
    for refusal in print_checks(work, batch).values():
        if refusal is not None:
            raise refusal


def count_package_codes(session: Session, batch_id: UUID) -> int:
    """Count the package codes of a batch that are alive: a void one may be replaced."""
    ordered = select(func.coalesce(func.sum(LabelJob.count), 0)).where(
        LabelJob.batch_id == batch_id, col(LabelJob.is_serialised)
    )
    void = (
        select(func.coalesce(func.sum(LabelRun.void_count), 0))
        .join(LabelJob, col(LabelJob.id) == col(LabelRun.job_id))
        .where(LabelJob.batch_id == batch_id, col(LabelJob.is_serialised), LabelRun.run_no == 0)
    )
    return int(session.exec(ordered).one()) - int(session.exec(void).one())


def newest_job(session: Session, org_id: UUID) -> tuple[LabelJob, LabelRun] | None:
    """Give the newest label job of an enterprise with its first run, or None before the first."""
    query = (
        select(LabelJob, LabelRun)
        .join(LabelRun, col(LabelRun.job_id) == col(LabelJob.id))
        .where(LabelJob.org_id == org_id, LabelRun.run_no == 0)
        .order_by(col(LabelJob.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def label_facts(session: Session, batch: Batch) -> LabelFacts:
    """Gather what a batch's label says."""
    product = session.get(Product, batch.product_id) if batch.product_id else None
    if product is None or batch.gtin is None:
        raise RuleError("label.no_gtin", lot=batch.lot)
    enterprise = get_organization(session, batch.org_id)
    return LabelFacts(
        gtin=batch.gtin,
        lot=batch.lot,
        product=product.name,
        net_content=product.net_content,
        net_content_unit=Unit(product.net_content_unit),
        grade=product.grade,
        standard=product.standard,
        produced_on=batch.produced_on,
        best_before=batch.best_before,
        enterprise=enterprise.name,
        sc_licence=enterprise.sc_licence,
    )


def has_approval(session: Session, batch_id: UUID) -> bool:
    """Tell whether a regulator approved the labels of a batch."""
    query = select(LabelApproval.id).where(LabelApproval.batch_id == batch_id)
    return session.exec(query).first() is not None
