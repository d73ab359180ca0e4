"""Which places does the menu of a role lead to?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor
from traceability.domain.desk_kinds import TaskKind
from traceability.domain.kinds import Role
from traceability.schemas.tasks import OpenTask


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the menu: a key of the words, its address, what is open behind it."""

    name: str
    href: str
    is_here: bool
    open_count: int = 0


_LABORATORY = (
    ("place_home", "/console"),
    ("place_samples", "/console/samples"),
    ("place_new_sample", "/console/samples/new"),
    ("place_review", "/console/inspections"),
    ("place_signed", "/console/inspections/signed"),
    ("place_panels", "/console/panels"),
    ("place_limits", "/console/limits"),
)
_ENTERPRISE = (  # the first four are the bar below on a phone
    ("place_home", "/console"),
    ("g_place_batches", "/console/batches"),
    ("g_scan_event", "/console/events/scan"),
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


# Where each kind of task is done.
TASK_PLACES: dict[TaskKind, str] = {
    TaskKind.PRODUCTS: "/console/approvals",
    TaskKind.APPLICATIONS: "/console/approvals/enterprises",
    TaskKind.CASES: "/console/delistings",
    TaskKind.REPAIRS: "/console/repairs",
    TaskKind.OBJECTIONS: "/console/objections",
    TaskKind.DELIVERIES: "/console/credit-deliveries",
    TaskKind.CONSUMER_REPORTS: "/console/consumer-reports",
    TaskKind.DEFENCE: "/console/credit",
    TaskKind.COMPLAINTS: "/console/reports",
    TaskKind.RECTIFICATIONS: "/console/licences#mend",
    TaskKind.LABEL_REQUESTS: "/console/label-approvals",
    TaskKind.LICENCE: "/console/licences",
    TaskKind.HELD: "/console/batches?status=held",
    TaskKind.SIGNATURES: "/console/inspections",
    TaskKind.IMPORTS: "/console/imports",
    TaskKind.SAMPLES: "/console/samples",
    TaskKind.RETESTS: "/console/samples/new",
    TaskKind.STOCK_NOTICES: "/console/recalls",
}


def places_of(actor: Actor, path: str, open_counts: Mapping[str, int] | None = None) -> list[Place]:
    """List the places of a role; the longest address that the page lies under is "here"."""
    shared = [(name, href) for name, href, action in _SHARED if actor.may(action)]
    places = [*_PLACES.get(actor.role, ()), *shared]
    # The city is a place of its own: what lies nowhere else for a regulator does not lie there.
    alone = "/console" if actor.role is Role.REGULATOR else ""
    under = [
        href
        for _, href in places
        if path == href or (href != alone and path.startswith(f"{href}/"))
    ]
    here = max(under, key=len, default="")
    counts = open_counts or {}
    return [Place(name, href, href == here, counts.get(href, 0)) for name, href in places]


def count_by_place(tasks: Iterable[OpenTask]) -> dict[str, int]:
    """Count what waits by the place of the menu where it is done."""
    counts: Counter[str] = Counter()
    for task in tasks:
        counts[re.split("[?#]", TASK_PLACES[task.kind])[0]] += task.count
    return dict(counts)
