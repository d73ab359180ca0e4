"""Story: somebody reads a canteen's purchase ledger (进货查验台账), by month and content."""

from __future__ import annotations

from sqlmodel import col

from traceability.domain.access import Action
from traceability.publishing.purchases import lines_of, show_purchases
from traceability.schemas.purchases import PurchasePage, PurchasePublic, PurchaseQuery
from traceability.storage.canteens import newest_page
from traceability.storage.tables import Purchase
from traceability.storage.work import Work

_MOST_LINES = 20_000  # of one export


def read_ledger(work: Work, wanted: PurchaseQuery) -> PurchasePage:
    """Give a page of the canteen's own ledger, the newest delivery first."""
    work.actor.require(Action.RECORD_PURCHASES)
    query = lines_of(work.actor.org_id, wanted)
    rows, following = newest_page(work.session, query, wanted.cursor, wanted.limit)
    return PurchasePage(items=show_purchases(work, rows), next=following)


def all_lines(work: Work, wanted: PurchaseQuery) -> list[PurchasePublic]:
    """Give every line of the canteen's own ledger that is wanted, oldest first, for an export."""
    work.actor.require(Action.RECORD_PURCHASES)
    query = lines_of(work.actor.org_id, wanted).order_by(
        col(Purchase.delivered_at), col(Purchase.id)
    )
    rows = work.session.exec(query.limit(_MOST_LINES)).all()
    return show_purchases(work, rows)
