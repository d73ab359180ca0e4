"""How does GB/T 8170 round a value, and how are numbers compared without losing a digit?"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction

# A product of two numbers that people type is exact here; were it not, the trap says so.
EXACT = Context(prec=400, traps=[Inexact])
_ROUNDING = Context(prec=400, rounding=ROUND_HALF_EVEN)


def multiply_exactly(left: Decimal, right: Decimal) -> Decimal:
    """Multiply two decimals without rounding; `decimal.Inexact` is raised where it cannot be."""
    return EXACT.multiply(left, right)


def count_places(number: Decimal) -> int:
    """Count the digits after the decimal point as written: 0.20 has two, 10 has none."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def round_to_places(number: Decimal | Fraction, places: int) -> Decimal:
    """Round once to a number of decimal places, a half to the even digit (GB/T 8170-2008, 3.2).

    Rounding is done in one step from the full value: 3.3 forbids rounding a rounded value.
    """
    exact = number if isinstance(number, Fraction) else Fraction(number)
    return Decimal(round(exact * 10**places)).scaleb(-places, context=_ROUNDING)


def round_to_interval(number: Decimal, interval: Decimal) -> Decimal:
    """Round to a multiple of an interval such as 0.1, 0.5 or 0.2 (GB/T 8170-2008, 3.4)."""
    steps = round(Fraction(number) / Fraction(interval))
    return multiply_exactly(Decimal(steps), interval)
