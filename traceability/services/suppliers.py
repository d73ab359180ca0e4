"""Stories: a canteen checks a supplier before it buys there (供货者准入), and looks back at it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from consumer_web.tables import PublishedStanding
from traceability.domain.access import Action
from traceability.domain.canteens import EntryOutcome
from traceability.domain.civil import civil_date
from traceability.domain.errors import NotFoundError, RuleError
from traceability.domain.kinds import TRUSTED, OrganizationKind, Standing
from traceability.domain.trust_consequences import CanteenAdvice, canteen_advice
from traceability.schemas.canteens import (
    SupplierEntryCreate,
    SupplierEntryPublic,
    SupplierFacts,
    SupplierPage,
)
from traceability.storage.ids import new_id
from traceability.storage.joint_tasks import is_on_list
from traceability.storage.paging import LARGEST_PAGE, Slice, sorted_page
from traceability.storage.tables import Organization, Purchase, SupplierEntry
from traceability.storage.trust_scores import public_grade_of
from traceability.storage.work import Work


def list_suppliers(
    work: Work, name: str | None = None, after: str | None = None, limit: int = LARGEST_PAGE
) -> SupplierPage:
    """List whom the canteen bought from or decided about; by a name, any enterprise of the city."""
    work.actor.require(Action.ADMIT_SUPPLIERS)
    bought = _bought(work)
    query = select(Organization).where(Organization.kind == OrganizationKind.ENTERPRISE.value)
    if name:
        query = query.where(col(Organization.name).contains(name, autoescape=True))
    else:
        decided = work.session.exec(
            select(SupplierEntry.enterprise_id)
            .where(SupplierEntry.org_id == work.actor.org_id)
            .distinct()
        ).all()
        query = query.where(col(Organization.id).in_([*bought, *decided]))
    by, key = col(Organization.name), col(Organization.id)
    rows, following = sorted_page(work.session, query, by, key, Slice(after, limit))
    items = [_facts(work, row, bought.get(row.id)) for row in rows]
    return SupplierPage(items=items, next=following)


def read_supplier(work: Work, enterprise_id: UUID) -> SupplierFacts:
    """Give one supplier as the register knows it now."""
    work.actor.require(Action.ADMIT_SUPPLIERS)
    return _facts(work, _get(work, enterprise_id), _bought(work).get(enterprise_id))


def record_supplier_entry(work: Work, entered: SupplierEntryCreate) -> SupplierEntryPublic:
    """Record what the canteen decided, with licence, grade and lists as they stand.

    Who is suspended, delisted, of grade D or on the list of serious violations is not admitted.
    """
    work.actor.require(Action.ADMIT_SUPPLIERS)
    enterprise = _get(work, entered.enterprise_id)
    if entered.reviewed_on > civil_date(work.now):
        raise RuleError("supplier.in_the_future", field="reviewed_on")
    facts = _facts(work, enterprise, None)
    if entered.outcome is EntryOutcome.ADMITTED:
        _check_admission(facts)
    entry = SupplierEntry(
        **entered.model_dump(exclude={"outcome"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=work.actor.org_id,
        outcome=entered.outcome.value,
        licence_seen=facts.licence,
        licence_until_seen=facts.licence_until,
        grade_seen=facts.grade.value,
        standing_seen=(facts.standing or Standing.SUSPENDED).value,
        is_on_serious_list=facts.is_on_serious_list,
        recorded_by=work.actor.user_id,
    )
    work.add(entry)
    return SupplierEntryPublic.model_validate(entry)


def _check_admission(facts: SupplierFacts) -> None:
    if facts.standing not in TRUSTED:
        raise RuleError("supplier.not_trusted", field="outcome", standing=facts.standing)
    if facts.is_on_serious_list:
        raise RuleError("supplier.on_serious_list", field="outcome")
    if canteen_advice(facts.grade) is CanteenAdvice.BLOCKED:
        raise RuleError("supplier.grade", field="outcome", grade=facts.grade)


def _get(work: Work, enterprise_id: UUID) -> Organization:
    found = work.session.get(Organization, enterprise_id)
    if found is None or found.kind != OrganizationKind.ENTERPRISE.value:
        raise NotFoundError("organization.not_found", field="enterprise_id", id=enterprise_id)
    return found


def _bought(work: Work) -> dict[UUID, tuple[int, datetime]]:
    rows = work.session.exec(
        select(Purchase.supplier_id, func.count(), func.max(Purchase.delivered_at))
        .where(Purchase.org_id == work.actor.org_id, col(Purchase.supplier_id).is_not(None))
        .group_by(col(Purchase.supplier_id))
    )
    return {supplier: (number, last) for supplier, number, last in rows if supplier}


def _facts(
    work: Work, enterprise: Organization, bought: tuple[int, datetime] | None
) -> SupplierFacts:
    published = work.session.get(PublishedStanding, (enterprise.uscc, work.origin))
    entry = work.session.exec(
        select(SupplierEntry)
        .where(
            SupplierEntry.org_id == work.actor.org_id,
            SupplierEntry.enterprise_id == enterprise.id,
        )
        .order_by(col(SupplierEntry.id).desc())
        .limit(1)
    ).first()
    return SupplierFacts(
        id=enterprise.id,
        name=enterprise.name,
        uscc=enterprise.uscc,
        district=enterprise.district,
        licence=enterprise.sc_licence,
        licence_until=enterprise.sc_valid_until,
        grade=public_grade_of(work.session, enterprise.id),
        standing=Standing(published.standing) if published else None,
        is_on_serious_list=is_on_list(work.session, enterprise.id),
        deliveries=bought[0] if bought else 0,
        last_delivery_at=bought[1] if bought else None,
        entry=SupplierEntryPublic.model_validate(entry) if entry else None,
    )
