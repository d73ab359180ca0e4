"""Stories: the credit system reports who is on the list of serious violations; we answer."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from traceability.domain.access import Action
from traceability.domain.cases import CaseState, Ground, Measure
from traceability.domain.errors import ConflictError
from traceability.domain.joint_action import (
    JointAnswer,
    JointState,
    ListEvent,
    SeriousListAction,
    check_move,
)
from traceability.domain.kinds import TRUSTED, OrganizationKind, Standing
from traceability.publishing.cases import drop_case, suspend_at_once
from traceability.schemas.joint import (
    JointClosure,
    JointObjection,
    JointTaskPage,
    JointTaskPublic,
    ListReport,
)
from traceability.storage.cases import CaseOrder, find_open_case, open_case
from traceability.storage.ids import new_id
from traceability.storage.joint_tasks import (
    feed_back_task,
    find_joint_task,
    get_joint_task,
    is_on_list,
    use_nonce,
)
from traceability.storage.paging import page_of
from traceability.storage.parties import (
    find_organization_by_uscc,
    lock_organization,
    standing_of,
)
from traceability.storage.tables import JointTask, StandingCase
from traceability.storage.work import Work


def receive_report(
    work: Work, report: ListReport, stamp: tuple[str, str], action: SeriousListAction
) -> JointTaskPublic:
    """Take in a signed report; `stamp` is its key and its number, which may come once.

    A report that was taken in before is answered with the same task: it changes nothing.
    """
    use_nonce(work, *stamp)
    task = find_joint_task(work.session, report.authority_uscc, report.task_no)
    if task is not None and task.uscc != report.uscc:
        raise ConflictError("joint.other_subject", field="uscc")
    if report.event is ListEvent.TAKEN_OFF:
        task = _take_off(work, task or _new_task(work, report), report)
    elif task is None:
        task = _new_task(work, report)
        _respond(work, task, action)
    return JointTaskPublic.model_validate(task)


def _new_task(work: Work, report: ListReport) -> JointTask:
    organization = find_organization_by_uscc(work.session, report.uscc)
    is_ours = organization is not None and organization.kind == OrganizationKind.ENTERPRISE
    task = JointTask(
        **report.model_dump(exclude={"event", "removed_on"}),
        id=new_id(),
        recorded_at=work.now,
        org_id=organization.id if organization is not None and is_ours else None,
        state=JointState.DISPATCHED.value,
        answer=JointAnswer.NOT_REGISTERED.value,
    )
    work.add(task)
    work.session.flush()
    return task


def _respond(work: Work, task: JointTask, action: SeriousListAction) -> None:
    """Do what being on the list leads to; who is not in the register is only recorded."""
    if task.org_id is None:
        _answer(work, task, JointAnswer.NOT_REGISTERED, "不在本系统的登记中")
        work.change(task, state=JointState.CLOSED.value, has_applied=False, closed_at=work.now)
        return
    lock_organization(work.session, task.org_id)
    standing = standing_of(work.session, task.org_id)
    if standing is Standing.DELISTED:
        _answer(work, task, JointAnswer.ALREADY_KNOWN, "该企业已被移出")
        feed_back_task(work, task, None, Measure.DELISTING)
        return
    case = find_open_case(work.session, task.org_id, Ground.SERIOUS_LIST)
    if case is None:
        case = open_case(work, _order(task, task.org_id))
    work.change(task, case_id=case.id)
    if action is SeriousListAction.SUSPEND and standing in TRUSTED:
        reason = f"被列入{task.list_name}，先行暂停"
        suspend_at_once(work, case, reason, task.authority_name)
        _answer(work, task, JointAnswer.SUSPENDED, "已先行暂停，移出程序进行中")
    else:
        _answer(work, task, JointAnswer.PROPOSED, "已启动移出程序")


def _order(task: JointTask, org_id: UUID) -> CaseOrder:
    return CaseOrder(
        org_id=org_id,
        measure=Measure.DELISTING,
        ground=Ground.SERIOUS_LIST,
        facts=f"{task.authority_name}于{task.listed_on}将该企业列入{task.list_name}，"
        f"文号 {task.basis_no}",
        basis=f"{task.list_name}，联合惩戒任务 {task.task_no}",
        trigger_id=task.id,
    )


def _answer(work: Work, task: JointTask, answer: JointAnswer, response: str) -> None:
    work.change(
        task,
        state=JointState.RESPONDED.value,
        answer=answer.value,
        responded_at=work.now,
        response=response,
    )


def _take_off(work: Work, task: JointTask, report: ListReport) -> JointTask:
    """End a task; a case that rested on the list alone ends with it, and its suspension."""
    if task.state == JointState.REMOVED:
        return task
    check_move(JointState(task.state), JointState.REMOVED)
    work.change(
        task,
        state=JointState.REMOVED.value,
        answer=JointAnswer.ENDED.value,
        removed_on=report.removed_on,
        removal_no=report.basis_no,
    )
    work.session.flush()
    if task.org_id is not None and not is_on_list(work.session, task.org_id):
        case = find_open_case(work.session, task.org_id, Ground.SERIOUS_LIST)
        if case is not None and _rests_on_list(case):
            drop_case(work, case, CaseState.WITHDRAWN, f"已移出{task.list_name}")
    return task


def _rests_on_list(case: StandingCase) -> bool:
    """Tell whether nobody but the list proposed the case."""
    return case.proposed_by is None


def list_joint_tasks(
    work: Work,
    state: JointState | None,
    after: str | None,
    limit: int,
    *,
    newest_first: bool = False,
) -> JointTaskPage:
    """List joint actions: the authority all, an enterprise those about itself."""
    work.actor.require(Action.READ_JOINT_TASKS)
    query = select(JointTask)
    if not work.actor.is_authority:
        query = query.where(JointTask.org_id == work.actor.org_id)
    if state is not None:
        query = query.where(JointTask.state == state.value)
    key = col(JointTask.id)
    rows, following = page_of(work.session, query, key, after, limit, newest_first=newest_first)
    items = [JointTaskPublic.model_validate(row) for row in rows]
    return JointTaskPage(items=items, next=following)


def read_joint_task(work: Work, task_id: UUID) -> JointTaskPublic:
    """Give one joint action."""
    work.actor.require(Action.READ_JOINT_TASKS)
    return JointTaskPublic.model_validate(get_joint_task(work, task_id))


def close_joint_task(work: Work, task_id: UUID, entered: JointClosure) -> JointTaskPublic:
    """Close a task whose feedback was given."""
    work.actor.require(Action.CLOSE_JOINT_TASKS)
    task = get_joint_task(work, task_id)
    check_move(JointState(task.state), JointState.CLOSED)
    work.change(task, state=JointState.CLOSED.value, closed_at=work.now, response=entered.response)
    return JointTaskPublic.model_validate(task)


def object_to_joint_task(work: Work, task_id: UUID, entered: JointObjection) -> JointTaskPublic:
    """Record the enterprise's objection (异议) beside the task: it stops nothing by itself."""
    work.actor.require(Action.OBJECT_TO_JOINT_TASKS)
    task = get_joint_task(work, task_id)
    if task.objected_at is not None:
        raise ConflictError("joint.objected_already")
    work.change(
        task,
        objected_at=work.now,
        objected_by=work.actor.user_id,
        objection=entered.objection,
    )
    return JointTaskPublic.model_validate(task)
