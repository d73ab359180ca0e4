"""How is the traced share counted, and who may sign second?"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import refused
from traceability.domain.canteens import (
    Received,
    check_second_person,
    months_back,
    next_month,
    per_mille,
    share_reaching,
    total,
)

MASSES = st.integers(0, 10**9)


@st.composite
def received(draw: st.DrawFn) -> Received:
    mass, lines = draw(MASSES), draw(st.integers(0, 500))
    return Received(mass, draw(st.integers(0, mass)), lines, draw(st.integers(0, lines)))


@given(st.lists(received(), max_size=8))
def test_shares_stay_between_nothing_and_all(parts: list[Received]) -> None:
    whole = total(parts)
    for share in (whole.by_mass, whole.by_lines):
        assert share is None or 0 <= share <= 1
    reaching, canteens = share_reaching(parts)
    assert 0 <= reaching <= canteens == sum(part.mass_g > 0 for part in parts)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, None),
        (Fraction(0), 0),
        (Fraction(7_999, 10_000), 799),
        (Fraction(4, 5), 800),
        (Fraction(1), 1_000),
    ],
)
def test_what_falls_short_is_never_rounded_up(share: Fraction | None, shown: int | None) -> None:
    assert per_mille(share) == shown


def test_eighty_percent_itself_reaches() -> None:
    assert share_reaching([Received(1_000, 800), Received(1_000, 799), Received()]) == (1, 2)


def test_months_go_back_over_the_year() -> None:
    assert months_back(date(2026, 2, 17), 3) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


def test_the_second_is_another_and_signs_once() -> None:
    check_second_person(is_first=False, is_signed=False)
    refused("signature.same_person", check_second_person, is_first=True, is_signed=False)
    refused("signature.signed_already", check_second_person, is_first=False, is_signed=True)
