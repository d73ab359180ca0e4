"""Queries: what waits for the authority, with the day until which it may wait?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from consumer_web.tables import ConsumerReport
from traceability.domain.cases import OPEN_STATES, Measure
from traceability.domain.kinds import (
    OPEN_OBJECTIONS,
    ApplicationState,
    Approval,
    DeliveryState,
    RepairState,
)
from traceability.domain.label_requests import LabelRequestState
from traceability.domain.supervision import ComplaintState
from traceability.domain.tasks import TaskKind
from traceability.storage.batches import batches_by_id
from traceability.storage.city import open_failures
from traceability.storage.consumer_reports import is_unanswered
from traceability.storage.overview import count_of
from traceability.storage.tables import (
    CanteenNotice,
    Complaint,
    CreditDelivery,
    CreditRepair,
    EnterpriseApplication,
    Inspection,
    LabelRequest,
    Objection,
    Product,
    Rectification,
    StandingCase,
)

MOST_OF_A_KIND = 50
R = TypeVar("R", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `org_id` is the enterprise that it is about."""

    kind: TaskKind
    record_id: UUID
    org_id: UUID | None
    said: str
    since: datetime
    due_on: date | None = None
    count: int = 1


def find_tasks(session: Session, origin: str) -> list[Task]:
    """List what waits, what is due first first; what has no day stands behind it, oldest first."""
    tasks = [task for find in _FINDERS for task in find(session, origin)]
    return sorted(tasks, key=lambda task: (task.due_on or date.max, task.since))


def _cases(session: Session, _origin: str) -> Iterator[Task]:
    is_open = col(StandingCase.state).in_([state.value for state in OPEN_STATES])
    for case in _oldest(session, StandingCase, is_open):
        kind = TaskKind.CASE if case.measure == Measure.DELISTING else TaskKind.RELISTING
        yield Task(kind, case.id, case.org_id, case.facts, case.recorded_at, case.defence_until)


def _deliveries(session: Session, _origin: str) -> Iterator[Task]:
    stuck = (DeliveryState.REFUSED.value, DeliveryState.DEAD.value)
    for row in _oldest(session, CreditDelivery, col(CreditDelivery.state).in_(stuck)):
        since = row.settled_at or row.recorded_at
        yield Task(TaskKind.DELIVERY, row.id, row.org_id, row.state, since)


def _failures(session: Session, _origin: str) -> Iterator[Task]:
    rows = _oldest(session, Inspection, *open_failures())
    lots = batches_by_id(session, (row.batch_id for row in rows))
    for row in rows:
        said = f"{lots[row.batch_id].name} {lots[row.batch_id].lot}"
        since = row.signed_at or row.recorded_at
        yield Task(TaskKind.FAILURE, row.id, row.batch_org_id, said, since)


def _objections(session: Session, _origin: str) -> Iterator[Task]:
    is_open = col(Objection.state).in_([state.value for state in OPEN_OBJECTIONS])
    for row in _oldest(session, Objection, is_open):
        yield Task(TaskKind.OBJECTION, row.id, row.org_id, row.reason, row.recorded_at, row.due_on)


def _repairs(session: Session, _origin: str) -> Iterator[Task]:
    is_open = col(CreditRepair.state) == RepairState.SUBMITTED.value
    for row in _oldest(session, CreditRepair, is_open):
        yield Task(TaskKind.REPAIR, row.id, row.org_id, row.reason, row.recorded_at, row.due_on)


def _complaints(session: Session, _origin: str) -> Iterator[Task]:
    is_open = col(Complaint.state) == ComplaintState.OPEN.value
    for row in _oldest(session, Complaint, is_open):
        yield Task(TaskKind.COMPLAINT, row.id, row.org_id, row.subject, row.recorded_at, row.due_on)


def _rectifications(session: Session, _origin: str) -> Iterator[Task]:
    for row in _oldest(session, Rectification, col(Rectification.done_on).is_(None)):
        yield Task(
            TaskKind.RECTIFICATION, row.id, row.org_id, row.subject, row.recorded_at, row.due_on
        )


def _reports(session: Session, origin: str) -> Iterator[Task]:
    waiting = (col(ConsumerReport.origin) == origin, is_unanswered)
    for row in _oldest(session, ConsumerReport, *waiting):
        yield Task(TaskKind.REPORT, row.id, None, row.words, row.reported_at)


def _notices(session: Session, _origin: str) -> Iterator[Task]:
    is_open = col(CanteenNotice.acknowledged_at).is_(None)
    for kind, about in (
        (TaskKind.NOTICE, col(CanteenNotice.case_id)),
        (TaskKind.RECALL, col(CanteenNotice.batch_id)),
    ):
        waiting = (is_open, about.is_not(None))
        for row in _oldest(session, CanteenNotice, *waiting, most=1):
            count = count_of(session, CanteenNotice, *waiting)
            record_id = row.case_id or row.batch_id or row.id  # there is one of the two
            yield Task(kind, record_id, row.enterprise_id, "", row.recorded_at, count=count)


def _products(session: Session, _origin: str) -> Iterator[Task]:
    is_pending = col(Product.approval) == Approval.PENDING.value
    first = _oldest(session, Product, is_pending, most=1)
    for row in first:
        count = count_of(session, Product, is_pending)
        yield Task(TaskKind.PRODUCT, row.id, row.org_id, row.name, row.recorded_at, count=count)


def _applications(session: Session, _origin: str) -> Iterator[Task]:
    is_waiting = col(EnterpriseApplication.state) == ApplicationState.WAITING.value
    for row in _oldest(session, EnterpriseApplication, is_waiting, most=1):
        count = count_of(session, EnterpriseApplication, is_waiting)
        yield Task(TaskKind.APPLICATION, row.id, None, row.name, row.recorded_at, count=count)


def _label_requests(session: Session, _origin: str) -> Iterator[Task]:
    is_asked = col(LabelRequest.state) == LabelRequestState.ASKED.value
    for row in _oldest(session, LabelRequest, is_asked, most=1):
        count = count_of(session, LabelRequest, is_asked)
        yield Task(
            TaskKind.LABEL_REQUEST, row.id, row.org_id, row.reason, row.recorded_at, count=count
        )


def _oldest(
    session: Session, model: type[R], *conditions: ColumnElement[bool], most: int = MOST_OF_A_KIND
) -> list[R]:
    key = model.id  # type: ignore[attr-defined]
    query = select(model).where(*conditions).order_by(col(key)).limit(most)
    return list(session.exec(query))


_FINDERS: tuple[Callable[[Session, str], Iterator[Task]], ...] = (
    _cases, _deliveries, _failures, _objections, _repairs, _complaints, _rectifications, _reports,
    _notices, _products, _applications, _label_requests,
)  # fmt: skip
