"""Which places does the menu of a role lead to?"""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, Actor
from traceability.domain.kinds import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the menu: a key of the words, its address, and whether one is there now."""

    name: str
    href: str
    is_here: bool


_LABORATORY = (
    ("place_home", "/console"),
    ("place_samples", "/console/samples"),
    ("place_new_sample", "/console/samples/new"),
    ("place_review", "/console/inspections"),
    ("place_signed", "/console/inspections/signed"),
    ("place_panels", "/console/panels"),
    ("place_limits", "/console/limits"),
)
_ENTERPRISE: tuple[tuple[str, str], ...] = (
    ("place_home", "/console"),
    ("g_place_batches", "/console/batches"),
    ("place_label_jobs", "/console/label-jobs"),
    ("g_place_inspections", "/console/inspections"),
    ("g_place_events", "/console/events"),
    ("g_place_products", "/console/products"),
    ("g_place_sites", "/console/sites"),
    ("place_licences", "/console/licences"),
    ("place_credit", "/console/credit"),
    ("place_reports", "/console/reports"),
)

_CANTEEN = (  # the first four are the bar below on a phone
    ("place_receive", "/console"),
    ("place_ledger", "/console/purchases"),
    ("place_stock", "/console/stock"),
    ("place_recalls", "/console/recalls"),
    ("place_suppliers", "/console/suppliers"),
    ("place_catalogue", "/console/catalogue"),
    ("place_frying", "/console/frying-oil"),
    ("place_coverage", "/console/coverage"),
    ("place_evidence", "/console/evidence/new"),
    ("place_signing", "/console/signing-code"),
)

_CREDIT_LOOP = (
    ("cr_penalties", "/console/penalties"),
    ("cr_cases", "/console/delistings"),
    ("cr_deliveries", "/console/credit-deliveries"),
    ("cr_repairs", "/console/repairs"),
    ("cr_objections", "/console/objections"),
    ("cr_joint_tasks", "/console/joint-tasks"),
    ("cr_label_approvals", "/console/label-approvals"),
)
_REGULATOR: tuple[tuple[str, str], ...] = (
    ("place_city", "/console"),
    ("place_approvals", "/console/approvals"),
    ("place_sampling", "/console/sampling"),
    ("place_failures", "/console/failures"),
    ("place_recalled", "/console/recalls"),
    ("place_suspicions", "/console/suspicions"),
    ("place_consumer_reports", "/console/consumer-reports"),
    *_CREDIT_LOOP,
    ("place_enterprises", "/console/enterprises"),
    ("place_canteens", "/console/canteens"),
    ("place_coverage", "/console/coverage"),
    ("place_audit", "/console/audit"),
    ("place_rules", "/console/rules"),
)

_PLACES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.ENTERPRISE: _ENTERPRISE,
    Role.INSPECTOR: _LABORATORY,
    Role.CANTEEN: _CANTEEN,
    Role.REGULATOR: _REGULATOR,
}


# What several roles have, below what is their own.
_SHARED: tuple[tuple[str, str, Action], ...] = (
    ("im_heading", "/console/imports", Action.IMPORT_SHEETS),
    ("staff_heading", "/console/staff", Action.MANAGE_STAFF),
)


def places_of(actor: Actor, path: str) -> list[Place]:
    """List the places of a role; the longest address that the page lies under is "here"."""
    shared = [(name, href) for name, href, action in _SHARED if actor.may(action)]
    places = [*_PLACES.get(actor.role, ()), *shared]
    under = [href for _, href in places if path == href or path.startswith(f"{href}/")]
    here = max(under, key=len, default="")
    return [Place(name, href, href == here) for name, href in places]
