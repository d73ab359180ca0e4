"""Contracts of the city at a glance: its numbers, what must be done, and how months compare."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from traceability.domain.tasks import TaskKind
from traceability.schemas.types import Out


class CityNumbers(Out):
    """How the city stands; those of a month are of the running one, in China's days."""

    enterprises: int
    enterprises_listed: int
    products: int
    products_pending: int
    batches: int
    batches_this_month: int
    scans_this_month: int
    codes_suspected: int
    reports_this_month: int
    failures_this_month: int
    failures_open: int
    delisted: int
    delisted_ever: int  # enterprises, each once
    deliveries_waiting: int
    deliveries_in_trouble: int  # refused, or given up
    deliveries_dead: int  # of these, those that nobody tries any more


class CityTask(Out):
    """One thing to do: about which record, of whom, since when and until when.

    `count` says how many records of the kind wait, where they are told together; the oldest is
    named then.
    """

    kind: TaskKind
    record_id: UUID
    enterprise: str | None
    enterprise_id: UUID | None
    said: str
    count: int = 1
    since: datetime
    due_on: date | None


class MonthOfReports(Out):
    """How many signed reports of a month passed, failed, or were not judged."""

    month: date
    passed: int
    failed: int


class DayOfScans(Out):
    """How often pages were looked at on a day, and how often those of suspected codes."""

    day: date
    scans: int
    suspected: int


class DistrictOfFailures(Out):
    """How many lots of a district's enterprises were tested by others, and how many failed."""

    district: str
    reports: int
    failed: int


class CityPublic(Out):
    """The city at a glance."""

    counted_at: datetime
    numbers: CityNumbers
    tasks: list[CityTask]
    tasks_in_all: int
    months: list[MonthOfReports]
    scans: list[DayOfScans]
    districts: list[DistrictOfFailures]
