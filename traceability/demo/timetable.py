"""When does what happen? Days before today, hours in China, harvests, and how late people type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from traceability.demo.organizations import Member
from traceability.domain.civil import CHINA
from traceability.storage.work import Work

# Harvests of a crop in the year: (month, day). Paddy is cut twice a year around Huizhou.
_HARVESTS: dict[str, tuple[tuple[int, int], ...]] = {
    "paddy_indica": ((7, 18), (11, 8)),
    "paddy_japonica": ((10, 5),),
    "wheat": ((6, 12),),
    "corn": ((7, 5), (9, 28)),
    "peanut": ((7, 10), (11, 2)),
}


def last_harvest(crop: str, before: date) -> date:
    """Give the last harvest of a crop that ended before a day."""
    days = [
        date(year, month, day)
        for year in (before.year - 1, before.year)
        for month, day in _HARVESTS[crop]
    ]
    return max(day for day in days if day < before)


@dataclass
class Calendar:
    """Turns "so many days ago" into instants; everything else follows from today."""

    today: date
    rng: Random

    def day(self, days_ago: int) -> date:
        """Give the day so many days before today."""
        return self.today - timedelta(days=days_ago)

    def at(self, day: date, hour: int, minute: int | None = None) -> datetime:
        """Give an instant of a day in China, the minute by chance if it is not told."""
        chosen = self.rng.randint(0, 59) if minute is None else minute
        return datetime.combine(day, time(hour, chosen), CHINA)

    def typed_after(self, happened: datetime) -> datetime:
        """Give when somebody types it: mostly within hours, one time in nine days later."""
        if self.rng.random() < 0.11:
            return happened + timedelta(
                days=self.rng.randint(1, 5), minutes=self.rng.randint(5, 90)
            )
        return happened + timedelta(minutes=self.rng.randint(20, 100))


Run = Callable[[Work], None]


@dataclass(order=True)
class _Task:
    at: datetime
    number: int
    member: Member = field(compare=False)
    run: Run = field(compare=False)


@dataclass
class Agenda:
    """What people will type, to be typed in the order of time."""

    tasks: list[_Task] = field(default_factory=list)

    def add(self, at: datetime, member: Member, run: Run) -> None:
        """Put something down for a member at an instant."""
        self.tasks.append(_Task(at, len(self.tasks), member, run))

    def work_off(self, work: Work, now: datetime) -> None:
        """Do everything in the order of time, each as the one who types it, never after now."""
        for task in sorted(self.tasks):
            work.become(task.member.speaker, min(task.at, now))
            task.run(work)
