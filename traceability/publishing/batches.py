"""Which pages must be written again, and writing them: one row per batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consumer_web.tables import PublishedTrace
from traceability.domain.kinds import Direction
from traceability.domain.ledger import canonical_text
from traceability.publishing.documents import build_document
from traceability.publishing.sources import Sources, read_sources
from traceability.publishing.state import state_of
from traceability.storage import lineage
from traceability.storage.batches import batches_by_id, in_chunks
from traceability.storage.tables import Batch
from traceability.storage.work import Work


def publish_touched(work: Work) -> int:
    """Publish every page that the changes of this transaction reach; give their number.

    A change of a lot reaches the pages of all lots made from it. The log entries are written
    first: the pages' change history is read from them.
    """
    if not work.touched:
        return 0
    work.journal.write(work.session)
    depth, _ = lineage.trace(work.session, work.touched, Direction.FORWARD)
    work.touched.clear()
    pages = _publishable(work, depth)
    for chunk in in_chunks(batch.id for batch in pages):
        sources = read_sources(work.session, chunk)
        rows = _published(work, chunk)
        for batch_id in chunk:
            _publish(work, sources.batches[batch_id], sources, rows.get(batch_id))
    return len(pages)


def _publishable(work: Work, ids: Iterable[UUID]) -> list[Batch]:
    """Keep the lots that people can hold in their hands: released once, with a GTIN."""
    batches = batches_by_id(work.session, ids).values()
    return [
        batch
        for batch in batches
        if batch.gtin is not None and batch.product_id is not None and batch.released_at is not None
    ]


def _published(work: Work, ids: list[UUID]) -> dict[UUID, PublishedTrace]:
    rows = work.session.exec(
        select(PublishedTrace).where(
            col(PublishedTrace.batch_id).in_(ids), PublishedTrace.origin == work.origin
        )
    )
    return {row.batch_id: row for row in rows}


def _publish(work: Work, batch: Batch, sources: Sources, row: PublishedTrace | None) -> None:
    document = build_document(batch, sources, work.origin, work.now)
    text = canonical_text(document.model_dump(mode="json", exclude_none=True))
    values: dict[str, Any] = {
        "state": state_of(batch).value,
        "best_before": document.best_before,
        "is_below_grade": document.is_below_grade,
        "document_text": text,
        "document_hash": hashlib.sha256(text.encode()).digest(),
        "published_at": work.now,
    }
    if row is None:
        row = PublishedTrace(
            gtin=document.gtin,
            lot=batch.lot,
            origin=work.origin,
            batch_id=batch.id,
            uscc=document.enterprise.uscc,
            registered_at=batch.recorded_at,
            entry_id=batch.id,
            **values,
        )
        row.entry_id = work.journal.take(row)
        work.session.add(row)
    else:
        work.change(row, **values)
        row.entry_id = work.journal.take(row)
