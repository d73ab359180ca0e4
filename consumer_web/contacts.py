"""How is a consumer's contact kept from everybody but the authority that answers?

The public site holds a public key alone: what it sealed, it cannot open (HPKE, RFC 9180).
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

KEY_BYTES = 32
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PURPOSE = b"contact of a consumer report"


def find_public_key(private_key: bytes) -> bytes:
    """Give the public half of a private key of 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal_contact(contact: str, public_key: bytes) -> bytes:
    """Seal a contact so that only the holder of the private key can read it."""
    recipient = X25519PublicKey.from_public_bytes(public_key)
    return _SUITE.encrypt(contact.encode(), recipient, info=_PURPOSE)


def open_contact(sealed: bytes, private_keys: tuple[bytes, ...]) -> str | None:
    """Open a contact with whichever key fits; None if none does."""
    for key in private_keys:
        try:
            recipient = X25519PrivateKey.from_private_bytes(key)
            return _SUITE.decrypt(sealed, recipient, info=_PURPOSE).decode()
        except (InvalidTag, ValueError):
            continue
    return None
