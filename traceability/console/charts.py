"""How do numbers become a picture? Plain SVG without script or inline style.

A chart repeats a table that stands under it: screen readers and keyboards use the table, so the
picture is hidden from them; a mouse may follow each point to its list. Colours, lines and the
size of letters are classes of the style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 440, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 14, 24
_ROW, _NAME, _VALUE = 26, 84, 64  # of bars that lie
_MOST_LABELS = 7
_FINEST = 0.001


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its name, as it is said, and the list behind it; none where nothing is known."""

    label: str
    value: float | None
    said: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """A column of parts from the ground up: (class of the style sheet, value) each."""

    label: str
    parts: tuple[tuple[str, float], ...]
    said: str
    href: str = ""
    note: str = ""  # stands above the column

    @property
    def total(self) -> float:
        """Give the height of the column."""
        return sum(value for _, value in self.parts)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line that values are held against."""

    value: float
    label: str


def line(points: Sequence[Point], threshold: Threshold | None = None) -> Markup:
    """Draw values over time as a line, with a threshold; gaps where nothing is known."""
    known = [point.value for point in points if point.value is not None]
    marks = [*known, *([threshold.value] if threshold else [])]
    ticks = nice_ticks(min(marks, default=0), max(marks, default=1))
    scale = _Scale(ticks)
    xs = _spread(len(points))
    drawn = [_grid(ticks, scale), _labels([point.label for point in points], xs)]
    if threshold is not None:
        drawn.append(_threshold(threshold, scale))
    runs = _runs(points, xs, scale)
    drawn += [_path(run) for run in runs]
    places = [place for run in runs for place in run]
    drawn += [_linked(_dot(x, y, point is places[-1][2]), point) for x, y, point in places]
    if places:
        x, y, last = places[-1]
        is_falling = len(places) > 1 and places[-2][1] < y  # its line comes from above
        drawn.append(
            Markup('<text class="chart-now" x="{:.1f}" y="{:.1f}">{:g}</text>').format(
                x, y + 18 if is_falling and y + 24 < HEIGHT - _BOTTOM else y - 8, last.value
            )
        )
    return _picture(drawn, HEIGHT)


def _runs(
    points: Sequence[Point], xs: Sequence[float], scale: _Scale
) -> list[list[tuple[float, float, Point]]]:
    """Place the values, in runs without a gap: a line across one would tell what nobody knows."""
    runs: list[list[tuple[float, float, Point]]] = [[]]
    for x, point in zip(xs, points, strict=True):
        if point.value is not None:
            runs[-1].append((x, scale(point.value), point))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(run: Sequence[tuple[float, float, Point]]) -> Markup:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in run)
    return Markup('<polyline class="chart-line" points="{}"/>').format(path)


def bars(points: Sequence[Point], threshold: Threshold | None = None) -> Markup:
    """Draw values as bars that lie; one below the threshold is marked and its value is bold."""
    most = max([point.value or 0 for point in points] + ([threshold.value] if threshold else []))
    per_one = (WIDTH - _NAME - _VALUE) / (most or 1)
    top = 18 if threshold else 0
    drawn = []
    for number, point in enumerate(points):
        y = top + number * _ROW
        value = point.value
        is_low = threshold is not None and value is not None and value < threshold.value
        low = " chart-low" if is_low else ""
        drawn.append(
            _linked(
                Markup(
                    '<text class="chart-name" x="{}" y="{}">{}</text>'
                    '<rect class="chart-bar{}" x="{}" y="{}" width="{:.1f}" height="14"/>'
                    '<text class="chart-value{}" x="{}" y="{}">{}</text>'
                ).format(
                    _NAME - 8, y + 17, point.label, low, _NAME, y + 6,
                    per_one * (point.value or 0), low, WIDTH, y + 17, point.said,
                ),
                point,
            )
        )  # fmt: skip
    height = top + len(points) * _ROW + 4
    if threshold is not None:
        x = _NAME + per_one * threshold.value
        drawn.append(
            Markup(
                '<line class="chart-threshold" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>'
                '<text class="chart-mark" x="{0:.1f}" y="12">{3}</text>'
            ).format(x, top, height, threshold.label)
        )
    return _picture(drawn, height)


def stacks(columns: Sequence[Stack]) -> Markup:
    """Draw columns of parts over time."""
    ticks = nice_ticks(0, max([column.total for column in columns], default=1))
    scale = _Scale(ticks)
    xs = _spread(len(columns), inner=True)
    step = (WIDTH - _LEFT - _RIGHT) / max(len(columns), 1)
    drawn = [_grid(ticks, scale), _labels([column.label for column in columns], xs)]
    drawn += [
        _linked(_column(column, x, step * 0.66, scale), column)
        for x, column in zip(xs, columns, strict=True)
    ]
    return _picture(drawn, HEIGHT)


def sparkline(values: Sequence[float]) -> Markup:
    """Draw the course of a few values, as small as a word."""
    least, most = min(values, default=0), max(values, default=0)
    height = (most - least) or 1
    step = 88 / max(len(values) - 1, 1)
    places = [
        (4 + number * step, 20 - 16 * (value - least) / height)
        for number, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn = [Markup('<polyline class="chart-line" points="{}"/>').format(path)]
    drawn += [_dot(*places[-1], is_last=True)] if places else []
    return Markup(
        '<svg class="spark" viewBox="0 0 96 24" aria-hidden="true" focusable="false">{}</svg>'
    ).format(Markup("").join(drawn))


def nice_ticks(least: float, most: float, wanted: int = 4) -> list[float]:
    """Give round values that enclose a range, some four steps apart."""
    span = most - least
    if span < _FINEST:  # nothing to tell apart: one value amid its surroundings
        span = max(abs(most), 1)
    size = 10 ** math.floor(math.log10(span / wanted))
    step = next(size * m for m in (1, 2, 5, 10) if size * m * wanted >= span)
    first, last = math.floor(least / step), math.ceil(most / step)
    if last == first:
        last += 1
    return [round(number * step, 6) for number in range(first, last + 1)]


class _Scale:
    """Where a value stands between the lowest and the highest tick."""

    def __init__(self, ticks: Sequence[float]) -> None:
        self._least, self._most = ticks[0], ticks[-1]

    def __call__(self, value: float) -> float:
        part = (value - self._least) / (self._most - self._least)
        return HEIGHT - _BOTTOM - part * (HEIGHT - _TOP - _BOTTOM)


def _spread(count: int, *, inner: bool = False) -> list[float]:
    room = WIDTH - _LEFT - _RIGHT
    if inner or count == 1:
        return [_LEFT + room * (number + 0.5) / count for number in range(count)]
    return [_LEFT + room * number / (count - 1) for number in range(count)]


def _grid(ticks: Iterable[float], scale: _Scale) -> Markup:
    return Markup("").join(
        Markup(
            '<line class="chart-rule" x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}"/>'
            '<text class="chart-name" x="{}" y="{:.1f}">{:,g}</text>'
        ).format(_LEFT, WIDTH - _RIGHT, _LEFT - 6, scale(tick) + 4, tick, y=scale(tick))
        for tick in ticks
    )


def _labels(labels: Sequence[str], xs: Sequence[float]) -> Markup:
    every = math.ceil(len(labels) / _MOST_LABELS)
    return Markup("").join(
        Markup('<text class="chart-mark" x="{:.1f}" y="{}">{}</text>').format(x, HEIGHT - 6, label)
        for number, (label, x) in enumerate(zip(labels, xs, strict=True))
        if number % every == 0
    )


def _threshold(threshold: Threshold, scale: _Scale) -> Markup:
    y = scale(threshold.value)
    return Markup(
        '<line class="chart-threshold" x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}"/>'
        '<text class="chart-start" x="{}" y="{:.1f}">{}</text>'
    ).format(_LEFT, WIDTH - _RIGHT, _LEFT + 4, y - 5, threshold.label, y=y)


def _dot(x: float, y: float, is_last: bool) -> Markup:
    name = "chart-dot chart-last" if is_last else "chart-dot"
    return Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>').format(
        name, x, y, 4 if is_last else 3
    )


def _column(column: Stack, x: float, width: float, scale: _Scale) -> Markup:
    drawn, ground = [], 0.0
    for name, value in column.parts:
        low, high = scale(ground), scale(ground + value)
        drawn.append(
            Markup(
                '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
            ).format(f"chart-{name}", x - width / 2, high, width, low - high)
        )
        ground += value
    if column.note:
        drawn.append(
            Markup('<text class="chart-note" x="{:.1f}" y="{:.1f}">{}</text>').format(
                x, scale(ground) - 4, column.note
            )
        )
    return Markup("").join(drawn)


def _linked(drawn: Markup, to: Point | Stack) -> Markup:
    told = Markup("<title>{} {}</title>").format(to.label, to.said)
    if not to.href:
        return Markup("<g>{}{}</g>").format(told, drawn)
    return Markup('<a href="{}" tabindex="-1">{}{}</a>').format(escape(to.href), told, drawn)


def _picture(drawn: Iterable[Markup], height: int) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>'
    ).format(WIDTH, height, Markup("").join(drawn))
