"""Can a record change without its log entry?"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import SQLModel

from tests.factories import City
from traceability.domain.ledger import canonical_text, instant_text, plain
from traceability.publishing.settling import settle
from traceability.schemas.batches import HoldCreate
from traceability.services import lifecycle
from traceability.storage.journal import UnloggedChangeError
from traceability.storage.log_specs import CHILD_MODELS, LOGGED, NOT_LOGGED, SPEC_OF, table_of
from traceability.storage.tables import Batch, LogEntry, LogPending, Penalty, RegisterGuard
from traceability.storage.work import Work


def test_every_table_is_logged_or_excepted_with_a_reason() -> None:
    known = {table_of(model).name for model in (*SPEC_OF, *CHILD_MODELS, *NOT_LOGGED)}
    assert known == set(SQLModel.metadata.tables)
    assert all(NOT_LOGGED.values())


def test_every_column_of_a_logged_table_is_in_a_part_or_left_out_on_purpose() -> None:
    for spec in LOGGED:
        said = {column for columns in spec.part_columns.values() for column in columns}
        said |= spec.left_out | {spec.text_column}
        assert {column.name for column in table_of(spec.model).columns} <= said


def test_a_use_case_that_adds_a_record_without_an_entry_is_stopped(sqlite_city: City) -> None:
    city = sqlite_city

    def forgetful(work):
        work.session.add(
            Penalty(
                recorded_at=work.now,
                org_id=work.actor.org_id,
                decision_no="1",
                authority_name="x",
                authority_uscc="x",
                violation_kind="x",
                violation_facts="x",
                legal_basis="x",
                penalty_kinds="x",
                penalty_content="x",
                decided_on=city.day,
                recorded_by=work.actor.user_id,
            )
        )

    with pytest.raises(UnloggedChangeError, match="Penalty"):
        city.do("regulator", forgetful)


def test_a_use_case_that_changes_a_record_without_an_entry_is_stopped(sqlite_city: City) -> None:
    batch = sqlite_city.add_batch()

    def forgetful(work):
        work.session.get(Batch, batch.id).status = "released"

    with pytest.raises(UnloggedChangeError, match="Batch"):
        sqlite_city.do("mill", forgetful)


@pytest.mark.parametrize("statement", [
    update(Batch).values(lot="X"),
    insert(table_of(Batch)),
    table_of(Batch).delete(),
])  # fmt: skip
def test_bulk_statements_need_the_journal_too(sqlite_city: City, statement: object) -> None:
    with pytest.raises(UnloggedChangeError):
        sqlite_city.do("mill", lambda work: work.session.execute(statement))


def test_a_covered_record_may_never_be_deleted(sqlite_city: City) -> None:
    batch = sqlite_city.add_batch()
    with pytest.raises(UnloggedChangeError, match="deleted"):
        sqlite_city.do("mill", lambda work: work.session.delete(work.session.get(Batch, batch.id)))


def test_a_rollback_leaves_neither_record_nor_entry(sqlite_city: City) -> None:
    city = sqlite_city
    before = _count(city)
    with pytest.raises(RuntimeError, match="power cut"):
        city.do("mill", _add_and_fail)
    assert _count(city) == before


def _add_and_fail(work: Work) -> None:
    work.add(
        Batch(
            recorded_at=work.now,
            org_id=work.actor.org_id,
            material="paddy",
            name="x",
            uri="x",
            lot="X",
            quantity=1,
            unit="g",
            produced_on=work.now.date(),
            status="draft",
        )
    )
    work.journal.write(work.session)
    raise RuntimeError("power cut")


def _count(city: City) -> int:
    with city.engine.connect() as connection:
        return len(connection.execute(select(table_of(LogEntry).c.id)).all())


def test_every_revision_has_one_entry_and_waits_for_its_number(city: City) -> None:
    _, _, bags = city.release_rice()
    city.do("mill", lambda work: lifecycle.hold_batch(work, bags.id, _order()))
    with city.engine.connect() as connection:
        entries = connection.execute(
            select(table_of(LogEntry)).where(table_of(LogEntry).c.record_id == str(bags.id))
        ).all()
        pending = set(connection.execute(select(table_of(LogPending).c.entry_id)).scalars())
    assert sorted(entry.revision for entry in entries) == [1, 2, 3]
    assert {entry.id for entry in entries} <= pending
    assert all(entry.author_user_id == city.actors["mill"].user_id for entry in entries)


def _order():

    return HoldCreate(reason="包装破损")


def test_a_transaction_that_fails_to_publish_is_undone(sqlite_city: City) -> None:
    """The page is published in the transaction of the change, or the change does not happen."""
    _, _, bags = sqlite_city.release_rice()

    def broken(work):
        lifecycle.hold_batch(work, bags.id, _order())
        settle(work)
        raise RuntimeError("after publishing")

    with pytest.raises(RuntimeError):
        sqlite_city.do("mill", broken)
    with sqlite_city.engine.connect() as connection:
        status = connection.execute(
            select(table_of(Batch).c.status).where(table_of(Batch).c.id == bags.id)
        ).scalar_one()
    assert status == "released"


def test_plain_values_have_one_text() -> None:
    moment = datetime(2026, 5, 1, 8, 1, 0, 5_000, tzinfo=UTC)
    assert instant_text(moment) == "2026-05-01T08:01:00.005Z"
    some_id = uuid4()
    values = {"b": plain(moment), "a": plain(some_id), "c": plain(b"\x01"), "d": plain(None)}
    assert canonical_text(values) == (
        f'{{"a":"{some_id}","b":"2026-05-01T08:01:00.005Z","c":"01","d":null}}'
    )


def test_uncovered_tables_change_freely(sqlite_city: City) -> None:
    sqlite_city.do("mill", lambda work: work.session.add(RegisterGuard(name="x")))
