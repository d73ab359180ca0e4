"""Which code proves a report, and which report can a code be of?

A code is 20 characters of Crockford's base32: 41 bits of the instant at which the report came in,
54 bits of a keyed hash of what the report says, and a check character. Nothing is stored: the
instant leads to the few reports of that millisecond, and the code is genuine where the hash of
what the register holds today agrees. So a code that somebody made up is of no report, and a report
whose record was altered no longer has the code that stands on its paper. The instant is masked by
a keyed hash of the rest: a code tells nothing by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from consumer_web.codes import ALPHABET, CodeError, check_character, fold_code

CODE_LENGTH: Final = 20
_MOMENT_BITS: Final = 41  # milliseconds: from 2020 until 2089
_HASH_BITS: Final = 54  # a guess hits with a chance of 5.6e-17 for each key
_EPOCH_MS: Final = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_BELOW_MOMENT: Final = 80  # bits of a UUIDv7 after its instant (RFC 9562, 5.7)
_MOMENT_MASK: Final = (1 << _MOMENT_BITS) - 1
_HASH_MASK: Final = (1 << _HASH_BITS) - 1


class ReportCodes:
    """Makes codes with the newest key, and reads those of all; `keys` come newest first."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("a key is needed")
        self._keys = [
            hashlib.blake2b(key, digest_size=32, person=b"report code key").digest() for key in keys
        ]

    def make(self, report_id: UUID, content: bytes) -> str:
        """Make the code of a report by what it says; its id is a UUIDv7 from 2020 to 2089."""
        return _write(self._keys[0], report_id, content)

    def find_moments(self, folded: str) -> set[int]:
        """Give the instants (ms since 1970) at which the report of a code can have come in."""
        hidden, hashed = _read(folded)
        return {_EPOCH_MS + (hidden ^ _mask(key, hashed)) for key in self._keys}

    def is_of(self, folded: str, report_id: UUID, content: bytes) -> bool:
        """Tell whether a code is that of a report, by what the report says now."""
        return any(
            hmac.compare_digest(_write(key, report_id, content), folded) for key in self._keys
        )


def fold_report_code(text: str) -> str | None:
    """Give the one spelling of a code that somebody typed; None if it cannot be one."""
    try:
        return fold_code(text, CODE_LENGTH)
    except CodeError:
        return None


def group_report_code(code: str) -> str:
    """Write a code as people read it: five groups of four."""
    return "-".join(_groups(code))


def _groups(code: str) -> Iterator[str]:
    return (code[at : at + 4] for at in range(0, len(code), 4))


def _write(key: bytes, report_id: UUID, content: bytes) -> str:
    moment = (report_id.int >> _BELOW_MOMENT) - _EPOCH_MS
    if report_id.version != 7 or not 0 <= moment <= _MOMENT_MASK:
        raise ValueError(f"no code for the id {report_id}")
    hashed = _keyed(key, b"content", report_id.bytes + hashlib.sha256(content).digest())
    hashed &= _HASH_MASK
    number = (moment ^ _mask(key, hashed)) << _HASH_BITS | hashed
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(90, -1, -5))
    return body + check_character(body)


def _read(folded: str) -> tuple[int, int]:
    number = 0
    for character in folded[:-1]:
        number = number << 5 | ALPHABET.index(character)
    return number >> _HASH_BITS, number & _HASH_MASK


def _mask(key: bytes, hashed: int) -> int:
    return _keyed(key, b"moment", hashed.to_bytes(7, "big")) & _MOMENT_MASK


def _keyed(key: bytes, purpose: bytes, said: bytes) -> int:
    digest = hashlib.blake2b(said, key=key, digest_size=8, person=purpose).digest()
    return int.from_bytes(digest, "big")
