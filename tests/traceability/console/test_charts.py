"""Does a chart say what its numbers say? Drawn places are measured, not looked at."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from traceability.console.charts import (
    HEIGHT,
    WIDTH,
    Point,
    Stack,
    Threshold,
    bars,
    line,
    nice_ticks,
    sparkline,
    stacks,
)

VALUES = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


def drawn(picture: Markup) -> Element:
    """Read a picture; a broken one fails here."""
    read: Element = fromstring(picture)
    return read


def dots(picture: Markup) -> list[tuple[float, float]]:
    """Give where the points of a line stand."""
    return [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in drawn(picture).iter("circle")]


@given(VALUES, VALUES)
def test_ticks_are_round_even_and_enclose_the_range(one: float, other: float) -> None:
    least, most = min(one, other), max(one, other)
    ticks = nice_ticks(least, most)
    step = ticks[1] - ticks[0]
    assert 2 <= len(ticks) <= 12
    assert ticks[0] <= least + step * 1e-3
    assert ticks[-1] >= most - step * 1e-3
    assert all(abs(b - a - step) < step * 1e-3 for a, b in pairwise(ticks))


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=2, max_size=40))
def test_a_higher_value_never_stands_lower(values: list[float]) -> None:
    places = dots(
        line([Point(str(n), v, f"{v}") for n, v in enumerate(values)], Threshold(80, "80"))
    )
    assert len(places) == len(values)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    for (_, y), value in zip(places, values, strict=True):
        assert 0 <= y <= HEIGHT
        for (_, other_y), other in zip(places, values, strict=True):
            assert value <= other or y <= other_y


def test_what_is_not_known_leaves_a_gap() -> None:
    picture = line([Point("1", 1, "1"), Point("2", None, "—"), Point("3", 3, "3")])
    assert len(dots(picture)) == 2
    assert dots(line([Point("1", None, "—")])) == []


def test_bars_are_as_long_as_their_values_and_low_ones_are_marked() -> None:
    points = [Point("惠城区", 88.4, "88.4 %", "/console/coverage"), Point("龙门县", 44.2, "44.2 %")]
    picture = drawn(bars(points, Threshold(80, "目标 80 %")))
    high, low = picture.iter("rect")
    assert abs(float(high.attrib["width"]) - 2 * float(low.attrib["width"])) < 0.2
    assert "chart-low" not in high.attrib["class"]
    assert "chart-low" in low.attrib["class"]
    [link] = picture.iter("a")
    assert link.attrib["href"] == "/console/coverage"
    assert all(float(bar.attrib["width"]) <= WIDTH for bar in (high, low))


def test_the_parts_of_a_column_stand_upon_each_other() -> None:
    column = Stack("11月", (("good", 90.0), ("bad", 10.0)), "90 / 10", "/console/failures", "10")
    good, bad = drawn(stacks([column])).iter("rect")
    assert abs(float(good.attrib["y"]) - float(bad.attrib["y"]) - float(bad.attrib["height"])) < 0.2
    assert float(good.attrib["height"]) > 8 * float(bad.attrib["height"])


def test_words_are_escaped_and_nothing_is_styled_inline() -> None:
    hostile = Point('<script>"', 1, "<b>", '/x?a="b"&c=<')
    for picture in (line([hostile, hostile]), bars([hostile])):
        read = drawn(picture)
        assert "<script>" not in picture
        assert all("style" not in element.attrib for element in read.iter())
        assert next(iter(read.iter("a"))).attrib["href"] == hostile.href


def test_a_sparkline_ends_with_its_newest_value() -> None:
    assert drawn(sparkline([1, 5, 3])).find("circle") is not None
    assert len(dots(sparkline([1, 5, 3]))) == 1
    assert dots(sparkline([])) == []


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    values = [80.0, 90.0, None, 0.0, None, 70.0, 60.0]
    picture = str(line([Point(str(number), value, "") for number, value in enumerate(values)]))
    runs = [run.split(" ") for run in re.findall(r'points="([^"]*)"', picture)]
    assert [len(run) for run in runs] == [2, 1, 2]
    assert picture.count("<circle") == 5  # a share of nothing is drawn, none at all is not
