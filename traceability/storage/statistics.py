"""What does the database know of its own tables? How many rows, how alike: it plans by that."""

from __future__ import annotations

from sqlalchemy import Engine

ROWS_LOOKED_AT = 1000
"""Of each index. Near enough to choose between two, and 0.05 s however long the table is."""


def refresh_statistics(engine: Engine) -> bool:
    """Let SQLite count its tables again; tell whether it did, for PostgreSQL does so by itself.

    Without them SQLite takes `state = 'signed'` for as good an index as `batch_id = ?`, though
    nearly all reports are signed. Open connections plan by what they read when they were opened:
    `open_engine` opens them anew every few minutes.
    """
    if engine.dialect.name != "sqlite":
        return False
    with engine.connect().execution_options(is_writing=True) as connection:
        connection.exec_driver_sql(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return True
