"""How much is that in grams, millilitres or packages, and how much does it weigh?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

from traceability.domain.errors import RuleError
from traceability.domain.kinds import Unit

# What people write → what the register keeps. The factor is exact.
SPOKEN_UNITS: dict[str, tuple[Unit, int]] = {
    "g": (Unit.GRAM, 1),
    "kg": (Unit.GRAM, 1_000),
    "t": (Unit.GRAM, 1_000_000),
    "ml": (Unit.MILLILITRE, 1),
    "L": (Unit.MILLILITRE, 1_000),
    "each": (Unit.EACH, 1),
}

OIL_DENSITY_G_PER_L = 920  # the trade's 0.92 kg/L, also used for the canteens' coverage rate
LARGEST_AMOUNT = 2**53 - 1  # what the canonical text of a record can carry (RFC 8785)


def to_register(amount: str | int, unit: str) -> tuple[int, Unit]:
    """Turn "13.2 t" into 13 200 000 g; refuse what is not exact, not positive or not a unit."""
    if unit not in SPOKEN_UNITS:
        raise RuleError("unit.unknown", field="unit", unit=unit, known=", ".join(SPOKEN_UNITS))
    kept, factor = SPOKEN_UNITS[unit]
    try:
        exact = _exact_context().multiply(Decimal(amount), Decimal(factor))
    except Inexact:
        raise RuleError("amount.not_exact", field="amount", amount=amount, unit=kept) from None
    except InvalidOperation:
        raise RuleError("amount.not_a_number", field="amount", amount=amount) from None
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise RuleError("amount.not_exact", field="amount", amount=amount, unit=kept)
    if not 0 < exact <= LARGEST_AMOUNT:
        raise RuleError("amount.out_of_range", field="amount", amount=amount)
    return int(exact), kept


def _exact_context() -> Context:
    """Give arithmetic that refuses to round: 28 digits would make an inexact amount look whole."""
    return Context(prec=40, traps=[InvalidOperation, Inexact, Overflow])


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What joins a lot's unit to mass: the net content of one package, the density of a liquid."""

    unit: Unit
    net_content: int | None = None
    net_content_unit: Unit | None = None
    density_g_per_l: int = OIL_DENSITY_G_PER_L


def mass_mg(amount: int, pack: PackFacts) -> int:
    """Give the mass of an amount of a lot in milligrams, exactly.

    Packages count through their net content; millilitres through the density
    (1 ml at 920 g/L is 920 mg).
    """
    unit = pack.unit
    if unit is Unit.EACH:
        if pack.net_content is None or pack.net_content_unit is None:
            raise RuleError("balance.no_net_content", field="lines")
        amount, unit = amount * pack.net_content, pack.net_content_unit
    return amount * (1_000 if unit is Unit.GRAM else pack.density_g_per_l)
