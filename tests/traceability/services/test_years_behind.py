"""What is kept so that years need not be read: does it say what reading them would?"""

from __future__ import annotations

import runpy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

import traceability.storage.migrations
from tests.canteen_story import Door, open_door, take_in
from tests.factories import City
from traceability.schemas.canteens import StockIssueCreate
from traceability.schemas.inspections import InspectionQuery
from traceability.schemas.purchases import UncodedPurchaseCreate
from traceability.services import inspections, purchases, stock
from traceability.services.search import search_records
from traceability.storage.ledger_check import verify_ledger
from traceability.storage.ledger_check_words import render_report
from traceability.storage.ledger_findings import FindingCode

_STEP = "20261127_0460_store_stock_and_reading.py"
_KEPT = (
    "select * from store_stock order by org_id, goods_id",
    "select * from received_month order by org_id, month",
)


@pytest.fixture
def door(city: City) -> Door:
    return open_door(city)


def _buy_uncoded(city: City, kilograms: int, days_ago: int) -> UUID:
    entered = UncodedPurchaseCreate.model_validate(
        {
            "name": "散装面粉", "food": "wheat_flour", "supplier": "东门粮店",
            "supplier_phone": "13800000000", "supplier_address": "东门路 1 号", "lot": "A1",
            "produced_on": date(2026, 1, 5), "best_before": date(2099, 1, 1),
            "amount": str(kilograms), "unit": "kg",
            "delivered_at": datetime.now(UTC) - timedelta(days=days_ago),
        }
    )  # fmt: skip
    return city.do("canteen", lambda work: purchases.record_uncoded_purchase(work, entered)).id


def _take_out(city: City, purchase_id: UUID, amount: str, unit: str) -> None:
    entered = StockIssueCreate.model_validate(
        {"purchase_id": purchase_id, "amount": amount, "unit": unit}
    )
    city.do("canteen", lambda work: stock.issue_stock(work, entered))


def _rows(connection: Connection) -> list[list[tuple[object, ...]]]:
    return [[tuple(row) for row in connection.execute(text(query))] for query in _KEPT]


def test_what_is_kept_of_a_store_is_what_its_history_adds_up_to(door: Door) -> None:
    """The step of the migration works both out from the history; the use cases kept them up."""
    city = door.city
    coded = take_in(door, 40)
    take_in(door, 20)
    flour, eaten = _buy_uncoded(city, 30, 40), _buy_uncoded(city, 5, 2)
    _take_out(city, coded.id, "15", "each")
    _take_out(city, flour, "12", "kg")
    _take_out(city, eaten, "5", "kg")
    items = city.look("canteen", stock.read_stock).items
    assert sorted(item.amount for item in items) == [45, 18_000]
    folder = Path(next(iter(traceability.storage.migrations.__path__)))
    step = runpy.run_path(str(folder / "versions" / _STEP))
    months = step["_RECEIVED"].format(month=step["_MONTH"][city.engine.dialect.name])
    with city.engine.connect() as connection:
        kept = _rows(connection)
        assert all(kept)
        for statement in ("delete from store_stock", "delete from received_month"):
            connection.execute(text(statement))
        for statement in (step["_LOTS"], step["_UNCODED"], months):
            connection.execute(text(statement))
        assert _rows(connection) == kept
        connection.rollback()


def test_a_sum_that_somebody_changed_is_told_with_canteen_and_goods(door: Door) -> None:
    city = door.city
    take_in(door, 40)
    _buy_uncoded(city, 30, 2)
    assert verify_ledger(city.engine).findings == []
    with city.engine.begin() as connection:
        for statement in (
            "update store_stock set amount = amount - 1 where amount = 40",
            "delete from store_stock where amount = 30000",
            "update received_month set mass_g = mass_g + 5",
        ):
            assert connection.execute(text(statement)).rowcount >= 1
    report = verify_ledger(city.engine)
    canteen = city.actors["canteen"].org_name
    told = {(each.table, each.field, str(each.logged), each.found) for each in report.findings}
    assert {
        (
            "store_stock",
            "amount",
            str({"canteen": canteen, "goods": door.bags.lot, "amount": 40}),
            39,
        ),
        (
            "store_stock",
            "amount",
            str({"canteen": canteen, "goods": "散装面粉", "amount": 30_000}),
            0,
        ),
    } <= told
    assert {each.code for each in report.findings} == {FindingCode.SUM}
    [month, *_] = [each for each in report.findings if each.table == "received_month"]
    assert month.field == "mass_g"
    assert isinstance(month.logged, dict)
    assert month.found == month.logged["mass_g"] + 5
    for language, words in (("zh", "合计与台账和事件不符"), ("en", "they add up to")):
        said = render_report(report, language)
        assert words in said
        assert canteen in said
        assert door.bags.lot in said


def _found(city: City, who: str, said: str) -> set[str]:
    return {item.name for item in city.look(who, lambda work: search_records(work, said)).items}


def test_lots_are_found_by_how_they_begin_by_those_who_may_see_them(door: Door) -> None:
    city, lot = door.city, door.bags.lot
    for who, is_found in (
        ("mill", True), ("canteen", True), ("lab", True), ("regulator", True), ("rival", False),
    ):  # fmt: skip
        for said in (lot, lot[:-1].lower(), door.bags.gtin or ""):
            assert (lot in _found(city, who, said)) is is_found, (who, said)
    assert lot not in _found(city, "mill", lot[1:])
    assert lot not in _found(city, "mill", "%_")


def test_reports_are_found_by_a_part_of_their_number(door: Door) -> None:
    city = door.city
    report = city.inspect(door.bags.id, "lab", kind="supervision", report_no="BG-2026_17/3%9")
    for who in ("lab", "mill", "regulator"):
        for said in ("BG-2026", "2026_17", "/3%"):
            assert report.report_no in _found(city, who, said), (who, said)
        assert report.report_no not in _found(city, who, "2026-17")
    assert report.report_no in _found(city, "canteen", "BG-2026_17/")
    assert report.report_no not in _found(city, "rival", "BG-2026")
    chosen = InspectionQuery(q="2026_17")
    page = city.look("lab", lambda work: inspections.list_inspections(work, chosen))
    assert [item.id for item in page.items] == [report.id]
