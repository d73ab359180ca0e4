"""Does the walk find all relatives once, and no circle pass?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RuleError
from traceability.domain.lineage import Neighbours, check_acyclic, walk

Links = set[tuple[int, int]]


def _along(links: Iterable[tuple[int, int]]) -> Neighbours[int]:
    def neighbours(lots: Sequence[int]) -> list[tuple[int, int]]:
        return [(near, far) for near, far in sorted(links) if near in lots]

    return neighbours


def _reached(links: Links, start: int) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        near = waiting.pop()
        for far in {b for a, b in links if a == near} - found:
            found.add(far)
            waiting.append(far)
    return found


# Links from a lower to a higher number: any set of them is free of circles.
acyclic = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1]))


def test_a_diamond_is_walked_once_with_its_shortest_distances() -> None:
    links = {(1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (1, 5)}
    depth, walked = walk([1], _along(links))
    assert depth == {1: 0, 2: 1, 3: 1, 5: 1, 4: 2}
    assert sorted(walked) == sorted(links)


def test_a_lot_without_relatives_is_alone() -> None:
    assert walk([7], _along(set())) == ({7: 0}, [])
    assert walk([], _along({(1, 2)})) == ({}, [])


def test_a_chain_of_ten_thousand_lots_has_no_limit() -> None:
    following = {n: n + 1 for n in range(10_000)}
    depth, links = walk(
        [0], lambda lots: [(lot, following[lot]) for lot in lots if lot in following]
    )
    assert depth[10_000] == 10_000
    assert len(links) == 10_000


def test_a_circle_in_the_index_does_not_hang_the_walk() -> None:
    depth, links = walk([1], _along({(1, 2), (2, 1)}))
    assert (depth, sorted(links)) == ({1: 0, 2: 1}, [(1, 2), (2, 1)])


@given(acyclic, st.integers(0, 12))
def test_the_walk_finds_exactly_what_can_be_reached(links: Links, start: int) -> None:
    depth, walked = walk([start], _along(links))
    assert set(depth) == _reached(links, start)
    assert sorted(walked) == sorted(link for link in links if link[0] in depth)


@given(acyclic, st.integers(0, 12), st.integers(0, 12))
def test_forward_and_back_agree(links: Links, one: int, other: int) -> None:
    forward, _ = walk([one], _along(links))
    back, _ = walk([other], _along({(b, a) for a, b in links}))
    assert (other in forward) == (one in back)


@given(acyclic, st.integers(0, 12), st.integers(0, 12))
def test_what_is_let_pass_closes_no_circle(links: Links, parent: int, child: int) -> None:
    descendants, _ = walk([child], _along(links))
    if parent in descendants:
        with pytest.raises(RuleError, match=r"lineage\.cycle"):
            check_acyclic([parent], descendants)
        return
    check_acyclic([parent], descendants)
    grown = links | {(parent, child)}
    assert all(lot not in _reached(grown, far) for lot, far in grown)
