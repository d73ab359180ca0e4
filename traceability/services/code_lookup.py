"""Story: somebody at a desk scans or types a code; which lot is it?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select

from consumer_web.codes import CodeBook
from consumer_web.digital_link import DigitalLink, DigitalLinkError, normalise_gtin, parse_uri
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RuleError
from traceability.schemas.batches import BatchPublic
from traceability.schemas.types import LOT_PATTERN
from traceability.storage.tables import Batch, LabelJob, ProductGtin
from traceability.storage.visibility import get_visible_batch, visible_batches
from traceability.storage.work import Work

_ELEMENTS = re.compile(r"\(01\)([0-9]{8,14})\(10\)([0-9A-Z.-]{1,20})")
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")  # what scanners put before a code when set up so
_SHORT = re.compile(r"/T/([0-9A-Z-]{16,19})$")


def find_batch_by_code(work: Work, scanned: str, keys: Sequence[bytes]) -> BatchPublic:
    """Find the lot that was scanned or typed: an address, a package code, (01)…(10)…, or a lot.

    Raises NotFoundError `batch.code_unknown`, or RuleError `batch.lot_not_unique` where a lot
    number alone could be several lots.
    """
    work.actor.require(Action.READ_BATCHES)
    text = _SYMBOLOGY.sub("", unicodedata.normalize("NFKC", scanned).strip())
    batch = _by_address(work, text, keys) or _by_elements(work, text)
    batch = batch or _by_package(work, text, keys) or _by_lot(work, text.upper())
    if batch is None:
        raise NotFoundError("batch.code_unknown", field="code")
    return BatchPublic.model_validate(get_visible_batch(work, batch.id))


def _by_address(work: Work, text: str, keys: Sequence[bytes]) -> Batch | None:
    if not text.lower().startswith(("http://", "https://")):
        return None
    short = _SHORT.search(text.upper())
    if short:
        return _by_package(work, short[1], keys)
    try:
        link: DigitalLink = parse_uri(text)
    except DigitalLinkError:
        return None
    if link.lot:
        return _of_product(work, link.gtin, link.lot)
    return _by_package(work, link.serial, keys) if link.serial else None


def _by_elements(work: Work, text: str) -> Batch | None:
    found = _ELEMENTS.fullmatch(text.upper().replace("\x1d", ""))
    if found is None:
        return None
    try:
        return _of_product(work, normalise_gtin(found[1]), found[2])
    except DigitalLinkError:
        return None


def _of_product(work: Work, gtin: str, lot: str) -> Batch | None:
    product = work.session.get(ProductGtin, gtin)
    if product is None:
        return None
    query = select(Batch).where(Batch.product_id == product.product_id, Batch.lot == lot)
    return work.session.exec(query).first()


def _by_package(work: Work, text: str, keys: Sequence[bytes]) -> Batch | None:
    issued = CodeBook(keys).verify(text)
    if issued is None:
        return None
    job = work.session.exec(select(LabelJob).where(LabelJob.job_no == issued[0])).first()
    if job is None or issued[1] >= job.count:
        return None
    return work.session.get(Batch, job.batch_id)


def _by_lot(work: Work, text: str) -> Batch | None:
    try:
        return work.session.get(Batch, UUID(text))
    except ValueError:
        pass
    if not LOT_PATTERN.fullmatch(text):
        return None
    found = work.session.exec(visible_batches(work).where(Batch.lot == text).limit(2)).all()
    if len(found) > 1:
        raise RuleError("batch.lot_not_unique", field="code", lot=text)
    return found[0] if found else None
