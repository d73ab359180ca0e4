"""Are the entries of one kind of record whole, and do its rows agree with the newest of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Uuid, select

from traceability.storage.ledger_check_entries import (
    Entry,
    EntryTable,
    check_frame,
    check_hashes,
    is_open_and_current,
    proves_itself,
    read_text,
)
from traceability.storage.ledger_check_raw import Pieces, RawTable
from traceability.storage.ledger_check_rows import Found, RecordRows
from traceability.storage.ledger_findings import Finding, FindingCode, LedgerReport
from traceability.storage.log_specs import LogSpec, table_of
from traceability.storage.tables import LogEntry

RECORDS_AT_ONCE = 1_000  # records whose rows are fetched with one statement
Progress = Callable[[int, int], None]


class Audit:
    """What all parts of one check share: the snapshot, the report, the owners' codes."""

    def __init__(
        self, connection: Connection, is_sqlite: bool, on_progress: Progress | None
    ) -> None:
        self.connection = connection
        self.is_sqlite = is_sqlite
        self.entries = EntryTable(is_sqlite)
        self.report = LedgerReport()
        self.codes: dict[str, str] = {}  # organisation -> USCC, from entries that are sound
        self._on_progress = on_progress
        self._total = self.entries.raw.count(connection) if on_progress else 0

    def take(self, findings: Iterable[Finding]) -> bool:
        """Report findings; tell whether there were any."""
        before = self.report.found
        for finding in findings:
            self.report.add(finding)
        return self.report.found > before

    def advance(self, entries: int) -> None:
        """Count checked entries."""
        self.report.entries += entries
        if self._on_progress is not None:
            self._on_progress(self.report.entries, self._total)


@dataclass(slots=True)
class _Newest:
    entry: Entry
    first_at: str  # when the first revision was logged
    is_sound: bool


class KindCheck:
    """Checks the entries and rows of one table with its child tables."""

    def __init__(self, audit: Audit, spec: LogSpec) -> None:
        self._audit = audit
        self._spec = spec
        self._rows = RecordRows(spec, audit.is_sqlite)
        self._changes = "revision" in self._rows.raw.names
        self._owner = self._party("uscc" if spec.kind == "organization" else spec.owner)
        self._about = self._party(spec.about)
        self._matched = 0
        self._children = dict.fromkeys((c.spec.name for c in self._rows.children), 0)

    def run(self) -> None:
        """Check the kind; entries are read once, rows some hundred records at a time."""
        piece: list[_Newest] = []
        newest: _Newest | None = None
        for entry in self._stream():
            is_sound = self._check_alone(entry)
            if newest is not None and newest.entry.record_id == entry.record_id:
                self._audit.take(self._step(newest.entry, entry))
                newest = _Newest(entry, newest.first_at, is_sound)
                continue
            if newest is not None:
                piece.append(newest)
            if len(piece) >= RECORDS_AT_ONCE:
                self._compare(piece)
                piece = []
            self._audit.take(_first(entry))
            newest = _Newest(entry, entry.recorded_at, is_sound)
        if newest is not None:
            piece.append(newest)
        self._compare(piece)
        self._look_for_inserted()

    def _stream(self) -> Iterator[Entry]:
        query = self._audit.entries.of_kind(self._spec.kind)
        for piece in self._audit.entries.stream(self._audit.connection, query):
            yield from piece
            self._audit.advance(len(piece))

    def _check_alone(self, entry: Entry) -> bool:
        is_sound = proves_itself(entry) or not self._audit.take(check_hashes(entry))
        is_framed = is_open_and_current(entry, self._spec)
        return (is_framed or not self._audit.take(check_frame(entry, self._spec))) and is_sound

    def _step(self, before: Entry, entry: Entry) -> Iterator[Finding]:
        """Check one revision against the one before it."""
        if not self._changes:
            yield entry.finding(FindingCode.REVISION_EXTRA, "revision", 1, entry.revision)
        elif entry.revision != before.revision + 1:
            missing = before.revision + 1
            yield entry.finding(FindingCode.REVISION_MISSING, "revision", missing, entry.revision)
        for name in ("owner_uscc", "about_uscc"):
            was, now = getattr(before, name), getattr(entry, name)
            if was != now:
                yield entry.finding(FindingCode.OWNER, name, was, now)

    def _compare(self, piece: list[_Newest]) -> None:
        """Compare the newest entries of some records with their rows."""
        if not piece:
            return
        found = self._fetch([newest.entry.record_id for newest in piece])
        for newest in piece:
            entry = newest.entry
            record = found.get(entry.record_id)
            if record is None:
                logged = read_text(entry.public_text or entry.trade_text or "")
                self._audit.take([entry.finding(FindingCode.ROW_MISSING, None, logged)])
            elif not self._has_findings(entry, record):
                self._check_frame(newest, record)

    def _has_findings(self, entry: Entry, record: Found) -> bool:
        findings = self._rows.row_findings(entry, record)
        return bool(findings) and self._audit.take(findings)

    def _fetch(self, records: list[str]) -> dict[str, Found]:
        raw, connection = self._rows.raw, self._audit.connection
        rows = raw.read(connection, raw.select().where(raw.by_key(records)))
        wanted = set(records)
        read = ((raw.record_id(row), row) for row in rows)
        children = self._rows.children
        found = {name: Found(row, [[] for _ in children]) for name, row in read if name in wanted}
        self._matched += len(found)
        self._audit.report.rows += len(found)
        for place, child in enumerate(children):
            chosen = child.raw.by_id(child.spec.parent_column, records)
            for row in child.raw.read(connection, child.raw.select().where(chosen)):
                parent = child.parent_of(row)
                if parent in wanted:
                    self._children[child.spec.name] += 1
                    self._audit.report.rows += 1
                if parent in found:
                    found[parent].children[place].append(row)
        return found

    def _check_frame(self, newest: _Newest, record: Found) -> None:
        """Check what an entry's columns say against a row that its text agrees with."""
        entry = newest.entry
        if self._spec.kind == "organization" and newest.is_sound:
            self._audit.codes[entry.record_id] = self._rows.value(record, "uscc") or ""
        for name, said, (column, is_id) in (
            ("owner_uscc", entry.owner_uscc, self._owner),
            ("about_uscc", entry.about_uscc, self._about),
        ):
            value = self._rows.value(record, column) if column else None
            expected = self._audit.codes.get(value or "") if is_id else value
            if expected is not None and said != expected:
                self._audit.take([entry.finding(FindingCode.OWNER, name, said, expected)])
        recorded_at = self._rows.value(record, "recorded_at")
        if recorded_at not in (None, newest.first_at):
            code = FindingCode.RECORDED_AT
            self._audit.take([entry.finding(code, "recorded_at", newest.first_at, recorded_at)])

    def _party(self, column: str | None) -> tuple[str, bool]:
        """Give a column that names an organisation, and whether it does so by id."""
        if not column:
            return "", False
        return column, isinstance(self._rows.raw.table.c[column].type, Uuid)

    def _look_for_inserted(self) -> None:
        """Find rows without an entry; only when the counts say that there are some."""
        raw = self._rows.raw
        if raw.count(self._audit.connection) != self._matched:
            self._audit.take(self._inserted(raw, raw.record_id, raw.record_id))
        for child in self._rows.children:
            if child.raw.count(self._audit.connection) != self._children[child.spec.name]:
                self._audit.take(self._inserted(child.raw, child.parent_of, child.name_of))

    def _inserted(
        self, raw: RawTable, record_of: Callable[[Pieces], str], name_of: Callable[[Pieces], str]
    ) -> Iterator[Finding]:
        for rows in raw.stream(self._audit.connection, raw.select()):
            logged = self._logged({record_of(row) for row in rows})
            for row in rows:
                if record_of(row) not in logged:
                    self._audit.report.rows += 1
                    found = raw.values(row)
                    code = FindingCode.ROW_INSERTED
                    yield Finding(code, raw.table.name, name_of(row), found=found)

    def _logged(self, records: set[str]) -> set[str]:
        columns = table_of(LogEntry).c
        query = select(columns.record_id).where(
            columns.kind == self._spec.kind, columns.record_id.in_(records)
        )
        return set(self._audit.connection.execute(query).scalars())


def _first(entry: Entry) -> Iterator[Finding]:
    if entry.revision != 1:
        yield entry.finding(FindingCode.REVISION_MISSING, "revision", 1, entry.revision)
