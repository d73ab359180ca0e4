"""How does a report come in from a file? Read as far as it can be, checked by a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.goods_tables import reports_list
from traceability.console.forms import Sent, SentFile, TypedWithFiles, Wrong, said, wrong_with
from traceability.console.lists import answer_list
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import RegisterError
from traceability.domain.report_texts import ReportText, read_report_text
from traceability.gateways.report_files import text_of
from traceability.routes.desk import now
from traceability.schemas.goods import FactorySheet
from traceability.schemas.inspections import InspectionCreate
from traceability.services import certificates, goods_lists, inspections

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_WRITE = Action.WRITE_BATCHES
_VALUE = re.compile(r"v\.([a-z0-9_]{1,60})")
_FIELDS = ("report_no", "sample_no", "sampled_on", "reported_on")


def reports_page(visit: Visit) -> Response:
    """List the test reports on an enterprise's lots."""
    return answer_list(visit, reports_list(visit.language), "enterprise/inspections.html")


@router.get("/inspections/new")
def new_report(request: Request, batch: Annotated[str, Query(max_length=36)] = "") -> Response:
    """Show the form for a report on a lot."""
    visit = open_visit(request, _WRITE)
    try:
        batch_id = UUID(batch)
    except ValueError:
        return see_other("/console/batches?status=draft")
    sheet: FactorySheet = visit.read(lambda work: goods_lists.read_factory_sheet(work, batch_id))
    return _page(visit, sheet, _defaults(sheet))


def _defaults(sheet: FactorySheet) -> dict[str, str]:
    today, made = civil_date(now()), sheet.batch.produced_on
    return {"sampled_on": made.isoformat(), "reported_on": today.isoformat(),
            "report_no": f"CC-{sheet.batch.lot}", "sample_no": sheet.batch.lot}  # fmt: skip


def _page(
    visit: Visit,
    sheet: FactorySheet,
    values: Mapping[str, str],
    status: int = 200,
    wrong: Wrong | None = None,
    read: ReportText | None = None,
) -> Response:
    is_english = visit.language == "en"
    items = [
        {
            "item": item,
            "name": item.name_en if is_english else item.name_zh,
            "limit": item.limit_en if is_english else item.limit_zh,
        }
        for item in sheet.items
    ]
    return visit.page(
        "enterprise/report_new.html",
        status,
        wrong=wrong,
        values=values,
        batch=sheet.batch,
        items=items,
        read=read.found if read else None,
        other_lot=read.lot if read and read.is_of_another(sheet.batch.lot) else "",
    )


@router.post("/inspections/new")
def record_report(request: Request, batch: UUID, sent: TypedWithFiles) -> Response:
    """Read the file that was chosen, or record the report as it was checked."""
    typed = sent.typed
    visit = open_form(request, _WRITE, typed)
    sheet: FactorySheet = visit.read(lambda work: goods_lists.read_factory_sheet(work, batch))
    file = visit.file_of(sent, "file")
    if typed.get("then") == "read" or "file" in sent.files:
        return _read(visit, sheet, sent, file)
    try:
        digest = _keep(visit, file)
        entered = InspectionCreate.model_validate(_report(sheet, typed) | digest)
        made = visit.record(lambda work: inspections.record_inspection(work, entered), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _placed(wrong_with(error, visit.language), sheet, typed)
        return _page(visit, sheet, typed, 422, wrong)
    return see_other(f"/console/batches/{batch}?told=reported_{made['verdict']}")


def _read(visit: Visit, sheet: FactorySheet, sent: Sent, file: SentFile | None) -> Response:
    """Fill the form with what the file says; what was typed by hand stays where nothing is read."""
    if file is None:
        return _page(visit, sheet, sent.typed, 422)
    items = {item.parameter: item.name_zh for item in sheet.items}
    found = read_report_text(text_of(file.content), items)
    values = _defaults(sheet) | sent.typed | _found(found)
    return _page(visit, sheet, values, read=found)


def _found(found: ReportText) -> dict[str, str]:
    told = {
        "report_no": found.report_no,
        "sample_no": found.sample_no,
        "sampled_on": found.sampled_on.isoformat() if found.sampled_on else "",
        "reported_on": found.reported_on.isoformat() if found.reported_on else "",
        **{f"v.{parameter}": value for parameter, value in found.values.items()},
    }
    return {name: text for name, text in told.items() if text}


def _keep(visit: Visit, file: SentFile | None) -> dict[str, str]:
    if file is None:
        return {}
    store = visit.house.certificates
    kept = visit.record(
        lambda work: certificates.keep_certificate(work, file.content, store),
        {"file": file.sha256},
    )
    return {"certificate_sha256": kept["sha256"]}


def _report(sheet: FactorySheet, typed: Mapping[str, str]) -> dict[str, Any]:
    results = [
        {"parameter": item.parameter, "value": value, "unit": item.unit, "method": item.method}
        for item in sheet.items
        if (value := said(typed, f"v.{item.parameter}").get(f"v.{item.parameter}"))
    ]
    return {
        "batch_id": sheet.batch.id,
        "kind": "factory",
        "results": results,
        **said(typed, *_FIELDS),
    }


def _placed(wrong: Wrong, sheet: FactorySheet, typed: Mapping[str, str]) -> Wrong:
    """Turn places in the list of results into the fields of the form."""
    known = [item.parameter for item in sheet.items if typed.get(f"v.{item.parameter}", "").strip()]
    fields = {}
    for name, sentence in wrong.fields.items():
        place = re.fullmatch(r"results\.(\d+)\.\w+", name)
        if place:
            fields[f"v.{known[int(place[1])]}"] = sentence
        elif name == "results" and sheet.items:
            fields[f"v.{sheet.items[0].parameter}"] = sentence
        else:
            fields[name] = sentence
    return Wrong(wrong.lines, fields)
