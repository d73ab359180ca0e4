"""How do repairs, objections, joint actions and approvals become lines of lists?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from traceability.console.regulator.credit_lists import (
    Cell,
    days_left,
    marked,
    say_day,
    say_time,
    when,
)
from traceability.console.words import say
from traceability.domain.joint_action import JointState
from traceability.domain.kinds import ObjectionSubject
from traceability.schemas.case_files import WaitingLabels
from traceability.schemas.joint import JointTaskPublic
from traceability.schemas.repairs import ObjectionPublic, RepairPublic

Names = Mapping[UUID, str]


def repair_row(repair: RepairPublic, names: Names, numbers: Names, language: str) -> list[Cell]:
    """Give the cells of an application for repair."""
    left, mark = days_left(repair.working_days_left, repair.due_on, language)
    return [
        Cell(numbers.get(repair.penalty_id, ""), f"/console/repairs/{repair.id}"),
        Cell(names.get(repair.org_id, "")),
        when(repair.recorded_at, language),
        Cell(left, tone=mark),
        Cell(repair.repair_no or "—"),
        marked(f"cr_repair_{repair.state}", language),
    ]


def objection_row(
    objection: ObjectionPublic, names: Names, numbers: Names, language: str
) -> list[Cell]:
    """Give the cells of an objection."""
    left, mark = days_left(objection.working_days_left, objection.due_on, language)
    return [
        Cell(names.get(objection.org_id, ""), f"/console/objections/{objection.id}"),
        Cell(
            say(f"cr_subject_{objection.subject_kind}", language),
            small=numbers.get(objection.subject_id, ""),
        ),
        Cell(objection.reason[:60]),
        when(objection.recorded_at, language),
        Cell(left, tone=mark),
        marked(f"cr_objection_{objection.state}", language),
    ]


def subject_address(objection: ObjectionPublic) -> str:
    """Give the page of what is contested."""
    if objection.subject_kind is ObjectionSubject.PENALTY:
        return f"/console/penalties/{objection.subject_id}"
    if objection.subject_kind is ObjectionSubject.STANDING_CASE:
        return f"/console/delistings/{objection.subject_id}"
    return f"/console/enterprises/{objection.org_id}"


def joint_row(task: JointTaskPublic, names: Names, language: str) -> list[Cell]:
    """Give the cells of a joint action."""
    name = names.get(task.org_id, "") if task.org_id else ""
    return [
        Cell(task.task_no, f"/console/joint-tasks/{task.id}"),
        Cell(name or say("cr_not_registered", language), small=task.uscc),
        Cell(task.list_name, small=task.authority_name),
        Cell(say_day(task.listed_on, language)),
        Cell(say(f"cr_joint_answer_{task.answer}", language)),
        marked(f"cr_joint_{task.state}", language),
    ]


def joint_stages(task: JointTaskPublic, language: str) -> list[dict[str, str]]:
    """Give the stages of a joint action: reported, answered, fed back, closed."""
    times = (
        (JointState.DISPATCHED, task.recorded_at),
        (JointState.RESPONDED, task.responded_at),
        (JointState.FED_BACK, task.fed_back_at),
        (JointState.CLOSED, task.closed_at),
    )
    stages = [
        {
            "name": say(f"cr_joint_{state}", language),
            "told": say_time(at, language),
            "css": "done" if at else "next",
        }
        for state, at in times
    ]
    if task.removed_on is not None:
        stages.append(
            {
                "name": say("cr_joint_removed", language),
                "told": say_day(task.removed_on, language),
                "css": "done",
            }
        )
    return stages


def waiting_row(waiting: WaitingLabels, language: str) -> dict[str, object]:
    """Give a lot whose labels wait for approval."""
    return {
        "id": waiting.batch_id,
        "lot": waiting.lot,
        "name": waiting.name,
        "firm": waiting.enterprise,
        "grade": waiting.grade,
        "quantity": f"{waiting.quantity:,}",
        "status": say(waiting.status.value, language),
        "at": say_time(waiting.recorded_at, language),
    }
