"""Queries: what a label says, and whether it may be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from traceability.domain.errors import RuleError
from traceability.domain.kinds import Approval, BatchStatus, Unit
from traceability.domain.lifecycle import check_label
from traceability.domain.trust_consequences import check_label_quota
from traceability.storage.parties import get_organization, standing_of
from traceability.storage.tables import Batch, LabelApproval, Product
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


def may_print(work: Work, batch: Batch) -> None:
    """Refuse labels of a batch unless product, batch and enterprise may go out at this moment.

    Asked when labels are ordered and again, in the transaction of each, for every chunk that goes
    to a printer: whatever else shall keep labels in the house belongs here.
    """
    product = work.session.get(Product, batch.product_id) if batch.product_id else None
    approval = Approval(product.approval) if product else Approval.PENDING
    check_label(BatchStatus(batch.status), standing_of(work.session, batch.org_id), approval)
    check_label_quota(
        grade_of(work.session, batch.org_id), is_approved=has_approval(work.session, batch.id)
    )


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
