"""How does every change get its log entry?

A use case hands new and changed records to the journal; the entries are written in the same
transaction, just before it commits. A guard on the session refuses any change of a covered table
that did not go through here: a record cannot exist without its entry, nor an entry without its
record.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, event, insert
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as PlainSession
from sqlmodel import Session, SQLModel

from traceability.domain.ledger import (
    PARTS,
    SALT_BYTES,
    LeafFacts,
    instant_text,
    leaf_hash,
    leaf_text,
    part_hash,
)
from traceability.storage.ids import new_id
from traceability.storage.log_specs import (
    CHILD_MODELS,
    SCHEMA_VERSION,
    SPEC_OF,
    Children,
    LogSpec,
    Values,
    table_of,
)
from traceability.storage.tables import LogEntry, LogPending

LOGGED_STATEMENT = {"is_logged": True}
"""Execution options of a bulk statement whose rows were handed to the journal."""


class UnloggedChangeError(RuntimeError):
    """A covered row was about to change without its log entry: a programming error."""


@dataclass(slots=True)
class _Pending:
    spec: LogSpec
    entry_id: UUID
    values: Callable[[], Values]
    children: Callable[[], Children]


class Journal:
    """Collects the changes of one transaction and writes their entries."""

    def __init__(self, now: datetime, author: UUID | None, uscc_of: Callable[[UUID], str]) -> None:
        self._now = now
        self._author = author
        self._uscc_of = uscc_of
        self._pending: dict[tuple[str, str], _Pending] = {}
        self._known: dict[int, object] = {}  # the objects are kept: an id may be used again

    def covers(self, record: object) -> bool:
        """Tell whether the record was handed over in this transaction."""
        return id(record) in self._known

    def is_queued(self, record: SQLModel) -> bool:
        """Tell whether the record already has an entry coming."""
        spec = SPEC_OF[type(record)]
        return (spec.kind, spec.record_id(vars(record))) in self._pending

    def take(self, record: SQLModel, children: Sequence[SQLModel] = ()) -> UUID:
        """Take a new or changed record with all of its child rows; give its entry's id."""
        spec = SPEC_OF[type(record)]
        self._known |= {id(taken): taken for taken in (record, *children)}
        grouped: dict[str, list[SQLModel]] = {}
        for child in children:
            grouped.setdefault(table_of(type(child)).name, []).append(child)
        return self._queue(
            spec,
            spec.record_id(_row(record)),
            lambda: _row(record),
            lambda: {name: [_row(child) for child in rows] for name, rows in grouped.items()},
        )

    def take_row(self, model: type[SQLModel], values: Values, children: Children) -> UUID:
        """Take a row that is written by a bulk statement with `LOGGED_STATEMENT`."""
        spec = SPEC_OF[model]
        return self._queue(spec, spec.record_id(values), lambda: values, lambda: children)

    def _queue(
        self,
        spec: LogSpec,
        record_id: str,
        values: Callable[[], Values],
        children: Callable[[], Children],
    ) -> UUID:
        known = self._pending.get((spec.kind, record_id))
        entry_id = known.entry_id if known else new_id()
        self._pending[spec.kind, record_id] = _Pending(spec, entry_id, values, children)
        return entry_id

    def write(self, session: Session) -> int:
        """Write the entries of all that was taken; give their number."""
        session.flush()
        rows = [self._entry(record_id, item) for (_, record_id), item in self._pending.items()]
        self._pending.clear()
        self._known.clear()
        if rows:
            session.execute(insert(table_of(LogEntry)), rows)
            session.execute(insert(table_of(LogPending)), [{"entry_id": r["id"]} for r in rows])
        return len(rows)

    def turn(self, now: datetime, author: UUID | None) -> None:
        """Sign what is taken from now on with another instant and author."""
        if self._pending:
            raise UnloggedChangeError("the author changed before the log entries were written")
        self._now, self._author = now, author

    @property
    def is_empty(self) -> bool:
        """Tell whether every entry was written."""
        return not self._pending

    def _entry(self, record_id: str, item: _Pending) -> dict[str, Any]:
        values = item.values()
        owner = self._owner(item.spec, values)
        return build_entry(
            item.spec,
            item.entry_id,
            record_id,
            item.spec.texts(values, item.children(), item.spec.class_for(owner)),
            revision=values.get("revision", 1),
            owner=owner,
            about=self._about(item.spec, values),
            now=self._now,
            author=self._author,
        )

    def _owner(self, spec: LogSpec, values: Values) -> str | None:
        if not spec.owner:
            return None
        owner = values[spec.owner]
        if spec.kind == "organization":
            return str(values["uscc"])
        return owner if isinstance(owner, str) else self._uscc_of(owner)

    def _about(self, spec: LogSpec, values: Values) -> str | None:
        about = values[spec.about] if spec.about else None
        return self._uscc_of(about) if about else None


def build_entry(  # noqa: PLR0913 - the columns of an entry
    spec: LogSpec,
    entry_id: UUID,
    record_id: str,
    texts: Mapping[str, str],
    *,
    revision: int,
    owner: str | None,
    about: str | None,
    now: datetime,
    author: UUID | None,
) -> dict[str, Any]:
    """Build the row of one entry: salts, part hashes and the leaf's hash over them."""
    row: dict[str, Any] = {"id": entry_id, "kind": spec.kind, "record_id": record_id}
    hashes: dict[str, bytes] = {}
    random = os.urandom(SALT_BYTES * len(texts))
    for number, part in enumerate(part for part in PARTS if part in texts):
        salt = random[number * SALT_BYTES : (number + 1) * SALT_BYTES]
        hashes[part] = part_hash(salt, texts[part])
        row[f"{part}_salt"] = salt
    for part in PARTS:
        row[f"{part}_text"] = texts.get(part)
        row[f"{part}_hash"] = hashes.get(part)
        row.setdefault(f"{part}_salt", None)
    entry_class = spec.class_for(owner)
    leaf = LeafFacts(
        entry_class,
        spec.kind,
        record_id,
        revision,
        owner,
        about,
        instant_text(now),
        hashes,
        str(author) if author else None,
        SCHEMA_VERSION,
    )
    row |= {"class": entry_class, "revision": revision, "schema_version": SCHEMA_VERSION}
    row |= {"owner_uscc": owner, "about_uscc": about, "recorded_at": now, "author_user_id": author}
    row["leaf_hash"] = leaf_hash(leaf_text(leaf))
    return row


def _row(record: SQLModel) -> dict[str, Any]:
    return {column.name: getattr(record, column.name) for column in table_of(type(record)).columns}


def guard(session: Session, journal: Journal) -> None:
    """Make the session refuse changes of covered tables that the journal does not know."""

    def before_flush(active: PlainSession, _: UOWTransaction, __: object) -> None:
        changed = [*active.new, *(r for r in active.dirty if active.is_modified(r))]
        unlogged = [r for r in changed if is_covered(type(r)) and not journal.covers(r)]
        if unlogged:
            raise UnloggedChangeError(f"{type(unlogged[0]).__name__} changed without a log entry")
        if any(is_covered(type(record)) for record in active.deleted):
            raise UnloggedChangeError("a covered record may never be deleted")

    def before_commit(_: PlainSession) -> None:
        if not journal.is_empty:
            raise UnloggedChangeError("committed before the log entries were written")

    event.listen(session, "before_flush", before_flush)
    event.listen(session, "do_orm_execute", _check_statement)
    event.listen(session, "before_commit", before_commit)


def _check_statement(state: ORMExecuteState) -> None:
    if isinstance(state.statement, TextClause):
        raise UnloggedChangeError("a plain SQL text could change anything: use the tables")
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    target = getattr(getattr(state.statement, "table", None), "name", None)
    if target in _COVERED_TABLES and not state.execution_options.get("is_logged"):
        raise UnloggedChangeError(f"{target} changed by a bulk statement without log entries")


_COVERED_TABLES = frozenset(table_of(model).name for model in (*SPEC_OF, *CHILD_MODELS))


def is_covered(model: type) -> bool:
    """Tell whether rows of a table class are logged."""
    return model in SPEC_OF or model in CHILD_MODELS
