"""Story: somebody at the bench scans a sample; which one is it?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, func, select

from traceability.domain.access import Action
from traceability.domain.kinds import SampleState
from traceability.schemas.samples import SampleScanned
from traceability.schemas.types import LOT_PATTERN
from traceability.storage.code_lookup import find_coded_lot, fold_scan
from traceability.storage.tables import Batch, Sample
from traceability.storage.work import Work

_MOST = 2  # more than one is a list to choose from


def find_scanned_sample(work: Work, scanned: str, keys: Sequence[bytes]) -> SampleScanned:
    """Find the waiting sample of a scanned number, package code, address or lot.

    Where several samples of a lot wait, the lot alone is given; for what nobody knows, nothing.
    """
    work.actor.require(Action.RECORD_INSPECTIONS)
    text = fold_scan(scanned)
    waiting = select(Sample).where(
        Sample.org_id == work.actor.org_id, Sample.state == SampleState.WAITING.value
    )
    numbered = waiting.where(func.upper(col(Sample.sample_no)) == text.upper())
    sample = work.session.exec(numbered).first()
    if sample is not None:
        return SampleScanned(sample_id=sample.id)
    lot = _lot_of(work, text, keys)
    if lot is None:
        return SampleScanned()
    lots = select(Batch.id).where(Batch.lot == lot)
    found = work.session.exec(waiting.where(col(Sample.batch_id).in_(lots)).limit(_MOST)).all()
    is_one = len(found) == 1
    return SampleScanned(sample_id=found[0].id if is_one else None, lot=lot, is_waiting=bool(found))


def _lot_of(work: Work, text: str, keys: Sequence[bytes]) -> str | None:
    coded = find_coded_lot(work.session, text, keys)
    if coded is not None and coded.batch is not None:
        return coded.batch.lot
    lot = text.upper()
    if not LOT_PATTERN.fullmatch(lot):
        return None
    return lot if work.session.exec(select(Batch.id).where(Batch.lot == lot)).first() else None
