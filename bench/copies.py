"""Copies: how often does the rule suspect a genuine package, and how soon a copied code?

Not a measure of speed: a simulation with a fixed seed, from which the bounds in
`traceability/domain/copies.py` were set. `docs/copies.md` describes the people in it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from traceability.domain.copies import BOUNDS, CopyBounds, DayOfScans, find_copying

START = date(2026, 9, 1)
DAYS = 89
TODAY = START + timedelta(days=DAYS)
CITIES = [f"44{number:02}00" for number in range(1, 22)]  # a province of 21 cities
CAPITAL = CITIES[0]
GENUINE, COPIED = 200_000, 300


class People:
    """Everybody who scans, as `docs/copies.md` describes them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def scan_genuine(self) -> list[DayOfScans]:
        """Scan one genuine package: nearly always a family, sometimes a shelf or a showpiece."""
        home = self._chance.choice(CITIES)
        kind = self._chance.random()
        if kind < 0.90:
            return self._gather(self._scan_at_home(home))
        if kind < 0.99:
            return self._gather(self._scan_on_shelf(home, mean=6, days=14, travels=0.02))
        return self._gather(self._scan_on_shelf(home, mean=25, days=60, travels=0.05))

    def scan_copies(self, copies: int, cities: int) -> list[DayOfScans]:
        """Scan a code that was printed on many packages, sold in some cities within 60 days."""
        sold_in = self._chance.sample(CITIES, cities)
        scans: list[tuple[str, int]] = []
        for _ in range(copies):
            if self._chance.random() < 0.25:  # three in four are eaten without a scan
                scans += self._scan_at_home(self._chance.choice(sold_in), within=60)
        return self._gather(scans)

    def _scan_at_home(self, home: str, within: int = 30) -> list[tuple[str, int]]:
        first = self._chance.randrange(within)
        given_away = self._chance.random() < 0.03
        place = self._chance.choice(CITIES) if given_away else home
        return [
            (place, first + min(int(self._chance.expovariate(0.1)), DAYS - within))
            for _ in range(self._draw_count(2.5))
        ]

    def _scan_on_shelf(
        self, home: str, mean: float, days: int, travels: float
    ) -> list[tuple[str, int]]:
        return [
            (
                self._chance.choice(CITIES) if self._chance.random() < travels else home,
                self._chance.randrange(days),
            )
            for _ in range(self._draw_count(mean))
        ]

    def _draw_count(self, mean: float) -> int:
        """Draw a number of scans, at least one, with a long tail (geometric)."""
        return 1 + int(self._chance.expovariate(1 / mean))

    def _gather(self, scans: list[tuple[str, int]]) -> list[DayOfScans]:
        """Count as the public site does; phones are put into a wrong city now and then."""
        counted = Counter((self._locate(city), day) for city, day in scans)
        return [
            DayOfScans(region, START + timedelta(days=day), count)
            for (region, day), count in counted.items()
        ]

    def _locate(self, city: str) -> str:
        chance = self._chance.random()
        if chance < 0.05:
            return ""  # no region was named
        if chance < 0.12:
            return CAPITAL  # where the network of many phones comes to the surface
        return self._chance.choice(CITIES) if chance < 0.15 else city


def count_alarms(packages: int, bounds: CopyBounds = BOUNDS, seed: int = 1) -> int:
    """Count the genuine packages that the rule suspects, of those scanned at least once."""
    people = People(seed)
    return sum(
        find_copying(people.scan_genuine(), TODAY, bounds) is not None for _ in range(packages)
    )


def measure_power(
    copies: int, cities: int, bounds: CopyBounds = BOUNDS, rounds: int = COPIED
) -> float:
    """Give the share of copied codes that are found within 90 days."""
    people = People(copies * 100 + cities)
    found = sum(
        find_copying(people.scan_copies(copies, cities), TODAY, bounds) is not None
        for _ in range(rounds)
    )
    return found / rounds


def neighbours() -> Iterator[CopyBounds]:
    """Give the bounds in use, then tighter and looser ones beside them."""
    yield BOUNDS
    for tried in ((50, 8, 4), (100, 7, 4), (100, 6, 4), (100, 8, 3), (300, 10, 5)):
        yield CopyBounds(*tried)


def main() -> None:
    """Print false alarms and power."""
    print(f"false alarms among {GENUINE:,} genuine packages that were scanned (wanted: < 0.1 %)")
    for bounds in neighbours():
        share = count_alarms(GENUINE, bounds) / GENUINE
        mark = "  <- in use" if bounds == BOUNDS else ""
        print(
            f"  {bounds.scans:>4} scans, {bounds.places:>2} cities, "
            f"{bounds.places_a_day} on a day {share:>9.4%}{mark}"
        )
    print("share of copied codes that are found, by copies and cities they are sold in")
    spread = (1, 3, 5, 10, 20)
    print("  copies " + "".join(f"{cities:>8}" for cities in spread))
    for copies in (10, 30, 100, 300, 1_000):
        shares = [measure_power(copies, cities) for cities in spread]
        print(f"  {copies:>6} " + "".join(f"{share:>8.0%}" for share in shares))
