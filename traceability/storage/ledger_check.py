"""Does the register still say what was logged, and does the log still prove itself?

The check starts from texts and rows and believes no stored hash. It reads one snapshot, in
streams: memory does not grow with the register, but for one code per organisation. What it cannot
see alone is a forgery that rewrote row, texts, hashes and numbering alike: that needs the signed
head of the log's tree.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from traceability.storage.ledger_check_entries import ERASURE, check_hashes
from traceability.storage.ledger_check_kinds import Audit, KindCheck, Progress
from traceability.storage.ledger_check_links import LinkCheck
from traceability.storage.ledger_check_numbering import erasure_findings, numbering_findings
from traceability.storage.ledger_check_sums import SumCheck
from traceability.storage.ledger_findings import FindingCode, LedgerReport, LedgerUnreadableError
from traceability.storage.log_specs import LOGGED
from traceability.storage.migrate import is_current


def verify_ledger(engine: Engine, *, on_progress: Progress | None = None) -> LedgerReport:
    """Check every entry against its hashes and every covered row against its newest entry.

    On PostgreSQL, open the engine with a long deadline (minutes). `on_progress` is told how many
    entries were checked and how many there are. Raises LedgerUnreadableError when the check
    cannot be made at all.
    """
    try:
        if not is_current(engine):
            raise LedgerUnreadableError("the database has another schema than this program")
        try:
            return _verify(engine, on_progress)
        except OperationalError as error:
            if "decode to UTF-8" not in str(error.orig):
                raise
            with _broken_text_allowed(engine):  # somebody stored text that is none, in SQLite
                return _verify(engine, on_progress)
    except SQLAlchemyError as error:
        raise LedgerUnreadableError(str(error)) from error


def _verify(engine: Engine, on_progress: Progress | None) -> LedgerReport:
    with _snapshot(engine) as connection, _collector_at_rest():
        audit = Audit(connection, connection.dialect.name == "sqlite", on_progress)
        for spec in LOGGED:  # organisations come first: the owners' codes are read from them
            KindCheck(audit, spec).run()
        _check_other_kinds(audit)
        audit.take(numbering_findings(connection, audit.is_sqlite))
        audit.take(erasure_findings(connection, audit.entries))
        links = LinkCheck(connection, audit.is_sqlite)
        audit.take(links.findings())
        sums = SumCheck(connection, audit.is_sqlite)
        audit.take(sums.findings())
        audit.report.rows += links.checked + sums.checked
        return audit.report


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Open one state of the database, whatever others write meanwhile."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            yield connection
        return
    level = engine.execution_options(isolation_level="REPEATABLE READ")
    with level.connect() as connection:
        for setting in ("datestyle = 'ISO, YMD'", "timezone = 'UTC'"):
            connection.exec_driver_sql(f"SET LOCAL {setting}")
        yield connection


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking the whole program again and again: a third faster."""
    is_ours = gc.get_freeze_count() == 0
    if is_ours:
        gc.freeze()
    try:
        yield
    finally:
        if is_ours:
            gc.unfreeze()


@contextmanager
def _broken_text_allowed(engine: Engine) -> Iterator[None]:
    """Read what is no UTF-8 as escapes; the connection goes back to the pool as it was."""
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    raw.close()
    driver.text_factory = partial(str, encoding="utf-8", errors="backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = str


def _check_other_kinds(audit: Audit) -> None:
    """Check entries of kinds without a table: only those about the log itself are lawful."""
    kinds = [spec.kind for spec in LOGGED]
    entries = audit.entries
    query = entries.raw.select().where(entries.raw.table.c.kind.not_in(kinds))
    for piece in entries.stream(audit.connection, query):
        for entry in piece:
            audit.take(check_hashes(entry))
            if entry.kind != ERASURE:
                audit.take([entry.finding(FindingCode.KIND_UNKNOWN, "kind", entry.kind)])
        audit.advance(len(piece))
