"""How does the traced share read: as figures, as bars over the months, and as a file?

Where nothing was bought there is no share: the chart has a gap, the tables say so. A share of
0 % is another thing, and is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traceability.console.canteen.ledger import month_of, say_month
from traceability.console.canteen.views import say_mass, say_share
from traceability.console.lists import Column, Listing, Rows
from traceability.console.words import say
from traceability.schemas.canteens import Coverage, MonthCoverage, ReceivedPublic

_WIDE, _HIGH, _LEFT, _TOP = 640, 200, 44, 24
_BOTTOM = 24
_STUB = 3  # what a share of nothing is drawn as


def view_months(seen: Coverage, language: str) -> list[dict[str, Any]]:
    """Give the months in words, the newest first."""
    return [
        {
            "month": one.month,
            "name": say_month(month_of(one.month), language),
            "is_asked": one.month == seen.month,
            **_shares(one),
            **_reach(one),
        }
        for one in reversed(seen.months)
    ]


def view_canteens(seen: Coverage) -> list[dict[str, Any]]:
    """Give the canteens in words."""
    return [
        {"name": one.canteen.name, "id": one.canteen.id, "district": one.district, **_shares(one)}
        for one in seen.canteens
    ]


def view_districts(seen: Coverage) -> list[dict[str, Any]]:
    """Give the districts in words."""
    return [{"name": one.district, **_shares(one), **_reach(one)} for one in seen.districts]


def _shares(one: ReceivedPublic) -> dict[str, Any]:
    mass = one.by_mass
    return {
        "by_mass": say_share(mass),
        "by_lines": say_share(one.by_lines),
        "traced": say_mass(one.traced_mass_g),
        "mass": say_mass(one.mass_g),
        "lines": f"{one.traced_lines} / {one.lines}",
        "tone": "plain" if mass is None else "good" if mass >= 800 else "bad",
        "is_empty": mass is None,
    }


def _reach(one: Any) -> dict[str, str]:
    return {
        "by_canteens": say_share(one.by_canteens),
        "reach": f"{one.reaching} / {one.canteens}",
    }


def draw_months(seen: Coverage, language: str) -> dict[str, Any]:
    """Lay out a bar for each month with purchases, and the line of what is wanted."""
    step = (_WIDE - _LEFT) / len(seen.months)
    return {
        "bars": [
            _bar(seen, one, round(_LEFT + step * number, 1), step, language)
            for number, one in enumerate(seen.months)
        ],
        "line": round(_TOP + _HIGH * (1_000 - seen.wanted) / 1_000, 1),
        "floor": _TOP + _HIGH,
        "left": _LEFT,
        "width": _WIDE,
        "height": _TOP + _HIGH + _BOTTOM,
    }


def _bar(
    seen: Coverage, one: MonthCoverage, left: float, step: float, language: str
) -> dict[str, Any]:
    share = one.by_mass
    high = max(_STUB, round(_HIGH * (share or 0) / 1_000, 1))
    return {
        "x": round(left + step * 0.2, 1),
        "y": round(_TOP + _HIGH - high, 1),
        "width": round(step * 0.6, 1),
        "height": high,
        "middle": round(left + step * 0.5, 1),
        "month": one.month,
        "short": say_month(month_of(one.month), language, is_short=True),
        "text": say("c_nothing_bought", language) if share is None else say_share(share),
        "value": "" if share is None else f"{share // 10}",
        "is_empty": share is None,
        "is_low": share is not None and share < seen.wanted,
    }


@dataclass(frozen=True, slots=True)
class _Row:
    level: str
    name: str
    district: str
    shares: ReceivedPublic


def coverage_list(seen: Coverage, language: str) -> Listing[_Row]:
    """Give months, districts and canteens as one file; nothing bought is an empty cell."""

    def reach(row: _Row, name: str) -> str:
        value = getattr(row.shares, name, None)
        return "" if value is None or row.shares.by_mass is None else str(value)

    def share(per_mille: int | None) -> str:
        return "" if per_mille is None else say_share(per_mille)

    month = say_month(month_of(seen.month), language)
    return Listing(
        address="/console/coverage",
        heading="place_coverage",
        columns=(
            Column("c_level", lambda row: say(f"c_level_{row.level}", language)),
            Column("c_month", lambda row: row.name if row.level == "month" else month),
            Column("district", lambda row: row.district),
            Column("c_school", lambda row: row.name if row.level == "canteen" else ""),
            Column("c_traced_kg", lambda row: _kilograms(row.shares.traced_mass_g)),
            Column("c_all_kg", lambda row: _kilograms(row.shares.mass_g)),
            Column("c_by_mass", lambda row: share(row.shares.by_mass)),
            Column("c_traced_lines", lambda row: str(row.shares.traced_lines)),
            Column("c_all_lines", lambda row: str(row.shares.lines)),
            Column("c_by_lines", lambda row: share(row.shares.by_lines)),
            Column("c_reaching", lambda row: reach(row, "reaching")),
            Column("c_buying", lambda row: reach(row, "canteens")),
            Column("c_by_canteens", lambda row: share(getattr(row.shares, "by_canteens", None))),
        ),
        find=lambda _, __: Rows(_rows(seen, language)),
    )


def _rows(seen: Coverage, language: str) -> list[_Row]:
    months = [
        _Row("month", say_month(month_of(one.month), language), "", one)
        for one in reversed(seen.months)
    ]
    districts = [_Row("district", one.district, one.district, one) for one in seen.districts]
    canteens = [_Row("canteen", one.canteen.name, one.district, one) for one in seen.canteens]
    return months + districts + canteens


def _kilograms(grams: int) -> str:
    return f"{grams // 1_000}.{grams % 1_000:03}"
