"""Stories: an enterprise sees what waits for it, by deadline, and how far its first hour is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from consumer_web.tables import ConsumerReport
from traceability.domain.access import Action
from traceability.domain.batch_progress import NextStep, Progress, next_step
from traceability.domain.cases import CaseState, Measure
from traceability.domain.civil import CHINA, civil_date
from traceability.domain.kinds import OPEN_RUNS, Approval, BatchStatus, LineRole, Unit
from traceability.domain.licences import LicenceState, licence_state
from traceability.domain.timeliness import ENTRY_TIME
from traceability.schemas.batches import BatchPublic
from traceability.schemas.goods import EnterpriseHome, FirstHour, OpenWork, ProductLine, Task
from traceability.schemas.products import ProductPublic
from traceability.storage.batches import batches_by_id
from traceability.storage.cases import visible_cases
from traceability.storage.consumer_reports import is_unanswered, visible_reports
from traceability.storage.events import balances_of
from traceability.storage.goods import (
    lines_of,
    lots_in_state,
    newest_lot,
    own_products,
    processes_of,
    sent_to,
)
from traceability.storage.label_requests import decided_requests
from traceability.storage.lots import progress_of
from traceability.storage.paging import count_up_to
from traceability.storage.parties import get_organization, organizations_by_id, standing_of
from traceability.storage.tables import (
    Batch,
    Inspection,
    LabelJob,
    LabelRun,
    Organization,
    StandingCase,
)
from traceability.storage.work import Work

_MOST = 40
_MOST_COUNTED = 99
_MOST_PRODUCTS = 30
_LOOKED_BACK = timedelta(days=60)
_LAST_MINUTE = time(23, 59)
_BY_NEXT = {
    NextStep.PRODUCE: "produce",
    NextStep.PACK: "pack",
    NextStep.INSPECT: "inspect",
    NextStep.RELEASE: "release",
    NextStep.LIFT: "held",
}


def read_home(work: Work) -> EnterpriseHome:
    """Give what waits, the first due first, and the products with their last lots."""
    work.actor.require(Action.WRITE_BATCHES)
    session, org_id = work.session, work.actor.org_id
    tasks = [
        *_defences(work),
        *_lot_tasks(work),
        *_arrivals(work),
        *_licence(work),
        *_labels(work),
        *_decided(work),
        *_reports(work),
    ]
    products = own_products(session, org_id, _MOST_PRODUCTS)
    lines = []
    for product in products:
        if product.approval == Approval.WITHDRAWN:
            continue
        last = newest_lot(session, org_id, product.id)
        shown = BatchPublic.model_validate(last) if last else None
        lines.append(ProductLine(product=ProductPublic.model_validate(product), last=shown))
    lines.sort(key=lambda line: line.last.id if line.last else UUID(int=0), reverse=True)
    return EnterpriseHome(
        tasks=sorted(tasks, key=_urgency),
        products=lines,
        standing=standing_of(session, org_id).value,
        case_id=_newest_decision(work),
    )


def _urgency(task: Task) -> tuple[bool, bool, float, str]:
    """Sort by deadline, what threatens the enterprise itself first; what has none comes last."""
    due = task.due_at.timestamp() if task.due_at else 0.0
    return task.kind != "defence", task.due_at is None, due, task.lot


def _defences(work: Work) -> Iterator[Task]:
    """Name the notices that can still be answered: after the last day they are decided."""
    query = visible_cases(work).where(
        StandingCase.state == CaseState.NOTICED.value, col(StandingCase.answered_at).is_(None)
    )
    for case in work.session.exec(query.order_by(col(StandingCase.id).desc()).limit(10)):
        yield Task(
            kind="defence",
            due_at=_end_of(case.defence_until) if case.defence_until else None,
            detail=case.measure,
            address=f"/console/credit/cases/{case.id}",
        )


def _newest_decision(work: Work) -> UUID | None:
    """Give the last case that was decided against the enterprise."""
    query = visible_cases(work).where(
        StandingCase.state == CaseState.DECIDED.value,
        StandingCase.measure != Measure.RELISTING.value,
    )
    newest = work.session.exec(query.order_by(col(StandingCase.closed_at).desc()).limit(1)).first()
    return newest.id if newest else None


def _lot_tasks(work: Work) -> Iterator[Task]:
    session, org_id = work.session, work.actor.org_id
    lots = lots_in_state(session, org_id, BatchStatus.DRAFT, _MOST)
    lots += lots_in_state(session, org_id, BatchStatus.HELD, _MOST, with_raw=True)
    known = progress_of(session, lots)
    begun = processes_of(session, (lot.id for lot in lots))
    for lot in lots:
        step = next_step(known[lot.id])
        began = begun[lot.id][0].event_time if lot.id in begun else lot.recorded_at
        due = began + ENTRY_TIME if step in {NextStep.PRODUCE, NextStep.PACK} else None
        yield Task(
            kind=_BY_NEXT[step],
            due_at=due,
            lot=lot.lot,
            name=lot.name,
            detail=lot.status_reason or "" if step is NextStep.LIFT else _verdict(known[lot.id]),
            amount=lot.quantity,
            unit=Unit(lot.unit),
            address=_address(lot, step),
        )


def _verdict(lot: Progress) -> str:
    return lot.report.value if lot.report else ""


def _address(lot: Batch, step: NextStep) -> str:
    if step is NextStep.INSPECT:
        return f"/console/inspections/new?batch={lot.id}"
    return f"/console/batches/{lot.id}"


def _arrivals(work: Work) -> Iterator[Task]:
    """Name goods that were sent to the enterprise and whose receipt is not recorded yet."""
    session, org_id = work.session, work.actor.org_id
    events = sent_to(session, org_id, work.now - _LOOKED_BACK, _MOST)
    lines = lines_of(session, (event.id for event in events))
    lots = {line.batch_id for rows in lines.values() for line in rows if line.batch_id}
    coming = {
        lot: balance.on_way.get(org_id, 0) for lot, balance in balances_of(session, lots).items()
    }
    batches = batches_by_id(session, (lot for lot, amount in coming.items() if amount > 0))
    names = organizations_by_id(session, (event.org_id for event in events))
    told: set[UUID] = set()
    for event in events:
        for line in lines.get(event.id, []):
            lot_id = line.batch_id
            if lot_id not in batches or lot_id in told or line.role == LineRole.PARENT.value:
                continue
            told.add(lot_id)
            yield Task(
                kind="receive",
                due_at=event.event_time + ENTRY_TIME,
                lot=batches[lot_id].lot,
                name=batches[lot_id].name,
                detail=names[event.org_id].name,
                amount=coming[lot_id],
                unit=Unit(batches[lot_id].unit),
                address=f"/console/batches/{lot_id}/events/new?step=receiving",
            )


def _licence(work: Work) -> Iterator[Task]:
    organization = get_organization(work.session, work.actor.org_id)
    until = organization.sc_valid_until
    state = licence_state(until, civil_date(work.now))
    if until is None or state is LicenceState.VALID:
        return
    yield Task(
        kind="licence",
        due_at=_end_of(until),
        name=organization.sc_licence or "",
        detail=state.value,
        address="/console/licences",
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _LAST_MINUTE, CHINA)


def _labels(work: Work) -> Iterator[Task]:
    query = (
        select(LabelRun, LabelJob)
        .join(LabelJob, col(LabelJob.id) == LabelRun.job_id)
        .where(
            LabelRun.org_id == work.actor.org_id,
            col(LabelRun.state).in_([state.value for state in OPEN_RUNS]),
        )
        .order_by(col(LabelRun.id).desc())
        .limit(10)
    )
    found = work.session.exec(query).all()
    batches = batches_by_id(work.session, (job.batch_id for _, job in found))
    for run, job in found:
        yield Task(
            kind="labels",
            due_at=None,
            lot=batches[job.batch_id].lot,
            name=batches[job.batch_id].name,
            detail=run.state,
            amount=run.count,
            address=f"/console/label-jobs/{job.id}",
        )


def _decided(work: Work) -> Iterator[Task]:
    """Name lots whose labels were asked for and may be printed now, or may not."""
    found = decided_requests(work.session, work.actor.org_id, work.now - _LOOKED_BACK, 10)
    lots = batches_by_id(work.session, (request.batch_id for request in found))
    for request in found:
        yield Task(
            kind=f"labels_{request.state}",
            due_at=None,
            lot=lots[request.batch_id].lot,
            name=lots[request.batch_id].name,
            detail=request.decision_reason or "",
            address=f"/console/batches/{request.batch_id}/labels/new",
        )


def _reports(work: Work) -> Iterator[Task]:
    """Name what consumers reported and the authority has not answered yet."""
    query = visible_reports(work).where(is_unanswered)
    for report in work.session.exec(query.order_by(col(ConsumerReport.id).desc()).limit(10)):
        yield Task(
            kind="consumer",
            due_at=None,
            lot=report.lot or "",
            name=report.words[:60],
            detail=report.place,
            address="/console/reports",
        )


def count_open_work(work: Work) -> OpenWork:
    """Count the lots that are not released, those of them without a report, and running labels."""
    work.actor.require(Action.READ_SELF)
    session, org_id = work.session, work.actor.org_id
    lots = select(Batch.id).where(Batch.org_id == org_id, col(Batch.product_id).is_not(None))
    drafts = lots.where(Batch.status == BatchStatus.DRAFT.value)
    tested = select(Inspection.id).where(Inspection.batch_id == Batch.id)
    unfinished = [BatchStatus.DRAFT.value, BatchStatus.HELD.value]
    running = select(LabelRun.id).where(
        LabelRun.org_id == org_id, col(LabelRun.state).in_([state.value for state in OPEN_RUNS])
    )
    return OpenWork(
        lots=count_up_to(session, lots.where(col(Batch.status).in_(unfinished)), _MOST_COUNTED),
        untested=count_up_to(session, drafts.where(~tested.exists()), _MOST_COUNTED),
        label_runs=count_up_to(session, running, _MOST_COUNTED),
    )


def read_first_hour(work: Work) -> FirstHour:
    """Tell how far a new enterprise is with its first five steps."""
    work.actor.require(Action.WRITE_BATCHES)
    session, org_id = work.session, work.actor.org_id
    organization: Organization = get_organization(session, org_id)
    products = own_products(session, org_id, 1)
    batch = _first_batch(session, org_id)
    report = select(Inspection.id).where(Inspection.batch_org_id == org_id).limit(1)
    label = select(LabelJob.id).where(LabelJob.org_id == org_id).limit(1)
    return FirstHour(
        sc_licence=organization.sc_licence,
        sc_valid_until=organization.sc_valid_until,
        product=ProductPublic.model_validate(products[0]) if products else None,
        batch=BatchPublic.model_validate(batch) if batch else None,
        has_report=session.exec(report).first() is not None,
        has_label=session.exec(label).first() is not None,
    )


def _first_batch(session: Session, org_id: UUID) -> Batch | None:
    for status in BatchStatus:
        lots = lots_in_state(session, org_id, status, 1)
        if lots:
            return lots[0]
    return None
