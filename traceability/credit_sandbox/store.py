"""What did the sandbox receive? Its own SQLite file: each record once, each key one receipt."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from traceability.credit_sandbox.rules import JUDGES, Refusal, read_date

_SCHEMA = """
CREATE TABLE IF NOT EXISTS receipt (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, body_sha256 TEXT NOT NULL, revision INTEGER NOT NULL,
  receipt_no TEXT NOT NULL UNIQUE, received_at TEXT NOT NULL, state TEXT NOT NULL,
  errors TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS record (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, party TEXT NOT NULL, number TEXT NOT NULL,
  authority TEXT NOT NULL, revision INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
  body_sha256 TEXT NOT NULL, receipt_no TEXT NOT NULL, received_at TEXT NOT NULL,
  dated_on TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '',
  UNIQUE (kind, party, number, authority));
CREATE INDEX IF NOT EXISTS record_dated ON record (dated_on, id);
CREATE TABLE IF NOT EXISTS notice (
  id INTEGER PRIMARY KEY, sent_at TEXT NOT NULL, body TEXT NOT NULL, outcome TEXT NOT NULL);
"""
_DAY_OF = {"penalty": "CF_JDRQ", "feedback": "acted_on"}
ENDINGS = ("repair", "withdrawal")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that passed the signature; `body` as it came."""

    kind: str
    key: str
    revision: int
    record: Mapping[str, Any]
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is answered: a status and its JSON."""

    status: int
    said: dict[str, Any]


class Store:
    """The sandbox's own database; one writer at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.executescript(_SCHEMA)
        self._lock = Lock()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def take(self, arrival: Arrival, now: datetime, today: date) -> Outcome:
        """Take a message: the same key and body get the same receipt, another body 409."""
        with self._transaction() as database:
            known = database.execute(
                "SELECT * FROM receipt WHERE key = ?", (arrival.key,)
            ).fetchone()
            if known is None:
                return _answer(_take_first(database, arrival, now, today))
            if known["body_sha256"] != arrival.body_sha256:
                return Outcome(409, {"code": "key_reused", "message": "键已用于其他内容"})
            database.execute("UPDATE receipt SET times = times + 1 WHERE key = ?", (arrival.key,))
            return _answer(known)

    def held(self, first: date, last: date, after: int, limit: int) -> list[sqlite3.Row]:
        """Give records whose own date lies in a period, in the order of their arrival."""
        query = "SELECT * FROM record WHERE dated_on BETWEEN ? AND ? AND id > ? ORDER BY id LIMIT ?"
        with self._lock:
            return self._connection.execute(
                query, (first.isoformat(), last.isoformat(), after, limit)
            ).fetchall()

    def newest(self, limit: int) -> list[sqlite3.Row]:
        """Give the newest receipts, each with what its record says, for the page."""
        query = (
            "SELECT r.*, b.body, b.ended, b.number FROM receipt r LEFT JOIN record b"
            " ON b.key = r.key ORDER BY r.received_at DESC, r.rowid DESC LIMIT ?"
        )
        with self._lock:
            return self._connection.execute(query, (limit,)).fetchall()

    def counts(self) -> dict[str, int]:
        """Count records, receipts of refusal, and repetitions that changed nothing."""
        query = (
            "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM receipt"
            " WHERE state = 'refused'), (SELECT coalesce(sum(times - 1), 0) FROM receipt)"
        )
        with self._lock:
            records, refused, repeated = self._connection.execute(query).fetchone()
        return {"records": records, "refused": refused, "repeated": repeated}

    def note_notice(self, body: Mapping[str, Any], outcome: str, now: datetime) -> None:
        """Remember a notice that was sent to the register, and what came of it."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO notice (sent_at, body, outcome) VALUES (?, ?, ?)",
                (_instant(now), json.dumps(body, ensure_ascii=False), outcome),
            )

    def notices(self, limit: int) -> list[sqlite3.Row]:
        """Give the newest notices."""
        with self._lock:
            return self._connection.execute(
                "SELECT * FROM notice ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()


def _take_first(
    database: sqlite3.Connection, arrival: Arrival, now: datetime, today: date
) -> sqlite3.Row:
    errors = JUDGES[arrival.kind](arrival.record, today)
    identity = _identity(arrival)
    if not errors and arrival.kind in ENDINGS:
        errors = _end(database, arrival, identity)
    receipt_no = f"XY{now:%Y%m%d}-{secrets.token_hex(6).upper()}"
    database.execute(
        "INSERT INTO receipt (key, kind, body_sha256, revision, receipt_no, received_at, state,"
        " errors) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            arrival.key, arrival.kind, arrival.body_sha256, arrival.revision, receipt_no,
            _instant(now), "refused" if errors else "accepted",
            json.dumps(errors, ensure_ascii=False),
        ),
    )  # fmt: skip
    if not errors:
        _hold(database, arrival, identity, receipt_no, now)
    row: sqlite3.Row = database.execute(
        "SELECT * FROM receipt WHERE key = ?", (arrival.key,)
    ).fetchone()
    return row


def _identity(arrival: Arrival) -> tuple[str, str, str]:
    """Give what makes it the same record: party, number, authority."""
    said = arrival.record
    if arrival.kind == "feedback":
        return (
            str(said.get("subject_uscc")),
            str(said.get("task_no")),
            _text(said, "responder_uscc"),
        )
    party = _text(said, "CF_XDR_SHXYM") or _text(said, "CF_XDR_MC")
    return party, _text(said, "CF_WSH"), _text(said, "CF_CFJGDM")


def _text(said: Mapping[str, Any], name: str) -> str:
    return str(said.get(name, ""))


def _end(
    database: sqlite3.Connection, arrival: Arrival, identity: tuple[str, str, str]
) -> list[Refusal]:
    """Take a penalty out of the public eye; there must be one."""
    found = database.execute(
        "UPDATE record SET ended = ? WHERE kind = 'penalty' AND party = ? AND number = ?"
        " AND authority = ?",
        (arrival.kind, *identity),
    )
    return [] if found.rowcount else [("CF_WSH", "没有这条记录 no such record is held")]


def _hold(
    database: sqlite3.Connection,
    arrival: Arrival,
    identity: tuple[str, str, str],
    receipt_no: str,
    now: datetime,
) -> None:
    """Keep the record; an older revision that comes late does not replace a newer one."""
    day = read_date(str(arrival.record[_DAY_OF.get(arrival.kind, "ended_on")]))
    database.execute(
        "INSERT INTO record (kind, party, number, authority, revision, key, body, body_sha256,"
        " receipt_no, received_at, dated_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, party, number, authority) DO UPDATE SET revision = excluded.revision,"
        " key = excluded.key, body = excluded.body, body_sha256 = excluded.body_sha256,"
        " receipt_no = excluded.receipt_no, received_at = excluded.received_at,"
        " dated_on = excluded.dated_on WHERE excluded.revision > record.revision",
        (
            arrival.kind, *identity, arrival.revision, arrival.key,
            json.dumps(arrival.record, ensure_ascii=False), arrival.body_sha256, receipt_no,
            _instant(now), day.isoformat() if day else "",
        ),
    )  # fmt: skip


def _answer(receipt: sqlite3.Row) -> Outcome:
    errors = [{"code": code, "message": text} for code, text in json.loads(receipt["errors"])]
    said = {
        "idempotency_key": receipt["key"],
        "receipt_no": receipt["receipt_no"],
        "received_at": receipt["received_at"],
        "state": receipt["state"],
        "errors": errors,
    }
    return Outcome(422 if errors else 200, said)


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
