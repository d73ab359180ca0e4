"""How does a consumer follow a report without an account? By a receipt that only he holds.

Twelve characters of Crockford's base32, the last a check character: 55 bits that cannot be guessed.
Only its hash is stored, so that whoever reads the table cannot follow other people's reports.
"""

from __future__ import annotations

import hashlib
import secrets

from consumer_web.codes import ALPHABET, check_character, fold_code

RECEIPT_LENGTH = 12


def make_receipt() -> str:
    """Make a receipt out of chance."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH - 1))
    return body + check_character(body)


def fold_receipt(text: str) -> str:
    """Give the one spelling of a receipt; raises CodeError as `fold_code` does."""
    return fold_code(text, RECEIPT_LENGTH)


def group_receipt(receipt: str) -> str:
    """Write a receipt as people read it: `7K3M-9QWD-X2HF`."""
    return "-".join(receipt[at : at + 4] for at in range(0, RECEIPT_LENGTH, 4))


def hash_receipt(receipt: str) -> bytes:
    """Give what is stored of a receipt."""
    return hashlib.sha256(f"receipt {receipt}".encode()).digest()
