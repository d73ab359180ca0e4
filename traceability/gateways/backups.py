"""How is a SQLite register saved and brought back, while it runs? By SQLite's online backup."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path


class BackupError(Exception):
    """A backup could not be made or read; the message says why."""


def back_up(source: Path, target: Path) -> int:
    """Copy a running database into a new file, checked whole; give its size in bytes."""
    if not source.exists():
        raise BackupError(f"there is no database at {source}")
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites another")
    partial = target.with_name(target.name + ".partial")
    try:
        with _open(source) as running, _open(partial) as copy:
            running.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        check(partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def restore(backup: Path, target: Path, *, overwrite: bool) -> int:
    """Bring a backup back, checked first; give its size in bytes.

    With `overwrite`, what is there now is replaced page by page inside one transaction: readers
    see the old state or the new one, never a mixture.
    """
    check(backup)
    if target.exists() and not overwrite:
        raise BackupError(f"{target} exists already; say --force to replace what is in it")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _open(backup) as saved, _open(target) as running:
        saved.backup(running)
        running.execute("PRAGMA journal_mode=WAL")
    check(target)
    return target.stat().st_size


def check(path: Path) -> None:
    """Refuse a file that is no sound database of ours."""
    if not path.exists():
        raise BackupError(f"there is no file {path}")
    try:
        with _open(path) as database:
            answer = database.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{path} is not a SQLite database: {error}") from None
    if answer != "ok":
        raise BackupError(f"{path} is damaged: {answer}")
    if not {"alembic_version", "log_entry"} <= tables:
        raise BackupError(f"{path} is a database, but not of this register")


@contextlib.contextmanager
def _open(path: Path):  # type: ignore[no-untyped-def]
    database = sqlite3.connect(path, timeout=30)
    try:
        yield database
    finally:
        database.close()
