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
from traceability.storage.statistics import refresh_statistics
from traceability.storage.work import Work, transaction

DUTIES: dict[str, Callable[[Work], int]] = {
    "penalties no longer public": penalties.end_due_publicity,
    "trust scores computed": trust_scores.recompute_due,
    "delistings proposed for lasting grade D": trust_scores.propose_lasting_low_grades,
    "codes marked as possible copies": copies.mark_suspects,
}
"""Each gives how much it did, and is called again until it gives 0. All may be done twice."""


def do_duties(engine: Engine, origin: str, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Do all that is due."""
    for name, duty in DUTIES.items():
        done = do_duty(engine, origin, duty, should_stop)
        if done:
            structlog.get_logger().info("duty", what=name, count=done)
    retrying(lambda: refresh_statistics(engine))


def do_duty(
    engine: Engine,
    origin: str,
    duty: Callable[[Work], int],
    should_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Do one duty until nothing is left, each portion in a transaction; give how much it did."""
    total = 0
    while not should_stop():
        done = retrying(lambda: _do(engine, origin, duty))
        if not done:
            break
        total += done
    return total


def _do(engine: Engine, origin: str, duty: Callable[[Work], int]) -> int:
    with transaction(engine, system_actor(), datetime.now(UTC), origin) as work:
        done = duty(work)
        settle(work)
        return done
