"""How do lines of the purchase ledger read to those who may see them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.errors import NotFoundError
from traceability.domain.trust_consequences import canteen_advice
from traceability.domain.trust_rules import TrustGrade
from traceability.publishing.words import say_pack
from traceability.schemas.purchases import PurchasePublic, PurchaseQuery, SignaturePublic
from traceability.storage.batches import in_chunks, products_of_batches
from traceability.storage.canteens import midnight
from traceability.storage.tables import Purchase, PurchasePhoto, PurchaseSignature
from traceability.storage.work import Work


def get_visible_purchase(work: Work, purchase_id: UUID) -> Purchase:
    """Give a ledger line that concerns the caller, or raise NotFoundError."""
    purchase = work.session.get(Purchase, purchase_id)
    involved = purchase and work.actor.org_id in {purchase.org_id, purchase.batch_org_id}
    if purchase is None or not (involved or work.actor.is_authority):
        raise NotFoundError("purchase.not_found", id=purchase_id)
    return purchase


def show_purchases(work: Work, rows: Sequence[Purchase]) -> list[PurchasePublic]:
    """Show ledger lines with their signatures and photos.

    Prices, persons and photos are between the canteen and the authority.
    """
    signatures = _signatures(work, rows)
    photos = _photos(work, rows)
    products = products_of_batches(work.session, {row.batch_id for row in rows})
    shown = []
    for row in rows:
        line = _show(work, row, signatures.get(row.id), photos.get(row.id, []))
        line.pack = say_pack(products.get(row.batch_id))
        shown.append(line)
    return shown


def _show(
    work: Work, row: Purchase, signature: PurchaseSignature | None, photos: list[str]
) -> PurchasePublic:
    shown = PurchasePublic.model_validate(row)
    if row.grade_seen is not None:
        shown.advice = canteen_advice(TrustGrade(row.grade_seen))
    if not (work.actor.owns(row.org_id) or work.actor.is_authority):
        shown.price_fen = shown.checked_by = shown.second_checked_by = None
        return shown
    shown.signature = SignaturePublic.model_validate(signature) if signature else None
    shown.photos = photos
    return shown


def _signatures(work: Work, rows: Sequence[Purchase]) -> dict[UUID, PurchaseSignature]:
    found: dict[UUID, PurchaseSignature] = {}
    for chunk in in_chunks(row.id for row in rows):
        query = select(PurchaseSignature).where(col(PurchaseSignature.purchase_id).in_(chunk))
        found |= {row.purchase_id: row for row in work.session.exec(query)}
    return found


def _photos(work: Work, rows: Sequence[Purchase]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for chunk in in_chunks(row.id for row in rows):
        query = select(PurchasePhoto).where(col(PurchasePhoto.purchase_id).in_(chunk))
        for photo in work.session.exec(query.order_by(col(PurchasePhoto.id))):
            found.setdefault(photo.purchase_id, []).append(photo.sha256)
    return found


def lines_of(canteen: UUID, wanted: PurchaseQuery) -> SelectOfScalar[Purchase]:
    """Select the lines of a canteen's ledger by month and content."""
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
