"""Capture of events over HTTP, one by one and in batches of 100, against raw SQLite inserts."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.measuring import side_by_side, tell
from bench.town import client, found_town, free_port, process

EVENT = (
    "CREATE TABLE event (id TEXT PRIMARY KEY, org TEXT, at TEXT, step TEXT, body TEXT);"
    "CREATE TABLE line (event TEXT, n INT, batch TEXT, amount INT, PRIMARY KEY (event, n));"
    "CREATE INDEX line_batch ON line (batch, event);"
)


def _floor(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.executescript(EVENT)
    return database


def _raw(database: sqlite3.Connection, transactions: int, size: int) -> int:
    for _ in range(transactions):
        ids = [uuid4().hex for _ in range(size)]
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT INTO event VALUES (?,?,?,?,?)",
            [(i, "org", "2026-09-01T00:00:00Z", "storing", "{}" * 40) for i in ids],
        )
        database.executemany("INSERT INTO line VALUES (?,0,?,1)", [(i, "batch") for i in ids])
        database.execute("COMMIT")
    return transactions * size


def main() -> None:
    """Measure capture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = found_town(folder)
        paddy = city.add_batch(quantity="900000")
        event: dict[str, Any] = {
            "step": "storing",
            "event_time": "2026-09-01T08:00:00+08:00",
            "lines": [{"batch_id": str(paddy.id)}],
            "sensors": [{"type": "Temperature", "value": "21.5"}],
        }
        port = free_port()
        arguments = ["traceability", "serve", "--data", name, "--port", str(port)]
        with process(arguments, port, LOG_LEVEL="ERROR"), closing(client(port, "mill")) as http:
            raw = _floor(folder / "floor.db")

            def one_by_one() -> int:
                for _ in range(100):
                    http.post(f"/api/batches/{paddy.id}/events", json=event).raise_for_status()
                return 100

            def in_hundreds() -> int:
                for _ in range(10):
                    http.post("/api/events", json={"events": [event] * 100}).raise_for_status()
                return 1_000

            ours, floor = side_by_side(one_by_one, lambda: _raw(raw, 300, 1))
            tell("events over HTTP, one by one", ours, floor, "raw sqlite3 insert", "events/s")
            ours, floor = side_by_side(in_hundreds, lambda: _raw(raw, 60, 100))
            tell("events over HTTP, 100 at once", ours, floor, "raw executemany", "events/s")
