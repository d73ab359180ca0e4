"""Contracts of passkeys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from traceability.schemas.types import In, Out, Text60

Answer = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class PasskeyCreate(In):
    """What a browser says of a passkey that it made, and what its owner calls it."""

    name: Text60
    answer: Answer


class PasskeyPublic(Out):
    """A passkey of the caller."""

    id: UUID
    name: str
    recorded_at: datetime
    used_at: datetime | None


class PasskeyList(Out):
    """The caller's passkeys, the oldest first."""

    items: list[PasskeyPublic]
