"""Does the way in which a package's code was scanned look as if it had been copied?

One package is in one place. Its code may still be scanned often, by a family or on a shelf, and a
phone's network may name the wrong city. The bounds leave room for all that: `docs/copies.md` tells
how they were set, and `bench/copies.py` counts false alarms and power again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

RULE_VERSION = "copies-1"
WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DayOfScans:
    """Scans of one code on one day in one city; an empty region is one that nobody named."""

    region: str
    day: date
    scans: int


@dataclass(frozen=True, slots=True)
class CopyBounds:
    """From which count, number of cities, or cities on one day a code is suspected."""

    scans: int = 100
    places: int = 8
    places_a_day: int = 4

    @property
    def fewest_scans(self) -> int:
        """Give the count below which no code can be suspected: it saves looking."""
        return min(self.scans, self.places, self.places_a_day)


@dataclass(frozen=True, slots=True)
class CopyFinding:
    """What was seen of a suspected code."""

    scans: int
    places: int
    places_a_day: int


BOUNDS = CopyBounds()


def find_copying(
    days: Iterable[DayOfScans], today: date, bounds: CopyBounds = BOUNDS
) -> CopyFinding | None:
    """Tell whether the scans of the last 90 days are more than one package can have."""
    recent = [one for one in days if today - WINDOW < one.day <= today and one.scans > 0]
    cities_of: dict[date, set[str]] = defaultdict(set)
    for one in recent:
        if one.region:
            cities_of[one.day].add(one.region)
    found = CopyFinding(
        scans=sum(one.scans for one in recent),
        places=len(set[str]().union(*cities_of.values())),
        places_a_day=max(map(len, cities_of.values()), default=0),
    )
    is_too_much = (
        found.scans >= bounds.scans
        or found.places >= bounds.places
        or found.places_a_day >= bounds.places_a_day
    )
    return found if is_too_much else None
