"""What does the log entry cost? The same capture with and without it, in one process."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.measuring import side_by_side, tell
from bench.town import found_town
from tests.factories import ORIGIN, City
from traceability.schemas.events import EventCreate
from traceability.storage.event_recording import record_events
from traceability.storage.journal import Journal
from traceability.storage.work import transaction


@contextmanager
def _without_log() -> Iterator[None]:
    taken: Callable[..., UUID] = Journal.take_row
    Journal.take_row = lambda *_: uuid4()  # type: ignore[method-assign]
    try:
        yield
    finally:
        Journal.take_row = taken  # type: ignore[method-assign]


def _capture(city: City, event: EventCreate, transactions: int, size: int) -> int:
    actor = city.actors["mill"]
    for _ in range(transactions):
        with transaction(city.engine, actor, datetime.now(UTC), ORIGIN) as work:
            record_events(work, [event.draft() for _ in range(size)])
    return transactions * size


def main() -> None:
    """Measure the cost of the log."""
    with tempfile.TemporaryDirectory() as name:
        city = found_town(Path(name))
        paddy = city.add_batch(quantity="900000")
        said: dict[str, Any] = {
            "step": "storing",
            "event_time": "2026-09-01T08:00:00+08:00",
            "lines": [{"batch_id": paddy.id}],
            "sensors": [{"type": "Temperature", "value": "21.5"}],
        }
        event = EventCreate.model_validate(said)
        for transactions, size in ((60, 1), (6, 100)):

            def bare(transactions: int = transactions, size: int = size) -> int:
                with _without_log():
                    return _capture(city, event, transactions, size)

            rate, lowest = side_by_side(
                lambda t=transactions, s=size: _capture(city, event, t, s),  # type: ignore[misc]
                bare,
            )
            what = f"events with their log entry, {size} a transaction"
            tell(what, rate, lowest, "the same without the log", "events/s")
        city.engine.dispose()
