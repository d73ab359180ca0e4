"""Which pages bring spreadsheets in? A form for each kind, and what came of each sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.everyone.import_views import view_import, view_kind, view_recent
from traceability.console.forms import TypedWithFiles, Wrong, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.desk_kinds import ImportKind, ImportState
from traceability.domain.errors import FaultsError, NotFoundError, RegisterError, RuleError
from traceability.domain.import_sheets import KINDS
from traceability.gateways.sheet_writing import XLSX, write_marked_xlsx
from traceability.gateways.spreadsheets import check_spreadsheet, read_spreadsheet
from traceability.routes.imports import Form, files_of, in_words, template_answer
from traceability.schemas.imports import ImportPublic
from traceability.services import sheet_imports

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_HOME = "/console/imports"
_IMPORT = Action.IMPORT_SHEETS


@router.get("/imports")
def list_imports(request: Request) -> Response:
    """Show what can be brought in, and what came of the last sheets."""
    visit = open_visit(request, _IMPORT)
    found = visit.read(lambda work: sheet_imports.list_imports(work, None, 20))
    kinds = [kind for kind in ImportKind if visit.actor.may(KINDS[kind].action)]
    return visit.page(
        "everyone/imports.html", kinds=kinds, recent=view_recent(found, visit.language)
    )


@router.get("/imports/{kind}/template.{form}")
def read_template(request: Request, kind: ImportKind, form: Form) -> Response:
    """Give an empty sheet."""
    open_visit(request, _IMPORT)
    return template_answer(kind, form)


@router.get("/imports/{what}")
def show_import(request: Request, what: ImportKind | UUID) -> Response:
    """Show the form for a kind of sheet, or what came of one that was brought."""
    visit = open_visit(request, _IMPORT)
    if isinstance(what, ImportKind):
        return _form(visit, what)
    return _show(visit, _read(visit, what))


def _form(
    visit: Visit,
    kind: ImportKind,
    status: int = 200,
    wrong: Wrong | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    visit.actor.require(KINDS[kind].action)
    return visit.page(
        "everyone/import_form.html",
        status,
        wrong=wrong,
        values=values or {},
        kind=kind,
        fields=view_kind(kind, visit.language),
    )


def _read(visit: Visit, import_id: UUID) -> ImportPublic:
    found = visit.read(lambda work: sheet_imports.read_import(work, import_id))
    return in_words(visit.house, found)


def _show(
    visit: Visit, found: ImportPublic, status: int = 200, wrong: Wrong | None = None
) -> Response:
    template = "everyone/import_state.html" if visit.is_part else "everyone/import.html"
    shown: dict[str, Any] = view_import(found, visit.language)
    return visit.page(template, status, wrong=wrong, **shown)


@router.post("/imports/{kind}")
def bring_sheet(request: Request, kind: ImportKind, sent: TypedWithFiles) -> Response:
    """Take a sheet; a worker tries it out, the next page shows how far it is."""
    visit = open_form(request, _IMPORT, sent.typed)
    file = visit.file_of(sent, "file")
    try:
        if file is None:
            raise RuleError("field.missing", field="file")
        check_spreadsheet(file.content)
        kept = files_of(visit.house).keep(visit.actor.org_id, file.content)
        name = file.name or say(f"im_{kind}", visit.language)
        made = visit.record(
            lambda work: sheet_imports.bring_sheet(work, kind, name, kept), sent.typed
        )
    except RegisterError as error:
        # The file itself is at fault: it must not be meant again.
        return _form(visit, kind, 422, wrong_with(error, visit.language))
    return see_other(f"{_HOME}/{made['id']}")


@router.post("/imports/{import_id}/record")
def record_sheet(request: Request, import_id: UUID, sent: TypedWithFiles) -> Response:
    """Have a sheet recorded that was tried out."""
    visit = open_form(request, _IMPORT, sent.typed)
    try:
        visit.record(lambda work: sheet_imports.confirm_import(work, import_id), sent.typed)
    except (FaultsError, RuleError) as error:
        return _show(visit, _read(visit, import_id), 422, wrong_with(error, visit.language))
    return see_other(f"{_HOME}/{import_id}")


@router.get("/imports/{import_id}/marked.xlsx")
def read_marked(request: Request, import_id: UUID) -> Response:
    """Give the sheet back with what is wrong marked in it."""
    visit = open_visit(request, _IMPORT)
    found = _read(visit, import_id)
    kept = visit.read(lambda work: sheet_imports.file_of(work, import_id))
    if found.state is not ImportState.REFUSED:
        raise NotFoundError("sheet.not_found", id=import_id)
    try:
        content = files_of(visit.house).read(visit.actor.org_id, kept)
        cells = read_spreadsheet(content, KINDS[found.kind].most_rows)
    except (FileNotFoundError, RuleError):
        raise NotFoundError("sheet.not_found", id=import_id) from None
    marks = {
        (fault.row or 1, fault.column or ""): fault.en if visit.language == "en" else fault.zh
        for fault in found.faults
    }
    body = write_marked_xlsx(
        KINDS[found.kind].zh, [[c.text for c in line] for line in cells], marks
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="marked.xlsx"',
    }
    return Response(body, media_type=XLSX, headers=headers)
