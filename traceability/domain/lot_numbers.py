"""How will the next lot probably be numbered? As the last one was, with today's date in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

_DATE = re.compile(r"(20[0-9]{2}|[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_LONGEST = 20
_MOST = 1_000


def lot_head(last: str | None, day: date) -> str:
    """Give how the next lot number begins: with the day where the last number had its own."""
    found = _DATE.search(last or "")
    if last is None or found is None:
        return f"L{day:%Y%m%d}"
    written = f"{day:%Y%m%d}" if len(found[1]) == 4 else f"{day:%y%m%d}"
    return last[: found.start()] + written


def propose_lot(last: str | None, day: date, taken: Collection[str]) -> str:
    """Propose a free lot number that goes on as the last one did.

    `R01261111A` of the day before becomes `R01261112A`, `L20261123-02` becomes `L20261124-01`;
    what is taken is stepped over. Without an earlier number it is `L20261124-01`.
    """
    head = lot_head(last, day)
    tail = last[len(head) :] if last and _DATE.search(last) else "-01"
    for number in range(_MOST):
        lot = head + _tail(tail, number)
        if lot not in taken and len(lot) <= _LONGEST:
            return lot
    return head[:_LONGEST]


def _tail(pattern: str, number: int) -> str:
    """Give the n-th ending in the manner of a pattern: A, B … Z, or 01, 02 …, or -2, -3 …."""
    letter = re.fullmatch(r"(.*?)([A-Z])", pattern)
    figures = re.fullmatch(r"(.*?)([0-9]+)", pattern)
    if letter and number < 26:
        return letter[1] + chr(65 + number)
    if figures:
        return figures[1] + str(number + 1).zfill(len(figures[2]))
    return pattern if number == 0 else f"{pattern}-{number + 1}"
