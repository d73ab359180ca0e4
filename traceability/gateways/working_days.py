"""Is a day a working day in China, with the State Council's holidays and make-up days?"""

from __future__ import annotations

from datetime import date

import holidays

_CHINA = holidays.country_holidays("CN")


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on a day.

    Holidays and make-up days are announced in autumn for the year to come. In a year that is not
    announced yet, the holidays fixed by the regulation count (全国年节及纪念日放假办法), without
    make-up days: a deadline may then be off by the days that are moved.
    """
    return _CHINA.is_working_day(day)
