"""Which lot does a scanned or typed code name, of all that are in the register?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from consumer_web.codes import CodeBook, fold_code
from consumer_web.digital_link import DigitalLink, DigitalLinkError, normalise_gtin, parse_uri
from traceability.storage.tables import Batch, LabelJob, ProductGtin

_ELEMENTS = re.compile(r"\(01\)([0-9]{8,14})\(10\)([0-9A-Z.-]{1,20})")
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")  # what scanners put before a code when set up so
_SHORT = re.compile(r"/T/([0-9A-Z-]{16,19})$")


@dataclass(frozen=True, slots=True)
class FoundCode:
    """The lot of a code, and the package's own code where it has one."""

    batch: Batch
    package_code: str | None = None
    serial: tuple[int, int] | None = None  # its label job's number, its number in the job


def fold_scan(scanned: str) -> str:
    """Give what was scanned without what scanners and input methods add to it."""
    return _SYMBOLOGY.sub("", unicodedata.normalize("NFKC", scanned).strip())


def find_coded_lot(session: Session, text: str, keys: Sequence[bytes]) -> FoundCode | None:
    """Find the lot of a folded code: an address, a package code, or (01)…(10)… in one text."""
    by_link = _by_address(session, text, keys) or _by_elements(session, text)
    return by_link or _by_package(session, text, keys)


def _by_address(session: Session, text: str, keys: Sequence[bytes]) -> FoundCode | None:
    if not text.lower().startswith(("http://", "https://")):
        return None
    short = _SHORT.search(text.upper())
    if short:
        return _by_package(session, short[1], keys)
    try:
        link: DigitalLink = parse_uri(text)
    except DigitalLinkError:
        return None
    if link.lot:
        return _of_product(session, link.gtin, link.lot)
    return _by_package(session, link.serial, keys) if link.serial else None


def _by_elements(session: Session, text: str) -> FoundCode | None:
    found = _ELEMENTS.fullmatch(text.upper().replace("\x1d", ""))
    if found is None:
        return None
    try:
        return _of_product(session, normalise_gtin(found[1]), found[2])
    except DigitalLinkError:
        return None


def _of_product(session: Session, gtin: str, lot: str) -> FoundCode | None:
    product = session.get(ProductGtin, gtin)
    if product is None:
        return None
    query = select(Batch).where(Batch.product_id == product.product_id, Batch.lot == lot)
    batch = session.exec(query).first()
    return FoundCode(batch) if batch else None


def _by_package(session: Session, text: str, keys: Sequence[bytes]) -> FoundCode | None:
    issued = CodeBook(keys).verify(text)
    if issued is None:
        return None
    job = session.exec(select(LabelJob).where(LabelJob.job_no == issued[0])).first()
    if job is None or issued[1] >= job.count:
        return None
    batch = session.get(Batch, job.batch_id)
    return FoundCode(batch, fold_code(text), issued) if batch else None
