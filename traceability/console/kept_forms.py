"""Where does a form wait whose session ended before it was sent, and for whom?

It waits sealed in the login page itself, in the hands of whoever typed it: the server keeps
nothing. The seal names the person: another who signs in there does not send it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from traceability.routes.desk import House

MOST_FIELDS = 400
MOST_FILES = 6
_MOST_BYTES = 200_000
_KEPT_FOR_S = 24 * 3600
_TICKET_FOR_S = 10 * 60


@dataclass(frozen=True)
class KeptForm:
    """A form that waits: where it was sent, and its fields."""

    address: str
    typed: dict[str, str]


def _seal(house: House, purpose: str) -> Fernet:
    key = hashlib.sha256(f"{purpose} ".encode() + house.code_keys[0]).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def keep_form(house: House, owner: UUID, address: str, typed: dict[str, str]) -> str | None:
    """Seal a form for its writer; None where it is too long to carry."""
    text = json.dumps([str(owner), address, typed]).encode()
    if len(text) > _MOST_BYTES:
        return None
    return _seal(house, "kept form").encrypt_at_time(zlib.compress(text), int(time.time())).decode()


def open_form_of(house: House, owner: UUID, kept: str) -> KeptForm | None:
    """Open a form for its writer; None for anybody else, or after a day."""
    try:
        text = _seal(house, "kept form").decrypt(kept.encode(), ttl=_KEPT_FOR_S)
        whose, address, typed = json.loads(zlib.decompress(text))
    except (InvalidToken, ValueError, zlib.error):
        return None
    return KeptForm(address, typed) if whose == str(owner) else None


def new_challenge() -> bytes:
    """Give what nobody can foresee, for a browser to sign."""
    return secrets.token_bytes(32)


def seal_challenge(house: House, purpose: str, challenge: bytes, made_at: datetime) -> str:
    """Seal what a browser is asked to sign: the server keeps nothing of it."""
    text = json.dumps([purpose, challenge.hex(), made_at.timestamp()]).encode()
    return _seal(house, "passkey").encrypt_at_time(text, int(time.time())).decode()


def open_challenge(house: House, purpose: str, sealed: str) -> tuple[bytes, datetime] | None:
    """Give a challenge and when it was made, within ten minutes and for its purpose only."""
    try:
        text = _seal(house, "passkey").decrypt(sealed.encode(), ttl=_TICKET_FOR_S)
        meant, challenge, made_at = json.loads(text)
    except (InvalidToken, ValueError):
        return None
    if meant != purpose:
        return None
    return bytes.fromhex(challenge), datetime.fromtimestamp(made_at, UTC)


def make_ticket(house: House, user_id: UUID) -> str:
    """Say for ten minutes that somebody's password was right."""
    sealed = _seal(house, "second step").encrypt_at_time(user_id.bytes, int(time.time()))
    return sealed.decode()


def read_ticket(house: House, ticket: str) -> UUID | None:
    """Give whose password was right, if that was less than ten minutes ago."""
    try:
        return UUID(bytes=_seal(house, "second step").decrypt(ticket.encode(), ttl=_TICKET_FOR_S))
    except (InvalidToken, ValueError):
        return None
