"""Which forms contest or mend an enterprise's records? Objections and credit repairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.enterprise.credit import CREDIT, TOLD, CreditFile, Told, read_credit_file
from traceability.console.enterprise.credit_views import (
    contestable,
    day_of,
    may_repair,
    view_objection,
    view_repair,
)
from traceability.console.forms import Sent, Typed, TypedWithFiles, Wrong, as_written, wrong_with
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.credit_repairs import REPAIRABLE
from traceability.domain.errors import RegisterError, RuleError
from traceability.domain.kinds import ObjectionSubject, PenaltySeverity, RepairEvidence
from traceability.routes.desk import now
from traceability.schemas.penalties import PenaltyPublic
from traceability.schemas.repairs import ObjectionCreate, ReasonGiven, RepairCreate
from traceability.services import certificates, objections, repairs

router = APIRouter(include_in_schema=False, route_class=PageRoute)
PAPERS = (
    RepairEvidence.DUTY_FULFILLED,
    RepairEvidence.COMMITMENT,
    RepairEvidence.CREDIT_REPORT,
    RepairEvidence.TRAINING,
    RepairEvidence.OTHER,
)
_NEEDED = frozenset({RepairEvidence.DUTY_FULFILLED, RepairEvidence.COMMITMENT})
_FILE = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/credit/objections/new")
def new_objection(request: Request, kind: str = "", id: str = "") -> Response:
    """Show the form of an objection; the address may name what it is about."""
    visit = open_visit(request, Action.OBJECT)
    return _objection_form(visit, {"subject": f"{kind}:{id}"[:80], "reason": ""})


def _objection_form(
    visit: Visit, values: Mapping[str, str], status: int = 200, wrong: Wrong | None = None
) -> Response:
    found = visit.read(read_credit_file)
    lines = found.score.lines if found.score else []
    subjects = contestable(found.penalties, found.cases, lines, visit.language)
    options = [("", say("ec_choose", visit.language)), *subjects]
    return visit.page(
        "enterprise/credit_objection_new.html", status, wrong=wrong, values=values, options=options
    )


@router.post("/credit/objections/new")
def submit_objection(request: Request, typed: Typed) -> Response:
    """Submit an objection: what it is about is marked from this moment."""
    visit = open_form(request, Action.OBJECT, typed)
    kind, _, subject = typed.get("subject", "").partition(":")
    entered = as_written(typed, "reason")
    if kind in set(ObjectionSubject):
        entered |= {"subject_kind": kind, "subject_id": subject}
    try:
        objection = ObjectionCreate.model_validate(entered)
        made = visit.record(lambda work: objections.submit_objection(work, objection), typed)
    except (RegisterError, ValidationError) as error:
        wrong = _at(wrong_with(error, visit.language), subject_id="subject", subject_kind="subject")
        return _objection_form(visit, {"reason": ""} | typed, 422, wrong)
    return see_other(f"{CREDIT}/objections/{made['id']}?told=objected")


def _at(wrong: Wrong, **places: str) -> Wrong:
    """Say refusals at the fields of our form."""
    fields = {places.get(name, name): line for name, line in wrong.fields.items()}
    return Wrong(wrong.lines, fields)


@router.get("/credit/objections/{objection_id}")
def show_objection(request: Request, objection_id: UUID, told: Told = "") -> Response:
    """Show one's objection and how far it is."""
    visit = open_visit(request, Action.OBJECT)
    return _objection_page(visit, objection_id, told=told if told in TOLD else "")


def _objection_page(
    visit: Visit,
    objection_id: UUID,
    status: int = 200,
    wrong: Wrong | None = None,
    values: Mapping[str, str] | None = None,
    told: str = "",
) -> Response:
    objection = visit.read(lambda work: objections.read_objection(work, objection_id))
    names = visit.read(read_credit_file).names(visit.language)
    shown = view_objection(objection, names, visit.language)
    return visit.page(
        "enterprise/credit_objection.html",
        status,
        wrong=wrong,
        values=values or {"reason": ""},
        told=told,
        **shown,
    )


@router.post("/credit/objections/{objection_id}/withdrawal")
def withdraw_objection(request: Request, objection_id: UUID, typed: Typed) -> Response:
    """Take one's objection back, with the reason."""
    visit = open_form(request, Action.OBJECT, typed)
    try:
        why = ReasonGiven.model_validate(as_written(typed, "reason"))
        visit.record(lambda work: objections.withdraw_objection(work, objection_id, why), typed)
    except (RegisterError, ValidationError) as error:
        wrong = wrong_with(error, visit.language)
        return _objection_page(visit, objection_id, 422, wrong, typed)
    return see_other(f"{CREDIT}/objections/{objection_id}?told=withdrawn")


@router.get("/credit/repairs/new")
def new_repair(request: Request, penalty: str = "") -> Response:
    """Show the form of an application for credit repair; the address may name the penalty."""
    visit = open_visit(request, Action.APPLY_FOR_REPAIR)
    return _repair_form(visit, {"penalty_id": penalty[:40], "reason": ""})


def _repairable(found: CreditFile) -> tuple[list[PenaltyPublic], date | None]:
    """Give the penalties that can be repaired today, and the first day of the next one."""
    today = civil_date(now())
    ready = [each for each in found.penalties if may_repair(each, today)]
    later = [each.repairable_from for each in found.penalties if each.state in REPAIRABLE]
    return ready, min((day for day in later if day > today), default=None)


def _repair_form(
    visit: Visit, values: Mapping[str, str], status: int = 200, wrong: Wrong | None = None
) -> Response:
    penalties, first_day = _repairable(visit.read(read_credit_file))
    options = [(str(each.id), f"{each.decision_no} {each.violation_kind}") for each in penalties]
    papers = [
        {
            "kind": kind.value,
            "name": say(f"ec_paper_{kind.value}", visit.language),
            "is_needed": kind in _NEEDED,
        }
        for kind in PAPERS
    ]
    return visit.page(
        "enterprise/credit_repair_new.html",
        status,
        wrong=wrong,
        values=values,
        options=options,
        papers=papers,
        first_day=day_of(first_day, visit.language) if first_day else "",
        has_serious=any(each.severity is PenaltySeverity.SERIOUS for each in penalties),
    )


@router.post("/credit/repairs/new")
def apply_for_repair(request: Request, sent: TypedWithFiles) -> Response:
    """Apply for credit repair; a file that was sent once is kept for the next try."""
    visit = open_form(request, Action.APPLY_FOR_REPAIR, sent.typed)
    days = visit.house.settings.repair_working_days
    try:
        evidence = list(_papers(visit, sent))
        if not evidence:
            raise RuleError("repair.evidence_missing", field="evidence")
        entered: dict[str, Any] = as_written(sent.typed, "penalty_id", "reason")
        application = RepairCreate.model_validate(entered | {"evidence": evidence})
        made = visit.record(
            lambda work: repairs.apply_for_repair(work, application, days), sent.typed
        )
    except (RegisterError, ValidationError) as error:
        wrong = _paper_faults(wrong_with(error, visit.language), sent, visit.language)
        return _repair_form(visit, sent.typed, 422, wrong)
    return see_other(f"{CREDIT}/repairs/{made['id']}?told=applied")


def _papers(visit: Visit, sent: Sent) -> Iterator[dict[str, str]]:
    """Keep the files that came, and name each paper; one may be a reference alone."""
    for kind in PAPERS:
        file = visit.file_of(sent, f"paper_{kind}")
        reference = sent.typed.get(f"reference_{kind}", "").strip()
        if file is None and not reference:
            continue
        paper = {"kind": kind.value, "title": file.name if file else reference}
        paper["title"] = paper["title"][-100:]
        if reference:
            paper["reference"] = reference[:200]
        if file is not None:
            paper["sha256"] = _keep(visit, file.content, f"paper_{kind}")
        yield paper


def _keep(visit: Visit, content: bytes, field: str) -> str:
    store = visit.house.certificates
    try:
        kept = visit.change(lambda work: certificates.keep_certificate(work, content, store))
    except RuleError as error:
        raise RuleError(error.code, field=field, **error.values) from None
    return kept.sha256


def _paper_faults(wrong: Wrong, sent: Sent, language: str) -> Wrong:
    """Say at each paper that it is missing, instead of once for all."""
    fields = dict(wrong.fields)
    if fields.pop("evidence", None) is None:
        return Wrong(wrong.lines, fields)
    for kind in PAPERS:
        is_there = f"paper_{kind}" in sent.files or sent.typed.get(f"paper_{kind}_kept")
        if kind in _NEEDED and not is_there and not sent.typed.get(f"reference_{kind}"):
            fields[f"paper_{kind}"] = say("ec_paper_missing", language)
    if not any(name.startswith("paper_") for name in fields):
        fields[f"paper_{RepairEvidence.CREDIT_REPORT}"] = say("ec_paper_serious", language)
    return Wrong(wrong.lines, fields)


@router.get("/credit/repairs/{repair_id}")
def show_repair(request: Request, repair_id: UUID, told: Told = "") -> Response:
    """Show one's application and how far it is."""
    visit = open_visit(request, Action.APPLY_FOR_REPAIR)
    return _repair_page(visit, repair_id, told=told if told in TOLD else "")


def _repair_page(
    visit: Visit, repair_id: UUID, status: int = 200, wrong: Wrong | None = None, told: str = ""
) -> Response:
    repair = visit.read(lambda work: repairs.read_repair(work, repair_id))
    names = visit.read(read_credit_file).names(visit.language)
    shown = view_repair(repair, names, visit.language)
    return visit.page("enterprise/credit_repair.html", status, wrong=wrong, told=told, **shown)


@router.post("/credit/repairs/{repair_id}/withdrawal")
def withdraw_repair(request: Request, repair_id: UUID, typed: Typed) -> Response:
    """Take one's application back."""
    visit = open_form(request, Action.APPLY_FOR_REPAIR, typed)
    try:
        visit.record(lambda work: repairs.withdraw_repair(work, repair_id), typed)
    except RegisterError as error:
        return _repair_page(visit, repair_id, 422, wrong_with(error, visit.language))
    return see_other(f"{CREDIT}/repairs/{repair_id}?told=withdrawn")


@router.get("/credit/repairs/{repair_id}/papers/{sha256}")
def open_paper(request: Request, repair_id: UUID, sha256: str) -> Response:
    """Give a file that an application shows."""
    visit = open_visit(request, Action.READ_REPAIRS)
    store = visit.house.certificates
    content, kind = visit.read(lambda work: repairs.open_evidence(work, repair_id, sha256, store))
    return Response(content, headers=_FILE, media_type=kind.value)
