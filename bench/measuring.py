"""How is a ratio measured? Rounds of both sides take turns; the best round of each counts."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(run: Callable[[], int], rounds: int = 5) -> float:
    """Give the most units a second of several rounds; `run` does its work and gives its units."""
    fastest = 0.0
    for _ in range(rounds):
        started = time.perf_counter()
        units = run()
        fastest = max(fastest, units / (time.perf_counter() - started))
    return fastest


def side_by_side(
    ours: Callable[[], int], floor: Callable[[], int], rounds: int = 5
) -> tuple[float, float]:
    """Give the best rates of two sides whose rounds take turns."""
    rates = [0.0, 0.0]
    for _ in range(rounds):
        for place, run in enumerate((ours, floor)):
            rates[place] = max(rates[place], best(run, rounds=1))
    return rates[0], rates[1]


def tell(
    what: str, ours: float, floor: float, against: str, unit: str, wanted: float | None = None
) -> None:
    """Print one line: our rate, the floor's, the ratio that counts, and the one that is wanted."""
    aim = f"  (wanted {wanted:g})" if wanted is not None else ""
    print(f"{what:<44} {ours:>12,.0f} {unit:<10} {ours / floor:>7.3f} × {against}{aim}")
