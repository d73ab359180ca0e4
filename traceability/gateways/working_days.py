"""Is a day a working day in China, with the State Council's holidays and make-up days?"""

from __future__ import annotations

from datetime import date

import chinese_calendar

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on a day.

    Holidays are published in autumn for the year to come. In a year that is not published yet,
    Monday to Friday count as working days: a deadline may then be off by its holidays and
    make-up days.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY
