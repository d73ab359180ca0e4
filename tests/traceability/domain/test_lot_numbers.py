"""The next lot is numbered as the last one was."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.lot_numbers import lot_head, propose_lot
from traceability.schemas.types import LOT_PATTERN

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("last", "taken", "wanted"),
    [
        (None, set(), "L20261124-01"),
        (None, {"L20261124-01"}, "L20261124-02"),
        ("L20261122-02", set(), "L20261124-01"),
        ("L20261124-01", {"L20261124-01"}, "L20261124-02"),
        ("R01261111A", set(), "R01261124A"),
        ("R01261124B", {"R01261124A", "R01261124B"}, "R01261124C"),
        ("HP260928", set(), "HP261124"),
        ("HP261124", {"HP261124"}, "HP261124-2"),
        ("ROT-7", set(), "L20261124-01"),  # no day in it: nothing to go on from
        ("X-20261231-099", {"X-20261124-001"}, "X-20261124-002"),
    ],
)
def test_it_goes_on_as_before(last: str | None, taken: set[str], wanted: str) -> None:
    assert propose_lot(last, TODAY, taken) == wanted


@given(
    last=st.from_regex(r"[A-Z]{0,3}(20)?26(0[1-9]|1[0-2])[12][0-9]-?[0-9A-Z]{0,2}", fullmatch=True),
    count=st.integers(0, 60),
)
def test_it_is_free_and_a_lot_number(last: str, count: int) -> None:
    taken: set[str] = set()
    for _ in range(count):
        taken.add(propose_lot(last, TODAY, taken))
    lot = propose_lot(last, TODAY, taken)
    assert lot not in taken
    assert LOT_PATTERN.fullmatch(lot)
    assert lot.startswith(lot_head(last, TODAY))
