"""Stories: reports on many samples come in one spreadsheet, and its template goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import col

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import Fault, FaultsError, NotFoundError, RegisterError
from traceability.domain.kinds import InspectionKind, ReportState, ResultVerdict
from traceability.domain.limits import FoodFacts
from traceability.domain.panels import panels_for
from traceability.domain.report_sheets import (
    FIELDS,
    ItemHeading,
    column_of_result,
    template_lines,
    to_entered,
)
from traceability.domain.sheets import Sheet, SheetCell, SheetRow, fault_at, read_sheet
from traceability.schemas.inspections import InspectionCreate, ReportSheetPublic, SheetReport
from traceability.storage.batches import current_gtin, gtins_of, lock_batches
from traceability.storage.limits import catalogue_of
from traceability.storage.report_recording import enter_report
from traceability.storage.tables import Batch
from traceability.storage.visibility import get_visible_product, visible_batches
from traceability.storage.work import Work


class DryRunDone(Exception):
    """A sheet was tried out and could be recorded; nothing of it stays."""

    def __init__(self, outcome: ReportSheetPublic) -> None:
        super().__init__()
        self.outcome = outcome


def record_report_sheet(
    work: Work, lines: Sequence[Sequence[SheetCell]], *, is_dry_run: bool
) -> ReportSheetPublic:
    """Enter a report for each line of a spreadsheet: all of them, or none.

    Raises FaultsError `sheet.faults` with every fault by row and column; a dry run that finds
    none raises DryRunDone, so that its transaction is undone.
    """
    work.actor.require(Action.RECORD_INSPECTIONS)
    sheet = read_sheet(lines, FIELDS)
    faults = list(sheet.faults)
    entered = [_enter_row(work, row, sheet, faults) for row in sheet.rows]
    known = [item for item in entered if item is not None]
    lock_batches(work.session, {item.batch_id for _, item in known})
    made: list[SheetReport] = []
    for row, item in known:
        try:
            report, _ = enter_report(work, item.draft())
        except RegisterError as error:
            faults += _faults_of(error, row, sheet)
        else:
            made.append(
                SheetReport(
                    row=row.number,
                    id=None if is_dry_run else report.id,
                    report_no=report.report_no,
                    verdict=ResultVerdict(report.verdict),
                    safety_verdict=ResultVerdict(report.safety_verdict),
                    state=ReportState(report.state),
                )
            )
    if faults:
        raise FaultsError(
            "sheet.faults", sorted(faults, key=lambda f: (f.row or 0, f.column or ""))
        )
    outcome = ReportSheetPublic(is_dry_run=is_dry_run, items=made)
    if is_dry_run:
        raise DryRunDone(outcome)
    return outcome


def _enter_row(
    work: Work, row: SheetRow, sheet: Sheet, faults: list[Fault]
) -> tuple[SheetRow, InspectionCreate] | None:
    said, wrong = to_entered(row, sheet)
    if not wrong:
        batch_id = _find_batch(work, said.pop("gtin", None), said.pop("lot"))
        if batch_id is None:
            wrong.append(fault_at(row, sheet, "lot", "sheet.no_batch", lot=row.fields["lot"]))
    if wrong:
        faults += wrong
        return None
    try:
        return row, InspectionCreate.model_validate(said | {"batch_id": batch_id})
    except ValidationError as error:
        faults += [_fault_of_field(item, row, sheet) for item in error.errors()]
        return None


def _find_batch(work: Work, gtin: str | None, lot: str) -> UUID | None:
    """Find the one lot that is meant; an enterprise's raw lots have no bar code."""
    query = visible_batches(work).where(Batch.lot == lot)
    query = query.where(Batch.gtin == gtin.zfill(14) if gtin else col(Batch.gtin).is_(None))
    if not gtin and not work.actor.is_authority and work.actor.may(Action.WRITE_BATCHES):
        query = query.where(Batch.org_id == work.actor.org_id)
    found = work.session.exec(query.limit(2)).all()
    return found[0].id if len(found) == 1 else None


def _fault_of_field(item: Mapping[str, Any], row: SheetRow, sheet: Sheet) -> Fault:
    place = [part for part in item["loc"] if part != "results"]
    values = item.get("ctx") or {}
    if item["loc"] and item["loc"][0] == "results" and place:
        column, name = column_of_result(row, int(place[0])), "results"
    else:
        name = str(place[0]) if place else "row"
        column = sheet.column_of(name)
    return Fault(name, str(item["type"]), row=row.number, column=column, values=values)


def _faults_of(error: RegisterError, row: SheetRow, sheet: Sheet) -> list[Fault]:
    if not isinstance(error, FaultsError):
        name = error.field or "row"
        column = sheet.column_of("lot" if name == "batch_id" else name)
        return [Fault(name, error.code, row=row.number, column=column, values=error.values)]
    found = []
    for fault in error.faults:
        place = int(fault.field.split(".")[1])
        found.append(replace(fault, row=row.number, column=column_of_result(row, place)))
    return found


def write_report_template(
    work: Work, product_id: UUID, panel_code: str, kind: InspectionKind
) -> list[list[str]]:
    """Write the lines of an empty sheet with the items of a product's panel."""
    work.actor.require(Action.RECORD_INSPECTIONS)
    product = get_visible_product(work, product_id)
    food = FoodFacts(product.food_category, product.process, product.grade, civil_date(work.now))
    catalogue = catalogue_of(work.session)
    picked = catalogue.pick(food)
    panels = {panel.code: panel for panel in panels_for(food.category, picked)}
    if panel_code not in panels:
        raise NotFoundError("panel.not_found", field="panel", known=", ".join(panels))
    first = {row.parameter_code: row for row in reversed(picked)}
    items = [
        ItemHeading(code, first[code].parameter_zh, first[code].unit or "mg/kg")
        for code in panels[panel_code].parameters
        if code in first
    ]
    gtin = current_gtin(gtins_of(work.session, [product_id]).get(product_id, []))
    return template_lines(gtin, kind, items)
