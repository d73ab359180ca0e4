"""May this tank carry this oil, and may this grain leave its store?

GB 44917-2024 (bulk transport of edible vegetable oil, in force 2025-02-01) and the rules for grain
leaving store (粮食质量安全监管办法, 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from traceability.domain.errors import RuleError

FOOD_MARKS = frozenset({"edible_oil_only", "food_only"})  # 食用油专用, 食品专用
OIL_PREFIXES = ("oil_", "crude_oil_")


@dataclass(frozen=True, slots=True)
class TankFacts:
    """What is known of a tank at the moment of loading."""

    mark: str | None
    oil_category: str
    declared_previous: str | None  # category of the previous cargo as the clerk declares it
    recorded_previous: str | None  # category of the last recorded load
    last_loaded_at: datetime | None
    last_cleaned_at: datetime | None
    loading_at: datetime
    seals: tuple[str, ...]
    cleaning_ticket: str | None


def is_bulk_oil(category: str) -> bool:
    """Tell whether a food category is an edible oil."""
    return category.startswith(OIL_PREFIXES)


def check_tank(tank: TankFacts) -> None:
    """Refuse to load a tank that GB 44917-2024 keeps from edible oil.

    The tank must be marked for food alone, its previous cargo be an edible oil and agree with the
    record, the seals be noted, and a change of oil kind be preceded by a cleaning with its ticket.
    """
    if tank.mark not in FOOD_MARKS:
        raise RuleError("tank.not_food_only", field="bulk_transport.tank_mark")
    if not tank.seals:
        raise RuleError("tank.no_seal", field="bulk_transport.seals")
    if tank.declared_previous is not None and not is_bulk_oil(tank.declared_previous):
        raise RuleError(
            "tank.previous_not_food",
            field="bulk_transport.previous_cargo",
            previous=tank.declared_previous,
        )
    if tank.recorded_previous is not None and tank.declared_previous != tank.recorded_previous:
        raise RuleError(
            "tank.previous_differs",
            field="bulk_transport.previous_cargo",
            declared=tank.declared_previous,
            recorded=tank.recorded_previous,
        )
    if _needs_cleaning(tank) and not _is_clean(tank):
        raise RuleError(
            "tank.not_cleaned",
            field="bulk_transport.cleaning_ticket",
            previous=tank.declared_previous,
            oil=tank.oil_category,
        )


def _needs_cleaning(tank: TankFacts) -> bool:
    previous = tank.declared_previous
    return previous is not None and previous != tank.oil_category


def _is_clean(tank: TankFacts) -> bool:
    cleaned = tank.last_cleaned_at
    if tank.cleaning_ticket is None or cleaned is None or cleaned > tank.loading_at:
        return False
    return tank.last_loaded_at is None or cleaned > tank.last_loaded_at


@dataclass(frozen=True, slots=True)
class StoreOutFacts:
    """What must be known of grain that leaves its store."""

    leaves_on: date
    is_fumigated: bool
    declared_safe_from: date | None
    recorded_safe_from: date | None  # from the last fumigation in the register
    quality_report: str | None


def check_store_out(grain: StoreOutFacts) -> None:
    """Refuse grain that leaves inside the fumigant's safety interval or without its report."""
    if not grain.quality_report:
        raise RuleError("store_out.no_report", field="store_out.quality_report")
    if grain.recorded_safe_from is not None and not grain.is_fumigated:
        raise RuleError("store_out.fumigation_denied", field="store_out.is_fumigated")
    if grain.is_fumigated and grain.declared_safe_from is None:
        raise RuleError("store_out.no_interval", field="store_out.safe_from")
    dates = (grain.declared_safe_from, grain.recorded_safe_from)
    safe_from = max((day for day in dates if day is not None), default=None)
    if safe_from is not None and grain.leaves_on < safe_from:
        raise RuleError("store_out.interval_not_over", field="event_time", safe_from=safe_from)
