"""Does a message between the register and the public credit system come from whom it says?

HMAC-SHA256 in hexadecimal over lines that are joined by a line feed, without one at the end. Both
sides sign: a request over method, target, time stamp and SHA-256 of the body, and its nonce where
it has one; an answer over status, time stamp and SHA-256 of the body. The contract is
`docs/credit-interface.md`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

KEY_ID_HEADER = "X-Credit-Key-Id"
TIMESTAMP_HEADER = "X-Credit-Timestamp"
SIGNATURE_HEADER = "X-Credit-Signature"
NONCE_HEADER = "X-Credit-Nonce"
MOST_SKEW_S = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class SignatureError(Exception):
    """A message is not signed as it should be; `reason` is one of four words.

    `missing`, `malformed`, `skewed` (its time is too far from ours) or `wrong`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the headers of a message say: who signed it, when, and how."""

    key_id: str
    timestamp: str  # seconds since 1970-01-01 UTC
    signature: str
    nonce: str = ""

    def headers(self) -> dict[str, str]:
        """Give the headers that carry this stamp."""
        said = {
            KEY_ID_HEADER: self.key_id,
            TIMESTAMP_HEADER: self.timestamp,
            SIGNATURE_HEADER: self.signature,
        }
        return said | ({NONCE_HEADER: self.nonce} if self.nonce else {})


def read_stamp(headers: Mapping[str, str]) -> Stamp:
    """Read the stamp from headers whose names are found in any case; raise SignatureError."""
    stamp = Stamp(
        headers.get(KEY_ID_HEADER, ""),
        headers.get(TIMESTAMP_HEADER, ""),
        headers.get(SIGNATURE_HEADER, ""),
        headers.get(NONCE_HEADER, ""),
    )
    if not (stamp.key_id and stamp.timestamp and stamp.signature):
        raise SignatureError("missing")
    is_formed = (
        _TIMESTAMP.fullmatch(stamp.timestamp)
        and _SIGNATURE.fullmatch(stamp.signature)
        and (not stamp.nonce or _NONCE.fullmatch(stamp.nonce))
    )
    if not is_formed:
        raise SignatureError("malformed")
    return stamp


@dataclass(frozen=True, slots=True)
class Signer:
    """A shared secret and the name by which both sides know it."""

    key_id: str
    secret: bytes

    def __repr__(self) -> str:
        """Name the key only: representations end up in logs."""
        return f"Signer({self.key_id!r})"

    def stamp_request(
        self, method: str, target: str, body: bytes, now: float, nonce: str = ""
    ) -> Stamp:
        """Sign a request; `target` is path and query as they are sent, `now` in seconds."""
        timestamp = str(int(now))
        lines = _request_lines(method, target, timestamp, body, nonce)
        return Stamp(self.key_id, timestamp, _sign(self.secret, lines), nonce)

    def stamp_answer(self, status: int, body: bytes, now: float) -> Stamp:
        """Sign an answer."""
        timestamp = str(int(now))
        return Stamp(
            self.key_id, timestamp, _sign(self.secret, _answer_lines(status, timestamp, body))
        )

    def check_request(
        self, stamp: Stamp, method: str, target: str, body: bytes, now: float
    ) -> None:
        """Accept a request, or raise SignatureError."""
        lines = _request_lines(method, target, stamp.timestamp, body, stamp.nonce)
        self._check(stamp, lines, now)

    def check_answer(self, stamp: Stamp, status: int, body: bytes, now: float) -> None:
        """Accept an answer, or raise SignatureError."""
        self._check(stamp, _answer_lines(status, stamp.timestamp, body), now)

    def _check(self, stamp: Stamp, lines: tuple[str, ...], now: float) -> None:
        """Compare the signature first: whoever does not know the secret learns nothing else."""
        is_ours = hmac.compare_digest(stamp.key_id.encode(), self.key_id.encode())
        if not (is_ours and hmac.compare_digest(_sign(self.secret, lines), stamp.signature)):
            raise SignatureError("wrong")
        if abs(now - int(stamp.timestamp)) > MOST_SKEW_S:
            raise SignatureError("skewed")


def _request_lines(
    method: str, target: str, timestamp: str, body: bytes, nonce: str
) -> tuple[str, ...]:
    lines = (method.upper(), target, timestamp, body_sha256(body))
    return (*lines, nonce) if nonce else lines


def _answer_lines(status: int, timestamp: str, body: bytes) -> tuple[str, ...]:
    return (str(status), timestamp, body_sha256(body))


def body_sha256(body: bytes) -> str:
    """Give the fingerprint of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def _sign(secret: bytes, lines: tuple[str, ...]) -> str:
    return hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
