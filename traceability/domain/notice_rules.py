"""When is somebody told by e-mail or webhook of what waits for him? At once, or once a day.

What cannot wait for the morning goes out as soon as it is there; the rest comes together, once a
day, and only on days when something waits. Everybody may choose otherwise, for each kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from traceability.domain.civil import CHINA, civil_date
from traceability.domain.desk_kinds import TaskKind, Telling
from traceability.domain.kinds import Role

AT_ONCE = frozenset({TaskKind.STOCK_NOTICES, TaskKind.DEFENCE, TaskKind.CASES})
DIGEST_HOUR = 8  # of the morning in China
KINDS_OF: Mapping[Role, tuple[TaskKind, ...]] = {
    Role.REGULATOR: (
        TaskKind.CASES,
        TaskKind.PRODUCTS,
        TaskKind.APPLICATIONS,
        TaskKind.LABEL_REQUESTS,
        TaskKind.REPAIRS,
        TaskKind.OBJECTIONS,
        TaskKind.DELIVERIES,
        TaskKind.CONSUMER_REPORTS,
    ),
    Role.ENTERPRISE: (
        TaskKind.DEFENCE,
        TaskKind.COMPLAINTS,
        TaskKind.RECTIFICATIONS,
        TaskKind.LICENCE,
        TaskKind.HELD,
        TaskKind.SIGNATURES,
        TaskKind.IMPORTS,
    ),
    Role.INSPECTOR: (TaskKind.SAMPLES, TaskKind.SIGNATURES, TaskKind.RETESTS),
    Role.CANTEEN: (TaskKind.STOCK_NOTICES, TaskKind.IMPORTS),
    Role.ADMIN: (),
}
"""What can wait for whom."""


def telling_of(kind: str, chosen: Mapping[str, str]) -> Telling:
    """Give when a kind is told of: as chosen, else recalls and delistings at once, others daily."""
    if kind in chosen:
        return Telling(chosen[kind])
    return Telling.AT_ONCE if kind in AT_ONCE else Telling.DAILY


def kinds_to_tell(
    waiting: Mapping[str, int],
    told: Mapping[str, int],
    last_digest_on: date | None,
    now: datetime,
    chosen: Mapping[str, str],
) -> list[str]:
    """Name the kinds to tell of now; `told` is how many were told of last.

    What was told of at once comes in the digest too, for as long as it waits.
    """
    wanted = {kind: count for kind, count in waiting.items() if _is_wanted(kind, chosen)}
    if is_digest_due(wanted, last_digest_on, now, chosen):
        return [kind for kind, count in wanted.items() if count]
    return [
        kind
        for kind, count in wanted.items()
        if telling_of(kind, chosen) is Telling.AT_ONCE and count > told.get(kind, 0)
    ]


def is_digest_due(
    waiting: Mapping[str, int],
    last_digest_on: date | None,
    now: datetime,
    chosen: Mapping[str, str],
) -> bool:
    """Tell whether today's message is still to be sent, and has anything to say."""
    is_new_day = last_digest_on is None or last_digest_on < civil_date(now)
    is_morning = now.astimezone(CHINA).hour >= DIGEST_HOUR
    has_any = any(count for kind, count in waiting.items() if _is_wanted(kind, chosen))
    return is_new_day and is_morning and has_any


def _is_wanted(kind: str, chosen: Mapping[str, str]) -> bool:
    return telling_of(kind, chosen) is not Telling.NEVER
