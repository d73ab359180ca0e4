"""Which steps of the way matter most, and who entered them in time?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from consumer_web.civil_time import say_date
from consumer_web.document import EventFacts
from consumer_web.words import Lang

MOST_SHOWN = 12

Node = Literal["on_time", "late", "missing"]


@dataclass(frozen=True)
class StepView:
    """One step of the timeline."""

    title: str
    machine_time: str
    day: str
    place: str
    destination: str
    lot: str
    facts: str
    missing: str
    entered_by: str
    late_days: int
    is_correction: bool
    node: Node


@dataclass(frozen=True)
class PartyView:
    """What one party entered, and how much of it in time."""

    name: str
    titles: str
    on_time: int
    total: int


def choose_events(events: Sequence[EventFacts], most: int = MOST_SHOWN) -> list[EventFacts]:
    """Choose the events worth showing, in their order.

    The first and the last stay; then come those of this batch itself, those with something late,
    missing or corrected, and those that are the first of their kind.
    """
    if len(events) <= most:
        return list(events)
    kinds: set[str] = set()
    weighed: list[tuple[int, int]] = []
    for at, event in enumerate(events):
        is_end = at in (0, len(events) - 1)
        is_telling = event.late_days > 0 or bool(event.missing) or event.is_correction
        is_first_of_kind = event.step not in kinds
        kinds.add(event.step)
        weight = 100 * is_end + 4 * is_first_of_kind + 3 * is_telling + 2 * (event.lot is None)
        weighed.append((-weight, at))
    chosen = sorted(at for _, at in sorted(weighed)[:most])
    return [events[at] for at in chosen]


def view_steps(events: Sequence[EventFacts], lang: Lang) -> list[StepView]:
    """Lay the chosen events out for reading."""
    return [_view_step(event, lang) for event in events]


def list_parties(events: Sequence[EventFacts], lang: Lang) -> list[PartyView]:
    """Sum up per party over all events, in the order of their first entry."""
    by_party: dict[str, list[EventFacts]] = {}
    for event in events:
        by_party.setdefault(event.entered_by, []).append(event)
    return [
        PartyView(
            name=name,
            titles=_join(dict.fromkeys(getattr(e.title, lang) for e in entered), lang),
            on_time=sum(e.late_days == 0 for e in entered),
            total=len(entered),
        )
        for name, entered in by_party.items()
    ]


def _view_step(event: EventFacts, lang: Lang) -> StepView:
    day = datetime.fromisoformat(event.at).date()
    facts = [
        f"{getattr(fact.label, lang)} {getattr(fact.value, lang)}".strip() for fact in event.facts
    ]
    node: Node = "on_time"
    if event.late_days > 0:
        node = "late"
    elif event.missing:
        node = "missing"
    return StepView(
        title=getattr(event.title, lang),
        machine_time=day.isoformat(),
        day=say_date(day, lang),
        place=_say_place(event),
        destination=getattr(event.destination, lang) if event.destination else "",
        lot=event.lot or "",
        facts={"zh": "，", "en": ", "}[lang].join(facts),
        missing=_join([getattr(words, lang) for words in event.missing], lang),
        entered_by=event.entered_by,
        late_days=event.late_days,
        is_correction=event.is_correction,
        node=node,
    )


def _say_place(event: EventFacts) -> str:
    if event.place is None:
        return ""
    place = event.place
    if place.district and place.district not in place.name:
        return f"{place.district} {place.name}".strip()
    return place.name


def _join(texts: Sequence[str] | dict[str, None], lang: Lang) -> str:
    return {"zh": "、", "en": ", "}[lang].join(texts)
