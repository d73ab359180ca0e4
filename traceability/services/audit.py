"""Story: the authority reads who did, or looked at, what; nothing here can be edited."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import col

from traceability.domain.access import APPLICANT, CREDIT_SYSTEM, SYSTEM_USER, Action
from traceability.domain.changes import changed_fields
from traceability.schemas.audit import AuditLine, AuditPage, AuditQuery, FieldChange
from traceability.storage.audit import (
    Entries,
    authors_of,
    entries_like,
    names_of,
    points_to,
    revisions_before,
)
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
_NOBODY = (None, None, None)
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
    wanted_names: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        author = row.author_user_id
        username, person, organization = authors.get(author, _NOBODY) if author else _NOBODY
        said = _said(row)
        changes = _changes(before.get((row.kind, row.record_id, row.revision)), row.kind, said)
        _collect(changes, wanted_names)
        items.append(
            AuditLine(
                id=row.id,
                recorded_at=row.recorded_at,
                kind=row.kind,
                record_id=row.record_id,
                revision=row.revision,
                username=username or (_MACHINES.get(author) if author else None),
                person=person,
                organization=organization,
                owner_uscc=row.owner_uscc,
                changes=changes,
                unit=said.get("unit") or said.get("sampled_unit") or said.get("net_content_unit"),
            )
        )
    names = {
        str(record_id): name
        for kind, ids in wanted_names.items()
        for record_id, name in names_of(work.session, kind, ids).items()
    }
    return AuditPage(items=items, next=following, names=names)


def count_audit(work: Work, wanted: AuditQuery) -> int:
    """Count the entries that match."""
    work.actor.require(Action.READ_AUDIT)
    return count_up_to(work.session, entries_like(_entries(wanted)))


def _entries(wanted: AuditQuery) -> Entries:
    return Entries(wanted.kind, wanted.record_id, wanted.who, wanted.since, wanted.until)


def _changes(before: LogEntry | None, kind: str, after: Mapping[str, Any]) -> list[FieldChange]:
    if kind in _WHOLE_TEXTS:
        return []  # a published page is a document of its own, with its own history
    was = _said(before) if before is not None else None
    told = [
        {
            "name": name,
            "before": _plain(old),
            "after": _plain(new),
            "rows_before": len(old) if isinstance(old, list) else None,
            "rows_after": len(new) if isinstance(new, list) else None,
        }
        for name, old, new in changed_fields(was, after)
        if not name.endswith(_MEANINGLESS) and not (_is_empty(old) and _is_empty(new))
    ]
    return _CHANGES.validate_python(told)  # all at once: an export has a hundred thousand


def _collect(changes: Iterable[FieldChange], wanted: dict[str, set[UUID]]) -> None:
    """Note the ids in some changes by the kind of record that they are of."""
    for each in changes:
        kind = points_to(each.name)
        if kind is not None:
            wanted[kind].update(UUID(text) for text in (each.before, each.after) if _is_id(text))


def _is_id(text: str | None) -> bool:
    return text is not None and len(text) == 36 and text.count("-") == 4


def _said(entry: LogEntry) -> dict[str, Any]:
    if entry.kind in _WHOLE_TEXTS:
        return {}
    texts = (entry.public_text, entry.trade_text)
    said: dict[str, Any] = {}
    for text in texts:
        said |= json.loads(text) if text else {}
    return said


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def _plain(value: object) -> str | None:
    if _is_empty(value):
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
