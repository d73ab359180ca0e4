"""The oldest raw lots are used first, and never more than there is."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.first_in import Stock, missing_mg, take_first_in
from traceability.domain.kinds import Unit

MONDAY = date(2026, 11, 9)


def stock(key: str, amount: int, days: int = 0, **more: object) -> Stock:
    said = {"material": "peanut", "unit": Unit.GRAM, "is_usable": True} | more
    return Stock(key, amount=amount, made_on=MONDAY + timedelta(days=days), **said)  # type: ignore[arg-type]


def test_the_oldest_comes_first_and_what_may_not_be_used_is_left() -> None:
    lots = [
        stock("new", 21_000_000, 7),
        stock("old", 18_400_000),
        stock("held", 9_200_000, -9, is_usable=False),
        stock("other", 5_000_000, -20, material="bean_soybean"),
    ]
    needed = {"peanut": 28_000_000_000}
    taken = take_first_in(needed, lots)
    assert taken == {"old": 18_400_000, "new": 9_600_000}
    assert missing_mg(needed, lots, taken) == {}


def test_oil_is_taken_in_whole_litres_so_that_its_loss_is_whole_grams() -> None:
    tank = stock("tank", 5_000_500, material="oil_peanut", unit=Unit.MILLILITRE)
    assert take_first_in({"oil_peanut": 920_001}, [tank]) == {"tank": 2_000}
    assert take_first_in({"oil_peanut": 10**12}, [tank]) == {"tank": 5_000_000}


lots_of_any_kind = st.lists(
    st.builds(
        stock,
        st.uuids().map(str),
        st.integers(1, 10**8),
        st.integers(0, 400),
        unit=st.sampled_from([Unit.GRAM, Unit.MILLILITRE]),
        is_usable=st.booleans(),
    ),
    max_size=12,
)


@given(lots=lots_of_any_kind, needed=st.fractions(0, 10**11))
def test_what_is_taken_was_there_is_enough_or_all_and_skips_no_older_lot(
    lots: list[Stock], needed: Fraction
) -> None:
    by_key = {lot.key: lot for lot in lots}
    taken = take_first_in({"peanut": needed}, lots)
    for key, amount in taken.items():
        assert 0 < amount <= by_key[key].amount
        assert by_key[key].is_usable
        assert amount % 1_000 == 0 or amount == by_key[key].most
    got = sum(by_key[key].mg_per_unit * amount for key, amount in taken.items())
    missing = missing_mg({"peanut": needed}, lots, taken)
    if missing:
        assert all(taken.get(lot.key, 0) == lot.most for lot in lots if lot.is_usable)
        assert missing["peanut"] >= needed - got
    else:
        assert got >= needed
    if taken:
        newest = max(by_key[key].made_on for key in taken)
        older = [lot for lot in lots if lot.is_usable and lot.made_on < newest]
        assert all(taken.get(lot.key, 0) == lot.most for lot in older)
