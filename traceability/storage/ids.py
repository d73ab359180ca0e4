"""Where does a record's id come from? UUIDv7, made by the application, never reused."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Make an id that sorts by the time of its making (RFC 9562 section 5.7)."""
    return uuid7()
