"""Is a day a working day in China, with the State Council's holidays and make-up days?"""

from __future__ import annotations

from datetime import date, timedelta

import holidays

_CHINA = holidays.country_holidays("CN")
_CHINESE = holidays.country_holidays("CN", language="zh_CN")
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on a day.

    Holidays and make-up days are announced in autumn for the year to come. In a year that is not
    announced yet, the holidays fixed by the regulation count (全国年节及纪念日放假办法), without
    make-up days: a deadline may then be off by the days that are moved.
    """
    return _CHINA.is_working_day(day)


def moved_days(first: date, days: int = 400) -> list[tuple[date, str, str, bool]]:
    """List the days from one on that are not what their weekday says: off, or worked on.

    Each is (day, name in Chinese, name in English, whether it is off).
    """
    found = []
    for number in range(days):
        day = first + timedelta(days=number)
        is_weekday, is_worked = day.weekday() < _SATURDAY, is_working_day(day)
        if is_weekday != is_worked:
            found.append((day, _CHINESE.get(day) or "", _CHINA.get(day) or "", not is_worked))
    return found
