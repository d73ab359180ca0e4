"""Which pages show who did, or looked at, what, and by which rules trust is weighed?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from traceability.console.answers import PageRoute
from traceability.console.lists import Asked, Column, Filter, Listing, Said, answer_list
from traceability.console.regulator.audit_changes import say_changes
from traceability.console.regulator.city_lists import moment
from traceability.console.regulator.rule_views import view_rules
from traceability.console.visits import open_visit
from traceability.console.words import WORDS, say
from traceability.domain.access import Action
from traceability.schemas.audit import AuditLine, AuditPage, AuditQuery
from traceability.services import audit, trust_rules
from traceability.storage.log_specs import SPEC_OF_KIND
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SHOWN = 4
_RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|.*/.*")
_OFTEN = (
    "personal_look", "enterprise_application", "product", "batch", "trace_event", "inspection",
    "sample", "penalty",
    "standing_change", "standing_case", "case_step", "credit_delivery", "credit_answer",
    "credit_repair", "objection", "organization", "user_account", "api_token", "purchase",
    "canteen_notice", "code_suspicion", "report_answer", "complaint", "rectification",
    "label_job", "label_run", "trust_rule", "trust_score", "limit_row",
)  # fmt: skip
_KINDS = (*_OFTEN, *(kind for kind in SPEC_OF_KIND if kind not in _OFTEN))
_PLACES = {
    "product": "/console/products/{}",
    "batch": "/console/batches/{}",
    "inspection": "/console/inspections/{}",
    "organization": "/console/enterprises/{}",
    "penalty": "/console/penalties/{}",
    "standing_case": "/console/delistings/{}",
    "credit_delivery": "/console/credit-deliveries/{}",
    "purchase": "/console/purchases/{}",
    "credit_repair": "/console/repairs/{}",
    "objection": "/console/objections/{}",
}


@router.get("/audit")
@router.get("/audit.{sheet}")
def list_audit(request: Request) -> Response:
    """Show the audit trail, newest first; looks at personal data are in it."""
    visit = open_visit(request, Action.READ_AUDIT)
    lead = say("audit_lead", visit.language)
    return answer_list(visit, _listing(visit.language), "regulator/audit.html", lead=lead)


def _listing(language: str) -> Listing[AuditLine]:
    def asked_for(asked: Asked) -> AuditQuery:
        is_record = bool(_RECORD.fullmatch(asked.q))
        return AuditQuery(
            kind=asked.get("kind"),
            record_id=asked.q if is_record else None,
            who=asked.q if asked.q and not is_record else None,
            since=asked.day("from"),
            until=asked.day("to"),
            cursor=asked.after,
            limit=asked.limit,
        )

    def record(row: AuditLine) -> Said:
        place = _PLACES.get(row.kind)
        return Said(say_kind(row.kind, language), place.format(row.record_id) if place else "")

    def deed(row: AuditLine) -> Said:
        if row.kind == "personal_look":
            return Said(say("audit_looked", language), tone="careful")
        key = "audit_made" if row.revision == 1 else "audit_changed"
        return Said(say(key, language).format(row.revision))

    names: dict[str, str] = {}  # of the page that was found last: its lines speak of them

    def find(work: Work, asked: Asked) -> AuditPage:
        page = audit.list_audit(work, asked_for(asked))
        names.clear()
        names.update(page.names)
        return page

    def who(row: AuditLine) -> Said:
        if row.username is None:
            return Said("—")
        name = row.person or row.username
        more = " · ".join(
            each for each in (row.organization, row.username) if each and each != name
        )
        return Said(name, more=more)

    return Listing(
        address="/console/audit",
        heading="place_audit",
        search="find_audit",
        filters=(
            Filter("kind", "audit_kind", [(each, say_kind(each, language)) for each in _KINDS]),
            Filter("from", "watch_from"),
            Filter("to", "watch_to"),
        ),
        columns=(
            Column("dir_at", lambda row: moment(row.recorded_at, language), "lead"),
            Column("audit_who", who),
            Column("audit_deed", deed, "nowrap"),
            Column("audit_record", record, "nowrap"),
            Column("audit_changes", lambda row: _changes(row, names, language), "long"),
            Column(
                "audit_id",
                lambda row: Said(row.record_id[:8], f"/console/audit?q={row.record_id}",
                                 exported=row.record_id),
                "code state",
            ),
        ),
        find=find,
        count=lambda work, asked: audit.count_audit(work, asked_for(asked)),
        empty="audit_none",
    )  # fmt: skip


def _changes(row: AuditLine, names: Mapping[str, str], language: str) -> Said:
    said = say_changes(row, names, language)
    whole = "；".join(said)
    shown = "；".join(said[:_SHOWN])
    more = f"+{len(said) - _SHOWN}" if len(said) > _SHOWN else ""
    return Said(shown if len(shown) <= 200 else f"{shown[:199]}…", more=more, exported=whole)


def say_kind(kind: str, language: str) -> str:
    """Name a kind of record; one without a word of its own is shown as it is."""
    key = f"record_{kind}"
    return say(key, language) if key in WORDS else kind


@router.get("/rules")
def show_rules(request: Request) -> Response:
    """Show the rules by which trust is weighed, and the days that count as holidays."""
    visit = open_visit(request, Action.READ_CITY)
    rules = visit.read(trust_rules.list_rules)
    return visit.page("regulator/rules.html", **view_rules(rules, visit.language))
