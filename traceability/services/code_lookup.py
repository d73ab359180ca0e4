"""Story: somebody at a desk scans or types a code; which lot is it?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RuleError
from traceability.schemas.batches import BatchPublic
from traceability.schemas.types import LOT_PATTERN
from traceability.storage.code_lookup import find_coded_lot, fold_scan
from traceability.storage.tables import Batch
from traceability.storage.visibility import get_visible_batch, visible_batches
from traceability.storage.work import Work


def find_batch_by_code(work: Work, scanned: str, keys: Sequence[bytes]) -> BatchPublic:
    """Find the lot that was scanned or typed: an address, a package code, (01)…(10)…, or a lot.

    Raises NotFoundError `batch.code_unknown`, or RuleError `batch.lot_not_unique` where a lot
    number alone could be several lots.
    """
    work.actor.require(Action.READ_BATCHES)
    text = fold_scan(scanned)
    found = find_coded_lot(work.session, text, keys)
    batch = found.batch if found else _by_lot(work, text.upper())
    if batch is None:
        raise NotFoundError("batch.code_unknown", field="code")
    return BatchPublic.model_validate(get_visible_batch(work, batch.id))


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
