"""Which raw lots are used first? The oldest that may be used, until there is enough (FIFO)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from traceability.domain.kinds import Unit
from traceability.domain.quantities import OIL_DENSITY_G_PER_L

_STEP = 1_000  # people weigh kilograms and measure litres


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left of a raw lot in somebody's hands, in grams or millilitres."""

    key: Hashable
    material: str
    amount: int
    unit: Unit
    made_on: date
    is_usable: bool = True

    @property
    def mg_per_unit(self) -> int:
        """Give the mass of one gram or millilitre in milligrams."""
        return 1_000 if self.unit is Unit.GRAM else OIL_DENSITY_G_PER_L

    @property
    def most(self) -> int:
        """Give what can be taken: of oil whole litres only, so that losses are whole grams."""
        return self.amount if self.unit is Unit.GRAM else self.amount // _STEP * _STEP


def take_first_in(
    needed_mg: Mapping[str, Fraction | int], stocks: Iterable[Stock]
) -> dict[Hashable, int]:
    """Share out what is needed of each material over its lots, oldest first.

    Gives the amount in each lot's own unit; what cannot be had is simply missing in the sum.
    """
    open_mg = {material: Fraction(mass) for material, mass in needed_mg.items()}
    taken: dict[Hashable, int] = {}
    usable = (stock for stock in stocks if stock.is_usable and stock.material in open_mg)
    for stock in sorted(usable, key=lambda each: (each.made_on, str(each.key))):
        wanted = open_mg[stock.material]
        if wanted <= 0:
            continue
        steps = -(-wanted // (stock.mg_per_unit * _STEP))
        amount = min(int(steps) * _STEP, stock.most)
        if amount > 0:
            taken[stock.key] = amount
            open_mg[stock.material] = wanted - amount * stock.mg_per_unit
    return taken


def missing_mg(
    needed_mg: Mapping[str, Fraction | int], stocks: Iterable[Stock], taken: Mapping[Any, int]
) -> dict[str, int]:
    """Give how much of each material is still missing, in milligrams; none where enough is there.

    Rounding to whole kilograms or litres may take a little more than is needed: no lack of it.
    """
    got: dict[str, int] = {}
    for stock in stocks:
        amount = taken.get(stock.key, 0)
        got[stock.material] = got.get(stock.material, 0) + amount * stock.mg_per_unit
    lacks = {name: Fraction(mass) - got.get(name, 0) for name, mass in needed_mg.items()}
    return {name: int(-(-lack // 1)) for name, lack in lacks.items() if lack > 0}
