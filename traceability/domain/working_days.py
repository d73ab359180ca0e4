"""When is a deadline that counts working days?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta


def after_working_days(day: date, count: int, is_working_day: Callable[[date], bool]) -> date:
    """Give the last day of a period of working days that begins on the day after `day`."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_days_left(today: date, due: date, is_working_day: Callable[[date], bool]) -> int:
    """Count the working days after today up to the due day; negative once it has passed."""
    earlier, later = sorted((today, due))
    days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    count = sum(1 for day in days if is_working_day(day))
    return count if due >= today else -count
