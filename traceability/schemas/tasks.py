"""Contract of what asks somebody to act."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from traceability.schemas.types import Out


class TaskKind(StrEnum):
    """What waits."""

    PRODUCTS = "products"
    CASES = "cases"
    REPAIRS = "repairs"
    OBJECTIONS = "objections"
    DELIVERIES = "deliveries"
    CONSUMER_REPORTS = "consumer_reports"
    DEFENCE = "defence"
    COMPLAINTS = "complaints"
    RECTIFICATIONS = "rectifications"
    HELD = "held"
    SIGNATURES = "signatures"
    IMPORTS = "imports"
    SAMPLES = "samples"
    RETESTS = "retests"
    STOCK_NOTICES = "stock_notices"


class OpenTask(Out):
    """How many of a kind wait (100: over 99), and the first day that is due."""

    kind: TaskKind
    count: int
    due_on: date | None = None


class OpenTasks(Out):
    """Everything that waits, the most urgent first."""

    items: list[OpenTask]
    today: date
