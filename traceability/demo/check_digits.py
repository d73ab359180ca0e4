"""Which made-up codes would a check digit let through? All of the demo city's."""

from __future__ import annotations

from random import Random

from stdnum import ean
from stdnum.iso7064 import mod_11_10

from traceability.domain.uscc import check_character, organisation_check_digit

_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 clause 4: no I, O, S, V, Z


def make_uscc(kind: str, division: str, rng: Random) -> str:
    """Make a USCC of a kind such as "91" in a division such as "441322" (GB 32100-2015)."""
    organisation = "MA" + "".join(rng.choices(_CODE_CHARACTERS, k=6))
    body = kind + division + organisation + organisation_check_digit(organisation)
    return body + check_character(body)


def make_sc_licence(food_class: str, division: str, serial: int) -> str:
    """Make a food production licence: SC, class, division, serial and ISO 7064 MOD 11,10."""
    body = f"{food_class}{division}{serial:04d}"
    return f"SC{body}{mod_11_10.calc_check_digit(body)}"


def make_gtin(company: int, item: int) -> str:
    """Make a GTIN-13 under a Chinese GS1 prefix, 697."""
    body = f"697{company:04d}{item:05d}"
    return body + str(ean.calc_check_digit(body))
