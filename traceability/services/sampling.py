"""Story: where is supervision due? By the share of the grade and the time since the last visit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.civil import civil_date
from traceability.domain.kinds import OrganizationKind
from traceability.domain.penalty_windows import add_months
from traceability.domain.trust_consequences import (
    due_samples,
    inspection_months,
    sampling_percent,
)
from traceability.domain.trust_rules import TrustGrade
from traceability.schemas.trust import SamplingItem, SamplingPlan
from traceability.storage.paging import cursor_of, read_cursor
from traceability.storage.supervision import SamplingFacts, sampling_facts
from traceability.storage.tables import Organization
from traceability.storage.trust_scores import scores_of
from traceability.storage.work import Work

_MONTHS = 12


def plan_sampling(work: Work, after: str | None, limit: int) -> SamplingPlan:
    """List the enterprises where sampling or an inspection is due, the lowest grade first.

    The share is that of the lots released in the last twelve months; a lot sampled in them counts,
    whenever it was released. An official sample counts as
    an inspection; an enterprise without one is due when its interval has passed since it came in.
    """
    work.actor.require(Action.READ_SAMPLING_PLAN)
    today = civil_date(work.now)
    facts = sampling_facts(work.session, add_months(today, -_MONTHS))
    enterprises = work.session.exec(
        select(Organization).where(col(Organization.kind) == OrganizationKind.ENTERPRISE.value)
    ).all()
    scores = scores_of(work.session, (enterprise.id for enterprise in enterprises))
    items = []
    for enterprise in enterprises:
        score = scores.get(enterprise.id)
        grade = TrustGrade(score.grade) if score else TrustGrade.A
        known = facts.get(enterprise.id, SamplingFacts())
        item = _item(enterprise, grade, known, today)
        if item.due_samples or item.is_inspection_due:
            items.append(item)
    items.sort(key=_urgency)
    start = _position(items, read_cursor(after)) if after else 0
    page = items[start : start + limit]
    has_more = start + limit < len(items)
    return SamplingPlan(items=page, next=cursor_of(page[-1].org_id) if has_more else None)


def _item(
    enterprise: Organization, grade: TrustGrade, known: SamplingFacts, today: date
) -> SamplingItem:
    last = known.last_sampled_on or civil_date(enterprise.recorded_at)
    inspection_due_on = add_months(last, inspection_months(grade))
    return SamplingItem(
        org_id=enterprise.id,
        name=enterprise.name,
        district=enterprise.district,
        grade=grade,
        sampling_percent=sampling_percent(grade),
        released=known.released,
        sampled=known.sampled,
        due_samples=due_samples(known.released, known.sampled, grade),
        inspection_months=inspection_months(grade),
        last_sampled_on=known.last_sampled_on,
        inspection_due_on=inspection_due_on,
        is_inspection_due=inspection_due_on <= today,
    )


def _urgency(item: SamplingItem) -> tuple[int, int, date, UUID]:
    return (-item.sampling_percent, -item.due_samples, item.inspection_due_on, item.org_id)


def _position(items: list[SamplingItem], last: UUID) -> int:
    """Go on after an enterprise; from the start if nothing is due there any more."""
    places = (place for place, item in enumerate(items) if item.org_id == last)
    return next(places, -1) + 1
