"""Sheets of products, batches, events and purchases come in whole, or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import Session, func, select

from tests.factories import City, gtin_of, refused, shipping
from traceability.app import build_house
from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.domain.import_sheets import KINDS
from traceability.gateways.sheet_writing import write_csv, write_xlsx
from traceability.importing.worker import ImportWorker
from traceability.routes.imports import files_of
from traceability.schemas.imports import ImportPublic
from traceability.services import sheet_imports
from traceability.settings import Settings
from traceability.storage.tables import Batch, LogEntry, Product, Purchase, TraceEvent

P, B, E, U = ImportKind.PRODUCTS, ImportKind.BATCHES, ImportKind.EVENTS, ImportKind.PURCHASES
RICE: dict[str, object] = {
    "name": "油粘米", "food_category": "籼米", "grade": "一级", "net_content": "5",
    "net_content_unit": "公斤", "shelf_life": "12", "shelf_life_unit": "月",
}  # fmt: skip


class Desk:
    """Somebody who brings sheets, and the worker who takes them."""

    def __init__(self, city: City, folder: Path) -> None:
        self.city = city
        self.worker = ImportWorker(build_house(Settings(DATA_DIR=folder), city.engine))

    def bring(self, kind: ImportKind, content: bytes, who: str = "mill") -> ImportPublic:
        """Bring a sheet and let it be tried out."""
        org_id = self.city.actors[who].org_id
        kept = files_of(self.worker.house).keep(org_id, content)
        made = self.city.do(who, lambda work: sheet_imports.bring_sheet(work, kind, "x.xlsx", kept))
        assert self.worker.step()
        return self.look(made, who)

    def record(self, tried: ImportPublic, who: str = "mill") -> ImportPublic:
        """Confirm a sheet and let it be recorded."""
        self.city.do(who, lambda work: sheet_imports.confirm_import(work, tried.id))
        assert self.worker.step()
        return self.look(tried, who)

    def look(self, made: ImportPublic, who: str) -> ImportPublic:
        """Look at a sheet."""
        return self.city.look(who, lambda work: sheet_imports.read_import(work, made.id))

    def count(self, table: type[Any]) -> int:
        """Count rows."""
        with Session(self.city.engine) as session:
            return int(session.exec(select(func.count()).select_from(table)).one())


@pytest.fixture
def desk(city: City, tmp_path: Path) -> Desk:
    return Desk(city, tmp_path)


@pytest.fixture
def one_desk(sqlite_city: City, tmp_path: Path) -> Desk:
    return Desk(sqlite_city, tmp_path)


def table(kind: ImportKind, *rows: dict[str, object]) -> list[list[str]]:
    """Write rows under the headings of the template."""
    names = [field.name for field in KINDS[kind].fields]
    return [
        KINDS[kind].headings(),
        *([str(row.get(name, "")) for name in names] for row in rows),
    ]


def sheet(kind: ImportKind, *rows: dict[str, object]) -> bytes:
    """Write rows as a workbook."""
    return write_xlsx("x", table(kind, *rows), blank_rows=3)


def told(found: ImportPublic) -> list[tuple[int | None, str | None, str]]:
    """Give where each fault stands, and its code."""
    return [(fault.row, fault.column, fault.code) for fault in found.faults]


def test_products_come_in_and_wait_for_approval(desk: Desk) -> None:
    tried = desk.bring(P, sheet(P, {**RICE, "gtin": gtin_of(501)}, {**RICE, "gtin": gtin_of(502)}))
    assert (tried.state, tried.rows, tried.summary) == (ImportState.READY, 2, {"records": 2})
    known = desk.count(Product)
    assert desk.record(tried).state is ImportState.RECORDED
    assert desk.count(Product) == known + 2


def test_batches_come_in_with_their_log_entries(desk: Desk) -> None:
    product = desk.city.add_product()
    said = {"gtin": product.gtins[0], "quantity": "2,400", "unit": "袋", "produced_on": "46270"}
    raw = {"material": "籼稻谷", "name": "早籼稻", "lot": "G1", "quantity": "20", "unit": "吨",
           "produced_on": "2026年9月1日"}  # fmt: skip
    tried = desk.bring(B, sheet(B, {**said, "lot": "l1"}, {**said, "lot": "L2"}, raw))
    assert told(tried) == []
    entries = desk.count(LogEntry)
    assert desk.record(tried).state is ImportState.RECORDED
    assert desk.count(LogEntry) == entries + 3
    with Session(desk.city.engine) as session:
        lots = {row.lot: row for row in session.exec(select(Batch))}
    assert (lots["L1"].quantity, str(lots["L1"].produced_on)) == (2400, "2026-09-05")
    assert (lots["G1"].quantity, lots["G1"].material) == (20_000_000, "paddy_indica")


def test_lines_with_one_number_are_one_event(desk: Desk) -> None:
    paddy = desk.city.add_batch()
    rice = desk.city.add_batch(material="rice_indica", name="散米", quantity="13.2")
    day = f"{desk.city.day} 08:00"
    rows: list[dict[str, object]] = [
        {"step": "原料入库", "event_time": day, "lot": paddy.lot, "amount": "20", "unit": "t",
         "from_name": "龙门稻田合作社"},
        {"event_no": "7", "step": "碾米", "event_time": day, "role": "原料", "lot": paddy.lot,
         "amount": "20", "unit": "t", "loss_kg": "6,800"},
        {"event_no": "7", "step": "碾米", "event_time": day, "role": "产出", "lot": rice.lot,
         "amount": "13.2", "unit": "t"},
    ]  # fmt: skip
    rows[0]["step"], rows[1]["step"], rows[2]["step"] = "raw_intake", "milling", "milling"
    tried = desk.bring(E, sheet(E, *rows))
    assert told(tried) == []
    assert desk.count(TraceEvent) == 0
    assert desk.record(tried).state is ImportState.RECORDED
    assert desk.count(TraceEvent) == 2


def test_an_event_that_does_not_balance_is_found_and_the_others_are_judged_too(
    one_desk: Desk,
) -> None:
    good, bad, worse = (one_desk.city.add_batch() for _ in range(3))
    day = f"{one_desk.city.day} 08:00"

    def event(lot: str, step: str, amount: str) -> dict[str, object]:
        return {"step": step, "event_time": day, "lot": lot, "amount": amount, "unit": "t",
                "from_name": "合作社" if step == "raw_intake" else ""}  # fmt: skip

    tried = one_desk.bring(
        E,
        sheet(
            E,
            event(good.lot, "raw_intake", "20"),
            event(bad.lot, "destruction", "5"),
            event(bad.lot, "raw_intake", "20"),
            event(worse.lot, "destruction", "1"),
        ),
    )
    assert tried.state is ImportState.REFUSED
    assert [fault.row for fault in tried.faults] == [3, 5]
    assert one_desk.count(TraceEvent) == 0


def test_purchases_come_into_the_ledger(desk: Desk) -> None:
    city = desk.city
    bags = city.release_rice()[2]
    city.record("mill", shipping(bags.id, "200", "each", city.actors["canteen"].org_id))
    said = {"gtin": bags.gtin, "lot": bags.lot, "unit": "袋", "delivered_at": "2026-11-26 07:30"}
    said["delivered_at"] = f"{city.day} 18:30"
    tried = desk.bring(
        U, sheet(U, {**said, "amount": "40", "price_yuan": "128.5"}, {**said, "amount": "60"}),
        "canteen",
    )  # fmt: skip
    assert told(tried) == []
    assert desk.count(Purchase) == 0
    assert desk.record(tried, "canteen").state is ImportState.RECORDED
    with Session(city.engine) as session:
        assert sorted(row.price_fen or 0 for row in session.exec(select(Purchase))) == [0, 12850]


def test_what_changed_between_trying_and_recording_refuses_the_whole(one_desk: Desk) -> None:
    raw = {"material": "籼稻谷", "name": "早籼稻", "quantity": "20", "unit": "t",
           "produced_on": "2026-09-01"}  # fmt: skip
    tried = one_desk.bring(B, sheet(B, {**raw, "lot": "A1"}, {**raw, "lot": "A2"}))
    one_desk.city.add_batch(lot="A2")
    known = one_desk.count(Batch)
    settled = one_desk.record(tried)
    assert settled.state is ImportState.REFUSED
    assert told(settled) == [(3, "D", "batch.lot_taken")]
    assert one_desk.count(Batch) == known


def test_others_write_while_a_sheet_is_tried_out(one_desk: Desk) -> None:
    city, told_of = one_desk.city, []

    def write_meanwhile(_: Any, done: int, of: int) -> None:
        told_of.append((done, of))
        city.add_batch()  # would wait in vain for a lock that this very thread holds

    one_desk.worker.files.tell = write_meanwhile  # type: ignore[method-assign]
    before = one_desk.count(Batch)
    tried = one_desk.bring(ImportKind.BATCHES, sheet(ImportKind.BATCHES, RAW, RAW | {"lot": "B-2"}))
    assert tried.state == "ready"
    assert one_desk.count(Batch) == before + len(told_of)
    assert told_of
    assert list(one_desk.worker.files.folder.glob("trial-*")) == []


def test_a_dead_workers_sheet_is_taken_again(one_desk: Desk) -> None:
    raw = {"material": "籼稻谷", "name": "早籼稻", "quantity": "20", "unit": "t", "lot": "D1",
           "produced_on": "2026-09-01"}  # fmt: skip
    tried = one_desk.bring(B, sheet(B, raw))
    one_desk.city.do("mill", lambda work: sheet_imports.confirm_import(work, tried.id))
    assert one_desk.worker._take()
    assert one_desk.worker.step() is False  # another has it
    one_desk.city.do("mill", lambda work: sheet_imports.confirm_import(work, tried.id))
    assert one_desk.worker.step()
    assert one_desk.look(tried, "mill").state is ImportState.RECORDED


def test_another_enterprise_neither_sees_nor_records_a_sheet(one_desk: Desk) -> None:
    tried = one_desk.bring(P, sheet(P, {**RICE, "gtin": gtin_of(503)}))
    refused("sheet.not_found", one_desk.look, tried, "rival")
    refused("sheet.not_found", one_desk.record, tried, "rival")


RAW = {"material": "籼稻谷", "name": "稻", "lot": "X1", "quantity": "20", "unit": "t",
       "produced_on": "2026-09-01"}  # fmt: skip


def raw(**more: object) -> bytes:
    """Write a sheet with one good line, and one that is changed."""
    return sheet(B, {**RAW, "lot": "OK1"}, {**RAW, **more})


def formula() -> bytes:
    """Write a workbook in which a cell computes."""
    book = Workbook()
    for line in table(B, RAW):
        book.active.append(line)
    book.active["E2"] = "=10+10"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def torn() -> bytes:
    """Write a workbook whose end is missing."""
    return raw()[:-400]


def bomb() -> bytes:
    """Write a workbook that unpacks to far more than it seems."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    return out.getvalue()


def headless() -> bytes:
    """Write a sheet without the column of the lot."""
    lines = [[cell for n, cell in enumerate(line) if n != 3] for line in table(B, RAW)]
    return write_csv(lines)


def twice() -> bytes:
    """Write a sheet with a column that stands twice."""
    return write_csv([[*line, line[3]] for line in table(B, RAW)])


DAMAGED: dict[str, tuple[Callable[[], bytes], list[tuple[int | None, str | None, str]]]] = {
    "empty": (lambda: b"  ", [(None, None, "sheet.empty")]),
    "no workbook at all": (lambda: b"\x00\x01\x02binary", [(None, None, "sheet.unreadable")]),
    "a web page": (lambda: b"<html><table>", [(None, None, "sheet.unreadable")]),
    "an old .xls": (lambda: b"\xd0\xcf\x11\xe0" * 40, [(None, None, "sheet.old_format")]),
    "torn": (torn, [(None, None, "sheet.unreadable")]),
    "a bomb": (bomb, [(None, None, "sheet.too_large_inside")]),
    "in no encoding": (lambda: b"\xff\xff,\x81\n", [(None, None, "sheet.encoding")]),
    "headings only": (lambda: sheet(B), [(None, None, "sheet.empty")]),
    "without a column": (headless, [(1, None, "sheet.column_missing")]),
    "a column twice": (twice, [(1, "K", "sheet.column_twice")]),
    "a measured item": (
        lambda: write_csv([[*line, text] for line, text in
                           zip(table(B, RAW), ("镉 [cd mg/kg]", "1"), strict=True)]),
        [(1, "K", "sheet.heading_unknown")],
    ),
    "a formula": (formula, [(2, "E", "sheet.formula")]),
    "a mangled number": (lambda: raw(gtin="6.97E+12"), [(3, "A", "sheet.number_mangled")]),
    "an unknown product": (lambda: raw(gtin=gtin_of(9)), [(3, "A", "sheet.no_product")]),
    "an unknown food": (lambda: raw(material="石头"), [(3, "B", "sheet.word")]),
    "no lot": (lambda: raw(lot=""), [(3, "D", "field.missing")]),
    "the same lot twice": (lambda: raw(lot="OK1"), [(3, "D", "batch.lot_taken")]),
    "a bad lot": (lambda: raw(lot="批号"), [(3, "D", "lot.shape")]),
    "no number": (lambda: raw(quantity="许多"), [(3, "E", "amount.not_a_number")]),
    "an unknown unit": (lambda: raw(unit="箱"), [(3, "F", "unit.unknown")]),
    "no such day": (lambda: raw(produced_on="2026-02-30"), [(3, "G", "field.date")]),
    "a day to come": (
        lambda: raw(produced_on="2090-01-01"), [(3, "G", "batch.produced_in_the_future")]
    ),
    "three at once": (
        lambda: raw(unit="箱", quantity="-", produced_on="昨天", lot="X1"),
        [(3, "E", "field.missing"), (3, "F", "unit.unknown"), (3, "G", "field.date")],
    ),
    "a taken lot beside a day that is none": (
        lambda: raw(lot="OK1", quantity="1.5", unit="each", produced_on="昨天"),
        [(3, "D", "batch.lot_taken"), (3, "E", "amount.not_exact"), (3, "G", "field.date")],
    ),
    "a taken lot beside a day to come": (
        lambda: raw(lot="OK1", produced_on="2090-01-01"),
        [(3, "D", "batch.lot_taken"), (3, "G", "batch.produced_in_the_future")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_told_by_row_and_column_and_nothing_is_written(
    one_desk: Desk, name: str
) -> None:
    make, expected = DAMAGED[name]
    batches, entries = one_desk.count(Batch), one_desk.count(LogEntry)
    tried = one_desk.bring(B, make())
    assert tried.state is ImportState.REFUSED
    assert told(tried) == expected
    refused("sheet.not_ready", one_desk.record, tried)
    assert (one_desk.count(Batch), one_desk.count(LogEntry)) == (batches, entries)


def test_every_bad_cell_of_a_product_is_told_in_one_go(one_desk: Desk) -> None:
    taken = one_desk.city.add_product().gtins[0]
    bad: dict[str, object] = {
        "gtin": "123", "food_category": "外星食品", "net_content": "abc",
        "net_content_unit": "斤", "shelf_life": "十二 年",
    }  # fmt: skip
    oil = {**RICE, "gtin": gtin_of(505), "food_category": "花生油", "shelf_life": "0"}
    tried = one_desk.bring(P, sheet(P, {**RICE, **bad}, {**RICE, "gtin": taken, "name": ""}, oil))
    assert told(tried) == [
        (2, "A", "gtin.shape"), (2, "C", "sheet.word"), (2, "G", "amount.not_a_number"),
        (2, "H", "unit.unknown"), (2, "I", "field.number"),
        (3, "A", "product.gtin_taken"), (3, "B", "field.missing"),
        (4, "D", "product.process_missing"), (4, "I", "greater_than_equal"),
    ]  # fmt: skip
    assert {fault.field for fault in tried.faults} <= {field.name for field in KINDS[P].fields}
    assert tried.summary == {"records": 0}


def test_every_bad_cell_of_a_delivery_is_told_in_one_go(one_desk: Desk) -> None:
    city = one_desk.city
    bags = city.release_rice()[2]
    city.record("mill", shipping(bags.id, "200", "each", city.actors["canteen"].org_id))
    good = {"gtin": bags.gtin, "lot": bags.lot, "unit": "袋", "amount": "4",
            "delivered_at": f"{city.day} 18:30"}  # fmt: skip
    rows = [
        {**good, "lot": "NOPE", "delivered_at": "昨天"},
        {**good, "amount": "1.5", "delivered_at": "2090-01-01"},
        {**good, "gtin": "6.97E+12", "price_yuan": "-"},
    ]
    tried = one_desk.bring(U, sheet(U, *rows), "canteen")
    assert told(tried) == [
        (2, "B", "sheet.no_batch"), (2, "E", "sheet.moment"),
        (3, "C", "amount.not_exact"), (3, "E", "event.in_the_future"),
        (4, "A", "sheet.number_mangled"),
    ]  # fmt: skip
    assert [fault.field for fault in tried.faults][-1] == "gtin"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_of_chinese_programs(one_desk: Desk, encoding: str) -> None:
    content = write_csv(table(B, RAW)).decode("utf-8-sig").encode(encoding)
    assert one_desk.bring(B, content).state is ImportState.READY
