"""Which civil day is it in China, and when does a shelf life end?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from traceability.domain.kinds import ShelfLifeUnit

CHINA = ZoneInfo("Asia/Shanghai")


def civil_date(instant: datetime) -> date:
    """Give the day in China of an instant."""
    return instant.astimezone(CHINA).date()


def to_milliseconds(instant: datetime) -> datetime:
    """Cut an instant to whole milliseconds, the precision of every record."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def best_before(produced_on: date, shelf_life: int, unit: ShelfLifeUnit) -> date:
    """Give the last good day: twelve months from 28 September end on 27 September.

    The day of production counts as the first day (GB 7718, explanation of 保质期到期日).
    """
    if unit is ShelfLifeUnit.DAY:
        return produced_on + timedelta(days=shelf_life - 1)
    months = produced_on.month - 1 + shelf_life
    year, month = produced_on.year + months // 12, months % 12 + 1
    day = min(produced_on.day, monthrange(year, month)[1])
    end = date(year, month, day)
    return end if day < produced_on.day else end - timedelta(days=1)
