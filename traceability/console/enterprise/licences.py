"""Which page tells an enterprise what it holds and owes? Licences, commitments, orders to mend."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from consumer_web.civil_time import say_instant
from traceability.console.answers import PageRoute
from traceability.console.enterprise.credit_views import day_of, lang
from traceability.console.visits import open_visit
from traceability.console.words import say
from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.licences import LicenceState, licence_state
from traceability.domain.supervision import SCHEME_NAMES
from traceability.routes.desk import now
from traceability.schemas.supervision import ManagementCertificatePublic, RectificationPublic
from traceability.services import (
    batches,
    commitments,
    label_approvals,
    management_certificates,
    organizations,
    rectifications,
)
from traceability.storage.work import Work

router = APIRouter(include_in_schema=False, route_class=PageRoute)
WARN_DAYS = 60  # time enough to have a certificate renewed
_MOST = 200


@router.get("/licences")
def show_licences(request: Request) -> Response:
    """Show licences, certificates, commitments, orders to mend and approvals of labels."""
    visit = open_visit(request, Action.ANSWER_COMPLAINTS)
    today, language = civil_date(now()), visit.language
    found = visit.read(_gather)
    return visit.page(
        "enterprise/licences.html",
        organization=found["organization"],
        licence=_licence(found["organization"].sc_valid_until, today, language),
        certificates=[_certificate(each, today, language) for each in found["certificates"]],
        commitments=[
            {"commitment": each, "signed": day_of(each.signed_on, language)}
            for each in found["commitments"]
        ],
        mend=[_rectification(each, today, language) for each in found["rectifications"]],
        approvals=[
            {
                "lot": lot,
                "approval": each,
                "at": say_instant(each.recorded_at, lang(language)),
            }
            for each, lot in found["approvals"]
        ],
    )


def _gather(work: Work) -> dict[str, Any]:
    org_id = work.actor.org_id
    approvals = label_approvals.list_label_approvals(work, None, _MOST).items
    return {
        "organization": organizations.read_organization(work, org_id),
        "certificates": management_certificates.list_management_certificates(
            work, None, _MOST
        ).items,
        "commitments": commitments.list_commitments(work, org_id, None, _MOST).items,
        "rectifications": rectifications.list_rectifications(work, None, _MOST).items,
        "approvals": [(each, batches.read_batch(work, each.batch_id).lot) for each in approvals],
    }


_TONES = {
    LicenceState.VALID: ("ec_valid", "good"),
    LicenceState.ENDS: ("ec_expires_in", "careful"),
    LicenceState.ENDS_SOON: ("ec_expires_in", "careful"),
    LicenceState.EXPIRED: ("ec_expired", "bad"),
}


def _licence(until: date | None, today: date, language: str) -> dict[str, str] | None:
    """Say how long the food production licence holds, and what to do when it ends."""
    state = licence_state(until, today)
    if until is None or state is LicenceState.UNKNOWN:
        return None
    key, tone = _TONES[state]
    return {
        "until": day_of(until, language),
        "state": say(key, language).format(days=(until - today).days),
        "tone": tone,
        "advice": "" if state is LicenceState.VALID else say(f"ec_licence_{state}", language),
    }


def _certificate(each: ManagementCertificatePublic, today: date, language: str) -> dict[str, Any]:
    """Say how long a certificate holds; one that ends soon is marked in time."""
    days = (each.valid_until - today).days
    state, tone = say("ec_valid", language), "good"
    if each.withdrawn_on is not None:
        state, tone = say("ec_taken_back", language), "bad"
    elif days < 0:
        state, tone = say("ec_expired", language), "bad"
    elif days <= WARN_DAYS:
        state, tone = say("ec_expires_in", language).format(days=days), "careful"
    return {
        "certificate": each,
        "scheme": SCHEME_NAMES[each.scheme],
        "until": day_of(each.valid_until, language),
        "state": state,
        "tone": tone,
    }


def _rectification(each: RectificationPublic, today: date, language: str) -> dict[str, Any]:
    days = (each.due_on - today).days
    if each.done_on is not None:
        state = say("ec_done", language).format(day=day_of(each.done_on, language))
        tone = "good"
    else:
        key, tone = ("ec_late", "bad") if days < 0 else ("ec_left", "careful")
        state = say(key, language).format(days=abs(days))
    return {"order": each, "due": day_of(each.due_on, language), "state": state, "tone": tone}
