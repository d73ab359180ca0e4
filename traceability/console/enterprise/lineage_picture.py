"""How is a lineage drawn? In layers from left to right, with few crossings, as plain SVG.

Longest-path layers are given by the distance that was walked; within a layer, lots are put in the
order of their neighbours' middle (barycentre), a few sweeps to and fro.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 172, 60
GAP_X, GAP_Y = 45, 14
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A lot in the picture: where its corner is."""

    key: Hashable
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes, the curves between them, and the size of it all."""

    boxes: Sequence[Box]
    curves: Sequence[tuple[Hashable, Hashable, str]]
    width: int
    height: int


def lay_out(layers: Mapping[Hashable, int], links: Sequence[tuple[Hashable, Hashable]]) -> Picture:
    """Lay lots out by their layer (any integers, left to right); links go from left to right."""
    columns = sorted(set(layers.values()))
    place = {layer: number for number, layer in enumerate(columns)}
    rows: dict[int, list[Hashable]] = {number: [] for number in range(len(columns))}
    for key, layer in layers.items():
        rows[place[layer]].append(key)
    known = [(a, b) for a, b in links if a in layers and b in layers]
    _untangle(rows, known)
    tallest = max((len(column) for column in rows.values()), default=0)
    height = max(1, tallest) * (HEIGHT + GAP_Y) - GAP_Y
    boxes = {}
    for number, column in rows.items():
        used = len(column) * (HEIGHT + GAP_Y) - GAP_Y
        top = (height - used) // 2
        for position, key in enumerate(column):
            y = top + position * (HEIGHT + GAP_Y)
            boxes[key] = Box(key, number * (WIDTH + GAP_X), y)
    curves = [(a, b, _curve(boxes[a], boxes[b])) for a, b in known]
    width = max(1, len(columns)) * (WIDTH + GAP_X) - GAP_X
    return Picture(list(boxes.values()), curves, width, height)


def _untangle(rows: dict[int, list[Hashable]], links: Sequence[tuple[Hashable, Hashable]]) -> None:
    left: dict[Hashable, list[Hashable]] = {}
    right: dict[Hashable, list[Hashable]] = {}
    for a, b in links:
        left.setdefault(b, []).append(a)
        right.setdefault(a, []).append(b)
    for sweep in range(_SWEEPS):
        is_forth = sweep % 2 == 0
        order = sorted(rows) if is_forth else sorted(rows, reverse=True)
        for number in order:
            _sort_column(rows, number, left if is_forth else right)


def _sort_column(
    rows: dict[int, list[Hashable]], number: int, beside: Mapping[Hashable, list[Hashable]]
) -> None:
    where = {
        key: position / max(1, len(column))
        for column in rows.values()
        for position, key in enumerate(column)
    }
    middle = {
        key: sum(where[each] for each in beside[key]) / len(beside[key])
        if key in beside
        else where[key]
        for key in rows[number]
    }
    rows[number].sort(key=lambda key: middle[key])


def _curve(a: Box, b: Box) -> str:
    x1, y1 = a.x + WIDTH, a.y + HEIGHT / 2
    x2, y2 = b.x, b.y + HEIGHT / 2
    if x2 <= x1:  # a link that goes back into its own or an earlier column
        return f"M{x1} {y1}C{x1 + 30} {y1} {x2 - 30} {y2} {x2} {y2}"
    half = (x1 + x2) / 2
    return f"M{x1} {y1}C{half:g} {y1:g} {half:g} {y2:g} {x2} {y2:g}"
