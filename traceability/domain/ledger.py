"""What exactly was recorded, and what is its fingerprint?

The canonical text of a record is RFC 8785 (JCS) restricted to objects, arrays, strings, booleans,
null and integers of at most 53 bits; decimals and instants are strings. On this profile the
compact, sorted output of `json` is byte for byte JCS. A part's hash is SHA-256(salt ‖ text), the
leaf's hash SHA-256(0x00 ‖ leaf text), as in RFC 6962.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

SALT_BYTES = 32
LARGEST_INTEGER = 2**53 - 1
PARTS = ("public", "trade", "personal")

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


class UncanonicalError(TypeError):
    """A value has no canonical text: a programming error, never the user's."""


def plain(value: object) -> object:
    """Turn a column's value into what the canonical text may hold.

    Instants become UTC with milliseconds and `Z`, ids and dates their usual text, bytes hex.
    """
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return value
    if kind is int:
        return _bounded(value)  # type: ignore[arg-type]
    if kind is UUID or kind is date:
        return str(value)
    if isinstance(value, datetime):
        return instant_text(value)
    return _plain_rare(value)


def _bounded(value: int) -> int:
    if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    raise UncanonicalError(f"integer beyond 53 bits: {value}")


def _plain_rare(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (UUID, date)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise UncanonicalError(f"{type(value).__name__} has no canonical text")


def instant_text(instant: datetime) -> str:
    """Write an instant as `2026-05-01T08:01:00.000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical_text(values: Mapping[str, object]) -> str:
    """Write plain values as canonical text; names are ASCII, so that both sort orders agree.

    A lone surrogate has no UTF-8: hashing the text raises UnicodeEncodeError.
    """
    return _ENCODER.encode(values)


def part_hash(salt: bytes, text: str) -> bytes:
    """Give the hash of one part: SHA-256(salt ‖ UTF-8 text)."""
    return hashlib.sha256(salt + text.encode()).digest()


@dataclass(frozen=True, slots=True)
class LeafFacts:
    """What a leaf of the log tells. A sealed leaf tells its time, author and part hashes alone.

    The author is a user's random id, never a name.
    """

    entry_class: str
    kind: str
    record: str
    revision: int
    owner: str | None
    about: str | None
    time: str
    parts: Mapping[str, bytes]
    author: str | None = None
    schema: int = 1  # of the texts


def leaf_text(leaf: LeafFacts) -> str:
    """Write the text of a leaf; credit records and people are sealed by law (trust in time)."""
    shown: dict[str, object] = {
        "v": 1,
        "class": leaf.entry_class,
        "time": leaf.time,
        "author": leaf.author,
        "schema": leaf.schema,
        "parts": {name: digest.hex() for name, digest in leaf.parts.items()},
    }
    if leaf.entry_class == "open":
        shown |= {"kind": leaf.kind, "record": leaf.record, "revision": leaf.revision}
        shown |= {"owner": leaf.owner, "about": leaf.about}
    return canonical_text(shown)


def leaf_hash(text: str) -> bytes:
    """Give the hash of a leaf (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + text.encode()).digest()
