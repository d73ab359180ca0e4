"""How does a list go on? By the id of its last row: UUIDv7 sorts by time, so pages never shift."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import literal, tuple_
from sqlmodel import Session, func, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.errors import RuleError

LARGEST_PAGE = 200
MOST_COUNTED = 10_000
T = TypeVar("T")


def cursor_of(last: UUID) -> str:
    """Write an opaque cursor."""
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def read_cursor(text: str) -> UUID:
    """Read a cursor, or raise RuleError `cursor.malformed`."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (binascii.Error, ValueError):
        raise RuleError("cursor.malformed", field="cursor") from None


def page_of(
    session: Session,
    query: SelectOfScalar[T],
    key: Any,
    after: str | None,
    limit: int,
    *,
    newest_first: bool = False,
) -> tuple[Sequence[T], str | None]:
    """Give one page of a query in the order of its key (a UUIDv7 column), and the next cursor."""
    if after is not None:
        last_id = read_cursor(after)
        query = query.where(key < last_id if newest_first else key > last_id)
    order = key.desc() if newest_first else key
    rows = session.exec(query.order_by(order).limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, None
    last: Callable[[T], UUID] = lambda row: getattr(row, key.key)  # noqa: E731
    return rows[:limit], cursor_of(last(rows[limit - 1]))


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a sorted list is wanted."""

    after: str | None = None
    limit: int = 50
    is_descending: bool = False


def sorted_page(
    session: Session, query: SelectOfScalar[T], by: Any, key: Any, wanted: Slice
) -> tuple[Sequence[T], str | None]:
    """Give one page in the order of a column that is never null and has an index.

    Where the column stands even, the key (a UUIDv7 column) decides; the cursor is the last row's.
    """
    if wanted.after is not None:
        last = read_cursor(wanted.after)
        place = session.exec(select(by).where(key == last)).first()
        if place is None:
            raise RuleError("cursor.malformed", field="cursor")
        here, there = tuple_(by, key), tuple_(literal(place, by.type), literal(last, key.type))
        query = query.where(here < there if wanted.is_descending else here > there)
    order = (by.desc(), key.desc()) if wanted.is_descending else (by, key)
    rows = session.exec(query.order_by(*order).limit(wanted.limit + 1)).all()
    if len(rows) <= wanted.limit:
        return rows, None
    return rows[: wanted.limit], cursor_of(getattr(rows[wanted.limit - 1], key.key))


def count_up_to(session: Session, query: SelectOfScalar[Any], most: int = MOST_COUNTED) -> int:
    """Count the rows of a query, but stop at one above the most: who reads on counts no further."""
    one = query.with_only_columns(literal(1), maintain_column_froms=True)  # no row is read for it
    some = one.order_by(None).limit(most + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()
