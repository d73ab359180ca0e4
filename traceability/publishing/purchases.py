"""How do lines of the purchase ledger read to those who may see them?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.errors import NotFoundError
from traceability.domain.trust_consequences import canteen_advice
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.purchases import PurchasePublic, SignaturePublic
from traceability.storage.batches import in_chunks
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
    return [_show(work, row, signatures.get(row.id), photos.get(row.id, [])) for row in rows]


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
