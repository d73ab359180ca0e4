"""How somebody with SQL access would alter a register, and what the check must name then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from tests.traceability.storage.ledger_register import Intruder, Register
from traceability.domain.ledger import (
    PARTS,
    SALT_BYTES,
    LeafFacts,
    canonical_text,
    instant_text,
    leaf_hash,
    leaf_text,
    part_hash,
)
from traceability.storage.ids import new_id
from traceability.storage.journal import build_entry
from traceability.storage.ledger_findings import FindingCode as Code
from traceability.storage.log_specs import SPEC_OF_KIND, table_of
from traceability.storage.tables import Batch, LogEntry

ENTRIES = table_of(LogEntry)
Named = tuple[Code, str, str, str | None]  # code, table, record, field
Deed = Callable[[Intruder, Register], set[Named]]


def changes(
    table: str, where: str, field: str, new: str, record: Callable[[Register], object]
) -> Deed:
    """Set one column of one row, and expect that column to be named."""

    def deed(intruder: Intruder, register: Register) -> set[Named]:
        ids = {k: v for k, v in vars(register).items() if f":{k}" in where}
        assert intruder.run(f"update {table} set {field} = {new} where {where}", **ids) == 1
        return {(Code.ROW_ALTERED, table, str(record(register)), field)}

    return deed


def _line_of_milling(intruder: Intruder, register: Register, role: str) -> tuple[int, str]:
    row = intruder.row(
        "select line from event_line where event_id = :event and role = :role",
        event=register.milling,
        role=role,
    )
    return row["line"], f"{register.milling}/{row['line']}"


def move_a_line(intruder: Intruder, register: Register) -> set[Named]:
    line, record = _line_of_milling(intruder, register, "input")
    intruder.run(
        "update event_line set batch_id = :other where event_id = :event and line = :line",
        other=register.bags,
        event=register.milling,
        line=line,
    )
    new = f"{register.rice}/{register.bags}/{register.milling}"
    old = f"{register.rice}/{register.paddy}/{register.milling}"
    return {
        (Code.ROW_ALTERED, "event_line", record, "batch_id"),
        (Code.LINK_MISSING, "batch_link", new, None),
        (Code.LINK_EXTRA, "batch_link", old, None),
    }


def delete_a_line(intruder: Intruder, register: Register) -> set[Named]:
    intruder.run("delete from event_line where event_id = :event", event=register.shipment)
    return {(Code.ROW_MISSING, "event_line", f"{register.shipment}/0", None)}


def insert_a_line(intruder: Intruder, register: Register) -> set[Named]:
    intruder.copy(
        "event_line", "event_id = :event", {"line": 1, "amount": 5}, event=register.shipment
    )
    return {(Code.ROW_INSERTED, "event_line", f"{register.shipment}/1", None)}


def delete_the_penalty(intruder: Intruder, register: Register) -> set[Named]:
    assert intruder.run("delete from penalty") == 1
    return {(Code.ROW_MISSING, "penalty", str(register.penalty), None)}


def insert_an_inspection(intruder: Intruder, register: Register) -> set[Named]:
    forged = new_id()
    intruder.copy(
        "inspection", "id = :one", {"id": forged, "report_no": "FORGED"}, one=register.inspection
    )
    intruder.copy(
        "test_result", "inspection_id = :one", {"inspection_id": forged}, one=register.inspection
    )
    return {
        (Code.ROW_INSERTED, "inspection", str(forged), None),
        (Code.ROW_INSERTED, "test_result", f"{forged}/0", None),
    }


def swap_owners(intruder: Intruder, register: Register) -> set[Named]:
    change = "update batch set org_id = :org where id = :batch"
    intruder.run(change, org=register.rival, batch=register.paddy)
    intruder.run(change, org=register.mill, batch=register.rival_batch)
    return {
        (Code.ROW_ALTERED, "batch", str(register.paddy), "org_id"),
        (Code.ROW_ALTERED, "batch", str(register.rival_batch), "org_id"),
    }


def _entry_of(intruder: Intruder, kind: str, record: UUID) -> dict[str, Any]:
    query = (
        select(ENTRIES)
        .where(ENTRIES.c.kind == kind, ENTRIES.c.record_id == str(record))
        .order_by(ENTRIES.c.revision.desc())
    )
    return dict(intruder.connection.execute(query).mappings().fetchall()[0])


def _rewrite(intruder: Intruder, entry: dict[str, Any], **values: Any) -> None:
    entry |= values
    intruder.connection.execute(update(ENTRIES).where(ENTRIES.c.id == entry["id"]).values(**values))


def _rewrite_an_inspection(intruder: Intruder, register: Register) -> dict[str, Any]:
    """Let an entry tell of less cadmium, with the part's hash to match."""
    entry = _entry_of(intruder, "inspection", register.inspection)
    said = json.loads(entry["public_text"])
    said["test_result"][0]["value"] = "0.01"
    text = canonical_text(said)
    _rewrite(intruder, entry, public_text=text, public_hash=part_hash(entry["public_salt"], text))
    return entry


def rewrite_text_and_part_hash(intruder: Intruder, register: Register) -> set[Named]:
    _rewrite_an_inspection(intruder, register)
    record = str(register.inspection)
    return {
        (Code.LEAF_HASH, "inspection", record, "leaf_hash"),
        (Code.ROW_ALTERED, "test_result", f"{record}/0", "value"),
    }


def rewrite_a_whole_entry(intruder: Intruder, register: Register) -> set[Named]:
    entry = _rewrite_an_inspection(intruder, register)
    hashes = {part: entry[f"{part}_hash"] for part in PARTS if entry[f"{part}_hash"]}
    facts = LeafFacts(
        entry["class"],
        entry["kind"],
        entry["record_id"],
        entry["revision"],
        entry["owner_uscc"],
        entry["about_uscc"],
        instant_text(entry["recorded_at"]),
        hashes,
        str(entry["author_user_id"]) if entry["author_user_id"] else None,
        entry["schema_version"],
    )
    _rewrite(intruder, entry, leaf_hash=leaf_hash(leaf_text(facts)))
    return {(Code.ROW_ALTERED, "test_result", f"{register.inspection}/0", "value")}


def give_a_decision_another_author(intruder: Intruder, register: Register) -> set[Named]:
    """Let the mill's clerk have signed the laboratory's report."""
    entry = _entry_of(intruder, "inspection", register.inspection)
    other = _entry_of(intruder, "product", register.product)["author_user_id"]
    assert other != entry["author_user_id"]
    _rewrite(intruder, entry, author_user_id=other)
    return {(Code.LEAF_HASH, "inspection", str(register.inspection), "leaf_hash")}


def alter_the_page(intruder: Intruder, register: Register) -> set[Named]:
    intruder.run(
        "update trace_document set document_text = replace(document_text, '博罗县', '惠城区')"
        " where batch_id = :bags",
        bags=register.bags,
    )
    return {(Code.ROW_ALTERED, "trace_document", register.page, "document_text")}


def delete_the_newest_entry(intruder: Intruder, register: Register) -> set[Named]:
    """Undo a recall: the row goes back to what its older entry says."""
    entry = _entry_of(intruder, "batch", register.recalled)
    intruder.connection.execute(delete(ENTRIES).where(ENTRIES.c.id == entry["id"]))
    before = json.loads(_entry_of(intruder, "batch", register.recalled)["public_text"])
    restored = {n: before[n] for n in ("status", "status_before", "status_reason", "status_cause")}
    restored |= {"status_number": before["status_number"], "revision": before["revision"]}
    restored |= {"status_by": UUID(before["status_by"])}
    restored |= {"status_at": datetime.fromisoformat(before["status_at"])}
    batches = table_of(Batch)
    intruder.connection.execute(
        update(batches).where(batches.c.id == register.recalled).values(**restored)
    )
    return {(Code.REMOVED, "log_entry", str(entry["id"]), None)}


def insert_an_event(intruder: Intruder, register: Register) -> set[Named]:
    forged = new_id()
    intruder.copy(
        "trace_event",
        "id = :one",
        {"id": forged, "event_id": f"urn:uuid:{forged}"},
        one=register.shipment,
    )
    intruder.copy("event_line", "event_id = :one", {"event_id": forged}, one=register.shipment)
    return {
        (Code.ROW_INSERTED, "trace_event", str(forged), None),
        (Code.ROW_INSERTED, "event_line", f"{forged}/0", None),
    }


def change_a_salt(intruder: Intruder, register: Register) -> set[Named]:
    _rewrite(
        intruder, _entry_of(intruder, "penalty", register.penalty), public_salt=bytes(SALT_BYTES)
    )
    return {(Code.PART_HASH, "penalty", str(register.penalty), "public_hash")}


def erase_without_a_reason(intruder: Intruder, register: Register) -> set[Named]:
    entry = _entry_of(intruder, "penalty", register.penalty)
    _rewrite(intruder, entry, public_text=None, public_salt=None, erased_by=register.mill)
    return {(Code.ERASURE_UNKNOWN, "penalty", str(register.penalty), "erased_by")}


def remove_a_text(intruder: Intruder, register: Register) -> set[Named]:
    entry = _entry_of(intruder, "purchase", register.purchase)
    _rewrite(intruder, entry, trade_text=None, trade_salt=None)
    record = str(register.purchase)
    return {
        (Code.TEXT_MISSING, "purchase", record, "trade_text"),
        (Code.SALT_MISSING, "purchase", record, "trade_salt"),
        (Code.PART_MISSING, "purchase", record, "trade_text"),
    }


def swap_revisions(intruder: Intruder, register: Register) -> set[Named]:
    """Make the older standing of the delisted enterprise its newest, behind sealed leaves."""
    key = {"kind": "published_standing", "record": f"{register.rival_uscc}/441300"}
    step = "update log_entry set revision = :new where kind = :kind and record_id = :record"
    for old, new in ((1, 3), (2, 1), (3, 2)):
        intruder.run(f"{step} and revision = :old", old=old, new=new, **key)
    record = key["record"]
    fields = ("authority", "decision_no", "ground", "published_at", "reason", "revision", "since",
              "standing")  # fmt: skip
    return {
        *((Code.ROW_ALTERED, "published_standing", record, name) for name in fields),
        (Code.ROW_ALTERED, "published_standing", record, "void_before"),
        (Code.REVISION, "published_standing", record, "public_text"),
    }


def give_a_penalty_to_another(intruder: Intruder, register: Register) -> set[Named]:
    """Change the column that says whose entry it is; a sealed leaf does not tell."""
    entry = _entry_of(intruder, "penalty", register.penalty)
    _rewrite(intruder, entry, owner_uscc=register.mill_uscc)
    return {(Code.OWNER, "penalty", str(register.penalty), "owner_uscc")}


def relabel_an_entry(intruder: Intruder, register: Register) -> set[Named]:
    """Hang a penalty's entry on another record; its sealed text still names its own."""
    entry = _entry_of(intruder, "penalty", register.penalty)
    other = new_id()
    _rewrite(intruder, entry, record_id=str(other))
    return {
        (Code.RECORD, "penalty", str(other), "public_text"),
        (Code.RECORD, "penalty", str(other), "personal_text"),
        (Code.ROW_MISSING, "penalty", str(other), None),
        (Code.ROW_INSERTED, "penalty", str(register.penalty), None),
    }


def store_a_time_that_is_none(intruder: Intruder, register: Register) -> set[Named]:
    intruder.run(
        "update trace_event set event_time = "
        + ("'yesterday'" if intruder.is_sqlite else "'infinity'")
        + " where id = :event",
        event=register.shipment,
    )
    return {(Code.ROW_ALTERED, "trace_event", str(register.shipment), "event_time")}


def delete_a_link(intruder: Intruder, register: Register) -> set[Named]:
    link = f"{register.rice}/{register.paddy}/{register.milling}"
    assert intruder.run("delete from batch_link where child_id = :rice", rice=register.rice) == 1
    return {(Code.LINK_MISSING, "batch_link", link, None)}


def insert_a_link(intruder: Intruder, register: Register) -> set[Named]:
    intruder.copy(
        "batch_link", "child_id = :rice", {"parent_id": register.rival_batch}, rice=register.rice
    )
    link = f"{register.rice}/{register.rival_batch}/{register.milling}"
    return {(Code.LINK_EXTRA, "batch_link", link, None)}


def insert_a_link_of_no_production(intruder: Intruder, register: Register) -> set[Named]:
    intruder.copy(
        "batch_link", "child_id = :rice", {"event_id": register.shipment}, rice=register.rice
    )
    link = f"{register.rice}/{register.paddy}/{register.shipment}"
    return {(Code.LINK_EXTRA, "batch_link", link, None)}


def forge_row_and_entry(intruder: Intruder, register: Register) -> set[Named]:
    """Insert a site with an entry that is right in all of its hashes, as the system would."""
    forged = new_id()
    site = intruder.row("select id from site where org_id = :org", org=register.mill)["id"]
    said = json.loads(_entry_of(intruder, "site", UUID(str(site)))["public_text"])
    said |= {"id": str(forged), "name": "暗仓"}
    intruder.copy("site", "org_id = :org", {"id": forged, "name": "暗仓"}, org=register.mill)
    entry = build_entry(
        SPEC_OF_KIND["site"],
        new_id(),
        str(forged),
        {"public": canonical_text(said)},
        revision=1,
        owner=register.mill_uscc,
        about=None,
        now=datetime.fromisoformat(said["recorded_at"]),
        author=None,
    )
    intruder.connection.execute(insert(ENTRIES), [entry])
    return {(Code.UNNUMBERED, "site", str(forged), None)}
