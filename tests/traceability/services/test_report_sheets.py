"""Reports on many samples come in one spreadsheet: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import Session, func, select

from tests.factories import City, refused
from traceability.domain.access import system_actor
from traceability.domain.errors import FaultsError
from traceability.domain.kinds import InspectionKind, ReportState, ResultVerdict
from traceability.domain.sheets import SheetCell
from traceability.gateways.sheet_writing import write_csv, write_xlsx
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.schemas.inspections import ReportSheetPublic
from traceability.services import limits, report_sheets
from traceability.storage.tables import Inspection

HEADINGS = (
    "[gtin]", "[lot]", "[kind]", "[sample_no]", "[sampled_on]", "[sampled_place]",
    "[sampled_amount]", "[sampled_unit]", "[sampled_by]", "[report_no]", "[reported_on]",
    "镉 [cd mg/kg]", "铅 [pb mg/kg]",
)  # fmt: skip


def sheet(*rows: Sequence[str]) -> list[list[SheetCell]]:
    return [[SheetCell(text) for text in row] for row in (HEADINGS, *rows)]


def row(batch: Any, number: str, cadmium: str = "0.05", **said: str) -> list[str]:
    day = said.get("day", batch.produced_on.isoformat())
    return [
        batch.gtin or "", said.get("lot", batch.lot), said.get("kind", "监督抽检"), f"S-{number}",
        day, "成品库", "2", "千克", "郑十", number, day, cadmium, "未检出(0.02)",
    ]  # fmt: skip


def enter(
    city: City, lines: list[list[SheetCell]], *, is_dry_run: bool = False, who: str = "lab"
) -> ReportSheetPublic:
    return city.do(
        who,
        lambda work: report_sheets.record_report_sheet(work, lines, is_dry_run=is_dry_run),
    )


def count(city: City) -> int:
    with Session(city.engine) as session:
        return session.exec(select(func.count()).select_from(Inspection)).one()


def faults(city: City, lines: list[list[SheetCell]], who: str = "lab") -> list[tuple[Any, ...]]:
    with pytest.raises(FaultsError) as caught:
        enter(city, lines, who=who)
    assert caught.value.code == "sheet.faults"
    return [(fault.row, fault.column, fault.code) for fault in caught.value.faults]


def test_every_line_becomes_a_report_that_waits_for_its_signature(city: City) -> None:
    city.need_limits()
    _, _, bags = city.make_rice()
    made = enter(city, sheet(row(bags, "R-1"), row(bags, "R-2", "0.35")))
    assert [(each.row, each.report_no, each.verdict) for each in made.items] == [
        (2, "R-1", ResultVerdict.PASS),
        (3, "R-2", ResultVerdict.FAIL),
    ]
    assert {each.state for each in made.items} == {ReportState.ENTERED}
    assert count(city) == 2


def test_a_dry_run_judges_everything_and_records_nothing(city: City) -> None:
    city.need_limits()
    _, _, bags = city.make_rice()
    with pytest.raises(report_sheets.DryRunDone) as done:
        enter(city, sheet(row(bags, "R-1"), row(bags, "R-2", "0.35")), is_dry_run=True)
    assert [each.verdict for each in done.value.outcome.items] == ["pass", "fail"]
    assert all(each.id is None for each in done.value.outcome.items)
    assert count(city) == 0


def test_one_fault_stops_all_and_every_fault_is_told_by_row_and_column(city: City) -> None:
    city.need_limits()
    _, _, bags = city.make_rice()
    lines = sheet(
        row(bags, "R-1"),
        row(bags, "R-1"),
        row(bags, "R-3", "0,05"),
        row(bags, "R-4", day="2026-13-01"),
        row(bags, "R-5", lot="NOSUCHLOT"),
        row(bags, "R-6", kind="抽检"),
        row(bags, "R-7", "=1+1"),
    )
    assert faults(city, lines) == [
        (3, "J", "inspection.report_taken"),
        (4, "L", "limits.value_comma"),
        (5, "E", "field.date"),
        (5, "K", "field.date"),
        (6, "B", "sheet.no_batch"),
        (7, "C", "sheet.kind"),
        (8, "L", "sheet.formula"),
    ]
    assert count(city) == 0


def test_a_missing_column_or_value_is_named(sqlite_city: City) -> None:
    _, _, bags = sqlite_city.make_rice()
    without = [line[1:] for line in sheet(row(bags, "R-1"))]
    without[0][0] = SheetCell("批号")
    assert (1, None, "sheet.column_missing") in faults(sqlite_city, without)
    lines = sheet(row(bags, ""))
    assert faults(sqlite_city, lines) == [(2, "J", "field.missing")]


def test_an_enterprise_enters_its_own_tests_and_no_supervision(sqlite_city: City) -> None:
    city = sqlite_city
    city.need_limits()
    paddy, _, bags = city.make_rice()
    made = enter(city, sheet(row(bags, "R-1", kind="出厂检验"), row(paddy, "R-2", kind="factory")),
                 who="mill")  # fmt: skip
    assert {each.state for each in made.items} == {ReportState.SIGNED}
    assert faults(city, sheet(row(bags, "R-3")), "mill") == [(2, "C", "inspection.kind_not_yours")]
    assert faults(city, sheet(row(bags, "R-4")), "rival") == [(2, "B", "sheet.no_batch")]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_template_comes_back_filled_in(sqlite_city: City, form: str) -> None:
    city = sqlite_city
    city.do(system_actor(), limits.load_reference_limits)
    _, _, bags = city.make_rice()
    lines = city.look(
        "lab",
        lambda work: report_sheets.write_report_template(
            work, bags.product_id, "sampling", InspectionKind.SUPERVISION
        ),
    )
    assert lines[1][0] == bags.gtin
    headings = lines[0]
    lines[1] += [""] * (len(headings) - len(lines[1]))
    assert any("[cd mg/kg]" in heading for heading in headings)
    day = bags.produced_on.isoformat()
    known = {
        "lot": bags.lot, "sample_no": "S-1", "sampled_on": day, "sampled_place": "成品库",
        "sampled_amount": "2", "sampled_unit": "kg", "sampled_by": "郑十", "report_no": "R-1",
        "reported_on": day, "cd mg/kg": "0.05",
    }  # fmt: skip
    for place, heading in enumerate(headings):
        lines[1][place] = known.get(heading.partition("[")[2].rstrip("]"), lines[1][place])
    file = write_xlsx("检验结果", lines) if form == "xlsx" else write_csv(lines)
    made = enter(city, read_spreadsheet(file))
    assert [each.verdict for each in made.items] == [ResultVerdict.PASS]
    unknown = lambda: city.look(  # noqa: E731
        "lab",
        lambda work: report_sheets.write_report_template(
            work, bags.product_id, "nothing", InspectionKind.SUPERVISION
        ),
    )
    refused("panel.not_found", unknown)
