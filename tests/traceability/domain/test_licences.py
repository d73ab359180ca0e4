"""A licence is told of a quarter of a year ahead, louder in its last month, and when it is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import refused
from traceability.domain.licences import LicenceState, check_licence_end, licence_state

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (None, "unknown"),
        (91, "valid"),
        (90, "ends"),
        (57, "ends"),
        (56, "ends_soon"),
        (0, "ends_soon"),
        (-1, "expired"),
    ],
)
def test_the_last_day_still_counts(left: int | None, state: str) -> None:
    until = None if left is None else TODAY + timedelta(days=left)
    assert licence_state(until, TODAY) is LicenceState(state)


def test_a_licence_holds_five_years_at_most() -> None:
    check_licence_end(TODAY, TODAY)
    check_licence_end(date(2031, 11, 27), TODAY)
    refused("licence.too_long", check_licence_end, date(2031, 11, 28), TODAY)
    refused("licence.ended_already", check_licence_end, date(2026, 11, 26), TODAY)
