"""How does the traced share become a number and two figures?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from traceability.console.charts import Point, Threshold, bars, line
from traceability.console.regulator.figures import Aside, Figure, Number, say_month, short_month
from traceability.console.words import say
from traceability.schemas.canteens import Coverage

_PLACE = "/console/coverage"


def coverage_number(coverage: Coverage, language: str) -> Number:
    """Give the share of the running month by mass, and how many canteens reach what is wanted."""
    month = coverage.months[-1]
    is_low = month.by_mass is not None and month.by_mass < coverage.wanted
    return Number(
        say("city_coverage", language),
        say_share(month.by_mass),
        _PLACE,
        (
            Aside(
                say("city_reaching", language).format(say_share(month.by_canteens)),
                _PLACE,
                "bad" if is_low else "",
            ),
        ),
    )


def say_share(per_mille: int | None) -> str:
    """Write a share as people read it; a dash where nothing was received."""
    return "—" if per_mille is None else f"{per_mille / 10:.1f} %"


def coverage_figures(coverage: Coverage, language: str) -> Iterator[Figure]:
    """Give the share by month and by district, with the line of what is wanted."""
    wanted = coverage.wanted / 10
    target = Threshold(wanted, say("city_target", language).format(f"{wanted:g} %"))
    months = [(date.fromisoformat(f"{each.month}-01"), each) for each in coverage.months]
    yield Figure(
        heading=say("city_coverage_months", language),
        note=say("city_by_month", language),
        href=_PLACE,
        legend=(),
        picture=line(
            [
                Point(
                    short_month(month, language),
                    None if each.by_mass is None else each.by_mass / 10,
                    say_share(each.by_mass),
                    f"{_PLACE}?month={each.month}",
                )
                for month, each in months
            ],
            target,
        ),
        columns=_columns("city_month", language),
        rows=tuple(
            (
                say_month(month, language),
                f"{_PLACE}?month={each.month}",
                (say_share(each.by_mass), say_share(each.by_lines), say_share(each.by_canteens)),
            )
            for month, each in months
        ),
    )
    yield Figure(
        heading=say("city_coverage_districts", language).format(
            short_month(months[-1][0], language)
        ),
        note=say("city_canteens", language).format(sum(row.canteens for row in coverage.districts)),
        href=_PLACE,
        legend=(),
        picture=bars(
            [
                Point(
                    row.district,
                    None if row.by_mass is None else row.by_mass / 10,
                    say_share(row.by_mass),
                    f"{_PLACE}?month={coverage.month}&district={row.district}",
                )
                for row in sorted(coverage.districts, key=lambda row: -(row.by_mass or 0))
            ],
            target,
        ),
        columns=_columns("district", language),
        rows=tuple(
            (
                row.district,
                f"{_PLACE}?month={coverage.month}&district={row.district}",
                (say_share(row.by_mass), say_share(row.by_lines), say_share(row.by_canteens)),
            )
            for row in coverage.districts
        ),
    )


def _columns(first: str, language: str) -> tuple[str, ...]:
    names = (first, "city_by_mass", "city_by_lines", "city_by_canteens")
    return tuple(say(name, language) for name in names)
