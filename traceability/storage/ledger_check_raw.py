"""What does a row say in the words of the log, even where it was written by other hands?

Rows are read past SQLAlchemy's types and turned straight into pieces of canonical text: faster,
and a value that no type can hold (a time that is none, a number in place of an id) is shown as
found instead of ending the check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    Uuid,
    cast,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from traceability.domain.ledger import canonical_text

Pieces = tuple[str, ...]  # the values of one row as pieces of canonical text
Stored = Sequence[Any]  # the stored values of one column in some rows
Write = Callable[[Stored], list[str]]
READ_AT_ONCE = 1_000  # rows fetched from a stream at a time
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TRUTH = {0: "false", 1: "true"}
_SQLITE_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})000", re.ASCII)
_POSTGRESQL_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?(?:\+00)?", re.ASCII
)


def odd(value: object) -> str:
    """Show a value that its column cannot mean; it never equals what was logged."""
    return encode_basestring(f"{type(value).__name__} {value!r}")


def _strings(column: Stored) -> list[str]:
    try:
        return ["null" if value is None else encode_basestring(value) for value in column]
    except TypeError:  # SQLite keeps bytes in a column of text
        return _each(lambda v: encode_basestring(v) if type(v) is str else odd(v))(column)


def _integers(column: Stored) -> list[str]:
    return [
        str(value) if type(value) is int else "null" if value is None else odd(value)
        for value in column
    ]


def _boolean(value: Any) -> str:
    return _TRUTH.get(value) or odd(value)


def _sqlite_uuids(column: Stored) -> list[str]:
    return [
        f'"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"'
        if type(value) is str and len(value) == 32 and value.isalnum()
        else "null"
        if value is None
        else odd(value)
        for value in column
    ]


@lru_cache(maxsize=10_000)
def _sqlite_instant(value: Any) -> str:
    if type(value) is str and (match := _SQLITE_INSTANT.fullmatch(value)):
        return f'"{match[1]}T{match[2]}Z"'
    return odd(value)


@lru_cache(maxsize=10_000)
def _postgresql_instant(value: str) -> str:
    if match := _POSTGRESQL_INSTANT.fullmatch(value):
        return f'"{match[1]}T{match[2]}.{match[3] or "":0<3}Z"'
    return odd(value)


@lru_cache(maxsize=10_000)
def _json(value: Any) -> str:
    if value in {"{}", "[]"}:
        return str(value)
    try:
        return canonical_text(json.loads(value))
    except (TypeError, ValueError, RecursionError):
        return odd(value)


def _bytes(value: Any) -> str:
    return f'"{value.hex()}"' if type(value) is bytes else odd(value)


def _each(write: Callable[[Any], str]) -> Write:
    return lambda column: ["null" if value is None else write(value) for value in column]


def _written(write: Write, column: Stored) -> list[str]:
    """Write a column; a value that stands in many rows is written once."""
    distinct = list(set(column))
    if 2 * len(distinct) > len(column):
        return write(column)
    piece_of = dict(zip(distinct, write(distinct), strict=True))
    return [piece_of[value] for value in column]


_SQLITE: dict[type[TypeEngine[Any]], Write] = {
    Uuid: _sqlite_uuids,
    DateTime: _each(_sqlite_instant),
    Boolean: _each(_boolean),
    JSON: _each(_json),
    LargeBinary: _each(_bytes),
    Integer: _integers,
}
_POSTGRESQL: dict[type[TypeEngine[Any]], Write] = {
    **_SQLITE,
    Uuid: _strings,
    DateTime: _each(_postgresql_instant),
}
_AS_TEXT = (Uuid, DateTime, Date, JSON)  # PostgreSQL writes them; what Python cannot hold too


def _plain_type(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _writer(column: Column[Any], is_sqlite: bool) -> Write:
    writers = _SQLITE if is_sqlite else _POSTGRESQL
    kind = _plain_type(column)
    return next((write for t, write in writers.items() if isinstance(kind, t)), _strings)


def value_of(piece: str) -> Any:
    """Read a piece of text as the value that it writes."""
    return json.loads(piece)


def written_by(kind: type[TypeEngine[Any]], is_sqlite: bool, stored: Stored) -> list[str | None]:
    """Write the values of a column of ids or instants without quotes."""
    pieces = (_SQLITE if is_sqlite else _POSTGRESQL)[kind](stored)
    return [None if piece == "null" else piece.strip('"') for piece in pieces]


def bare(piece: str) -> str:
    """Give an id or a number without quotes, as it stands in a record's id."""
    return str(json.loads(piece)) if "\\" in piece else piece.strip('"')


class RawTable:
    """Reads the rows of one table as pieces of canonical text."""

    def __init__(self, table: Table, is_sqlite: bool, only: Sequence[str] = ()) -> None:
        """Read the columns of `only`, or all."""
        self.table = table
        self.is_sqlite = is_sqlite
        columns = [c for c in table.columns if not only or c.name in only]
        self.names = [column.name for column in columns]
        self.key_names = [column.name for column in table.primary_key.columns]
        self._expressions = [self._expression(column) for column in columns]
        self._writers = [_writer(column, is_sqlite) for column in columns]
        self._key = [self.names.index(name) for name in self.key_names if name in self.names]

    def _expression(self, column: Column[Any]) -> ColumnElement[Any]:
        if not self.is_sqlite and isinstance(_plain_type(column), _AS_TEXT):
            return cast(column, Text)
        return type_coerce(column, NullType())

    def index(self, name: str) -> int:
        """Tell where a column stands in a row."""
        return self.names.index(name)

    def select(self) -> Select[Any]:
        """Select the columns as they are stored."""
        return select(*self._expressions)

    def pieces(self, rows: Sequence[Sequence[Any]]) -> list[Pieces]:
        """Write stored rows in pieces of canonical text, column by column."""
        if not rows:
            return []
        columns = map(_written, self._writers, zip(*rows, strict=True))
        return list(zip(*columns, strict=True))

    def values(self, row: Pieces) -> dict[str, Any]:
        """Give a row as plain values."""
        return {name: value_of(piece) for name, piece in zip(self.names, row, strict=True)}

    def record_id(self, row: Pieces) -> str:
        """Write a row's primary key as the log does."""
        return "/".join(bare(row[index]) for index in self._key)

    def stream(self, connection: Connection, query: Select[Any]) -> Iterator[list[Pieces]]:
        """Read a long answer bit by bit."""
        for rows in stream_rows(connection, query):
            yield self.pieces(rows)

    def read(self, connection: Connection, query: Select[Any]) -> list[Pieces]:
        """Read a short answer at once."""
        return self.pieces(connection.execute(query).all())

    def count(self, connection: Connection) -> int:
        """Count all rows of the table."""
        query = select(func.count()).select_from(self.table)
        return int(connection.execute(query).scalar_one())

    def by_id(self, column: str, ids: Iterable[str]) -> ColumnElement[bool]:
        """Give the condition that a column of ids is one of these; what is no id matches none.

        The ids travel as one value: a list of parameters would cost more than the search.
        """
        if self.is_sqlite:
            keys = json.dumps([text.replace("-", "") for text in ids])
            listed = select(func.json_each(keys).table_valued("value").c.value)
            return type_coerce(self.table.c[column], NullType()).in_(listed)
        known = "{" + ",".join(text for text in ids if _UUID.fullmatch(text)) + "}"
        # Unnested once: a cast beside ANY would be parsed again for each row of a scan.
        return self.table.c[column].in_(
            select(func.unnest(cast(literal(known, Text), ARRAY(Uuid))))
        )

    def by_key(self, records: Iterable[str]) -> ColumnElement[bool]:
        """Give the condition that the primary key is one of these texts."""
        columns = [self.table.c[name] for name in self.key_names]
        if len(columns) == 1 and isinstance(columns[0].type, Uuid):
            return self.by_id(columns[0].name, records)
        keys = [key for record in records if (key := _split(columns, record)) is not None]
        return tuple_(*columns).in_(keys)


def stream_rows(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """Give the rows of a long answer as the driver gives them, some at a time."""
    yield from connection.execute(query.execution_options(yield_per=READ_AT_ONCE)).partitions()


def _split(columns: Sequence[Column[Any]], record: str) -> tuple[object, ...] | None:
    pieces = record.split("/")
    if len(pieces) != len(columns):
        return None
    try:
        return tuple(
            int(piece) if isinstance(column.type, Integer) else piece
            for column, piece in zip(columns, pieces, strict=True)
        )
    except ValueError:
        return None
