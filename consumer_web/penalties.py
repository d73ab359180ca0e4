"""Which published penalties may a scan show today?"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, TypeAdapter

from consumer_web.document import Words


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
