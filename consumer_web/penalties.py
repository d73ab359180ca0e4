"""Which published penalties may a scan show today, and how do they read?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, TypeAdapter

from consumer_web.civil_time import say_date
from consumer_web.document import Words
from consumer_web.words import Lang

MOST_SHOWN = 5


class ShownPenalty(BaseModel):
    """A penalty as the public may see it, through its last day."""

    model_config = ConfigDict(frozen=True)

    party_name: str
    decision_no: str
    authority_name: str
    kinds: Words
    decided_on: date
    until: date
    is_contested: bool


_LIST: TypeAdapter[tuple[ShownPenalty, ...]] = TypeAdapter(tuple[ShownPenalty, ...])


def write_penalties(items: tuple[ShownPenalty, ...]) -> str:
    """Write what is published of an enterprise's penalties."""
    return _LIST.dump_json(items).decode()


def read_penalties(text: str | None, today: date) -> tuple[ShownPenalty, ...]:
    """Read what may be shown today; an item is gone on the day after its last."""
    if not text:
        return ()
    return tuple(item for item in _LIST.validate_json(text) if item.until >= today)


@dataclass(frozen=True)
class PenaltyView:
    """One penalty as it stands on the page."""

    what: str
    decision_no: str
    who: str
    when: str
    until: str
    party: str
    is_contested: bool


@dataclass(frozen=True)
class PenaltyViews:
    """The newest penalties, and how many more there are."""

    items: tuple[PenaltyView, ...]
    hidden: int


def view_penalties(shown: Sequence[ShownPenalty], lang: Lang) -> PenaltyViews:
    """Lay the penalties out for the enterprise's part of a page."""
    items = tuple(
        PenaltyView(
            what=getattr(item.kinds, lang),
            decision_no=item.decision_no,
            who=item.authority_name,
            when=say_date(item.decided_on, lang),
            until=say_date(item.until, lang),
            party=item.party_name,
            is_contested=item.is_contested,
        )
        for item in shown[:MOST_SHOWN]
    )
    return PenaltyViews(items, max(0, len(shown) - MOST_SHOWN))
