"""When is somebody told by e-mail or webhook of what waits for him? At once, or once a day.

What cannot wait for the morning goes out as soon as it is there; the rest comes together, once a
day, and only on days when something waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from traceability.domain.civil import CHINA, civil_date

AT_ONCE = frozenset({"stock_notices", "defence", "cases"})
DIGEST_HOUR = 8  # of the morning in China


def kinds_to_tell(
    waiting: Mapping[str, int],
    told: Mapping[str, int],
    last_digest_on: date | None,
    now: datetime,
) -> list[str]:
    """Name the kinds to tell of now; `told` is how many were told of last."""
    if is_digest_due(waiting, last_digest_on, now):
        return [kind for kind, count in waiting.items() if count]
    return [
        kind for kind, count in waiting.items() if kind in AT_ONCE and count > told.get(kind, 0)
    ]


def is_digest_due(waiting: Mapping[str, int], last_digest_on: date | None, now: datetime) -> bool:
    """Tell whether today's message is still to be sent, and has anything to say."""
    is_new_day = last_digest_on is None or last_digest_on < civil_date(now)
    is_morning = now.astimezone(CHINA).hour >= DIGEST_HOUR
    return is_new_day and is_morning and any(waiting.values())
