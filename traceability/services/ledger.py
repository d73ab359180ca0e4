"""Story: somebody reads a canteen's purchase ledger (进货查验台账), by month and content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.access import Action
from traceability.publishing.purchases import show_purchases
from traceability.schemas.purchases import PurchasePage, PurchasePublic, PurchaseQuery
from traceability.storage.canteens import midnight, newest_page
from traceability.storage.tables import Purchase
from traceability.storage.work import Work

_MOST_LINES = 20_000  # of one export


def read_ledger(work: Work, wanted: PurchaseQuery) -> PurchasePage:
    """Give a page of the canteen's own ledger, the newest delivery first."""
    work.actor.require(Action.RECORD_PURCHASES)
    query = _chosen(work.actor.org_id, wanted)
    rows, following = newest_page(work.session, query, wanted.cursor, wanted.limit)
    return PurchasePage(items=show_purchases(work, rows), next=following)


def all_lines(work: Work, wanted: PurchaseQuery) -> list[PurchasePublic]:
    """Give every line of the canteen's own ledger that is wanted, oldest first, for an export."""
    work.actor.require(Action.RECORD_PURCHASES)
    query = _chosen(work.actor.org_id, wanted).order_by(
        col(Purchase.delivered_at), col(Purchase.id)
    )
    rows = work.session.exec(query.limit(_MOST_LINES)).all()
    return show_purchases(work, rows)


def _chosen(canteen: UUID, wanted: PurchaseQuery) -> SelectOfScalar[Purchase]:
    query = select(Purchase).where(Purchase.org_id == canteen)
    for condition in _conditions(wanted):
        query = query.where(condition)  # type: ignore[arg-type]
    return query


def _conditions(wanted: PurchaseQuery) -> Iterator[object]:
    if wanted.q:
        columns = (Purchase.name, Purchase.lot, Purchase.supplier, Purchase.delivery_note)
        yield or_(*(col(column).contains(wanted.q, autoescape=True) for column in columns))
    if wanted.acceptance is not None:
        yield Purchase.acceptance == wanted.acceptance.value
    if wanted.is_coded is not None:
        coded = col(Purchase.batch_id)
        yield coded.is_not(None) if wanted.is_coded else coded.is_(None)
    if wanted.since is not None:
        yield Purchase.delivered_at >= midnight(wanted.since)
    if wanted.until is not None:
        yield Purchase.delivered_at < midnight(wanted.until + timedelta(days=1))
