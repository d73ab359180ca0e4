"""Is this a valid unified social credit code (统一社会信用代码)?

GB 32100-2015. `stdnum.cn.uscc` demands eight leading digits and so refuses valid codes of rural
collectives (N1 … N3) and of others registered under a letter; hence these few lines.
"""

from __future__ import annotations

import re

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 clause 4: no I, O, S, V, Z
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_PATTERN = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def check_character(body: str) -> str:
    """Give the 18th character for the first 17 (GB 32100-2015, annex A)."""
    total = sum(
        weight * _VALUE[character] for weight, character in zip(_WEIGHTS, body, strict=True)
    )
    return _ALPHABET[(31 - total % 31) % 31]


def is_valid_uscc(text: str) -> bool:
    """Tell whether the text is a USCC in its stored form: 18 characters, upper case."""
    return bool(_PATTERN.fullmatch(text)) and check_character(text[:17]) == text[17]


def is_natural_person(uscc: str) -> bool:
    """Tell whether the code belongs to an individual business (个体工商户, 92…)."""
    return uscc.startswith("92")


def organisation_check_digit(body: str) -> str:
    """Give the check digit of the nine-character organisation code inside (GB 11714-1997)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    remainder = 11 - sum(w * v for w, v in zip(weights, values, strict=True)) % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))
