"""Does SQLite know its tables, so that it takes the index which leads to few rows?"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from traceability.duties import do_duties
from traceability.storage.engine import OPENED_ANEW_S, open_engine, sqlite_url
from traceability.storage.statistics import refresh_statistics

MADE = (
    "create table report (lot int, state text, day int)",
    "create index by_lot on report (lot)",
    "create index by_state on report (state, day)",
    """with recursive number(n) as (select 1 union all select n + 1 from number where n < 3000)
    insert into report select n / 3, 'signed', n from number""",
)
OF_TWO_LOTS = "select * from report where lot in (1, 2) and state = 'signed' order by day"


def _plan(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql(f"explain query plan {OF_TWO_LOTS}").all())


def test_reports_are_found_by_their_lot_once_the_tables_were_counted(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "reports.db"))
    with engine.begin() as connection:
        for statement in MADE:
            connection.exec_driver_sql(statement)
    assert "by_state" in _plan(engine)  # through all three thousand
    assert refresh_statistics(engine)
    engine.dispose()  # a connection plans by what it read when it was opened
    assert "by_lot" in _plan(engine)
    engine.dispose()


def test_time_refreshes_the_statistics_and_connections_read_them(engine: Engine) -> None:
    do_duties(engine, "441300")
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("select count(*) from sqlite_stat1").scalar_one()
    else:
        assert not refresh_statistics(engine)
    assert engine.pool._recycle == OPENED_ANEW_S
