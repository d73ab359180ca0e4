"""Does a row, with its child rows, still say what its newest entry says, field by field?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from traceability.domain.ledger import PARTS
from traceability.storage.ledger_check_entries import Entry, read_text
from traceability.storage.ledger_check_raw import Pieces, RawTable, bare, value_of
from traceability.storage.ledger_findings import Finding, FindingCode
from traceability.storage.log_specs import SCHEMA_VERSION, ChildSpec, LogSpec, table_of

Said = dict[str, Any]


class _Object:
    """Writes a JSON object out of pieces, its names in canonical order."""

    def __init__(self, places: Mapping[str, int]) -> None:
        names = sorted(places)
        self._template = ",".join(f'"{name}":%s' for name in names)
        self._pick = itemgetter(*(places[name] for name in names))

    def write(self, pieces: Pieces, mark: str = "") -> str:
        """Write the object; a mark, as of sealed entries, sorts before every name."""
        return f"{{{mark}{self._template % self._pick(pieces)}}}"


class ChildRows:
    """The child table of a record, read as it stands in the texts."""

    def __init__(self, spec: ChildSpec, is_sqlite: bool) -> None:
        self.spec = spec
        self.raw = RawTable(table_of(spec.model), is_sqlite)
        self._parent = self.raw.index(spec.parent_column)
        self._object = _Object({name: self.raw.index(name) for name in spec.columns})
        self._order = [self.raw.index(name) for name in spec.order]

    def parent_of(self, row: Pieces) -> str:
        """Tell which record a row belongs to."""
        return bare(row[self._parent])

    def name_of(self, row: Pieces) -> str:
        """Name a row: its parent and its place there."""
        return self.record_id(self.parent_of(row), self.raw.values(row))

    def record_id(self, parent: str, said: Mapping[str, Any]) -> str:
        """Name a child row as it stands in the text of its parent."""
        return "/".join([parent, *(str(said.get(name)) for name in self.spec.order)])

    def write(self, rows: list[Pieces]) -> str:
        """Write the rows of one record as they stand in its text."""
        ordered = sorted(rows, key=self._place) if len(rows) > 1 else rows
        return f"[{','.join(map(self._object.write, ordered))}]"

    def _place(self, row: Pieces) -> tuple[str, ...]:
        return tuple(bare(row[index]).zfill(12) for index in self._order)


@dataclass(slots=True)
class Found:
    """What the tables hold of one record; child rows in the order of the child tables."""

    row: Pieces
    children: list[list[Pieces]]


class RecordRows:
    """The table of one kind of record with its child tables."""

    def __init__(self, spec: LogSpec, is_sqlite: bool) -> None:
        self.spec = spec
        self.raw = RawTable(table_of(spec.model), is_sqlite)
        self.children = [ChildRows(child, is_sqlite) for child in spec.children]
        self._places = {name: place for place, name in enumerate(self.raw.names)}
        places = {
            part: {name: self._places[name] for name in names}
            for part, names in spec.part_columns.items()
        }
        for place, child in enumerate(self.children, start=len(self.raw.names)):
            places[child.spec.part][child.spec.name] = place
        self._objects = [
            (part, _Object(places[part])) if places[part] else (part, None) for part in PARTS
        ]
        self._text = self.raw.index(spec.text_column) if spec.text_column else None
        self._beside = {"entry_id", "document_hash"} & set(self.raw.names)

    def value(self, found: Found, column: str) -> str | None:
        """Give the id, code or instant in a column; nothing if there is none."""
        piece = found.row[self._places[column]] if column in self._places else "null"
        return None if piece == "null" else bare(piece)

    def texts(self, found: Found, entry: Entry) -> list[str | None]:
        """Write the three parts that the record would have now."""
        pieces = found.row
        if self.children:
            written = (c.write(rows) for c, rows in zip(self.children, found.children, strict=True))
            pieces = (*pieces, *written)
        mark = ""
        if entry.entry_class == "sealed":
            mark = f'"@kind":"{entry.kind}","@record":{encode_basestring(entry.record_id)},'
        texts = [item.write(pieces, mark) if item else None for _, item in self._objects]
        if self._text is not None:
            texts[0] = self._exact_text(found, entry)
        return texts

    def _exact_text(self, found: Found, entry: Entry) -> str:
        """Give the stored text that is itself the public part."""
        piece = found.row[self._text or 0]
        logged = entry.public_text or ""
        return logged if piece == encode_basestring(logged) else str(value_of(piece))

    def row_findings(self, entry: Entry, found: Found) -> Iterable[Finding]:
        """Compare a row and its child rows with the newest entry of the record."""
        texts = self.texts(found, entry)
        if texts == [entry.public_text, entry.trade_text, entry.personal_text]:
            return self._beside_the_text(entry, found) if self._beside else ()
        said = {part: text for part, text in zip(PARTS, texts, strict=True) if text is not None}
        different = _Difference(self, entry, said).findings()
        return chain(different, self._beside_the_text(entry, found))

    def _beside_the_text(self, entry: Entry, found: Found) -> Iterator[Finding]:
        """Check what a published row says of its own entry and of its own text."""
        if "entry_id" in self._beside and self._text is not None:
            named = self.value(found, "entry_id")
            if named != entry.id:
                yield _altered(entry, "entry_id", entry.id, named)
        if "document_hash" in self._beside and self._text is not None:
            text = self._exact_text(found, entry)
            digest, kept = sha256(text.encode()).hexdigest(), self.value(found, "document_hash")
            if kept != digest and text == entry.public_text:
                yield _altered(entry, "document_hash", digest, kept)


def _altered(entry: Entry, name: str, logged: object, found: object) -> Finding:
    return entry.finding(FindingCode.ROW_ALTERED, name, logged, found)


class _Difference:
    """Names the fields in which a record differs from its newest entry."""

    def __init__(self, rows: RecordRows, entry: Entry, said: Mapping[str, str]) -> None:
        self._entry = entry
        self._said = said  # the texts that the parts would have now
        self._text_column = rows.spec.text_column
        self._children = {child.spec.name: child for child in rows.children}
        self._is_older = entry.schema_version < SCHEMA_VERSION

    def findings(self) -> Iterator[Finding]:
        """Give all differences."""
        is_explained = self._is_older or self._entry.erased_by is not None
        for part in PARTS:
            for finding in self._of_part(part):
                is_explained = True
                yield finding
        if not is_explained:
            yield self._entry.finding(FindingCode.TEXT_UNCANONICAL, None)

    def _of_part(self, part: str) -> Iterator[Finding]:
        text = self._entry.text_of(part)
        now = self._said.get(part)
        if text == now:
            return
        if text is None:
            if self._entry.erased_by is None and not self._is_older:
                yield self._entry.finding(FindingCode.PART_MISSING, f"{part}_text", None, now)
        elif now is None:
            yield self._entry.finding(FindingCode.PART_UNKNOWN, f"{part}_text", text)
        elif part == "public" and self._text_column:
            yield _altered(self._entry, self._text_column, *_around_difference(text, now))
        else:
            yield from self._of_fields(part, text, now)

    def _of_fields(self, part: str, text: str, now: str) -> Iterator[Finding]:
        logged, said = read_text(text), json.loads(now)
        if logged is None:
            yield self._entry.finding(FindingCode.TEXT_UNREADABLE, f"{part}_text", text)
            return
        names = said if self._is_older else {**said, **logged}
        for name in sorted(names):
            if name.startswith("@") or (self._is_older and name not in logged):
                continue
            if name in self._children:
                yield from self._of_children(name, logged.get(name), said[name])
            elif not _is_same(logged.get(name), said.get(name)):
                yield _altered(self._entry, name, logged.get(name), said.get(name))

    def _of_children(self, name: str, logged: object, found: list[Said]) -> Iterator[Finding]:
        child = self._children[name]
        parent = self._entry.record_id
        rows = logged if isinstance(logged, list) else []
        before = {child.record_id(parent, row): row for row in rows if isinstance(row, dict)}
        now = {child.record_id(parent, row): row for row in found}
        for record in sorted({*before, *now}):
            if record not in now:
                code = FindingCode.ROW_MISSING
                yield Finding(code, name, record, None, before[record], None, self._entry.id)
            elif record not in before:
                code = FindingCode.ROW_INSERTED
                yield Finding(code, name, record, None, None, now[record], self._entry.id)
            else:
                yield from self._of_child(name, record, before[record], now[record])

    def _of_child(self, table: str, record: str, before: Said, now: Said) -> Iterator[Finding]:
        for name in sorted({**before, **now}):
            if self._is_older and name not in before:
                continue
            logged, found = before.get(name), now.get(name)
            if not _is_same(logged, found):
                code = FindingCode.ROW_ALTERED
                yield Finding(code, table, record, name, logged, found, self._entry.id)


def _is_same(logged: object, found: object) -> bool:
    """Compare as texts: in Python true equals 1."""
    return _shown(logged) == _shown(found)


def _shown(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=repr)


def _around_difference(logged: str, found: str, width: int = 60) -> tuple[str, str]:
    """Cut two long texts down to the place where they part."""
    length = min(len(logged), len(found))
    place = next((i for i in range(length) if logged[i] != found[i]), length)
    start = max(0, place - width)
    return logged[start : place + width], found[start : place + width]
