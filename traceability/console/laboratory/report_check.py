"""Is the code on a report genuine? A page for everybody who holds one, without signing in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from consumer_web.civil_time import say_date, say_instant
from traceability.console.answers import PageRoute, language_for, page
from traceability.console.laboratory.views import short, view_result
from traceability.console.words import say, tone
from traceability.domain.access import system_actor
from traceability.publishing.report_codes import fold_report_code, group_report_code
from traceability.routes.desk import Desk, house_of
from traceability.schemas.report_checks import ReportCheck, ReportStanding
from traceability.services.report_checks import check_report

router = APIRouter(prefix="/reports", include_in_schema=False, route_class=PageRoute)
_TONES = {
    ReportStanding.VALID: "good",
    ReportStanding.CORRECTED: "careful",
    ReportStanding.RETESTED: "careful",
}


@router.get("")
def ask(request: Request, code: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Show the field for a code; one that was typed is answered at its own address."""
    folded = fold_report_code(code)
    if folded is not None:
        return RedirectResponse(f"/reports/{folded}", 303)
    return page(request, "laboratory/report_check.html", typed=code, is_malformed=bool(code))


@router.get("/{code}")
def answer(request: Request, code: Annotated[str, Path(max_length=64)]) -> Response:
    """Tell which report the code is of and whether it still counts; 404 for a code of none."""
    house, language = house_of(request), language_for(request)
    desk = Desk(house, system_actor(), None, "")
    found = desk.read(lambda work: check_report(work, code, house.report_keys))
    if found is None:
        is_malformed = fold_report_code(code) is None
        return page(
            request, "laboratory/report_check.html", 404,
            typed=code, is_malformed=is_malformed, is_unknown=not is_malformed,
        )  # fmt: skip
    shown = _view(found, language)
    return page(request, "laboratory/report_check.html", typed=shown["code"], **shown)


def _view(found: ReportCheck, language: str) -> dict[str, Any]:
    return {
        "found": found,
        "code": group_report_code(found.code),
        "standing": say(f"check_{found.standing}", language).format(no=found.replaced_by),
        "standing_tone": _TONES[found.standing],
        "kind": say(f"kind_{found.kind}", language),
        "produced": say_date(found.produced_on, short(language)),
        "reported": say_date(found.reported_on, short(language)),
        "signed": say_instant(found.signed_at, short(language)),
        "safety": (say(found.safety_verdict, language), tone(found.safety_verdict)),
        "grade": (say(found.grade_verdict, language), tone(found.grade_verdict)),
        "results": [view_result(result, language) for result in found.results],
        "trace": f"/trace/{found.gtin}/{found.lot}" if found.is_public and found.gtin else "",
    }
