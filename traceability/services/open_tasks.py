"""Story: what asks somebody to act, by role, the most urgent first.

Nothing is stored for it: a task is there as long as its record waits, so reading it is not doing
it, and doing it anywhere takes it away everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func, select

from consumer_web.tables import ConsumerReport
from traceability.domain.access import Action
from traceability.domain.cases import OPEN_STATES, CaseState
from traceability.domain.civil import civil_date
from traceability.domain.desk_kinds import ImportState, TaskKind
from traceability.domain.kinds import (
    ApplicationState,
    Approval,
    BatchStatus,
    DeliveryState,
    ObjectionState,
    RepairState,
    ReportState,
    RetestState,
    Role,
    SampleState,
)
from traceability.domain.label_requests import LabelRequestState
from traceability.domain.licences import TOLD_AHEAD
from traceability.domain.supervision import ComplaintState
from traceability.schemas.tasks import OpenTask, OpenTasks
from traceability.storage import tables as t
from traceability.storage.consumer_reports import is_unanswered
from traceability.storage.paging import count_up_to
from traceability.storage.work import Work

MOST_SHOWN = 99
_RECENT = timedelta(days=3)
_OPEN_OBJECTIONS = (
    ObjectionState.SUBMITTED.value,
    ObjectionState.ACCEPTED.value,
    ObjectionState.UNDER_VERIFICATION.value,
)


def list_open_tasks(work: Work) -> OpenTasks:
    """Give what waits for the caller; of each kind how many, and the first day that is due."""
    work.actor.require(Action.READ_SELF)
    found = [task for task in _TASKS.get(work.actor.role, lambda _: ())(work) if task.count]
    found.sort(key=lambda task: (task.due_on is None, task.due_on or date.max))
    return OpenTasks(items=found, today=civil_date(work.now))


def _regulator(work: Work) -> Iterable[OpenTask]:
    session = work.session
    yield _task(session, TaskKind.PRODUCTS, t.Product, col(t.Product.approval) == Approval.PENDING)
    yield _task(
        session,
        TaskKind.APPLICATIONS,
        t.EnterpriseApplication,
        col(t.EnterpriseApplication.state) == ApplicationState.WAITING,
    )
    states = [state.value for state in OPEN_STATES]
    yield _task(
        session,
        TaskKind.CASES,
        t.StandingCase,
        col(t.StandingCase.state).in_(states),
        due=t.StandingCase.defence_until,
    )
    mine = col(t.CreditRepair.authority_uscc) == work.actor.uscc
    yield _task(
        session,
        TaskKind.REPAIRS,
        t.CreditRepair,
        mine,
        col(t.CreditRepair.state) == RepairState.SUBMITTED,
        due=t.CreditRepair.due_on,
    )
    yield _task(
        session,
        TaskKind.OBJECTIONS,
        t.Objection,
        col(t.Objection.state).in_(_OPEN_OBJECTIONS),
        due=t.Objection.due_on,
    )
    yield _task(
        session,
        TaskKind.LABEL_REQUESTS,
        t.LabelRequest,
        col(t.LabelRequest.state) == LabelRequestState.ASKED,
    )
    stuck = (DeliveryState.REFUSED.value, DeliveryState.DEAD.value)
    yield _task(
        session, TaskKind.DELIVERIES, t.CreditDelivery, col(t.CreditDelivery.state).in_(stuck)
    )
    yield _task(
        session,
        TaskKind.CONSUMER_REPORTS,
        ConsumerReport,
        is_unanswered,
    )


def _enterprise(work: Work) -> Iterable[OpenTask]:
    session, org_id = work.session, work.actor.org_id
    yield _task(
        session,
        TaskKind.DEFENCE,
        t.StandingCase,
        col(t.StandingCase.org_id) == org_id,
        col(t.StandingCase.state) == CaseState.NOTICED,
        due=t.StandingCase.defence_until,
    )
    yield _task(
        session,
        TaskKind.COMPLAINTS,
        t.Complaint,
        col(t.Complaint.org_id) == org_id,
        col(t.Complaint.state) == ComplaintState.OPEN,
        col(t.Complaint.answered_on).is_(None),
        due=t.Complaint.due_on,
    )
    yield _task(
        session,
        TaskKind.RECTIFICATIONS,
        t.Rectification,
        col(t.Rectification.org_id) == org_id,
        col(t.Rectification.done_on).is_(None),
        due=t.Rectification.due_on,
    )
    today = civil_date(work.now)
    yield _task(
        session,
        TaskKind.LICENCE,
        t.Organization,
        col(t.Organization.id) == org_id,
        col(t.Organization.sc_valid_until) <= today + TOLD_AHEAD,
        due=t.Organization.sc_valid_until,
    )
    yield _task(
        session,
        TaskKind.HELD,
        t.Batch,
        col(t.Batch.org_id) == org_id,
        col(t.Batch.status) == BatchStatus.HELD,
    )
    yield _to_sign(work)
    yield _imports(work)


def _laboratory(work: Work) -> Iterable[OpenTask]:
    session, org_id = work.session, work.actor.org_id
    yield _task(
        session,
        TaskKind.SAMPLES,
        t.Sample,
        col(t.Sample.org_id) == org_id,
        col(t.Sample.state) == SampleState.WAITING,
        due=t.Sample.due_on,
    )
    yield _to_sign(work)
    yield _task(
        session,
        TaskKind.RETESTS,
        t.RetestRequest,
        col(t.RetestRequest.agency_id) == org_id,
        col(t.RetestRequest.state) == RetestState.REQUESTED,
        due=t.RetestRequest.last_day,
    )


def _canteen(work: Work) -> Iterable[OpenTask]:
    yield _task(
        work.session,
        TaskKind.STOCK_NOTICES,
        t.CanteenNotice,
        col(t.CanteenNotice.org_id) == work.actor.org_id,
        col(t.CanteenNotice.acknowledged_at).is_(None),
    )
    yield _imports(work)


def _to_sign(work: Work) -> OpenTask:
    """Count the reports that another has entered: nobody signs his own."""
    return _task(
        work.session,
        TaskKind.SIGNATURES,
        t.Inspection,
        col(t.Inspection.org_id) == work.actor.org_id,
        col(t.Inspection.state) == ReportState.ENTERED,
        col(t.Inspection.entered_by) != work.actor.user_id,
    )


def _imports(work: Work) -> OpenTask:
    waiting = (ImportState.READY.value, ImportState.REFUSED.value)
    return _task(
        work.session,
        TaskKind.IMPORTS,
        t.SheetImport,
        col(t.SheetImport.brought_by) == work.actor.user_id,
        col(t.SheetImport.state).in_(waiting),
        col(t.SheetImport.recorded_at) > work.now - _RECENT,
    )


def _task(
    session: Session,
    kind: TaskKind,
    model: type[SQLModel],
    *conditions: ColumnElement[bool] | bool,
    due: Any = None,
) -> OpenTask:
    key = model.id  # type: ignore[attr-defined]
    count = count_up_to(session, select(key).where(*conditions), MOST_SHOWN)
    first: date | None = None
    if count and due is not None:
        first = session.exec(select(func.min(due)).where(*conditions)).one()
    return OpenTask(kind=kind, count=count, due_on=first)


_TASKS = {
    Role.REGULATOR: _regulator,
    Role.ENTERPRISE: _enterprise,
    Role.INSPECTOR: _laboratory,
    Role.CANTEEN: _canteen,
}
