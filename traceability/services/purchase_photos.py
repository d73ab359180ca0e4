"""Stories: goods that were sent back or destroyed are photographed; who may, looks at it."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from consumer_web.photos import PhotoError, redraw_photo
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RuleError
from traceability.gateways.certificate_files import CertificateStore
from traceability.publishing.purchases import get_visible_purchase
from traceability.schemas.purchases import PhotoPublic
from traceability.storage.ids import new_id
from traceability.storage.tables import PurchasePhoto
from traceability.storage.work import Work

_MOST_PHOTOS = 6


def draw_photo(sent: bytes) -> bytes:
    """Draw a photo anew, without place or camera; raise RuleError for what is none."""
    try:
        return redraw_photo(sent)
    except PhotoError as error:
        raise RuleError(error.code, field="photo") from error


def keep_photo(work: Work, purchase_id: UUID, jpeg: bytes, store: CertificateStore) -> PhotoPublic:
    """Keep a photo that was drawn anew beside its ledger line; the same one once."""
    work.actor.require(Action.RECORD_PURCHASES)
    purchase = get_visible_purchase(work, purchase_id)
    if not work.actor.owns(purchase.org_id):
        raise NotFoundError("purchase.not_found", id=purchase_id)
    query = select(PurchasePhoto).where(PurchasePhoto.purchase_id == purchase.id)
    known = work.session.exec(query).all()
    sha256 = store.put(jpeg)
    same = next((photo for photo in known if photo.sha256 == sha256), None)
    if same is not None:
        return PhotoPublic.model_validate(same)
    if len(known) >= _MOST_PHOTOS:
        raise RuleError("photo.too_many", field="photo", most=_MOST_PHOTOS)
    photo = PurchasePhoto(
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        purchase_id=purchase.id,
        sha256=sha256,
        size=len(jpeg),
        taken_by=work.actor.user_id,
    )
    work.add(photo)
    return PhotoPublic.model_validate(photo)


def open_photo(work: Work, purchase_id: UUID, sha256: str, store: CertificateStore) -> bytes:
    """Give the bytes of a photo to the canteen and to the authority."""
    work.actor.require(Action.READ_PURCHASES)
    purchase = get_visible_purchase(work, purchase_id)
    if not (work.actor.owns(purchase.org_id) or work.actor.is_authority):
        raise NotFoundError("purchase.not_found", id=purchase_id)
    query = select(PurchasePhoto).where(
        PurchasePhoto.purchase_id == purchase.id, PurchasePhoto.sha256 == sha256
    )
    if work.session.exec(query).first() is None:
        raise NotFoundError("photo.not_found")
    return store.get(sha256)
