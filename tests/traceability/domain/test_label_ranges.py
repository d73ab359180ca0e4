"""Do ranges say of every label what a list of labels would say?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import refused
from traceability.domain.errors import RuleError
from traceability.domain.kinds import LabelState
from traceability.domain.label_ranges import (
    NEXT,
    LabelRange,
    Ranges,
    allocate,
    count_in,
    find,
    move,
    move_all,
    newly,
    next_chunk,
    read_ranges,
    settle,
    state_of,
    write_ranges,
)

S = LabelState
MOST = 40
numbers = st.integers(0, MOST - 1)
moves = st.lists(st.tuples(numbers, numbers, st.sampled_from(LabelState)), max_size=30)


def spelled(ranges: Ranges) -> list[LabelState]:
    """Say the state of each label, one by one."""
    return [part.state for part in ranges for _ in range(part.count)]


def is_partition(ranges: Ranges, count: int) -> bool:
    states = [part.state for part in ranges]
    return (
        read_ranges(write_ranges(ranges)) == ranges
        and len(spelled(ranges)) == count
        and all(one is not other for one, other in pairwise(states))
    )


@given(st.integers(1, MOST), moves)
def test_ranges_agree_with_a_list_of_labels_and_never_take_a_forbidden_step(
    count: int, wanted: list[tuple[int, int, LabelState]]
) -> None:
    ranges, labels = allocate(count), [S.ALLOCATED] * count
    for first, last, state in wanted:
        is_inside = first <= last < count
        is_allowed = is_inside and all(
            now is state or state in NEXT[now] for now in labels[first : last + 1]
        )
        if not is_allowed:
            code = "label.wrong_state" if is_inside else "label.no_such_label"
            refused(code, move, ranges, first, last, state)
            continue
        ranges = move(ranges, first, last, state)
        labels[first : last + 1] = [state] * (last - first + 1)
        assert spelled(ranges) == labels
        assert is_partition(ranges, count)
    assert {state: count_in(ranges, state) for state in S} == {s: labels.count(s) for s in S}
    assert [state_of(ranges, number) for number in range(count)] == labels


def test_what_may_follow_what() -> None:
    allowed = {(now, then) for now in S for then in NEXT[now]}
    assert allowed == {
        ("allocated", "rendered"), ("allocated", "void"),
        ("rendered", "sent"), ("rendered", "confirmed"), ("rendered", "void"),
        ("sent", "confirmed"), ("sent", "unknown"),
        ("unknown", "confirmed"), ("unknown", "allocated"), ("unknown", "void"),
        ("confirmed", "void"),
    }  # fmt: skip


def test_a_hundred_thousand_labels_printed_in_chunks_are_one_range_again() -> None:
    ranges = allocate(100_000)
    while (chunk := next_chunk(ranges, 50)) is not None:
        assert chunk.count == 50
        for state in (S.RENDERED, S.SENT, S.CONFIRMED):
            ranges = move(ranges, chunk.first, chunk.last, state)
        assert len(ranges) <= 2
    ranges = move(ranges, 777, 777, S.VOID)
    assert write_ranges(ranges) == "0-776 confirmed, 777-777 void, 778-99999 confirmed"


def broken(first: int, last: int, count: int) -> Ranges:
    """Give a run whose line broke while these labels were sent."""
    ranges = allocate(count)
    for state in (S.RENDERED, S.SENT):
        ranges = move(ranges, 0, last, state)
    if first:
        ranges = move(ranges, 0, first - 1, S.CONFIRMED)
    return move_all(ranges, (S.SENT,), S.UNKNOWN)


@given(st.integers(0, 20), st.integers(0, 10), st.integers(0, 10), st.data())
def test_the_last_label_seen_settles_what_was_unknown(
    first: int, more: int, behind: int, data: st.DataObject
) -> None:
    last = first + more
    ranges = broken(first, last, last + 1 + behind)
    seen = data.draw(st.integers(first - 1, last))
    missing = data.draw(st.sampled_from([S.ALLOCATED, S.VOID]))
    states = spelled(settle(ranges, seen, missing))
    assert states[: seen + 1] == [S.CONFIRMED] * (seen + 1)
    assert states[seen + 1 : last + 1] == [missing] * (last - seen)
    assert states[last + 1 :] == [S.ALLOCATED] * behind
    for elsewhere in (first - 2, last + 1):
        refused("label.not_the_last", settle, ranges, elsewhere)


@given(st.sets(numbers), st.sets(numbers))
def test_what_is_newly_void_is_the_difference(earlier: set[int], later: set[int]) -> None:
    before = allocate(MOST)
    for number in earlier:
        before = move(before, number, number, S.VOID)
    after = before
    for number in later:
        after = move(after, number, number, S.VOID)
    found = newly(before, after, S.VOID)
    listed = [number for part in found for number in range(part.first, part.last + 1)]
    assert listed == sorted(later - earlier)


def test_nothing_can_be_settled_that_is_not_unknown() -> None:
    with pytest.raises(RuleError, match="nothing_unknown"):
        settle(allocate(3), 1)


def test_the_next_chunk_is_short_at_the_end_of_a_gap() -> None:
    ranges = settle(broken(3, 9, 200), 4)
    assert next_chunk(ranges, 50) == LabelRange(5, 54, S.ALLOCATED)
    ranges = move(ranges, 8, 8, S.VOID)
    assert next_chunk(ranges, 50) == LabelRange(5, 7, S.ALLOCATED)
    assert find(ranges, S.SENT) is None
    assert next_chunk(move(ranges, 5, 199, S.VOID), 50) is None


@pytest.mark.parametrize("text", [
    "", "0-3", "1-3 void", "0-1 void, 3-4 void", "0-1 void, 1-2 sent", "3-0 void", "0-1 lost",
    "0-1 void,2-3 sent", "0-x void",
])  # fmt: skip
def test_a_text_that_leaves_a_gap_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the enumeration words its own
        read_ranges(text)


def test_a_run_has_labels() -> None:
    with pytest.raises(ValueError, match="at least one"):
        allocate(0)
