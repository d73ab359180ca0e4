"""How does a list go on? By the id of its last row: UUIDv7 sorts by time, so pages never shift."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.errors import RuleError

LARGEST_PAGE = 200
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
