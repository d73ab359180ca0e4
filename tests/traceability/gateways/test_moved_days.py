"""Which days are not what their weekday says? As the State Council announced them for 2026."""

from __future__ import annotations

from datetime import date

from traceability.gateways.working_days import is_working_day, moved_days


def test_days_off_and_days_made_up_are_named_in_both_languages() -> None:
    moved = {day: (zh, en, is_off) for day, zh, en, is_off in moved_days(date(2026, 1, 1), 365)}
    zh, en, is_off = moved[date(2026, 10, 1)]
    assert ("国庆" in zh, en, is_off) == (True, "National Day", True)
    assert moved[date(2026, 10, 10)][2] is False  # a Saturday that is worked
    assert date(2026, 10, 12) not in moved  # a Monday like any other
    for day, (_, _, off) in moved.items():
        assert is_working_day(day) is not off
