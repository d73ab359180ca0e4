"""The enterprise's pages with 10⁵ lots and 10⁶ events behind them, against the demo city's size.

The lots are copies of one that was made through the use cases: rows are read back, given new ids
and days, and written with bulk statements. They have no log entries, which no page reads.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from bench.town import found_town, free_port, process
from tests.factories import PASSWORD, City, shipping
from traceability.schemas.batches import BatchPublic
from traceability.storage.ids import new_id

SMALL, LARGE = 900, 100_000  # packed lots; the demo city has some nine hundred
FED = 10  # lots that are filled from one bulk lot, which is used up then
SENDINGS = 9  # of each lot: with intake and filling ten events a lot
ROUNDS = 15
WANTED = 2.0
CHUNK = 20_000
Row = dict[str, Any]


class Copies:
    """Copies rows of a register's file."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("pragma synchronous = off")  # a bench may lose its own data
        self.waiting: dict[str, list[Row]] = {}

    def read(self, table: str, column: str, value: UUID) -> list[Row]:
        """Read the rows to copy."""
        found = self.connection.execute(
            f"select * from {table} where {column} = ?",
            (value.hex,),
        )
        return [dict(row) for row in found]

    def add(self, table: str, row: Row, **changed: Any) -> None:
        """Put down a changed copy; ids are given as hex."""
        rows = self.waiting.setdefault(table, [])
        rows.append(row | changed)
        if len(rows) >= CHUNK:
            self.write(table)

    def write(self, table: str) -> None:
        """Write what waits for a table."""
        rows = self.waiting.pop(table, [])
        if rows:
            names = ", ".join(rows[0])
            marks = ", ".join("?" * len(rows[0]))
            statement = f"insert into {table} ({names}) values ({marks})"
            self.connection.executemany(statement, (tuple(row.values()) for row in rows))

    def finish(self) -> None:
        """Write the rest, and leave nothing in the write-ahead log."""
        for table in list(self.waiting):
            self.write(table)
        self.connection.commit()
        self.connection.execute("pragma wal_checkpoint(truncate)")
        self.connection.close()


class Story:
    """One lot with everything about it, to be told again and again."""

    def __init__(self, city: City, copies: Copies) -> None:
        _, bulk, bags = city.release_rice()
        canteen = city.actors["canteen"].org_id
        [sent] = city.record("mill", shipping(bags.id, "100", "each", canteen))
        filling = copies.read("event_line", "batch_id", bags.id)[0]["event_id"]
        [bought] = city.record(
            "mill",
            {"step": "raw_intake", "lines": [{"batch_id": _more_bulk(city), "amount": "1",
                                              "unit": "t"}]},
        )  # fmt: skip
        self.bulk, self.bags = copies.read("batch", "id", bulk.id)[0], bags
        self.lot = copies.read("batch", "id", bags.id)[0]
        self.report = copies.read("inspection", "batch_id", bags.id)[0]
        self.filling = _event(copies, UUID(filling))
        self.sending = _event(copies, sent.id)
        self.intake = _event(copies, bought.id)
        self.copies = copies

    def tell(self, lots: int) -> Iterator[UUID]:
        """Write copies of the lot; give their ids."""
        first, day = new_id().int, datetime.now(UTC) - timedelta(days=700)
        ids = (UUID(int=first + number).hex for number in range(10**9))
        source = ""
        for number in range(lots):
            at = day + timedelta(seconds=number * 500)
            if number % FED == 0:
                source = next(ids)
                self._bulk(source, f"B{number:07d}", at)
                self._event(self.intake, next(ids), at, [(source, FED * 13_200_000)])
            lot, report = next(ids), next(ids)
            self.copies.add(
                "batch", self.lot, id=lot, lot=f"L{number:07d}", uri=f"urn:bench:{lot}",
                produced_on=at.date().isoformat(), recorded_at=_text(at),
            )  # fmt: skip
            self.copies.add("inspection", self.report, id=report, batch_id=lot,
                            report_no=f"R{number:07d}", recorded_at=_text(at))  # fmt: skip
            made = next(ids)
            self._event(self.filling, made, at, [(source, 13_200_000), (lot, 2_640)])
            self.copies.add("batch_link", {"child_id": lot, "parent_id": source, "event_id": made,
                                           "child_org_id": self.lot["org_id"],
                                           "parent_org_id": self.lot["org_id"]})  # fmt: skip
            for place in range(SENDINGS):
                self._event(self.sending, next(ids), at + timedelta(hours=place + 1), [(lot, 100)])
            yield UUID(lot)

    def _bulk(self, lot: str, number: str, at: datetime) -> None:
        self.copies.add("batch", self.bulk, id=lot, lot=number, uri=f"urn:bench:{lot}",
                        produced_on=at.date().isoformat(), recorded_at=_text(at))  # fmt: skip

    def _event(
        self, told: tuple[Row, list[Row], list[Row]], key: str, at: datetime,
        amounts: Sequence[tuple[str, int]],
    ) -> None:  # fmt: skip
        event, lines, parties = told
        when = _text(at)
        self.copies.add("trace_event", event, id=key, event_id=f"urn:uuid:{UUID(key)}",
                        event_time=when, recorded_at=when)  # fmt: skip
        for line, (lot, amount) in zip(lines, amounts, strict=True):
            self.copies.add("event_line", line, event_id=key, batch_id=lot, amount=amount)
        for party in parties:
            self.copies.add("event_party", party, event_id=key)


def _more_bulk(city: City) -> UUID:
    return city.add_batch(material="rice_indica", name="散米", quantity="1").id


def _event(copies: Copies, event_id: UUID) -> tuple[Row, list[Row], list[Row]]:
    lines = sorted(copies.read("event_line", "event_id", event_id), key=lambda row: row["line"])
    parties = copies.read("event_party", "event_id", event_id)
    return copies.read("trace_event", "id", event_id)[0], lines, parties


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.000000")


def build(folder: Path, lots: int) -> tuple[UUID, BatchPublic]:
    """Build a mill with so many lots; give the newest one, and the one that was copied."""
    city = found_town(folder)
    city.add_site("mill")
    copies = Copies(folder / "register.db")
    story = Story(city, copies)
    newest = UUID(int=0)
    for lot in story.tell(lots):
        newest = lot
    copies.finish()
    city.engine.dispose()
    return newest, story.bags


def _pages(newest: UUID, bags: BatchPublic) -> dict[str, str]:
    return {
        "home": "/console",
        "lots": "/console/batches",
        "lots in a state": "/console/batches?status=released",
        "lots of a product": f"/console/batches?product={bags.product_id}",
        "lots by number": "/console/batches?q=L00008",
        "a lot": f"/console/batches/{newest}",
        "its lineage": f"/console/batches/{newest}/lineage?direction=back",
        "the next lot": f"/console/batches/new?copy={newest}",
        "events": "/console/events",
        "events of a step": "/console/events?step=filling",
        "test reports": "/console/inspections",
        "products": "/console/products",
        "the first hour": "/console/help/first-hour",
    }


def _sign_in(port: int) -> httpx.Client:
    http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, follow_redirects=True)
    http.post("/console/login", data={"username": "mill", "password": PASSWORD}).raise_for_status()
    return http


def _seconds(http: httpx.Client, path: str) -> float:
    started = time.perf_counter()
    http.get(path).raise_for_status()
    return time.perf_counter() - started


def main() -> None:
    """Measure the pages of both registers, in turns; the best of some rounds counts."""
    with ExitStack() as stack:
        sides = []
        for lots in (SMALL, LARGE):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            newest, bags = build(folder, lots)
            port = free_port()
            arguments = ["traceability", "serve", "--data", str(folder), "--port", str(port)]
            stack.enter_context(process(arguments, port, LOG_LEVEL="ERROR"))
            http = _sign_in(port)
            stack.callback(http.close)
            sides.append((http, _pages(newest, bags)))
        (few, few_pages), (many, many_pages) = sides
        print(f"{LARGE:,} lots and {LARGE * (SENDINGS + 1):,} events against {SMALL:,} lots")
        for what, path in few_pages.items():
            best = [float("inf"), float("inf")]
            for _ in range(ROUNDS):
                best[0] = min(best[0], _seconds(few, path))
                best[1] = min(best[1], _seconds(many, many_pages[what]))
            ratio = best[1] / best[0]
            print(f"{what:<20} {best[1] * 1000:>8.1f} ms {ratio:>7.2f} ×  (wanted {WANTED:g})")
