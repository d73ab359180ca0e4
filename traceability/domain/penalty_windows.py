"""How long may a penalty be shown, and from when may it be repaired?"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from traceability.domain.kinds import PenaltySeverity

RULE_VERSION = "order-36-2026"
"""信用修复管理办法, NDRC Order 36, in force since 2026-04-01."""

DELIVERY_WORKING_DAYS = 7
"""双公示: a decision is published within seven working days."""

_MONTHS: dict[PenaltySeverity, tuple[int, int]] = {
    PenaltySeverity.MINOR: (0, 0),  # not public; repair as soon as duties are done
    PenaltySeverity.GENERAL: (3, 12),
    PenaltySeverity.SERIOUS: (12, 36),
}


MINOR_MONTHS = 3
"""Nobody may use a minor penalty longer: 信用修复管理办法 (NDRC Order 36 of 2026)."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Both windows run from the day of the decision."""

    repairable_from: date
    publicity_until: date


def windows_of(severity: PenaltySeverity, decided_on: date) -> Windows:
    """Give the windows of a penalty by its severity.

    The standard wants the end of publicity after the day of the decision (field 25): a minor one
    gets the next day, which is over before it could be shown.
    """
    least, most = _MONTHS[severity]
    until = max(add_months(decided_on, most), decided_on + timedelta(days=1))
    return Windows(add_months(decided_on, least), until)


def usable_until(severity: PenaltySeverity, decided_on: date, publicity_until: date) -> date:
    """Give the last day on which a penalty may weigh: three months for one that is not public."""
    if severity is PenaltySeverity.MINOR:
        return add_months(decided_on, MINOR_MONTHS)
    return publicity_until


def add_months(day: date, months: int) -> date:
    """Give the same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
