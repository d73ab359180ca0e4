"""Where is something tried out that will be taken back? On a copy: SQLite has room for one writer.

SQLite knows one writer at a time: who tries out a long sheet in the register itself keeps every
other from writing until it is taken back. PostgreSQL does not, and needs no copy.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from traceability.storage.engine import open_engine, sqlite_url

_PREFIX = "trial-"
_LEFT_OVER_S = 24 * 3600
_ROOM = 2.0  # times the register's size: the copy, and what the trial writes into it


@contextmanager
def trial_copy(engine: Engine, folder: Path) -> Iterator[Engine]:
    """Give a database as the register is now, for writing what nobody keeps; `folder` is for it.

    Where there is no room for a copy, the register itself is given: slow, but right.
    """
    source = Path(engine.url.database or "")
    if engine.dialect.name != "sqlite" or not source.is_file() or not _has_room(source, folder):
        yield engine
        return
    _sweep(folder)
    with TemporaryDirectory(dir=folder, prefix=_PREFIX) as name:
        target = Path(name) / "trial.db"
        with closing(sqlite3.connect(source)) as running, closing(sqlite3.connect(target)) as copy:
            running.backup(copy)  # one read transaction: writers go on meanwhile
        trial = open_engine(sqlite_url(target))
        try:
            yield trial
        finally:
            trial.dispose()


def _has_room(source: Path, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free > _ROOM * source.stat().st_size


def _sweep(folder: Path) -> None:
    """Throw away what a worker left that died over its trial."""
    for left in folder.glob(f"{_PREFIX}*"):
        if left.stat().st_mtime < time.time() - _LEFT_OVER_S:
            shutil.rmtree(left, ignore_errors=True)
