"""Is every entry numbered in the tree or waiting for its number, and nothing else is?

Also here: an erased text needs an entry that says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, except_, select, union

from traceability.storage.ledger_check_entries import ERASURE, EntryTable
from traceability.storage.ledger_check_raw import RawTable, bare, stream_rows
from traceability.storage.ledger_findings import Finding, FindingCode
from traceability.storage.log_specs import table_of
from traceability.storage.tables import LogEntry, LogLeaf, LogPending

_ENTRIES, _PENDING, _LEAVES = table_of(LogEntry), table_of(LogPending), table_of(LogLeaf)
_NAMES = ("id", "kind", "record_id", "leaf_hash")


def numbering_findings(connection: Connection, is_sqlite: bool) -> Iterator[Finding]:
    """Give entries that no one numbers, numbers of no entry, and leaves with another hash."""
    entries = RawTable(_ENTRIES, is_sqlite, _NAMES)
    strays = except_(
        select(_ENTRIES.c.id), select(_PENDING.c.entry_id), select(_LEAVES.c.entry_id)
    ).subquery()
    unnumbered = entries.select().where(_ENTRIES.c.id.in_(select(strays.c.id)))
    for piece in entries.stream(connection, unnumbered):
        for entry_id, kind, record, _ in (map(bare, row) for row in piece):
            yield Finding(FindingCode.UNNUMBERED, kind, record, entry_id=entry_id)
    yield from _removed(connection, is_sqlite)
    yield from _tree_hashes(connection, entries)


def _removed(connection: Connection, is_sqlite: bool) -> Iterator[Finding]:
    numbers = union(select(_PENDING.c.entry_id), select(_LEAVES.c.entry_id)).subquery()
    gone = except_(select(numbers.c.entry_id), select(_ENTRIES.c.id)).subquery()
    for table in (_PENDING, _LEAVES):
        raw = RawTable(table, is_sqlite, ("entry_id",))
        orphans = raw.select().where(table.c.entry_id.in_(select(gone.c.entry_id)))
        for piece in raw.stream(connection, orphans):
            for entry_id in (bare(row[0]) for row in piece):
                yield Finding(FindingCode.REMOVED, "log_entry", entry_id, entry_id=entry_id)


def _tree_hashes(connection: Connection, entries: RawTable) -> Iterator[Finding]:
    numbered = RawTable(_LEAVES, entries.is_sqlite, ("entry_id", "leaf_hash"))
    query = (
        numbered.select()
        .add_columns(*entries.select().selected_columns)
        .join_from(_LEAVES, _ENTRIES, _LEAVES.c.entry_id == _ENTRIES.c.id)
        .where(_LEAVES.c.leaf_hash != _ENTRIES.c.leaf_hash)
    )
    for rows in stream_rows(connection, query):
        leaves, own = numbered.pieces(rows), entries.pieces([row[2:] for row in rows])
        for (_, kept), row in zip(leaves, own, strict=True):
            entry_id, kind, record, computed = map(bare, row)
            code = FindingCode.TREE_HASH
            yield Finding(code, kind, record, "leaf_hash", bare(kept), computed, entry_id)


def erasure_findings(connection: Connection, entries: EntryTable) -> Iterator[Finding]:
    """Give the entries that were erased without an entry that says why."""
    columns = _ENTRIES.c
    reasons = select(columns.id).where(columns.kind == ERASURE)
    erased = entries.raw.select().where(
        columns.erased_by.is_not(None), columns.erased_by.not_in(reasons)
    )
    for piece in entries.stream(connection, erased):
        for entry in piece:
            yield entry.finding(FindingCode.ERASURE_UNKNOWN, "erased_by", None, entry.erased_by)
