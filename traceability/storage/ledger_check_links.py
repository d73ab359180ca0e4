"""Does the lineage index say what the lines of the events say?

The index is not logged: it is derived again. All inputs of a production, or of all events of one
process, may be in all of its outputs (EPCIS 2.0 section 7.4.6); declared events do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, exists, select

from traceability.domain.kinds import LineRole
from traceability.storage.ledger_check_raw import Pieces, RawTable, bare, stream_rows
from traceability.storage.ledger_findings import Finding, FindingCode
from traceability.storage.log_specs import table_of
from traceability.storage.tables import BatchLink, EventLine, TraceEvent

_LINE_COLUMNS = ("event_id", "line", "role", "batch_id", "batch_org_id")
_AT_ONCE = 400  # events whose links are compared together
Pair = tuple[str, str]  # child, parent


@dataclass(slots=True)
class _Production:
    """One production: an event, or all events of a process."""

    events: set[str] = field(default_factory=set)
    inputs: dict[str, str] = field(default_factory=dict)  # lot -> its owner
    outputs: dict[str, tuple[str, str]] = field(default_factory=dict)  # lot -> owner, event

    def take(self, line: Pieces) -> None:
        event, _, role, batch, owner = map(bare, line[:5])
        self.events.add(event)
        if role == LineRole.INPUT:
            self.inputs[batch] = owner
        else:
            self.outputs[batch] = (owner, event)

    def expected(self) -> dict[Pair, dict[str, str]]:
        """Give the link of every input and output."""
        return {
            (child, parent): {
                "child_id": child,
                "parent_id": parent,
                "event_id": event,
                "child_org_id": child_owner,
                "parent_org_id": parent_owner,
            }
            for parent, parent_owner in self.inputs.items()
            for child, (child_owner, event) in self.outputs.items()
        }


class LinkCheck:
    """Derives all links again and compares."""

    def __init__(self, connection: Connection, is_sqlite: bool) -> None:
        self._connection = connection
        self._links = RawTable(table_of(BatchLink), is_sqlite)
        self._lines = RawTable(table_of(EventLine), is_sqlite, _LINE_COLUMNS)
        self._events = table_of(TraceEvent)
        self.checked = 0

    def findings(self) -> Iterator[Finding]:
        """Give the links that are missing, altered or too many."""
        for productions in _pieces(self._productions()):
            yield from self._compare(productions)
        if self._links.count(self._connection) != self.checked:
            yield from self._strangers()

    def _query(self) -> Select[Any]:
        """Select the input and output lines of all events that count."""
        lines, events = self._lines.table.c, self._events.c
        declaration = self._events.alias()
        return (
            self._lines.select()
            .join_from(self._lines.table, self._events, events.id == lines.event_id)
            .where(
                lines.role.in_([LineRole.INPUT.value, LineRole.OUTPUT.value]),
                lines.batch_id.is_not(None),
                events.declared_at.is_(None),
                ~exists(select(declaration.c.id).where(declaration.c.declares_id == events.id)),
            )
        )

    def _productions(self) -> Iterator[_Production]:
        events = self._events.c
        process = (events.transformation_id, events.org_id)
        single = self._query().where(events.transformation_id.is_(None))
        joint = self._query().add_columns(*process).where(events.transformation_id.is_not(None))
        yield from self._grouped(single.order_by(self._lines.table.c.event_id), slice(0, 1))
        order = (*process, self._lines.table.c.event_id, self._lines.table.c.line)
        yield from self._grouped(joint.order_by(*order), slice(5, 7))

    def _grouped(self, query: Select[Any], key: slice) -> Iterator[_Production]:
        rows = (
            (row[key], line)
            for piece in stream_rows(self._connection, query)
            for row, line in zip(piece, self._lines.pieces(piece), strict=True)
        )
        for _, lines in groupby(rows, key=itemgetter(0)):
            production = _Production()
            for _, line in lines:
                production.take(line)
            yield production

    def _compare(self, productions: list[_Production]) -> Iterator[Finding]:
        found: dict[str, list[dict[str, str]]] = {}
        for link in self._links_of(event for item in productions for event in item.events):
            found.setdefault(link["event_id"], []).append(link)
            self.checked += 1
        for production in productions:
            links = [link for event in production.events for link in found.get(event, ())]
            yield from _compare_links(production.expected(), links)

    def _links_of(self, events: Iterable[str]) -> Iterator[dict[str, str]]:
        wanted = list(events)
        for start in range(0, len(wanted), _AT_ONCE):
            chosen = self._links.by_id("event_id", wanted[start : start + _AT_ONCE])
            query = self._links.select().where(chosen)
            for row in self._links.read(self._connection, query):
                yield self._link(row)

    def _link(self, row: Pieces) -> dict[str, str]:
        return dict(zip(self._links.names, map(bare, row), strict=True))

    def _strangers(self) -> Iterator[Finding]:
        """Give the links whose event is none that could have made them."""
        for rows in self._links.stream(self._connection, self._links.select()):
            links = [self._link(row) for row in rows]
            known = self._counting({link["event_id"] for link in links})
            for link in links:
                if link["event_id"] not in known:
                    yield _finding(FindingCode.LINK_EXTRA, link, None, link)

    def _counting(self, events: set[str]) -> set[str]:
        query = self._query().where(self._lines.by_id("event_id", events))
        return {bare(line[0]) for line in self._lines.read(self._connection, query)}


def _pieces(productions: Iterator[_Production]) -> Iterator[list[_Production]]:
    piece: list[_Production] = []
    size = 0
    for production in productions:
        piece.append(production)
        size += len(production.events)
        if size >= _AT_ONCE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _compare_links(
    expected: dict[Pair, dict[str, str]], links: list[dict[str, str]]
) -> Iterator[Finding]:
    seen: set[Pair] = set()
    for link in links:
        pair = (link["child_id"], link["parent_id"])
        seen.add(pair)
        if pair not in expected:
            yield _finding(FindingCode.LINK_EXTRA, link, None, link)
            continue
        for name in ("child_org_id", "parent_org_id"):
            logged = expected[pair][name]
            if link[name] != logged:
                yield _finding(FindingCode.ROW_ALTERED, link, logged, link[name], name)
    for pair in sorted(expected.keys() - seen):
        yield _finding(FindingCode.LINK_MISSING, expected[pair], expected[pair], None)


def _finding(
    code: FindingCode,
    link: dict[str, str],
    logged: object,
    found: object,
    field: str | None = None,
) -> Finding:
    record = f"{link['child_id']}/{link['parent_id']}/{link['event_id']}"
    return Finding(code, "batch_link", record, field, logged, found)
