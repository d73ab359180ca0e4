"""Which words does a canteen's ledger know, and how is the traced share of its food counted?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from traceability.domain.errors import ConflictError, RuleError

NEAR_EXPIRY = timedelta(days=30)
WANTED_SHARE = Fraction(80, 100)
"""The share of traced food that the city wants of each canteen."""
MOST_TRIES = 5


class SignedHow(StrEnum):
    """How the second person of a two-person check (双人联检) signed."""

    CODE = "code"  # the own four figures, on the first person's phone
    PASSWORD = "password"  # noqa: S105 - a word, not a password
    OWN_DEVICE = "own_device"


class IssuePurpose(StrEnum):
    """Why goods left a canteen's store."""

    USED = "used"
    RETURNED = "returned"
    DESTROYED = "destroyed"


class EntryOutcome(StrEnum):
    """What a canteen decided about a supplier (供货者准入)."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    LEFT = "left"


class FoodKind(StrEnum):
    """What a canteen books without a code: grain and oil, in the words of the limits catalogue."""

    RICE = "rice"
    WHEAT_FLOUR = "wheat_flour"
    NOODLE = "noodle"
    CORN_FLOUR = "corn_flour"
    OTHER_GRAIN = "other_grain"
    OIL_SOYBEAN = "oil_soybean"
    OIL_PEANUT = "oil_peanut"
    OIL_RAPESEED = "oil_rapeseed"
    OIL_CORN = "oil_corn"
    OIL_BLEND = "oil_blend"

    @property
    def is_oil(self) -> bool:
        """Tell whether litres of it weigh 0.92 kg."""
        return self.value.startswith("oil_")


def check_second_person(*, is_first: bool, is_signed: bool) -> None:
    """Let a delivery be signed once more, by another than the one who booked it."""
    if is_signed:
        raise ConflictError("signature.signed_already")
    if is_first:
        raise RuleError("signature.same_person", field="signer")


@dataclass(frozen=True, slots=True)
class Received:
    """What one canteen received of grain and oil in a time: grams and lines, and those traced."""

    mass_g: int = 0
    traced_mass_g: int = 0
    lines: int = 0
    traced_lines: int = 0

    def __add__(self, other: Received) -> Received:
        return Received(
            self.mass_g + other.mass_g,
            self.traced_mass_g + other.traced_mass_g,
            self.lines + other.lines,
            self.traced_lines + other.traced_lines,
        )

    @property
    def by_mass(self) -> Fraction | None:
        """Give the traced share of the mass; None where nothing was received."""
        return Fraction(self.traced_mass_g, self.mass_g) if self.mass_g else None

    @property
    def by_lines(self) -> Fraction | None:
        """Give the traced share of the ledger's lines."""
        return Fraction(self.traced_lines, self.lines) if self.lines else None


def total(parts: Iterable[Received]) -> Received:
    """Add up what canteens received."""
    return sum(parts, Received())


def share_reaching(canteens: Iterable[Received]) -> tuple[int, int]:
    """Count the canteens whose traced mass reaches 80 %, and all that received anything."""
    shares = [share for one in canteens if (share := one.by_mass) is not None]
    return sum(share >= WANTED_SHARE for share in shares), len(shares)


def per_mille(share: Fraction | None) -> int | None:
    """Give a share in tenths of a percent, cut off: what falls short of 80 % never shows as 80."""
    return None if share is None else share.numerator * 1_000 // share.denominator


def months_back(today: date, count: int) -> list[date]:
    """Give the first days of the last months, oldest first, the present one last."""
    found = []
    for back in range(count):
        months = today.year * 12 + today.month - 1 - back
        found.append(date(months // 12, months % 12 + 1, 1))
    return found[::-1]


def next_month(first: date) -> date:
    """Give the first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
