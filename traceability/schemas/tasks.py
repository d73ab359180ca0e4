"""Contract of what asks somebody to act."""

from __future__ import annotations

from datetime import date

from traceability.domain.desk_kinds import TaskKind
from traceability.schemas.types import Out


class OpenTask(Out):
    """How many of a kind wait (100: over 99), and the first day that is due."""

    kind: TaskKind
    count: int
    due_on: date | None = None


class OpenTasks(Out):
    """Everything that waits, the most urgent first."""

    items: list[OpenTask]
    today: date
