"""Queries: what does each delivery say of whom, and does the credit system answer at all?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.kinds import DeliveryState, PenaltyState
from traceability.storage.parties import organizations_by_id
from traceability.storage.penalties import matches as matches_penalty
from traceability.storage.tables import (
    CreditAnswer,
    CreditDelivery,
    DeliveryWork,
    JointTask,
    Organization,
    Penalty,
)

OPEN = tuple(
    state.value for state in (DeliveryState.REFUSED, DeliveryState.DEAD, DeliveryState.QUEUED)
)
"""Who must look at it, in the order of urgency."""
TROUBLE = OPEN[:2]
"""What does not go on by itself."""


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """A delivery with its record, its working state, and the newest answer if it was refused."""

    delivery: CreditDelivery
    working: DeliveryWork
    party: str
    penalty: Penalty | None = None
    task: JointTask | None = None
    answer: CreditAnswer | None = None


@dataclass(frozen=True, slots=True)
class OutageFacts:
    """Deliveries that were tried in vain, and the last answer that came at all."""

    since: datetime
    waiting: int
    last_answer_at: datetime | None


def select_deliveries(since: datetime | None, text: str | None) -> SelectOfScalar[CreditDelivery]:
    """Select deliveries recorded since an instant whose number, party or receipt has a text."""
    query = select(CreditDelivery)
    if since is not None:
        query = query.where(CreditDelivery.recorded_at >= since)
    return query.where(_matches(text)) if text else query


def _matches(text: str) -> ColumnElement[bool]:
    penalties = select(Penalty.id).where(matches_penalty(text))
    tasks = select(JointTask.id).where(col(JointTask.task_no).contains(text, autoescape=True))
    firms = select(Organization.id).where(col(Organization.name).contains(text, autoescape=True))
    return or_(
        col(CreditDelivery.subject_id).in_(penalties),
        col(CreditDelivery.subject_id).in_(tasks),
        col(CreditDelivery.org_id).in_(firms),
        col(CreditDelivery.receipt_no).contains(text, autoescape=True),
    )


def facts_of_deliveries(
    session: Session, deliveries: Sequence[CreditDelivery]
) -> list[DeliveryFacts]:
    """Gather what the lines of a list say, in a few queries for all of them."""
    ids = [each.id for each in deliveries]
    subjects = [each.subject_id for each in deliveries]
    working = {
        row.delivery_id: row
        for row in session.exec(select(DeliveryWork).where(col(DeliveryWork.delivery_id).in_(ids)))
    }
    penalties = {
        row.id: row for row in session.exec(select(Penalty).where(col(Penalty.id).in_(subjects)))
    }
    tasks = {
        row.id: row
        for row in session.exec(select(JointTask).where(col(JointTask.id).in_(subjects)))
    }
    names = organizations_by_id(session, (each.org_id for each in deliveries))
    answers = newest_refusals(session, ids)
    return [
        DeliveryFacts(
            each,
            working[each.id],
            _party(each, penalties.get(each.subject_id), names),
            penalties.get(each.subject_id),
            tasks.get(each.subject_id),
            answers.get(each.id) if each.state == DeliveryState.REFUSED else None,
        )
        for each in deliveries
    ]


def _party(
    delivery: CreditDelivery, penalty: Penalty | None, names: dict[UUID, Organization]
) -> str:
    if penalty is not None:
        return penalty.party_name
    return names[delivery.org_id].name if delivery.org_id in names else ""


def newest_refusals(session: Session, ids: Sequence[UUID]) -> dict[UUID, CreditAnswer]:
    """Give the newest refusal of each delivery that was ever refused."""
    rows = session.exec(
        select(CreditAnswer)
        .where(col(CreditAnswer.delivery_id).in_(ids), col(CreditAnswer.is_accepted).is_(False))
        .order_by(col(CreditAnswer.id))
    )
    return {row.delivery_id: row for row in rows}


def first_due(session: Session) -> date | None:
    """Give the nearest last day of what was not acknowledged yet."""
    return session.exec(
        select(func.min(Penalty.due_on))
        .join(CreditDelivery, col(CreditDelivery.subject_id) == col(Penalty.id))
        .where(col(CreditDelivery.state).in_(OPEN), Penalty.state == PenaltyState.IN_FORCE.value)
    ).one()


def find_outage(session: Session) -> OutageFacts | None:
    """Tell whether deliveries were tried in vain since the last answer."""
    last = session.exec(select(func.max(CreditAnswer.recorded_at))).one()
    since, waiting = session.exec(
        select(func.min(DeliveryWork.first_attempt_at), func.count())
        .join(CreditDelivery, col(CreditDelivery.id) == col(DeliveryWork.delivery_id))
        .where(
            CreditDelivery.state == DeliveryState.QUEUED.value,
            DeliveryWork.attempts > 0,
            col(DeliveryWork.last_trouble).is_not(None),
        )
    ).one()
    if not waiting or since is None or (last is not None and last > since):
        return None
    return OutageFacts(since, int(waiting), last)


def tried_in_vain(session: Session, state: DeliveryState, limit: int) -> Sequence[CreditDelivery]:
    """Give deliveries of a state that were tried, the oldest first, locked."""
    return session.exec(
        select(CreditDelivery)
        .join(DeliveryWork, col(DeliveryWork.delivery_id) == col(CreditDelivery.id))
        .where(CreditDelivery.state == state.value, DeliveryWork.attempts > 0)
        .order_by(col(CreditDelivery.id))
        .limit(limit)
        .with_for_update()
    ).all()
