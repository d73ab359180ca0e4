"""What is an identity number, and how is it kept? It leaves in a delivery, and nowhere else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol

IDENTITY_CARD = "身份证"
PAPER_KINDS = (
    IDENTITY_CARD,
    "护照号",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "外国人永久居留身份证",
)
"""Kinds of identity paper in the double-publicity standard, fields 10 and 12."""

_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))


class IdentityCipher(Protocol):
    """Keeps numbers unreadable at rest; a cipher text is bound to the place where it stands."""

    def seal(self, number: str, place: str) -> str:
        """Encrypt a number for its place (`table/record id/column`)."""

    def open(self, sealed: str, place: str) -> str:
        """Decrypt a number; at another place, or altered, it is refused."""


class NoIdentityCipher:
    """Refuses to keep identity numbers: for where there are none, as in the demo city."""

    def seal(self, number: str, place: str) -> str:
        """Refuse."""
        raise RuntimeError(f"no key for the identity number of {place}")

    def open(self, sealed: str, place: str) -> str:
        """Refuse."""
        raise RuntimeError(f"no key for the identity number of {place}")


def card_check_character(body: str) -> str:
    """Give the 18th character of an identity card's number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(w * int(digit) for w, digit in zip(_WEIGHTS, body, strict=True))
    return "10X98765432"[total % 11]


def is_card_number(text: str) -> bool:
    """Tell whether a text is the number of an identity card: shape, birthday, check character."""
    if not _CARD.fullmatch(text) or card_check_character(text[:17]) != text[17]:
        return False
    try:
        datetime.strptime(text[6:14], "%Y%m%d")  # noqa: DTZ007 - a birthday has no zone
    except ValueError:
        return False
    return True


def holds_card_number(text: str) -> bool:
    """Tell whether somebody's identity number stands in a text that others will read."""
    return any(is_card_number(found.upper()) for found in _IN_TEXT.findall(text))


def mask_name(name: str) -> str:
    """Mask a person's name for the public: 王小明 is 王＊＊."""
    return name[:1] + "＊" * max(1, len(name) - 1)
