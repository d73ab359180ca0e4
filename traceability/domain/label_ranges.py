"""In which state is each label of a run? Kept as ranges, so that 100,000 labels cost a few.

Labels are numbered 0 to count - 1. The ranges always cover them all, in order, without a gap or an
overlap, and no two neighbours are in the same state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from traceability.domain.errors import RuleError
from traceability.domain.kinds import LabelState

S = LabelState
# What may follow what. A label that was sent never waits to be printed again by itself: only from
# `unknown`, when somebody has looked and it was not there.
NEXT: Final[dict[LabelState, frozenset[LabelState]]] = {
    S.ALLOCATED: frozenset({S.RENDERED, S.VOID}),
    S.RENDERED: frozenset({S.SENT, S.CONFIRMED, S.VOID}),
    S.SENT: frozenset({S.CONFIRMED, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.CONFIRMED, S.ALLOCATED, S.VOID}),
    S.CONFIRMED: frozenset({S.VOID}),
    S.VOID: frozenset(),
}
_RANGE = re.compile(r"(\d{1,7})-(\d{1,7}) ([a-z]{4,9})")


@dataclass(frozen=True, slots=True)
class LabelRange:
    """Labels in a row that are in the same state; `last` belongs to them."""

    first: int
    last: int
    state: LabelState

    @property
    def count(self) -> int:
        """Count the labels."""
        return self.last - self.first + 1


Ranges = tuple[LabelRange, ...]


def allocate(count: int) -> Ranges:
    """Give the ranges of a fresh run of at least one label."""
    if count < 1:
        raise ValueError(f"a run has at least one label, not {count}")
    return (LabelRange(0, count - 1, S.ALLOCATED),)


def move(ranges: Ranges, first: int, last: int, state: LabelState) -> Ranges:
    """Bring the labels from first to last into a state, splitting and merging ranges.

    Raises RuleError "label.no_such_label" outside of the run, and "label.wrong_state" if one of
    them may not go there; labels that are there already stay.
    """
    check_within(ranges, first, last)
    return _join(_moved(ranges, first, last, state))


def _moved(ranges: Ranges, first: int, last: int, state: LabelState) -> Iterator[LabelRange]:
    for part in ranges:
        if part.last < first or part.first > last or part.state is state:
            yield part
            continue
        if state not in NEXT[part.state]:
            at = max(first, part.first) + 1
            raise RuleError("label.wrong_state", label=at, state=part.state, wanted=state)
        if part.first < first:
            yield LabelRange(part.first, first - 1, part.state)
        yield LabelRange(max(first, part.first), min(last, part.last), state)
        if part.last > last:
            yield LabelRange(last + 1, part.last, part.state)


def _join(parts: Iterable[LabelRange]) -> Ranges:
    joined: list[LabelRange] = []
    for part in parts:
        if joined and joined[-1].state is part.state:
            joined[-1] = LabelRange(joined[-1].first, part.last, part.state)
        else:
            joined.append(part)
    return tuple(joined)


def move_all(ranges: Ranges, states: Iterable[LabelState], state: LabelState) -> Ranges:
    """Bring every label that is in one of some states into another."""
    wanted = frozenset(states)
    for part in ranges:
        if part.state in wanted:
            ranges = move(ranges, part.first, part.last, state)
    return ranges


def settle(ranges: Ranges, last_seen: int, missing: LabelState = S.ALLOCATED) -> Ranges:
    """Settle the labels whose fate is unknown by the last one that was seen (-1: none of any).

    Up to it they are printed; those behind it were not, and come to `missing`. Raises RuleError
    "label.nothing_unknown", and "label.not_the_last" if the label lies elsewhere: the one before
    the first unknown label means that none of them is there.
    """
    doubtful = find(ranges, S.UNKNOWN)
    if doubtful is None:
        raise RuleError("label.nothing_unknown")
    if not doubtful.first - 1 <= last_seen <= doubtful.last:
        raise RuleError(
            "label.not_the_last",
            field="last_seen",
            least=doubtful.first,
            most=doubtful.last + 1,
        )
    if last_seen >= doubtful.first:
        ranges = move(ranges, doubtful.first, last_seen, S.CONFIRMED)
    if last_seen < doubtful.last:
        ranges = move(ranges, last_seen + 1, doubtful.last, missing)
    return ranges


def find(ranges: Ranges, state: LabelState) -> LabelRange | None:
    """Give the first range in a state."""
    return next((part for part in ranges if part.state is state), None)


def next_chunk(ranges: Ranges, most: int) -> LabelRange | None:
    """Give the labels to be printed next, at most so many in a row."""
    waiting = find(ranges, S.ALLOCATED)
    if waiting is None:
        return None
    return LabelRange(waiting.first, min(waiting.last, waiting.first + most - 1), waiting.state)


def newly(before: Ranges, after: Ranges, state: LabelState) -> list[LabelRange]:
    """Give the labels that came to a state between two moments, as few ranges as possible."""
    found: list[LabelRange] = []
    for part in after:
        if part.state is state:
            found += _without(part, [old for old in before if old.state is state])
    return found


def _without(part: LabelRange, known: Iterable[LabelRange]) -> Iterator[LabelRange]:
    first = part.first
    for old in known:
        if old.last < first or old.first > part.last:
            continue
        if old.first > first:
            yield LabelRange(first, old.first - 1, part.state)
        first = old.last + 1
    if first <= part.last:
        yield LabelRange(first, part.last, part.state)


def count_in(ranges: Ranges, *states: LabelState) -> int:
    """Count the labels in some states."""
    return sum(part.count for part in ranges if part.state in states)


def state_of(ranges: Ranges, number: int) -> LabelState:
    """Give the state of one label."""
    check_within(ranges, number, number)
    return next(part.state for part in ranges if part.first <= number <= part.last)


def check_within(ranges: Ranges, first: int, last: int) -> None:
    """Refuse labels that the run does not have, and a range that is upside down."""
    if not 0 <= first <= last <= ranges[-1].last:
        raise RuleError("label.no_such_label", count=ranges[-1].last + 1)


def write_ranges(ranges: Ranges) -> str:
    """Write ranges as one short text, "0-1199 confirmed, 1200-1203 unknown"."""
    return ", ".join(f"{part.first}-{part.last} {part.state}" for part in ranges)


def read_ranges(text: str) -> Ranges:
    """Read what `write_ranges` wrote; raise ValueError for a text that is no partition."""
    found: list[LabelRange] = []
    for part in text.split(", "):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"not a range of labels: {part!r}")
        found.append(LabelRange(int(match[1]), int(match[2]), LabelState(match[3])))
    _check_partition(found)
    return tuple(found)


def _check_partition(ranges: Sequence[LabelRange]) -> None:
    fits = (
        ranges[0].first == 0
        and all(part.count > 0 for part in ranges)
        and all(one.last + 1 == other.first for one, other in pairwise(ranges))
    )
    if not fits:
        raise ValueError("the ranges leave a gap or overlap")
