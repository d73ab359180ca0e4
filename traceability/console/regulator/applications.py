"""Which pages let an enterprise in? The application that has waited longest, and all by state."""

from __future__ import annotations

from typing import Annotated, Any, Unpack
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, as_written, wrong_with
from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.approval_tabs import ENTERPRISES, SaidOfQueue, queue_page
from traceability.console.regulator.city_lists import day, licence_until
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.console.words import say, tone
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.kinds import ApplicationState
from traceability.schemas.applications import (
    ApplicationDetail,
    ApplicationPublic,
    ApplicationQuery,
    ApplicationRefusal,
)
from traceability.services import applications

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_DECIDE = Action.DECIDE_APPLICATIONS


@router.get("/approvals/enterprises")
@router.get("/approvals/enterprises.{sheet}")
def list_applications(
    request: Request, told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show the enterprise to decide about next, and the list behind it."""
    return _page(open_visit(request, Action.READ_CITY), told=told)


def _page(visit: Visit, **said: Unpack[SaidOfQueue]) -> Response:
    may_decide = visit.actor.may(_DECIDE)
    waiting = visit.read(applications.next_waiting) if may_decide else None
    return queue_page(
        visit,
        _listing(visit.language),
        "regulator/applications.html",
        pending=_waiting(waiting, visit.language) if waiting else None,
        may_decide=may_decide,
        **said,
    )


def _waiting(one: ApplicationDetail, language: str) -> dict[str, Any]:
    facts = [
        ("uscc", Said(one.uscc)),
        ("district", Said(one.district)),
        ("dir_address", Said(one.address or "—")),
        ("dir_sc", Said(one.sc_licence)),
        ("dir_sc_until", licence_until(one.sc_valid_until, language)),
        ("dir_contact", Said(one.contact_name)),
        ("dir_phone", Said(one.contact_phone)),
        ("username", Said(one.username)),
        ("cr_commitment", Said(one.commitment_version or say("entry_no_commitment", language))),
        ("appr_asked", Said(day(civil_date(one.recorded_at), language).text)),
    ]
    notes = []
    if one.is_registered:
        notes.append(say("entry_registered", language))
    if one.others_waiting:
        notes.append(say("entry_others", language).format(count=one.others_waiting))
    return {
        "id": one.id,
        "name": one.name,
        "facts": [(say(key, language), said) for key, said in facts],
        "notes": notes,
    }


def _listing(language: str) -> Listing[ApplicationPublic]:
    states = [(each.value, say(f"entry_{each.value}", language)) for each in ApplicationState]

    def asked_for(asked: Asked) -> ApplicationQuery:
        chosen = asked.get("state")
        return ApplicationQuery(
            state=ApplicationState(chosen) if chosen else None,
            q=asked.q or None,
            cursor=asked.after,
            limit=asked.limit,
        )

    def name(row: ApplicationPublic) -> Said:
        made = row.organization_id
        return Said(row.name, f"/console/enterprises/{made}" if made else "")

    def state(row: ApplicationPublic) -> Said:
        key = f"entry_{row.state.value}"
        return Said(say(key, language), tone=tone(key), more=row.reason or "")

    return Listing(
        address=ENTERPRISES,
        heading="place_approvals",
        search="entry_find",
        filters=(Filter("state", "status", states),),
        columns=(
            Column("enterprise", name, "lead"),
            Column("uscc", lambda row: row.uscc, "code"),
            Column("district", lambda row: row.district),
            Column("dir_sc", lambda row: row.sc_licence, "code"),
            Column("appr_asked", lambda row: day(civil_date(row.recorded_at), language)),
            Column("status", state, "state"),
        ),
        find=lambda work, asked: applications.list_applications(work, asked_for(asked)),
        count=lambda work, asked: applications.count_applications(work, asked_for(asked)),
        empty="entry_none",
    )


@router.post("/approvals/enterprises/{application_id}/approval")
def approve(request: Request, application_id: UUID, typed: Typed) -> Response:
    """Let an enterprise in; the next one opens by itself."""
    visit = open_form(request, _DECIDE, typed)
    try:
        visit.record(lambda work: applications.approve_application(work, application_id), typed)
    except NotFoundError:
        raise
    except RegisterError as error:
        wrong = wrong_with(error, visit.language)
        return _page(visit, wrong=Wrong(wrong.sentences[:1]))
    return see_other(f"{ENTERPRISES}?told=let_in")


@router.post("/approvals/enterprises/{application_id}/refusal")
def refuse(request: Request, application_id: UUID, typed: Typed) -> Response:
    """Do not let an enterprise in, with the reason that the applicant reads."""
    visit = open_form(request, _DECIDE, typed)
    try:
        why = ApplicationRefusal.model_validate(as_written(typed, "reason"))
        visit.record(lambda work: applications.refuse_application(work, application_id, why), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _page(visit, wrong=wrong_with(error, visit.language), typed=typed)
    return see_other(f"{ENTERPRISES}?told=kept_out")
