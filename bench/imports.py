"""Sheets of batches, tried out and recorded, against reading the file and raw inserts."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from pathlib import Path

from bench.town import found_town
from traceability.app import build_house
from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.domain.import_sheets import KINDS
from traceability.gateways.sheet_writing import write_xlsx
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.importing.worker import ImportWorker
from traceability.routes.imports import files_of
from traceability.services import sheet_imports
from traceability.settings import Settings

ROWS = 10_000


def _sheet() -> bytes:
    kind = KINDS[ImportKind.BATCHES]
    said = {"material": "籼稻谷", "name": "早籼稻", "quantity": "20", "unit": "t"}
    lines = [kind.headings()]
    for number in range(ROWS):
        row = said | {"lot": f"IMP{number:06}", "produced_on": "2026-09-01"}
        lines.append([row.get(field.name, "") for field in kind.fields])
    return write_xlsx("x", lines, blank_rows=0)


def _floor(folder: Path, content: bytes) -> float:
    """Read the same file and write two rows a line: the record and its log entry."""
    began = time.perf_counter()
    lines = read_spreadsheet(content, ROWS + 1)
    with sqlite3.connect(folder / "floor.db") as database:
        database.execute("CREATE TABLE batch (id INTEGER PRIMARY KEY, body TEXT)")
        database.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body TEXT)")
        rows = [(json.dumps([cell.text for cell in line]),) for line in lines[1:]]
        database.executemany("INSERT INTO batch (body) VALUES (?)", rows)
        database.executemany("INSERT INTO entry (body) VALUES (?)", rows)
    return time.perf_counter() - began


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = found_town(folder)
        worker = ImportWorker(build_house(Settings(DATA_DIR=folder), city.engine))
        content = _sheet()
        kept = files_of(worker.house).keep(city.actors["mill"].org_id, content)
        made = city.do(
            "mill",
            lambda work: sheet_imports.bring_sheet(work, ImportKind.BATCHES, "x.xlsx", kept),
        )
        floor = _floor(folder, content)
        spent = {}
        for what in ("tried out", "recorded"):
            began = time.perf_counter()
            worker.step()
            spent[what] = time.perf_counter() - began
            found = city.look("mill", lambda work: sheet_imports.read_import(work, made.id))
            if found.state is ImportState.READY:
                city.do("mill", lambda work: sheet_imports.confirm_import(work, made.id))
        if found.state is not ImportState.RECORDED:
            raise SystemExit(f"not recorded: {found.faults}")
        for what, seconds in spent.items():
            print(
                f"  {ROWS} batches {what:10} {seconds:6.1f} s {ROWS / seconds:8.0f} rows/s "
                f"{seconds / floor:5.1f} times the floor"
            )
        print(f"  floor: file read, two raw rows a line {floor:.1f} s")


if __name__ == "__main__":
    main()
