"""Which pages have the joint actions of the credit system?"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from traceability.console.answers import PageRoute
from traceability.console.forms import Typed, Wrong, wrong_with
from traceability.console.lists import answer_list
from traceability.console.regulator.credit_lists import Head, say_day, say_time, told_in
from traceability.console.regulator.penalty_views import delivery_row
from traceability.console.regulator.repair_views import joint_list, joint_stages
from traceability.console.visits import Visit, open_form, open_visit, see_other
from traceability.domain.access import Action
from traceability.domain.errors import NotFoundError, RegisterError
from traceability.domain.joint_action import JointState
from traceability.schemas.joint import JointClosure
from traceability.services import delivery_board, joint_tasks, record_names

router = APIRouter(include_in_schema=False, route_class=PageRoute)
TASKS = "/console/joint-tasks"
_CLOSE = Action.CLOSE_JOINT_TASKS
_DELIVERY_COLUMNS = (
    Head("cr_message"), Head("cr_queued"), Head("cr_attempts", "right"), Head("cr_state"),
)  # fmt: skip


@router.get("/joint-tasks")
@router.get("/joint-tasks.{sheet}")
def list_joint_tasks(request: Request) -> Response:
    """Show joint actions of the credit system, the newest first."""
    visit = open_visit(request, _CLOSE)
    return answer_list(visit, joint_list(visit.language), told=told_in(visit))


@router.get("/joint-tasks/{task_id}")
def show_joint_task(request: Request, task_id: UUID) -> Response:
    """Show a joint action: what was reported, what we did, and what we told of it."""
    return _task_page(open_visit(request, _CLOSE), task_id)


def _task_page(
    visit: Visit, task_id: UUID, wrong: Wrong | None = None, typed: dict[str, str] | None = None
) -> Response:
    task, lines = visit.read(
        lambda work: (
            joint_tasks.read_joint_task(work, task_id),
            delivery_board.lines_about(work, task_id),
        )
    )
    names = visit.read(lambda work: record_names.name_organizations(work, [task.org_id]))
    return visit.page(
        "regulator/joint_task.html",
        422 if wrong else 200,
        wrong=wrong,
        back=visit.came_from("/console/joint-tasks"),
        values=typed or {},
        told=told_in(visit),
        task=task,
        firm=names.get(task.org_id, "") if task.org_id else "",
        stages=joint_stages(task, visit.language),
        listed=say_day(task.listed_on, visit.language),
        valid=say_day(task.valid_until, visit.language),
        objected=say_time(task.objected_at, visit.language),
        columns=_DELIVERY_COLUMNS,
        deliveries=[delivery_row(each, visit.language) for each in lines],
        may_close=task.state is JointState.FED_BACK,
    )


@router.post("/joint-tasks/{task_id}/closure")
def close_joint_task(request: Request, task_id: UUID, typed: Typed) -> Response:
    """Close a joint action whose feedback was given."""
    visit = open_form(request, _CLOSE, typed)
    try:
        closure = JointClosure(response=typed.get("response", "").strip())
        visit.record(lambda work: joint_tasks.close_joint_task(work, task_id, closure), typed)
    except NotFoundError:
        raise
    except (RegisterError, ValidationError) as error:
        return _task_page(visit, task_id, wrong_with(error, visit.language), typed)
    return see_other(f"{TASKS}/{task_id}?told=joint_closed")
