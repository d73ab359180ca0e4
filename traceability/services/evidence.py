"""Story: an inspection comes; what proves a canteen's purchases (食品安全法 art. 136)?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.publishing.purchases import show_purchases
from traceability.schemas.purchases import PurchasePublic
from traceability.storage.batches import in_chunks
from traceability.storage.canteens import midnight
from traceability.storage.inspections import results_of
from traceability.storage.parties import organizations_by_id
from traceability.storage.tables import (
    CanteenNotice,
    FryingOilTest,
    Inspection,
    Organization,
    Purchase,
    StockIssue,
    SupplierEntry,
    TestResult,
    UserAccount,
)
from traceability.storage.work import Work

MOST_DAYS = 366
_MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a pack is made of: records of the register, as they stand."""

    lines: list[PurchasePublic]
    reports: list[Inspection]
    results: dict[UUID, list[TestResult]]
    organizations: dict[UUID, Organization]
    entries: list[SupplierEntry]
    issues: list[StockIssue]
    oil_tests: list[FryingOilTest]
    notices: list[CanteenNotice]
    people: dict[UUID, str] = field(default_factory=dict)


def gather_evidence(work: Work, since: date, until: date) -> Evidence:
    """Gather what a canteen has of a time, both days included."""
    work.actor.require(Action.RECORD_PURCHASES)
    mine, session = work.actor.org_id, work.session
    begin, end = midnight(since), midnight(until + timedelta(days=1))
    rows = session.exec(
        select(Purchase)
        .where(Purchase.org_id == mine, Purchase.delivered_at >= begin, Purchase.delivered_at < end)
        .order_by(col(Purchase.delivered_at), col(Purchase.id))
        .limit(_MOST_LINES)
    ).all()
    reports = _reports(work, {UUID(one) for row in rows for one in row.inspection_ids})
    suppliers = {row.supplier_id for row in rows if row.supplier_id}
    suppliers |= {row.batch_org_id for row in rows if row.batch_org_id}
    people = session.exec(select(UserAccount).where(UserAccount.org_id == mine)).all()
    return Evidence(
        lines=show_purchases(work, rows),
        reports=reports,
        results=results_of(session, (report.id for report in reports)),
        organizations=organizations_by_id(session, suppliers | {r.org_id for r in reports}),
        entries=list(
            session.exec(
                select(SupplierEntry)
                .where(SupplierEntry.org_id == mine, SupplierEntry.reviewed_on <= until)
                .order_by(col(SupplierEntry.id))
            )
        ),
        issues=list(
            session.exec(
                select(StockIssue)
                .where(
                    StockIssue.org_id == mine,
                    StockIssue.issued_at >= begin,
                    StockIssue.issued_at < end,
                )
                .order_by(col(StockIssue.id))
            )
        ),
        oil_tests=list(
            session.exec(
                select(FryingOilTest)
                .where(
                    FryingOilTest.org_id == mine,
                    FryingOilTest.tested_on >= since,
                    FryingOilTest.tested_on <= until,
                )
                .order_by(col(FryingOilTest.id))
            )
        ),
        notices=list(
            session.exec(
                select(CanteenNotice)
                .where(
                    CanteenNotice.org_id == mine,
                    CanteenNotice.recorded_at >= begin,
                    CanteenNotice.recorded_at < end,
                )
                .order_by(col(CanteenNotice.id))
            )
        ),
        people={person.id: person.display_name for person in people},
    )


def _reports(work: Work, ids: set[UUID]) -> list[Inspection]:
    found: list[Inspection] = []
    for chunk in in_chunks(sorted(ids)):
        found += work.session.exec(select(Inspection).where(col(Inspection.id).in_(chunk)))
    return sorted(found, key=lambda report: (report.reported_on, report.id))
