"""Does the migrated schema equal the tables, on both databases?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

import consumer_web.tables
from traceability.storage import tables
from traceability.storage.engine import open_engine
from traceability.storage.migrate import alembic_config, is_current, migrate

KNOWN = (tables, consumer_web.tables)


def test_the_migrated_schema_equals_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
    assert is_current(engine)


def _insert(connection: Connection, table: str, **values: object) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def _report_of_before(connection: Connection, number: str, **said: str) -> str:
    """Write a report with one result as the first release did."""
    report = _id(connection)
    _insert(
        connection, "inspection", id=report, recorded_at=datetime(2026, 11, 1, tzinfo=UTC),
        org_id=_id(connection), batch_id=_id(connection), batch_org_id=_id(connection),
        kind="supervision", sample_no="S", sampled_on=date(2026, 10, 1), report_no=number,
        reported_on=date(2026, 10, 2), verdict=said["verdict"], signed_by=_id(connection),
        entered_by=_id(connection),
    )  # fmt: skip
    _insert(
        connection, "test_result", inspection_id=report, line=0, parameter="cd",
        parameter_zh="镉", parameter_en="cadmium", value="0.3", is_not_detected=False,
        unit="mg/kg", kind=said["kind"], verdict=said["verdict"],
    )  # fmt: skip
    return report


def _id(connection: Connection) -> str:
    made = uuid4()
    return made.hex if connection.dialect.name == "sqlite" else str(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give a database with the schema of the first release."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        server = request.getfixturevalue("postgresql_server")
        name = f"old{uuid4().hex}"
        admin = open_engine(server.format("postgres")).execution_options(
            isolation_level="AUTOCOMMIT"
        )
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        engine = open_engine(server.format(name), deadline_s=60)
    with engine.execution_options(is_writing=True).begin() as connection:
        command.upgrade(alembic_config(connection), "20261124_1700")
    yield engine
    engine.dispose()


def test_reports_of_the_first_release_count_as_signed(old_engine: Engine) -> None:
    with old_engine.execution_options(is_writing=True).begin() as connection:
        _report_of_before(connection, "UNSAFE", verdict="fail", kind="safety")
        _report_of_before(connection, "GRADE", verdict="fail", kind="quality")
        _report_of_before(connection, "GOOD", verdict="pass", kind="safety")
    migrate(old_engine)
    assert is_current(old_engine)
    with old_engine.connect() as connection:
        rows = connection.execute(
            text("SELECT report_no, state, safety_verdict, grade_verdict, revision FROM inspection")
        ).all()
        results = connection.execute(text("SELECT count(*) FROM test_result")).scalar()
    assert sorted(rows) == [
        ("GOOD", "signed", "pass", "not_applicable", 1),
        ("GRADE", "signed", "pass", "fail", 1),
        ("UNSAFE", "signed", "fail", "not_applicable", 1),
    ]
    assert results == 3
    with (
        pytest.raises(IntegrityError, match=r"(?i)foreign"),
        old_engine.execution_options(is_writing=True).begin() as connection,
    ):
        _insert(
            connection, "test_result", inspection_id=_id(connection), line=0, parameter="cd",
            parameter_zh="镉", parameter_en="cadmium", value="0.3", is_not_detected=False,
            unit="mg/kg", kind="safety", verdict="pass", judgements="[]",
        )  # fmt: skip


def test_published_pages_of_before_tell_whether_their_grade_failed(old_engine: Engine) -> None:
    failed = '{"verdict":"fail","safety":"pass"}'
    texts = {
        "BELOW": f'{{"inspections":[{failed}]}}',
        "GOOD": '{"inspections":[{"verdict":"pass","safety":"pass"}]}',
        "RAW": '{"inspections":[{"subject":"R1","verdict":"fail","safety":"pass"}]}',
    }
    with old_engine.execution_options(is_writing=True).begin() as connection:
        for lot, page in texts.items():
            _insert(
                connection, "trace_document", gtin="06974413020181", lot=lot, origin="local",
                batch_id=_id(connection), uscc="91441322MA7H2P5KXG", state="released",
                best_before=date(2027, 9, 27), registered_at=datetime(2026, 9, 28, tzinfo=UTC),
                document_text=page, document_hash=b"", revision=1, entry_id=_id(connection),
                published_at=datetime(2026, 9, 28, tzinfo=UTC),
            )  # fmt: skip
    migrate(old_engine)
    with old_engine.connect() as connection:
        rows = connection.execute(text("SELECT lot, is_below_grade FROM trace_document")).all()
    assert {lot: bool(is_below) for lot, is_below in rows} == {
        "BELOW": True, "GOOD": False, "RAW": False,
    }  # fmt: skip
