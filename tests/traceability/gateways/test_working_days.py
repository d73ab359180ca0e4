"""Is a day a working day in China?"""

from __future__ import annotations

from datetime import date

import pytest

from traceability.domain.inspections import last_day_to_contest
from traceability.gateways.working_days import is_working_day


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday that makes up for it
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 11, 24), True),
        (date(2031, 5, 5), True),  # a Monday of a year that nobody has published
        (date(2031, 5, 4), False),
    ],
)
def test_holidays_and_make_up_days_count(day: date, is_open: bool) -> None:
    assert is_working_day(day) is is_open


def test_the_window_of_a_report_signed_before_the_holidays_is_longer() -> None:
    assert last_day_to_contest(date(2026, 9, 28), is_working_day) == date(2026, 10, 13)
    assert last_day_to_contest(date(2026, 11, 2), is_working_day) == date(2026, 11, 11)


def test_a_window_may_reach_into_a_year_without_a_calendar() -> None:
    assert last_day_to_contest(date(2030, 12, 27), is_working_day) > date(2031, 1, 1)
