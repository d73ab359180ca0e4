"""Can more leave a lot than exists?"""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.balance import (
    LotBalance,
    Movement,
    balances,
    check_balance,
    check_transformation,
)
from traceability.domain.errors import RuleError
from traceability.domain.steps import Effect

MILL, SHOP, CANTEEN = "mill", "shop", "canteen"


def _move(
    effect: Effect, amount: int, speaker: str = MILL, destination: str | None = None
) -> Movement:
    return Movement("L1", effect, amount, speaker, destination)


MADE = _move(Effect.PRODUCE, 100)


def _lot(*moves: Movement) -> LotBalance:
    return balances(moves)["L1"]


def _refusal(*moves: Movement) -> tuple[str, object] | None:
    try:
        check_balance("L1", _lot(*moves))
    except RuleError as error:
        return error.code, error.values["missing"]
    return None


@pytest.mark.parametrize(
    ("moves", "refusal"),
    [
        ((), None),
        ((_move(Effect.CONSUME, 100),), None),
        ((_move(Effect.CONSUME, 101),), ("balance.exceeded", 1)),
        ((_move(Effect.NONE, 10_000),), None),
        ((_move(Effect.LEAVE, 100, MILL, SHOP),), None),
        ((_move(Effect.LEAVE, 60, MILL, SHOP), _move(Effect.CONSUME, 41)), ("balance.exceeded", 1)),
        ((_move(Effect.ARRIVE, 5, SHOP),), ("balance.not_on_the_way", 5)),
        ((_move(Effect.LEAVE, 60, MILL, SHOP), _move(Effect.ARRIVE, 60, SHOP)), None),
        (
            (_move(Effect.LEAVE, 60, MILL, SHOP), _move(Effect.ARRIVE, 60, CANTEEN)),
            ("balance.not_on_the_way", 60),
        ),
        (
            (_move(Effect.LEAVE, 60, MILL, SHOP), _move(Effect.CALL_BACK, 61, MILL, SHOP)),
            ("balance.not_on_the_way", 1),
        ),
        ((_move(Effect.LEAVE, 60, MILL, SHOP), _move(Effect.CALL_BACK, 60, MILL, SHOP)), None),
        (
            (
                _move(Effect.LEAVE, 60, MILL, SHOP),
                _move(Effect.SEND_BACK, 60, SHOP, MILL),
                _move(Effect.ARRIVE, 60, MILL),
                _move(Effect.CONSUME, 100),
            ),
            None,
        ),
        ((_move(Effect.PACK, 100),), None),
        ((_move(Effect.PACK, 101),), ("balance.packed_exceeded", 1)),
        ((_move(Effect.PACK, 40), _move(Effect.UNPACK, 40)), None),
        ((_move(Effect.PACK, 40), _move(Effect.UNPACK, 42)), ("balance.packed_exceeded", 2)),
        (
            (_move(Effect.LEAVE, 10, MILL, SHOP), _move(Effect.PACK, 1, SHOP)),
            ("balance.packed_exceeded", 1),
        ),
    ],
)
def test_a_lot_of_a_hundred_balances(
    moves: tuple[Movement, ...], refusal: tuple[str, int] | None
) -> None:
    assert _refusal(MADE, *moves) == refusal


def test_a_refusal_names_the_lot_and_what_was_made() -> None:
    with pytest.raises(RuleError) as refusal:
        check_balance("L1", _lot(MADE, _move(Effect.CONSUME, 130)))
    assert refusal.value.field == "lines"
    assert refusal.value.values == {"lot": "L1", "missing": 30, "made": 100}


def test_the_order_of_events_does_not_matter() -> None:
    moves = (MADE, _move(Effect.LEAVE, 60, MILL, SHOP), _move(Effect.ARRIVE, 60, SHOP))
    states = [_lot(*order) for order in permutations(moves)]
    assert all(dict(state.stock) == {MILL: 40, SHOP: 60} for state in states)


def test_a_lot_tells_what_was_made_used_and_where_it_is() -> None:
    lot = _lot(
        MADE,
        _move(Effect.CONSUME, 10),
        _move(Effect.LEAVE, 60, MILL, SHOP),
        _move(Effect.ARRIVE, 20, SHOP),
    )
    assert (lot.made, lot.used) == (100, 10)
    assert dict(lot.stock) == {MILL: 30, SHOP: 20}
    assert dict(lot.on_way) == {SHOP: 40}


def test_whoever_had_the_lot_or_has_it_coming_has_held_it() -> None:
    lot = _lot(MADE, _move(Effect.LEAVE, 100, MILL, SHOP))
    assert [lot.has_held(who) for who in (MILL, SHOP, CANTEEN)] == [True, True, False]


def test_an_unknown_lot_is_empty() -> None:
    assert balances([]) == {}
    assert (LotBalance().made, list(LotBalance().shortfalls())) == (0, [])


def test_lots_are_summed_apart() -> None:
    other = Movement("L2", Effect.PRODUCE, 7, SHOP)
    assert {lot: balance.made for lot, balance in balances([MADE, other]).items()} == {
        "L1": 100,
        "L2": 7,
    }


holders = st.sampled_from([MILL, SHOP, CANTEEN])
moves = st.builds(
    Movement,
    st.just("L1"),
    st.sampled_from(list(Effect)),
    st.integers(1, 50),
    holders,
    holders,
)


@given(st.lists(moves, max_size=30))
def test_nothing_appears_or_vanishes(happened: list[Movement]) -> None:
    """What was made is in stock, on its way, or used: whatever happened, allowed or not."""
    lot = balances([MADE, *happened])["L1"]
    assert lot.made == sum(lot.stock.values()) + sum(lot.on_way.values()) + lot.used


@given(st.lists(moves, max_size=30))
def test_an_allowed_state_leaves_no_holder_with_less_than_nothing(happened: list[Movement]) -> None:
    lot = balances([MADE, *happened])["L1"]
    if list(lot.shortfalls()):
        with pytest.raises(RuleError, match=r"^balance\."):
            check_balance("L1", lot)
        return
    check_balance("L1", lot)
    assert min([0, *lot.stock.values(), *lot.on_way.values()]) == 0
    assert 0 <= lot.used <= lot.made


@pytest.mark.parametrize(
    ("given_mg", "made_mg", "loss_mg", "is_open", "refusal"),
    [
        (20_000, 13_200, 6_800, False, None),
        (20_000, 20_000, None, False, None),
        (20_000, 13_200, 6_800, True, None),
        (20_000, 13_200, None, True, None),
        (20_000, 13_200, None, False, ("balance.loss_not_stated", "6.800")),
        (20_000, 13_200, 6_799, False, ("balance.loss_not_stated", "0.001")),
        (20_000, 13_000, 6_000, False, ("balance.loss_not_stated", "1")),
        (20_000, 13_200, 6_801, False, ("balance.more_out_than_in", "0.001")),
        (20_000, 20_001, None, True, ("balance.more_out_than_in", "0.001")),
        (0, 5_000, None, True, ("balance.more_out_than_in", "5")),
    ],
)
def test_outputs_and_loss_make_up_the_inputs(
    given_mg: int,
    made_mg: int,
    loss_mg: int | None,
    is_open: bool,
    refusal: tuple[str, str] | None,
) -> None:
    if refusal is None:
        check_transformation(given_mg, made_mg, loss_mg, is_open=is_open)
        return
    with pytest.raises(RuleError) as refused:
        check_transformation(given_mg, made_mg, loss_mg, is_open=is_open)
    [said] = [
        refused.value.values[k] for k in ("surplus_g", "missing_g") if k in refused.value.values
    ]
    assert (refused.value.code, said) == refusal
