"""When is a package's code suspected? A table of stories, and what holds for all of them."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.copies import count_alarms, measure_power
from traceability.domain.copies import BOUNDS, WINDOW, DayOfScans, find_copying

TODAY = date(2026, 11, 24)
CITIES = tuple(f"44{number:02}00" for number in range(1, 22))


def day(ago: int, cities: int, scans: int = 1, first: int = 0) -> list[DayOfScans]:
    when = TODAY - timedelta(days=ago)
    return [DayOfScans(city, when, scans) for city in CITIES[first : first + cities]]


@pytest.mark.parametrize(
    ("scans", "found"),
    [
        ([], None),
        (day(0, 1), None),
        (day(0, 1, scans=99), None),  # a showpiece in a busy shop
        (day(0, 1, scans=100), (100, 1, 1)),  # more than any showpiece sees
        (day(0, 3), None),
        (day(0, 4), (4, 4, 4)),  # four cities on one day: no bag travels so
        (day(9, 3) + day(8, 3, first=2) + day(7, 2, first=5), None),  # seven cities in all
        (day(9, 3) + day(8, 3, first=2) + day(7, 3, first=5), (9, 8, 3)),
        ([DayOfScans("", TODAY, 40)], None),  # a city that nobody named is no city
        ([DayOfScans("", TODAY, 1), *day(0, 3)], None),
        (day(90, 8), None),  # out of the window
        (day(89, 8), (8, 8, 8)),
        (day(-1, 8), None),  # a clock that ran ahead
    ],
)
def test_stories_of_scans(scans: list[DayOfScans], found: tuple[int, int, int] | None) -> None:
    finding = find_copying(scans, TODAY)
    assert (finding and astuple(finding)) == found


days = st.lists(
    st.builds(
        DayOfScans,
        st.sampled_from(["", *CITIES]),
        st.integers(0, 120).map(lambda ago: TODAY - timedelta(days=ago)),
        st.integers(1, 40),
    ),
    max_size=30,
)


@given(days, days)
def test_more_scans_never_clear_a_code_and_their_order_means_nothing(
    some: list[DayOfScans], more: list[DayOfScans]
) -> None:
    before, after = find_copying(some, TODAY), find_copying(more + some, TODAY)
    assert before is None or after is not None
    assert find_copying(some + more, TODAY) == after
    recent = [one for one in some if one.day > TODAY - WINDOW]
    assert find_copying(recent, TODAY) == before
    if sum(one.scans for one in some) < BOUNDS.fewest_scans:
        assert before is None


def test_in_the_simulation_fewer_than_one_genuine_package_in_a_thousand_is_suspected() -> None:
    assert count_alarms(20_000, seed=3) < 20
    assert measure_power(300, 3, rounds=40) > 0.9
