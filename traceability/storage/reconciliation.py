"""Queries: which deliveries belong to a period, by the dates of their records?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from traceability.domain.civil import CHINA
from traceability.domain.kinds import DeliveryKind, DeliveryState
from traceability.storage.tables import CreditAnswer, CreditDelivery, JointTask, Penalty

MOST_KEYS = 500  # in one query
_PENALTY_DAYS = {
    DeliveryKind.PENALTY: col(Penalty.decided_on),
    DeliveryKind.REPAIR: col(Penalty.ended_on),
    DeliveryKind.WITHDRAWAL: col(Penalty.ended_on),
}


def deliveries_of_period(session: Session, first: date, last: date) -> list[CreditDelivery]:
    """Give what should be held for a period: the deliveries that no newer one replaced."""
    found: list[CreditDelivery] = []
    for kind, day in _PENALTY_DAYS.items():
        query = _current(kind).join(Penalty, col(Penalty.id) == col(CreditDelivery.subject_id))
        found += session.exec(query.where(day.between(first, last)))
    start = datetime.combine(first, time(), CHINA)
    end = datetime.combine(last + timedelta(days=1), time(), CHINA)
    query = _current(DeliveryKind.FEEDBACK).join(
        JointTask, col(JointTask.id) == col(CreditDelivery.subject_id)
    )
    fed_back_at = col(JointTask.fed_back_at)
    found += session.exec(query.where(fed_back_at >= start, fed_back_at < end))
    return found


def _current(kind: DeliveryKind) -> SelectOfScalar[CreditDelivery]:
    return (
        select(CreditDelivery)
        .where(
            CreditDelivery.kind == kind.value,
            CreditDelivery.state != DeliveryState.SUPERSEDED.value,
        )
        .order_by(col(CreditDelivery.id))
    )


def acknowledged_bodies(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Give the fingerprint of what was acknowledged last, by delivery."""
    bodies: dict[UUID, str] = {}
    for some in _portions(ids):
        rows = session.exec(
            select(CreditAnswer)
            .where(col(CreditAnswer.delivery_id).in_(some), col(CreditAnswer.is_accepted))
            .order_by(col(CreditAnswer.id))
        )
        bodies |= {row.delivery_id: row.body_sha256 for row in rows}
    return bodies


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Give which of the keys are ours at all, whatever became of their deliveries."""
    known: set[str] = set()
    for some in _portions(keys):
        query = select(CreditDelivery.idempotency_key)
        known |= set(session.exec(query.where(col(CreditDelivery.idempotency_key).in_(some))))
    return known


def _portions(values: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), MOST_KEYS):
        yield listed[start : start + MOST_KEYS]
