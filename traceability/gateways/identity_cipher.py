"""How are identity numbers kept unreadable at rest? AES-256-GCM under keys that can change.

The newest key seals; every key still opens what it sealed. A cipher text is bound to its place
(`table/record id/column`): copied to another record it does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORM = "v1"
_NONCE_BYTES = 12  # NIST SP 800-38D, 5.2.1.1
_KEY_BYTES = 32


class IdentityCipherError(Exception):
    """A cipher text cannot be opened: altered, moved, or its key is gone. It names the place."""


class KeyedIdentityCipher:
    """Seals with the newest of its keys and opens with the one that sealed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        material = [key[:_KEY_BYTES] for key in keys]
        self._names = [hashlib.sha256(key).hexdigest()[:8] for key in material]
        self._ciphers = dict(zip(self._names, map(AESGCM, material), strict=True))

    def seal(self, number: str, place: str) -> str:
        """Encrypt a number for its place, under the newest key."""
        name, nonce = self._names[0], os.urandom(_NONCE_BYTES)
        sealed = nonce + self._ciphers[name].encrypt(nonce, number.encode(), place.encode())
        return f"{_FORM}:{name}:{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypt a number at its place, or raise IdentityCipherError."""
        form, _, rest = sealed.partition(":")
        name, _, text = rest.partition(":")
        if form != _FORM or name not in self._ciphers:
            raise IdentityCipherError(f"no key for {place}")
        try:
            raw = base64.urlsafe_b64decode(text)
            nonce, body = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._ciphers[name].decrypt(nonce, body, place.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise IdentityCipherError(f"altered or moved: {place}") from None

    def is_newest(self, sealed: str) -> bool:
        """Tell whether a text is sealed under the newest key."""
        return sealed.startswith(f"{_FORM}:{self._names[0]}:")
