"""Which day is it for the people who scan, and how is a time written for them?"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_QUARTER_S = 900  # all zones of today are whole quarters of an hour from UTC
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def utc_now() -> datetime:
    """Read the clock, to the millisecond that the database keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def civil_today(now: datetime | None = None) -> date:
    """Give the civil date in Asia/Shanghai, the one day that decides about expiry."""
    if now is None:
        return _day_of(int(time.time()) // _QUARTER_S)
    return now.astimezone(CHINA).date()


@lru_cache(maxsize=2)
def _day_of(quarter: int) -> date:
    """Give the date of a quarter of an hour since 1970; each scan asks for it."""
    return datetime.fromtimestamp(quarter * _QUARTER_S, CHINA).date()


def as_utc(instant: datetime) -> datetime:
    """Give an instant its zone back: SQLite stores UTC without saying so."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def say_date(day: date, lang: str) -> str:
    """Write a date in full, in figures and words of the language."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_civil_date(instant: datetime, lang: str) -> str:
    """Write the day in China of an instant."""
    return say_date(as_utc(instant).astimezone(CHINA).date(), lang)


def say_instant(instant: datetime, lang: str) -> str:
    """Write an instant as day and minute in China."""
    local = as_utc(instant).astimezone(CHINA)
    return f"{say_date(local.date(), lang)} {local:%H:%M}"
