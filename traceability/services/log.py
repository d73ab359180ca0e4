"""Story: somebody asks what was recorded about a record, by whom, and when."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.schemas.trade import LogEntryPublic, LogPage
from traceability.storage.paging import page_of
from traceability.storage.tables import LogEntry
from traceability.storage.work import Work


def read_log(work: Work, record_id: str | None, after: str | None, limit: int) -> LogPage:
    """Give the log entries of a record (or all), oldest first.

    The authority sees every part but personal ones of others; an organisation sees the entries it
    owns whole, and the public part of those about it.
    """
    work.actor.require(Action.READ_LOG)
    query = select(LogEntry)
    if record_id is not None:
        query = query.where(LogEntry.record_id == record_id)
    if not work.actor.is_authority:
        query = query.where(
            (col(LogEntry.owner_uscc) == work.actor.uscc)
            | (col(LogEntry.about_uscc) == work.actor.uscc)
        )
    rows, following = page_of(work.session, query, col(LogEntry.id), after, limit)
    return LogPage(items=[_public(work, row) for row in rows], next=following)


def _public(work: Work, entry: LogEntry) -> LogEntryPublic:
    is_own = entry.owner_uscc == work.actor.uscc
    return LogEntryPublic(
        id=entry.id,
        entry_class=entry.entry_class,
        kind=entry.kind,
        record_id=entry.record_id,
        revision=entry.revision,
        owner_uscc=entry.owner_uscc,
        recorded_at=entry.recorded_at,
        author_user_id=entry.author_user_id,
        public=_opened(entry.public_text),
        trade=_opened(entry.trade_text) if is_own or work.actor.is_authority else None,
        personal=_opened(entry.personal_text) if is_own else None,
        public_hash=entry.public_hash.hex() if entry.public_hash else None,
        leaf_hash=entry.leaf_hash.hex(),
    )


def _opened(text: str | None) -> dict[str, Any] | None:
    return json.loads(text) if text is not None else None
