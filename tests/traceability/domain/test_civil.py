"""Is the civil day China's, and does a shelf life end on the day the label means?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.civil import best_before, civil_date, to_milliseconds
from traceability.domain.kinds import ShelfLifeUnit

DAY, MONTH = ShelfLifeUnit.DAY, ShelfLifeUnit.MONTH
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 9, 28, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 9, 28)),
        (datetime(2026, 9, 28, 16, 0, tzinfo=UTC), date(2026, 9, 29)),
        (datetime(2026, 9, 29, tzinfo=timezone(timedelta(hours=8))), date(2026, 9, 29)),
        (datetime(2026, 12, 31, 20, 0, tzinfo=timezone(timedelta(hours=-5))), date(2027, 1, 1)),
    ],
)
def test_the_day_is_that_in_china(instant: datetime, day: date) -> None:
    assert civil_date(instant) == day


@pytest.mark.parametrize(("said", "kept"), [(0, 0), (999, 0), (1000, 1000), (999_999, 999_000)])
def test_instants_are_cut_to_milliseconds(said: int, kept: int) -> None:
    instant = datetime(2026, 9, 28, 23, 59, 59, said, tzinfo=UTC)
    assert to_milliseconds(instant) == instant.replace(microsecond=kept)


@pytest.mark.parametrize(
    ("produced", "months", "last"),
    [
        ("2026-09-28", 12, "2027-09-27"),
        ("2026-08-31", 6, "2027-02-28"),  # there is no 31 February
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-29", 6, "2027-02-28"),
        ("2026-08-28", 6, "2027-02-27"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2027-02-28", 12, "2028-02-27"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2026-03-01", 12, "2027-02-28"),
        ("2026-01-01", 1, "2026-01-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-14"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-01-01", 18, "2027-06-30"),
        ("2026-12-31", 24, "2028-12-30"),
    ],
)
def test_a_shelf_life_in_months_ends_the_day_before(produced: str, months: int, last: str) -> None:
    assert best_before(date.fromisoformat(produced), months, MONTH) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("produced", "days_good", "last"),
    [
        ("2026-09-28", 1, "2026-09-28"),
        ("2026-09-28", 180, "2027-03-26"),
        ("2028-02-28", 2, "2028-02-29"),
        ("2026-12-31", 2, "2027-01-01"),
    ],
)
def test_the_day_of_production_is_the_first_day(produced: str, days_good: int, last: str) -> None:
    assert best_before(date.fromisoformat(produced), days_good, DAY) == date.fromisoformat(last)


@given(days, st.integers(1, 120))
def test_food_made_later_never_ends_earlier(produced: date, months: int) -> None:
    following = produced + timedelta(days=1)
    assert best_before(produced, months, MONTH) <= best_before(following, months, MONTH)


@given(days, st.integers(1, 120))
def test_a_longer_life_ends_later_and_within_its_months(produced: date, months: int) -> None:
    last = best_before(produced, months, MONTH)
    assert last < best_before(produced, months + 1, MONTH)
    assert 27.9 * months < (last - produced).days + 1 < 31.1 * months + 1
