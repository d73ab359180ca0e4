"""What is to be done when time has passed? Windows end, scores move, copies show in the counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy import Engine

from traceability.domain.access import system_actor
from traceability.publishing.settling import settle
from traceability.routes.desk import retrying
from traceability.services import copies, penalties, trust_scores
from traceability.storage.work import Work, transaction

DUTIES: dict[str, Callable[[Work], int]] = {
    "penalties no longer public": penalties.end_due_publicity,
    "trust scores computed": trust_scores.recompute_due,
    "delistings proposed for lasting grade D": trust_scores.propose_lasting_low_grades,
    "codes marked as possible copies": copies.mark_suspects,
}
"""Each gives how much it did, and is called again until it gives 0. All may be done twice."""


def do_duties(engine: Engine, origin: str, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Do all that is due, each portion in a transaction of its own."""
    for name, duty in DUTIES.items():
        while not should_stop():
            done = retrying(lambda duty=duty: _do(engine, origin, duty))  # type: ignore[misc]
            if not done:
                break
            structlog.get_logger().info("duty", what=name, count=done)


def _do(engine: Engine, origin: str, duty: Callable[[Work], int]) -> int:
    with transaction(engine, system_actor(), datetime.now(UTC), origin) as work:
        done = duty(work)
        settle(work)
        return done
