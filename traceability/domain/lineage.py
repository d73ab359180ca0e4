"""Where did it come from, where did it go? Walking the lots level by level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from traceability.domain.errors import RuleError

Lot = TypeVar("Lot")
Neighbours = Callable[[Sequence[Lot]], Iterable[tuple[Lot, Lot]]]
"""Given lots, gives the pairs (given lot, next lot) of one step."""


def walk(
    start: Iterable[Lot], neighbours: Neighbours[Lot]
) -> tuple[dict[Lot, int], list[tuple[Lot, Lot]]]:
    """Give every lot that can be reached with its distance, and the links walked.

    One call of `neighbours` per level, each lot visited once: the cost follows what is found, not
    what exists, and the depth has no limit.
    """
    depth: dict[Lot, int] = dict.fromkeys(start, 0)
    links: list[tuple[Lot, Lot]] = []
    frontier: list[Lot] = list(depth)
    level = 0
    while frontier:
        level += 1
        found: list[Lot] = []
        for near, far in neighbours(frontier):
            links.append((near, far))
            if far not in depth:
                depth[far] = level
                found.append(far)
        frontier = found
    return depth, links


def check_acyclic(parents: Iterable[Lot], descendants: Iterable[Lot]) -> None:
    """Refuse a production whose input already comes out of its output."""
    overlap = set(parents) & set(descendants)
    if overlap:
        raise RuleError("lineage.cycle", field="lines", batch=next(iter(overlap)))
