"""Story: a regulator goes through the products that wait, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.kinds import Approval
from traceability.schemas.products import ProductPublic
from traceability.schemas.types import Reference
from traceability.schemas.watch import ApprovalLine, ApprovalPage, ApprovalQuery
from traceability.storage.batches import gtins_of
from traceability.storage.paging import count_up_to, page_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import Product
from traceability.storage.watch import products_like
from traceability.storage.work import Work


def list_approvals(work: Work, wanted: ApprovalQuery) -> ApprovalPage:
    """List products with their enterprises, the oldest first."""
    work.actor.require(Action.READ_CITY)
    query = products_like(wanted.approval, wanted.q)
    rows, following = page_of(work.session, query, col(Product.id), wanted.cursor, wanted.limit)
    return ApprovalPage(items=_lines(work, rows), next=following)


def count_approvals(work: Work, wanted: ApprovalQuery) -> int:
    """Count the products that match."""
    work.actor.require(Action.READ_CITY)
    return count_up_to(work.session, products_like(wanted.approval, wanted.q))


def next_pending(work: Work) -> ApprovalLine | None:
    """Give the product that has waited longest, if one waits."""
    found = list_approvals(work, ApprovalQuery(approval=Approval.PENDING, limit=1)).items
    return found[0] if found else None


def _lines(work: Work, rows: Sequence[Product]) -> list[ApprovalLine]:
    makers = organizations_by_id(work.session, (row.org_id for row in rows))
    gtins = gtins_of(work.session, (row.id for row in rows))
    lines = []
    for row in rows:
        product = ProductPublic.model_validate(row)
        known = sorted(gtins.get(row.id, []), key=lambda gtin: not gtin.is_current)
        product.gtins = [gtin.gtin for gtin in known]
        maker = makers[row.org_id]
        lines.append(
            ApprovalLine(
                product=product,
                enterprise=Reference(id=maker.id, name=maker.name),
                uscc=maker.uscc,
                licence_until=maker.sc_valid_until,
                asked_at=row.recorded_at,
            )
        )
    return lines
