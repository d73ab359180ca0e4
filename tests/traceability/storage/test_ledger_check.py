"""Is whatever was altered behind the system's back named?"""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine, create_engine, insert, text

from tests.traceability.storage.conftest import Copy
from tests.traceability.storage.ledger_alterations import ALTERATIONS, Alteration
from tests.traceability.storage.ledger_deeds import ENTRIES
from tests.traceability.storage.ledger_register import Intruder, Register
from traceability.domain.ledger import PARTS
from traceability.storage.ids import new_id
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.ledger_check_words import render_report
from traceability.storage.ledger_findings import (
    LISTED,
    Finding,
    FindingCode,
    LedgerReport,
    LedgerUnreadableError,
    to_json,
)
from traceability.storage.log_specs import table_of
from traceability.storage.tables import LogLeaf

Sound = tuple[Register, Copy]


def _named(report: LedgerReport) -> set[tuple[FindingCode, str, str, str | None]]:
    return {(f.code, f.table, f.record, f.field) for f in report.findings}


def _alter(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        intruder = Intruder(connection)
        for statement in statements:
            assert intruder.run(statement) >= 1
        connection.commit()


def test_a_register_that_nobody_altered_is_sound(sound: Sound) -> None:
    engine = sound[1]()
    told: list[tuple[int, int]] = []
    report = verify_ledger(engine, on_progress=lambda done, total: told.append((done, total)))
    assert report.findings == []
    assert report.is_sound
    with engine.connect() as connection:
        count = connection.execute(text("select count(*) from log_entry")).scalar_one()
    assert report.entries == count
    assert told[-1] == (count, count)
    assert report.rows > count


@pytest.mark.parametrize("alteration", ALTERATIONS, ids=lambda a: a.name)
def test_an_alteration_is_named(sound: Sound, alteration: Alteration) -> None:
    register, copy = sound
    engine = copy()
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
        expected = alteration.do(Intruder(connection), register)
        connection.commit()
    engine.dispose()
    assert _named(verify_ledger(engine)) == expected


def test_the_alterations_are_many() -> None:
    assert len({alteration.name for alteration in ALTERATIONS}) == len(ALTERATIONS) >= 20


def test_an_unknown_kind_and_a_hole_between_revisions_are_named(sound: Sound) -> None:
    engine = sound[1]()
    _alter(
        engine,
        "update log_entry set kind = 'rumour' where kind = 'penalty'",
        "update log_entry set revision = 9 where kind = 'standing_case' and revision = 2",
    )
    codes = {finding.code for finding in verify_ledger(engine).findings}
    assert {FindingCode.KIND_UNKNOWN, FindingCode.REVISION_MISSING} <= codes


def test_a_record_that_never_changes_has_one_revision(sound: Sound) -> None:
    register, copy = sound
    engine = copy()
    with engine.begin() as connection:
        entry = dict(
            connection.execute(
                ENTRIES.select().where(
                    ENTRIES.c.kind == "purchase", ENTRIES.c.record_id == str(register.purchase)
                )
            )
            .mappings()
            .one()
        )
        connection.execute(insert(ENTRIES), [entry | {"id": new_id(), "revision": 2}])
    found = _named(verify_ledger(engine))
    record = str(register.purchase)
    assert (FindingCode.REVISION_EXTRA, "purchase", record, "revision") in found
    assert (FindingCode.UNNUMBERED, "purchase", record, None) in found


def test_a_text_erased_for_a_reason_is_no_alteration(sound: Sound) -> None:
    register, copy = sound
    engine = copy()
    reason = new_id()
    with engine.begin() as connection:
        model = dict(
            connection.execute(ENTRIES.select().where(ENTRIES.c.kind == "site")).mappings().first()
            or {}
        )
        chosen = ENTRIES.c.record_id == str(register.mill)
        connection.execute(
            ENTRIES.update()
            .where(chosen)
            .values(personal_text=None, personal_salt=None, erased_by=reason)
        )
        connection.execute(
            insert(ENTRIES), [model | {"id": reason, "kind": "erasure", "record_id": str(reason)}]
        )
    found = {f for f in verify_ledger(engine).findings if f.table != "erasure"}
    assert found == set()


def test_a_numbered_leaf_with_another_hash_is_named(sound: Sound) -> None:
    register, copy = sound
    engine = copy()
    with engine.begin() as connection:
        entry = connection.execute(
            ENTRIES.select().where(ENTRIES.c.record_id == str(register.penalty))
        ).one()
        connection.execute(
            insert(table_of(LogLeaf)),
            [{"log_id": 1, "leaf_index": 0, "entry_id": entry.id, "leaf_hash": bytes(32)}],
        )
        connection.execute(
            text("delete from log_pending where entry_id = :id").bindparams(
                id=entry.id.hex if engine.dialect.name == "sqlite" else entry.id
            )
        )
    assert _named(verify_ledger(engine)) == {
        (FindingCode.TREE_HASH, "penalty", str(register.penalty), "leaf_hash")
    }


def test_bytes_that_are_no_text_do_not_end_the_check(sound: Sound) -> None:
    engine = sound[1]()
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses text that is no UTF-8")
    _alter(engine, "update site set name = cast(x'ff' as text)")
    report = verify_ledger(engine)
    assert {(f.table, f.field) for f in report.findings} == {("site", "name")}
    assert verify_ledger(engine).found == report.found  # the connection serves on as before


def test_a_database_without_the_schema_cannot_be_checked() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(LedgerUnreadableError):
        verify_ledger(engine)
    engine.dispose()


def test_a_silent_database_cannot_be_checked(tmp_path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    engine = create_engine(f"sqlite:///{broken}")
    with pytest.raises(LedgerUnreadableError):
        verify_ledger(engine)
    engine.dispose()


def _report() -> LedgerReport:
    report = LedgerReport(entries=3, rows=5)
    report.add(Finding(FindingCode.ROW_ALTERED, "event_line", "e/0", "amount", 20, 999, "id-1"))
    return report


def test_a_report_names_table_record_field_and_both_values_in_both_languages() -> None:
    chinese, english = render_report(_report(), "zh"), render_report(_report(), "en")
    for said in ("event_line", "e/0", "amount", "20", "999", "id-1"):
        assert said in chinese
        assert said in english
    assert "登记为 20，现为 999" in chinese
    assert "the log says 20, the row says 999" in english
    assert "未发现篡改" in render_report(LedgerReport())
    assert "all sound" in render_report(LedgerReport(), "en")


@pytest.mark.parametrize("code", FindingCode)
def test_every_code_has_a_sentence(code: FindingCode) -> None:
    report = LedgerReport()
    report.add(Finding(code, "batch", "b", None, "{braces}", None))
    assert f"[{code}]" in render_report(report, "en")
    assert f"[{code}]" in render_report(report, "zh")


def test_a_report_as_json_says_the_same() -> None:
    said = json.loads(to_json(_report()))
    assert (said["sound"], said["entries"], said["rows"], said["found"]) == (False, 3, 5, 1)
    assert said["findings"][0]["code"] == "row.altered"
    assert said["findings"][0]["logged"] == 20


def test_a_report_lists_no_more_than_memory_allows() -> None:
    report = LedgerReport()
    for number in range(LISTED + 2):
        report.add(Finding(FindingCode.ROW_MISSING, "batch", str(number)))
    assert (len(report.findings), report.found) == (LISTED, LISTED + 2)
    assert "… and 2 more." in render_report(report, "en")


def test_all_parts_of_an_entry_are_checked(sound: Sound) -> None:
    register, copy = sound
    engine = copy()
    for part in PARTS:
        _alter(
            engine, f"update log_entry set {part}_text = {part}_text || ' ' where kind = 'purchase'"
        )
    found = _named(verify_ledger(engine))
    record = str(register.purchase)
    hashes = {(FindingCode.PART_HASH, "purchase", record, f"{part}_hash") for part in PARTS}
    assert hashes <= found
    assert (FindingCode.TEXT_UNCANONICAL, "purchase", record, None) in found


def test_a_sealed_text_names_its_own_record(sound: Sound) -> None:
    """A natural person's records are sealed too: the texts must tell what the leaf hides."""
    engine = sound[1]()
    with engine.connect() as connection:
        sealed = connection.execute(ENTRIES.select().where(ENTRIES.c["class"] == "sealed"))
        entries = sealed.mappings().fetchall()
    assert {"batch", "site", "trace_event", "penalty"} <= {entry["kind"] for entry in entries}
    for entry in entries:
        for part in PARTS:
            if entry[f"{part}_text"] is not None:
                said = json.loads(entry[f"{part}_text"])
                assert (said["@kind"], said["@record"]) == (entry["kind"], entry["record_id"])
