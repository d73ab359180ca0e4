"""REST: the official sheets, for cities whose credit system has no interface."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from traceability.domain.access import Action
from traceability.gateways.credit_sheets import (
    read_receipts,
    write_penalty_csv,
    write_penalty_workbook,
)
from traceability.gateways.sheet_writing import XLSX
from traceability.gateways.spreadsheets import read_spreadsheet
from traceability.routes.desk import Desk, needs
from traceability.schemas.deliveries import SheetReceipts
from traceability.services import credit_sheets

router = APIRouter(prefix="/credit-sheets", tags=["supervision"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get("", response_class=Response)
def read_sheets(
    desk: Annotated[Desk, needs(Action.RESEND_DELIVERIES)],
    form: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx",
    party: Annotated[
        Literal["legal", "person"], Query(description="which sheet, as .csv has only one")
    ] = "legal",
) -> Response:
    """Give the penalties that wait to be delivered, in the official sheets.

    The .xlsx has both sheets. Identity numbers of natural persons stand in it: it is kept nowhere.
    """
    compose = desk.house.compose
    records = desk.change(lambda work: credit_sheets.waiting_penalties(work, compose))
    if form == "xlsx":
        body, kind = write_penalty_workbook(records), XLSX
    else:
        body = write_penalty_csv(records, is_person=party == "person")
        kind = "text/csv; charset=utf-8"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="penalties.{form}"',
    }
    return Response(body, media_type=kind, headers=headers)


@router.post(
    "/receipts",
    status_code=201,
    response_model=SheetReceipts,
    openapi_extra={
        "requestBody": {"required": True, "content": {XLSX: _BINARY, "text/csv": _BINARY}}
    },
)
async def create_receipts(
    request: Request, desk: Annotated[Desk, needs(Action.RESEND_DELIVERIES)]
) -> Response:
    """Enter the receipts of a returned sheet, .xlsx or .csv: all of them, or none.

    Columns: 行政处罚决定书文号, 处罚机关统一社会信用代码, 回执结果 (接收 or 退回), 退回原因,
    回执编号.
    """
    content = await request.body()
    return await run_in_threadpool(_enter, desk, content)


def _enter(desk: Desk, content: bytes) -> Response:
    receipts = read_receipts(read_spreadsheet(content))
    compose = desk.house.compose
    return desk.record(lambda work: credit_sheets.record_receipt_sheet(work, compose, receipts))
