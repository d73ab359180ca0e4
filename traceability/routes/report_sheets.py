"""REST: reports on many samples in one spreadsheet."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from traceability.domain.access import Action
from traceability.domain.kinds import InspectionKind
from traceability.gateways.sheet_writing import XLSX, write_csv, write_xlsx
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.routes.desk import Desk, needs
from traceability.schemas.inspections import ReportSheetPublic
from traceability.services import report_sheets

router = APIRouter(prefix="/report-sheets", tags=["laboratory"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get("/template", response_class=Response)
def read_template(
    desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)],
    product_id: UUID,
    panel: Annotated[str, Query(pattern="^(sampling|factory|full)$")] = "full",
    kind: InspectionKind = InspectionKind.SUPERVISION,
    form: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx",
) -> Response:
    """Give an empty sheet with a column for each item that is tested in the product."""
    lines = desk.read(
        lambda work: report_sheets.write_report_template(work, product_id, panel, kind)
    )
    body = write_xlsx("检验结果", lines) if form == "xlsx" else write_csv(lines)
    name = quote(f"检验结果模板.{form}")
    return Response(
        body,
        media_type=XLSX if form == "xlsx" else "text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="results.{form}"; '
            f"filename*=UTF-8''{name}",
        },
    )


@router.post(
    "",
    status_code=201,
    response_model=ReportSheetPublic,
    openapi_extra={
        "requestBody": {"required": True, "content": {XLSX: _BINARY, "text/csv": _BINARY}}
    },
)
async def create_report_sheet(
    request: Request,
    desk: Annotated[Desk, needs(Action.RECORD_INSPECTIONS)],
    *,
    dry_run: bool = False,
) -> Response:
    """Enter a report for each line of an .xlsx or .csv file: all of them, or none.

    Faults are listed by row and column. With `dry_run=true` everything is checked and judged, and
    nothing is recorded.
    """
    content = await request.body()
    return await run_in_threadpool(_enter, desk, content, dry_run)


def _enter(desk: Desk, content: bytes, is_dry_run: bool) -> Response:
    lines = read_spreadsheet(content)
    try:
        return desk.record(
            lambda work: report_sheets.record_report_sheet(work, lines, is_dry_run=is_dry_run)
        )
    except report_sheets.DryRunDone as done:
        return Response(
            done.outcome.model_dump_json(),
            200,
            {"Cache-Control": "no-store"},
            media_type="application/json",
        )
