"""REST: products, batches, events and purchases in one spreadsheet each."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from traceability.domain.access import Action
from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.domain.import_sheets import KINDS
from traceability.gateways.import_files import ImportFiles
from traceability.gateways.sheet_writing import XLSX, write_csv, write_workbook
from traceability.routes.desk import Cursor, Desk, House, Limit, needs
from traceability.routes.words import say_invalid
from traceability.schemas.imports import ImportPage, ImportPublic
from traceability.services import sheet_imports

router = APIRouter(prefix="/imports", tags=["spreadsheets"])
Form = Literal["xlsx", "csv"]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BLANK_ROWS = 200


def files_of(house: House) -> ImportFiles:
    """Give where sheets wait for the worker."""
    return ImportFiles(house.settings.data_dir / "imports")


def in_words(house: House, found: ImportPublic) -> ImportPublic:
    """Say the faults in both languages, and how far the worker is."""
    for fault in found.faults:
        fault.zh = say_invalid(fault.code, "zh", fault.values)[1]
        fault.en = say_invalid(fault.code, "en", fault.values)[1]
    if found.state in {ImportState.WAITING, ImportState.CONFIRMED}:
        done, of = files_of(house).progress(found.id)
        found.done, found.rows = done, of or found.rows
    else:
        found.done = found.rows or 0
    return found


def template_answer(kind: ImportKind, form: Form) -> Response:
    """Give an empty sheet of a kind; a workbook explains its columns on a second sheet."""
    sheet = KINDS[kind]
    if form == "csv":
        body, media = write_csv([sheet.headings()]), "text/csv; charset=utf-8"
    else:
        pages = {sheet.zh: [sheet.headings()], "填写说明 Notes": sheet.notes()}
        body, media = write_workbook(pages, blank_rows=_BLANK_ROWS), XLSX
    name = quote(f"{sheet.zh}模板.{form}")
    disposition = f"attachment; filename=\"{kind}.{form}\"; filename*=UTF-8''{name}"
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return Response(body, media_type=media, headers=headers)


@router.get("/{kind}/template", response_class=Response)
def read_import_template(
    kind: ImportKind,
    desk: Annotated[Desk, needs(Action.IMPORT_SHEETS)],
    form: Annotated[Form, Query(alias="format")] = "xlsx",
) -> Response:
    """Give an empty sheet with a column for each field."""
    return template_answer(kind, form)


@router.post(
    "/{kind}",
    status_code=202,
    response_model=ImportPublic,
    openapi_extra={
        "requestBody": {"required": True, "content": {XLSX: _BINARY, "text/csv": _BINARY}}
    },
)
async def create_import(
    kind: ImportKind,
    request: Request,
    desk: Annotated[Desk, needs(Action.IMPORT_SHEETS)],
    name: Annotated[str, Query(max_length=200, description="of the file")] = "",
) -> Response:
    """Bring an .xlsx or .csv file: it is tried out, and nothing is recorded before it is confirmed.

    Look at it until its state is `ready`, or `refused` with its faults by row and column.
    """
    content = await request.body()
    return await run_in_threadpool(_bring, desk, kind, name, content)


def _bring(desk: Desk, kind: ImportKind, name: str, content: bytes) -> Response:
    kept = files_of(desk.house).keep(desk.actor.org_id, content)
    return desk.record(
        lambda work: sheet_imports.bring_sheet(work, kind, name, kept),
        202,
        lambda made: f"/api/imports/{made.id}",
    )


@router.get("")
def list_imports(
    desk: Annotated[Desk, needs(Action.IMPORT_SHEETS)], cursor: Cursor = None, limit: Limit = 50
) -> ImportPage:
    """List the sheets of the caller's organisation, the newest first, without their faults."""
    return desk.read(lambda work: sheet_imports.list_imports(work, cursor, limit))


@router.get("/{import_id}")
def read_import(
    import_id: UUID, desk: Annotated[Desk, needs(Action.IMPORT_SHEETS)]
) -> ImportPublic:
    """Give a sheet: how far it is, and everything that is wrong with it."""
    found = desk.read(lambda work: sheet_imports.read_import(work, import_id))
    return in_words(desk.house, found)


@router.post("/{import_id}/record", status_code=202, response_model=ImportPublic)
def record_import(import_id: UUID, desk: Annotated[Desk, needs(Action.IMPORT_SHEETS)]) -> Response:
    """Have a sheet recorded that was tried out without a fault: all of it, or nothing."""
    return desk.record(lambda work: sheet_imports.confirm_import(work, import_id), 202)
