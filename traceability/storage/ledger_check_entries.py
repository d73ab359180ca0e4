"""Does an entry of the log prove itself: do its texts and salts give its hashes?

No stored hash is believed: part hashes come from salt and text, the leaf's hash from the leaf's
text, exactly as the journal made them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, DateTime, Select, Uuid

from traceability.domain.ledger import (
    PARTS,
    LeafFacts,
    canonical_text,
    leaf_hash,
    leaf_text,
    part_hash,
)
from traceability.storage.ledger_check_raw import RawTable, stream_rows, written_by
from traceability.storage.ledger_findings import Finding, FindingCode
from traceability.storage.log_specs import SCHEMA_VERSION, LogSpec, table_of
from traceability.storage.tables import LogEntry

ERASURE = "erasure"  # the kind of entry that says why a text was erased; it has no row
_COLUMNS = (
    *("id", "class", "kind", "record_id", "revision", "schema_version"),
    *("owner_uscc", "about_uscc", "recorded_at"),
    *(f"{part}_{what}" for what in ("text", "salt", "hash") for part in PARTS),
    *("leaf_hash", "erased_by", "author_user_id"),
)


class Entry(NamedTuple):
    """An entry as it is stored, in the table's order of columns."""

    id: str
    entry_class: str
    kind: str
    record_id: str
    revision: int
    schema_version: int
    owner_uscc: str | None
    about_uscc: str | None
    recorded_at: str
    public_text: str | None
    trade_text: str | None
    personal_text: str | None
    public_salt: bytes | None
    trade_salt: bytes | None
    personal_salt: bytes | None
    public_hash: bytes | None
    trade_hash: bytes | None
    personal_hash: bytes | None
    leaf_hash: bytes
    erased_by: str | None
    author: str | None

    def text_of(self, part: str) -> str | None:
        """Give the text of a part."""
        return self[9 + PARTS.index(part)]  # type: ignore[return-value]

    def finding(
        self, code: FindingCode, field: str | None, logged: object = None, found: object = None
    ) -> Finding:
        """Build a finding about this entry."""
        return Finding(code, self.kind, self.record_id, field, logged, found, self.id)


class EntryTable:
    """Reads entries."""

    def __init__(self, is_sqlite: bool) -> None:
        self.raw = RawTable(table_of(LogEntry), is_sqlite, _COLUMNS)

    def of_kind(self, kind: str) -> Select[Any]:
        """Select the entries of a kind, each record's revisions in their order."""
        columns = self.raw.table.c
        query = self.raw.select().where(columns.kind == kind)
        return query.order_by(columns.record_id, columns.revision)

    def stream(self, connection: Connection, query: Select[Any]) -> Iterator[list[Entry]]:
        """Read entries; texts, salts and hashes stay exactly as they are stored."""
        for rows in stream_rows(connection, query):
            ids, instants, erasures, authors = (
                written_by(kind, self.raw.is_sqlite, [row[place] for row in rows])
                for kind, place in ((Uuid, 0), (DateTime, 8), (Uuid, 20), (Uuid, 19))
            )
            yield [
                Entry._make((entry_id, *row[1:8], instant, *row[9:19], erased_by, author))
                for row, entry_id, instant, erased_by, author in zip(
                    rows, ids, instants, erasures, authors, strict=True
                )
            ]


def proves_itself(entry: Entry) -> bool:
    """Tell, quickly, whether salts, texts and columns give the leaf's hash and the parts'.

    Equal hashes mean equal texts, so the leaf's text may be put together by hand here; where they
    differ, `check_hashes` computes it by the book and says what is wrong.
    """
    parts = []
    for part, text, salt, digest in (
        ("personal", entry.personal_text, entry.personal_salt, entry.personal_hash),
        ("public", entry.public_text, entry.public_salt, entry.public_hash),
        ("trade", entry.trade_text, entry.trade_salt, entry.trade_hash),
    ):
        if text is None and salt is None and digest is None:
            continue
        if type(text) is not str or type(salt) is not bytes:
            return False
        computed = sha256(salt + text.encode())
        if computed.digest() != digest:
            return False
        parts.append(f'"{part}":"{computed.hexdigest()}"')
    leaf = f'"parts":{{{",".join(parts)}}},'
    if entry.entry_class == "open":
        leaf = (
            f'{{"about":{_quoted(entry.about_uscc)},"author":{_quoted(entry.author)},'
            f'"class":"open","kind":"{entry.kind}",'
            f'"owner":{_quoted(entry.owner_uscc)},{leaf}"record":"{entry.record_id}",'
            f'"revision":{entry.revision},{_end(entry)}'
        )
    else:
        leaf = (
            f'{{"author":{_quoted(entry.author)},"class":"{entry.entry_class}",{leaf}{_end(entry)}'
        )
    return sha256(b"\x00" + leaf.encode()).digest() == entry.leaf_hash


def _end(entry: Entry) -> str:
    return f'"schema":{entry.schema_version},"time":"{entry.recorded_at}","v":1}}'


def _quoted(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'


def check_hashes(entry: Entry) -> Iterator[Finding]:
    """Compute every hash of an entry again, and say which differ."""
    stored: dict[str, bytes] = {}
    computed: dict[str, bytes] = {}
    is_whole = True
    for number, part in enumerate(PARTS, start=9):
        text, salt, digest = entry[number], entry[number + 3], entry[number + 6]
        if text is None and salt is None and digest is None:
            continue
        if digest is not None:
            stored[part] = _as_bytes(digest)
        if isinstance(text, str) and isinstance(salt, bytes):
            computed[part] = part_hash(salt, text)
            if computed[part] != digest:
                is_whole = False
                yield entry.finding(
                    FindingCode.PART_HASH, f"{part}_hash", _hex(digest), computed[part].hex()
                )
        elif digest is not None:
            computed[part] = stored[part]
            yield from _incomplete(entry, part, text, salt)
    yield from _check_leaf(entry, computed, None if is_whole else stored)


def _incomplete(entry: Entry, part: str, text: object, salt: object) -> Iterator[Finding]:
    if entry.erased_by is not None:
        return
    if not isinstance(text, str):
        yield entry.finding(FindingCode.TEXT_MISSING, f"{part}_text", found=text)
    if not isinstance(salt, bytes):
        yield entry.finding(FindingCode.SALT_MISSING, f"{part}_salt", found=salt)


def _check_leaf(
    entry: Entry, computed: Mapping[str, bytes], stored: Mapping[str, bytes] | None
) -> Iterator[Finding]:
    """Compare the leaf's hash; where only text or salt was altered, the stored parts still fit."""
    found = _leaf(entry, computed)
    if found == entry.leaf_hash or (stored and _leaf(entry, stored) == entry.leaf_hash):
        return
    yield entry.finding(FindingCode.LEAF_HASH, "leaf_hash", _hex(entry.leaf_hash), found.hex())


def _leaf(entry: Entry, parts: Mapping[str, bytes]) -> bytes:
    ordered = {part: parts[part] for part in PARTS if part in parts}
    return leaf_hash(
        leaf_text(
            LeafFacts(
                entry.entry_class,
                entry.kind,
                entry.record_id,
                entry.revision,
                entry.owner_uscc,
                entry.about_uscc,
                entry.recorded_at,
                ordered,
                entry.author,
                entry.schema_version,
            )
        )
    )


def is_open_and_current(entry: Entry, spec: LogSpec) -> bool:
    """Tell, quickly, that `check_frame` would find nothing."""
    return (
        entry.entry_class == "open" == spec.class_for(entry.owner_uscc)
        and entry.schema_version == SCHEMA_VERSION
    )


def check_frame(entry: Entry, spec: LogSpec) -> Iterator[Finding]:
    """Check what the columns say around the texts: class, schema, and whose text it is."""
    expected = spec.class_for(entry.owner_uscc)
    if entry.entry_class != expected:
        yield entry.finding(FindingCode.CLASS, "class", entry.entry_class, expected)
    if not 1 <= entry.schema_version <= SCHEMA_VERSION:
        yield entry.finding(FindingCode.SCHEMA_UNKNOWN, "schema_version", entry.schema_version)
    if entry.entry_class == "sealed":
        yield from _check_mark(entry, spec)


def _check_mark(entry: Entry, spec: LogSpec) -> Iterator[Finding]:
    """Compare kind and record in the texts of a sealed entry, whose leaf does not tell them."""
    # '@' sorts before every letter: canonical texts begin with the mark, and need no parsing.
    mark = canonical_text({"@kind": entry.kind, "@record": entry.record_id})[:-1]
    for part in PARTS:
        text = entry.text_of(part)
        if text is None or (part == "public" and spec.text_column):
            continue
        if not text.startswith((mark + ",", mark + "}")):
            said = read_text(text)
            logged = None if said is None else f"{said.get('@kind')}/{said.get('@record')}"
            found = f"{entry.kind}/{entry.record_id}"
            yield entry.finding(FindingCode.RECORD, f"{part}_text", logged, found)
        if '"revision":' in text and f'"revision":{entry.revision},' not in text:
            yield from _check_revision(entry, part, text)


def _check_revision(entry: Entry, part: str, text: str) -> Iterator[Finding]:
    revision = (read_text(text) or {}).get("revision", entry.revision)
    if revision != entry.revision:
        yield entry.finding(FindingCode.REVISION, f"{part}_text", revision, entry.revision)


def read_text(text: str) -> dict[str, Any] | None:
    """Read a part's text; what is no JSON object gives nothing."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _hex(value: object) -> str | None:
    return None if value is None else _as_bytes(value).hex()
