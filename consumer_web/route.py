"""Where did the goods come from, roughly: which sketch shows it without being a map?

Places keep only their order from north to south and from west to east. So no two labels collide,
whether they lie one street or two thousand kilometres apart, and nothing can be taken for a map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from consumer_web.document import EventFacts, Place
from consumer_web.words import Lang

MOST_PLACES = 5
WIDTH = 328
_ROW = 54
_LEFT, _RIGHT, _TOP = 62, 290, 30
_EARTH_RADIUS_KM = 6371.0
_GAP = 20  # from the middle of a disc to its label


@dataclass(frozen=True)
class Stop:
    """A numbered disc and its label."""

    number: int
    x: int
    y: int
    label: str
    label_x: int
    anchor: str


@dataclass(frozen=True)
class Leg:
    """The distance written beside a line, between two rows so that it meets no label."""

    x: int
    y: int
    km: int


@dataclass(frozen=True)
class Sketch:
    """What the template draws."""

    height: int
    line: str
    legs: tuple[Leg, ...]
    stops: tuple[Stop, ...]
    spoken: str


@dataclass(frozen=True)
class _Visit:
    name: str
    latitude: float
    longitude: float
    titles: tuple[str, ...]


def draw_route(events: Sequence[EventFacts], lang: Lang) -> Sketch | None:
    """Sketch the way through at most five places, or give None for fewer than two."""
    visits = _choose(_visits(events, lang))
    if len(visits) < 2:
        return None
    spread = (_RIGHT - _LEFT) // (len(visits) - 1)
    columns = _ranks([v.longitude for v in visits])
    rows = _ranks([-v.latitude for v in visits])
    stops = tuple(
        _place_stop(number, visit, (_LEFT + spread * column, _TOP + _ROW * row), lang)
        for number, (visit, column, row) in enumerate(
            zip(visits, columns, rows, strict=True), start=1
        )
    )
    return Sketch(
        height=_TOP + _ROW * (len(visits) - 1) + _TOP,
        line="M" + "L".join(f"{stop.x} {stop.y}" for stop in stops),
        legs=_measure_legs(visits, stops),
        stops=stops,
        spoken=_speak(visits, lang),
    )


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure a crow's way in kilometres between two latitudes and longitudes in degrees."""
    lat1, lon1, lat2, lon2 = (radians(degrees) for degrees in (*one, *other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))


def _visits(events: Sequence[EventFacts], lang: Lang) -> list[_Visit]:
    located = [
        (event.place, getattr(event.title, lang))
        for event in events
        if event.place is not None
        and event.place.latitude_e6 is not None
        and event.place.longitude_e6 is not None
    ]
    one_district = len({place.district for place, _ in located}) == 1
    titles: dict[str, list[str]] = {}
    first: dict[str, Place] = {}
    for place, title in located:
        # Within one district its name says nothing: the places themselves are told apart.
        name = place.name if one_district or not place.district else place.district
        first.setdefault(name, place)
        titles.setdefault(name, []).append(title)
    return [
        _Visit(
            name=name,
            latitude=(place.latitude_e6 or 0) / 1e6,
            longitude=(place.longitude_e6 or 0) / 1e6,
            titles=tuple(dict.fromkeys(titles[name])),
        )
        for name, place in first.items()
    ]


def _choose(visits: list[_Visit]) -> list[_Visit]:
    if len(visits) <= MOST_PLACES:
        return visits
    busiest = sorted(range(1, len(visits) - 1), key=lambda at: (-len(visits[at].titles), at))
    kept = {0, len(visits) - 1, *busiest[: MOST_PLACES - 2]}
    return [visit for at, visit in enumerate(visits) if at in kept]


def _ranks(values: Sequence[float]) -> list[int]:
    order = sorted(range(len(values)), key=lambda at: (values[at], at))
    ranks = [0] * len(values)
    for rank, at in enumerate(order):
        ranks[at] = rank
    return ranks


def _measure_legs(visits: Sequence[_Visit], stops: Sequence[Stop]) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    for (start, end), (here, there) in zip(pairwise(visits), pairwise(stops), strict=True):
        km = distance_km((start.latitude, start.longitude), (end.latitude, end.longitude))
        rows = abs(there.y - here.y) // _ROW
        # The middle of the line, or the next place on it that lies half-way between two rows.
        part = (rows // 2 + 0.5) / rows
        x = round(here.x + (there.x - here.x) * part)
        leg = Leg(min(x + 10, WIDTH - 80), round(here.y + (there.y - here.y) * part) + 6, round(km))
        if km >= 1 and all(leg.y != other.y or abs(leg.x - other.x) > 80 for other in legs):
            legs.append(leg)
    return tuple(legs)


def _place_stop(number: int, visit: _Visit, at: tuple[int, int], lang: Lang) -> Stop:
    x, y = at
    is_right = x <= WIDTH // 2
    room = WIDTH - x - _GAP - 2 if is_right else x - _GAP - 2
    return Stop(
        number=number,
        x=x,
        y=y,
        label=_fit(visit, room, lang),
        label_x=x + _GAP if is_right else x - _GAP,
        anchor="start" if is_right else "end",
    )


def _fit(visit: _Visit, room: int, lang: Lang) -> str:
    """Write the place and as many of its steps as the room of the label holds."""
    colon, comma = {"zh": ("：", "、"), "en": (": ", ", ")}[lang]
    label = visit.name
    for at, title in enumerate(visit.titles):
        longer = label + (colon if at == 0 else comma) + title
        if _width(longer) > room:
            break
        label = longer
    while _width(label) > room and len(label) > 1:
        label = label[:-1]
    return label


def _width(text: str) -> int:
    """Estimate the width in pixels at 16 px: a Han character is square, a Latin one half."""
    return sum(16 if ord(char) > 0x2E7F else 9 for char in text)


def _speak(visits: Sequence[_Visit], lang: Lang) -> str:
    if lang == "zh":
        numbers = "一二三四五"
        parts = [f"{numbers[i]}，{v.name}{'、'.join(v.titles)}" for i, v in enumerate(visits)]
        return "路线示意：" + "；".join(parts)
    parts = [f"{i}, {v.name}: {', '.join(v.titles)}" for i, v in enumerate(visits, start=1)]
    return "Sketch of the route: " + "; ".join(parts)
