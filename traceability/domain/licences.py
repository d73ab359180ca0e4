"""How long does a food production licence still hold, and when is its holder told?

A licence holds for five years from the day it was granted (食品生产许可管理办法, Order 24 of the
State Administration for Market Regulation, 2020, art. 19). Its renewal is asked for thirty working
days before it ends (有效期届满30个工作日前, art. 34), so its holder is told a quarter of a year
ahead; and again, louder, eight weeks ahead: before that day, even with a week of holidays between.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from traceability.domain.errors import RuleError
from traceability.domain.penalty_windows import add_months

LONGEST_MONTHS = 60
TOLD_AHEAD = timedelta(days=90)
TOLD_LOUDER = timedelta(weeks=8)


class LicenceState(StrEnum):
    """How a licence stands on a day; its last day still counts."""

    UNKNOWN = "unknown"  # no end is recorded
    VALID = "valid"
    ENDS = "ends"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"


def licence_state(until: date | None, today: date) -> LicenceState:
    """Tell how a licence with this last day stands today."""
    if until is None:
        return LicenceState.UNKNOWN
    if until < today:
        return LicenceState.EXPIRED
    if until <= today + TOLD_LOUDER:
        return LicenceState.ENDS_SOON
    if until <= today + TOLD_AHEAD:
        return LicenceState.ENDS
    return LicenceState.VALID


def check_licence_end(until: date, today: date) -> None:
    """Refuse a last day that is over already, or further away than any licence holds."""
    if until < today:
        raise RuleError("licence.ended_already", field="sc_valid_until", until=until)
    longest = add_months(today, LONGEST_MONTHS)
    if until > longest:
        raise RuleError("licence.too_long", field="sc_valid_until", longest=longest)
