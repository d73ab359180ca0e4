"""Story: the authority reads who did, or looked at, what; nothing here can be edited."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import col

from traceability.domain.access import APPLICANT, CREDIT_SYSTEM, SYSTEM_USER, Action
from traceability.domain.changes import changed_fields
from traceability.schemas.audit import AuditLine, AuditPage, AuditQuery, FieldChange
from traceability.storage.audit import Entries, authors_of, entries_like, revisions_before
from traceability.storage.log_specs import SPEC_OF_KIND
from traceability.storage.paging import Slice, count_up_to, sorted_page
from traceability.storage.tables import LogEntry
from traceability.storage.work import Work

_MACHINES = {
    SYSTEM_USER: "system",
    CREDIT_SYSTEM: "public credit system",
    APPLICANT: "applicant",
}
_LONGEST = 300
_CHANGES = TypeAdapter(list[FieldChange])
_MEANINGLESS = ("_hash", "_sha256")  # say nothing to a person
_WHOLE_TEXTS = frozenset(kind for kind, spec in SPEC_OF_KIND.items() if spec.text_column)


def list_audit(work: Work, wanted: AuditQuery) -> AuditPage:
    """List revisions of records, newest first, each with what changed; personal parts stay shut."""
    work.actor.require(Action.READ_AUDIT)
    part = Slice(after=wanted.cursor, limit=wanted.limit, is_descending=True)
    key = col(LogEntry.id)
    rows, following = sorted_page(work.session, entries_like(_entries(wanted)), key, key, part)
    before = revisions_before(work.session, rows)
    authors = authors_of(work.session, (row.author_user_id for row in rows if row.author_user_id))
    items = []
    for row in rows:
        author = row.author_user_id
        username, organization = authors.get(author, (None, None)) if author else (None, None)
        items.append(
            AuditLine(
                id=row.id,
                recorded_at=row.recorded_at,
                kind=row.kind,
                record_id=row.record_id,
                revision=row.revision,
                username=username or (_MACHINES.get(author) if author else None),
                organization=organization,
                owner_uscc=row.owner_uscc,
                changes=_changes(before.get((row.kind, row.record_id, row.revision)), row),
            )
        )
    return AuditPage(items=items, next=following)


def count_audit(work: Work, wanted: AuditQuery) -> int:
    """Count the entries that match."""
    work.actor.require(Action.READ_AUDIT)
    return count_up_to(work.session, entries_like(_entries(wanted)))


def _entries(wanted: AuditQuery) -> Entries:
    return Entries(wanted.kind, wanted.record_id, wanted.who, wanted.since, wanted.until)


def _changes(before: LogEntry | None, after: LogEntry) -> list[FieldChange]:
    if after.kind in _WHOLE_TEXTS:
        return []  # a published page is a document of its own, with its own history
    was = _said(before) if before is not None else None
    said = (
        (name, _plain(old), _plain(new))
        for name, old, new in changed_fields(was, _said(after))
        if not name.endswith(_MEANINGLESS)
    )
    told = [
        {"name": name, "before": old, "after": new}
        for name, old, new in said
        if old is not None or new is not None
    ]
    return _CHANGES.validate_python(told)  # all at once: an export has a hundred thousand


def _said(entry: LogEntry) -> dict[str, Any]:
    texts = (entry.public_text, entry.trade_text)
    said: dict[str, Any] = {}
    for text in texts:
        said |= json.loads(text) if text else {}
    return said


def _plain(value: object) -> str | None:
    if value is None or value in ("", [], {}):
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
