"""Story: an inspection comes; what proves a canteen's purchases (食品安全法 art. 136)?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.publishing.purchases import show_purchases
from traceability.schemas.canteens import SupplierEntryPublic
from traceability.schemas.evidence import (
    Evidence,
    EvidenceIssue,
    EvidenceNotice,
    EvidenceOilTest,
    EvidenceReport,
    EvidenceSupplier,
)
from traceability.schemas.purchases import PurchasePublic
from traceability.storage.batches import in_chunks
from traceability.storage.canteens import midnight
from traceability.storage.inspections import results_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import (
    CanteenNotice,
    FryingOilTest,
    Inspection,
    Purchase,
    StockIssue,
    SupplierEntry,
    UserAccount,
)
from traceability.storage.work import Work

MOST_DAYS = 366
_MOST_LINES = 5_000


def gather_evidence(work: Work, since: date, until: date) -> Evidence:
    """Gather what a canteen has of a time, both days included."""
    work.actor.require(Action.RECORD_PURCHASES)
    begin, end = midnight(since), midnight(until + timedelta(days=1))
    rows = _lines(work, begin, end)
    who = _people(work)
    return Evidence(
        lines=show_purchases(work, rows),
        reports=_reports(work, {UUID(one) for row in rows for one in row.inspection_ids}),
        suppliers=_suppliers(work, (row.supplier_id for row in rows), until),
        issues=_issues(work, begin, end, who),
        oil_tests=_oil_tests(work, since, until, who),
        notices=_notices(work, begin, end, who),
    )


def _lines(work: Work, begin: datetime, end: datetime) -> Sequence[Purchase]:
    query = select(Purchase).where(
        Purchase.org_id == work.actor.org_id,
        Purchase.delivered_at >= begin,
        Purchase.delivered_at < end,
    )
    ordered = query.order_by(col(Purchase.delivered_at), col(Purchase.id))
    return work.session.exec(ordered.limit(_MOST_LINES)).all()


def _people(work: Work) -> dict[UUID, str]:
    query = select(UserAccount).where(UserAccount.org_id == work.actor.org_id)
    return {person.id: person.display_name for person in work.session.exec(query)}


def _reports(work: Work, ids: set[UUID]) -> list[EvidenceReport]:
    found: list[Inspection] = []
    for chunk in in_chunks(sorted(ids)):
        found += work.session.exec(select(Inspection).where(col(Inspection.id).in_(chunk)))
    results = results_of(work.session, ids)
    named = organizations_by_id(work.session, (report.org_id for report in found))
    return [
        EvidenceReport.model_validate(
            report.model_dump()
            | {
                "laboratory": named[report.org_id].name,
                "results": [row.model_dump() for row in results.get(report.id, [])],
            }
        )
        for report in sorted(found, key=lambda one: (one.reported_on, one.id))
    ]


def _suppliers(work: Work, ids: Iterable[UUID | None], until: date) -> list[EvidenceSupplier]:
    named = organizations_by_id(work.session, {one for one in ids if one is not None})
    entries = work.session.exec(
        select(SupplierEntry)
        .where(SupplierEntry.org_id == work.actor.org_id, SupplierEntry.reviewed_on <= until)
        .order_by(col(SupplierEntry.id))
    )
    newest = {entry.enterprise_id: entry for entry in entries}
    shown = []
    for one in sorted(named.values(), key=lambda organization: organization.name):
        supplier = EvidenceSupplier.model_validate(one.model_dump())
        if one.id in newest:
            supplier.entry = SupplierEntryPublic.model_validate(newest[one.id])
        shown.append(supplier)
    return shown


def _issues(
    work: Work, begin: datetime, end: datetime, who: Mapping[UUID, str]
) -> list[EvidenceIssue]:
    query = select(StockIssue).where(
        StockIssue.org_id == work.actor.org_id,
        StockIssue.issued_at >= begin,
        StockIssue.issued_at < end,
    )
    rows = work.session.exec(query.order_by(col(StockIssue.id))).all()
    bought = _bought(work, {row.purchase_id for row in rows})
    shown = []
    for row in rows:
        line = bought[row.purchase_id]
        goods = line.model_dump(include={"name", "pack", "food", "lot"})
        mass = {"mass_g": line.mass_g * row.amount // line.amount}
        said = row.model_dump() | goods | mass | {"who": who.get(row.issued_by, "")}
        shown.append(EvidenceIssue.model_validate(said))
    return shown


def _bought(work: Work, ids: set[UUID]) -> dict[UUID, PurchasePublic]:
    rows: list[Purchase] = []
    for chunk in in_chunks(sorted(ids)):
        rows += work.session.exec(select(Purchase).where(col(Purchase.id).in_(chunk)))
    return {line.id: line for line in show_purchases(work, rows)}


def _oil_tests(
    work: Work, since: date, until: date, who: Mapping[UUID, str]
) -> list[EvidenceOilTest]:
    query = select(FryingOilTest).where(
        FryingOilTest.org_id == work.actor.org_id,
        FryingOilTest.tested_on >= since,
        FryingOilTest.tested_on <= until,
    )
    return [
        EvidenceOilTest.model_validate(row.model_dump() | {"who": who.get(row.tested_by, "")})
        for row in work.session.exec(query.order_by(col(FryingOilTest.id)))
    ]


def _notices(
    work: Work, begin: datetime, end: datetime, who: Mapping[UUID, str]
) -> list[EvidenceNotice]:
    query = select(CanteenNotice).where(
        CanteenNotice.org_id == work.actor.org_id,
        CanteenNotice.recorded_at >= begin,
        CanteenNotice.recorded_at < end,
    )
    found = []
    for row in work.session.exec(query.order_by(col(CanteenNotice.id))):
        by = who.get(row.acknowledged_by, "") if row.acknowledged_by else ""
        found.append(EvidenceNotice.model_validate(row.model_dump() | {"who": by}))
    return found
