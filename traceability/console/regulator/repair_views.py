"""How do repairs, objections, joint actions and approvals become lines of lists?"""

from __future__ import annotations

from dataclasses import dataclass

from traceability.console.lists import Asked, Column, Filter, Listing, Said
from traceability.console.regulator.credit_lists import (
    Lines,
    choice_of,
    chosen,
    day_said,
    days_left,
    say_day,
    say_time,
    state_said,
    time_said,
)
from traceability.console.words import say
from traceability.domain.joint_action import JointState
from traceability.domain.kinds import ObjectionState, ObjectionSubject, RepairState
from traceability.schemas.case_files import WaitingLabels
from traceability.schemas.joint import JointTaskPublic
from traceability.schemas.repairs import (
    ObjectionPublic,
    ObjectionQuery,
    RepairPublic,
    RepairQuery,
)
from traceability.services import joint_tasks, objections, record_names, repairs
from traceability.storage.work import Work

_MOST_SAID = 60


@dataclass(frozen=True, slots=True)
class RepairLine:
    """An application with the names of its enterprise and of its penalty."""

    repair: RepairPublic
    firm: str
    number: str


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection with the names of its enterprise and of what is contested."""

    objection: ObjectionPublic
    firm: str
    number: str


@dataclass(frozen=True, slots=True)
class JointLine:
    """A joint action with the name of its enterprise, if it is in the register."""

    task: JointTaskPublic
    firm: str


def repairs_list(language: str) -> Listing[RepairLine]:
    """Give the list of applications for credit repair."""

    def asked_for(asked: Asked) -> RepairQuery:
        return RepairQuery(
            state=chosen(asked, "state", RepairState),
            newest_first=asked.is_descending,
            cursor=asked.after,
            limit=asked.limit,
        )

    def find(work: Work, asked: Asked) -> Lines[RepairLine]:
        page = repairs.list_repairs(work, asked_for(asked))
        firms = record_names.name_organizations(work, [each.org_id for each in page.items])
        numbers = record_names.number_penalties(work, [each.penalty_id for each in page.items])
        lines = [
            RepairLine(each, firms.get(each.org_id, ""), numbers.get(each.penalty_id, ""))
            for each in page.items
        ]
        return Lines(lines, page.next)

    def left(row: RepairLine) -> Said:
        words, mark = days_left(row.repair.working_days_left, row.repair.due_on, language)
        return Said(words, tone=mark)

    return Listing(
        address="/console/repairs",
        heading="cr_repairs",
        filters=(choice_of("state", "cr_state", RepairState, "cr_repair_", language),),
        sort="-asked",
        columns=(
            Column(
                "cr_penalty",
                lambda row: Said(row.number, f"/console/repairs/{row.repair.id}"),
                "lead",
            ),
            Column("enterprise", lambda row: row.firm),
            Column(
                "cr_asked", lambda row: time_said(row.repair.recorded_at, language), sort="asked"
            ),
            Column("cr_answer_due", left, is_named=True),
            Column("cr_repair_no", lambda row: row.repair.repair_no or "—"),
            Column(
                "cr_state",
                lambda row: state_said(f"cr_repair_{row.repair.state}", language),
                "state",
            ),
        ),
        find=find,
        count=lambda work, asked: repairs.count_repairs(work, asked_for(asked)),
        empty="cr_no_repairs",
    )


def objections_list(language: str) -> Listing[ObjectionLine]:
    """Give the list of objections."""

    def asked_for(asked: Asked) -> ObjectionQuery:
        return ObjectionQuery(
            state=chosen(asked, "state", ObjectionState),
            is_open=asked.get("open") == "1",
            newest_first=asked.is_descending,
            cursor=asked.after,
            limit=asked.limit,
        )

    def find(work: Work, asked: Asked) -> Lines[ObjectionLine]:
        page = objections.list_objections(work, asked_for(asked))
        firms = record_names.name_organizations(work, [each.org_id for each in page.items])
        numbers = record_names.number_penalties(work, [each.subject_id for each in page.items])
        lines = [
            ObjectionLine(each, firms.get(each.org_id, ""), numbers.get(each.subject_id, ""))
            for each in page.items
        ]
        return Lines(lines, page.next)

    def about(row: ObjectionLine) -> Said:
        return Said(say(f"cr_subject_{row.objection.subject_kind}", language), more=row.number)

    def left(row: ObjectionLine) -> Said:
        words, mark = days_left(row.objection.working_days_left, row.objection.due_on, language)
        return Said(words, tone=mark)

    return Listing(
        address="/console/objections",
        heading="cr_objections",
        filters=(
            choice_of("state", "cr_state", ObjectionState, "cr_objection_", language),
            Filter("open", "cr_work", [("1", say("cr_only_open", language))]),
        ),
        sort="-asked",
        columns=(
            Column(
                "enterprise",
                lambda row: Said(row.firm, f"/console/objections/{row.objection.id}"),
                "lead",
            ),
            Column("cr_about", about),
            Column("reason", lambda row: _cut(row.objection.reason)),
            Column(
                "cr_asked", lambda row: time_said(row.objection.recorded_at, language), sort="asked"
            ),
            Column("cr_answer_due", left, is_named=True),
            Column(
                "cr_state",
                lambda row: state_said(f"cr_objection_{row.objection.state}", language),
                "state",
            ),
        ),
        find=find,
        count=lambda work, asked: objections.count_objections(work, asked_for(asked)),
        empty="cr_no_objections",
    )


def _cut(text: str) -> Said:
    is_long = len(text) > _MOST_SAID
    return Said(text[:_MOST_SAID] + ("……" if is_long else ""), exported=text)


def subject_address(objection: ObjectionPublic) -> str:
    """Give the page of what is contested."""
    if objection.subject_kind is ObjectionSubject.PENALTY:
        return f"/console/penalties/{objection.subject_id}"
    if objection.subject_kind is ObjectionSubject.STANDING_CASE:
        return f"/console/delistings/{objection.subject_id}"
    return f"/console/enterprises/{objection.org_id}"


def joint_list(language: str) -> Listing[JointLine]:
    """Give the list of joint actions, the newest first."""

    def find(work: Work, asked: Asked) -> Lines[JointLine]:
        state = chosen(asked, "state", JointState)
        page = joint_tasks.list_joint_tasks(
            work, state, asked.after, asked.limit, newest_first=True
        )
        firms = record_names.name_organizations(work, [each.org_id for each in page.items])
        lines = [
            JointLine(each, firms.get(each.org_id, "") if each.org_id else "")
            for each in page.items
        ]
        return Lines(lines, page.next)

    def subject(row: JointLine) -> Said:
        return Said(row.firm or say("cr_not_registered", language), more=row.task.uscc)

    return Listing(
        address="/console/joint-tasks",
        heading="cr_joint_tasks",
        filters=(choice_of("state", "cr_state", JointState, "cr_joint_", language),),
        columns=(
            Column(
                "cr_task_no",
                lambda row: Said(row.task.task_no, f"/console/joint-tasks/{row.task.id}"),
                "lead",
            ),
            Column("cr_subject", subject),
            Column("cr_list", lambda row: Said(row.task.list_name, more=row.task.authority_name)),
            Column("cr_listed_on", lambda row: day_said(row.task.listed_on, language)),
            Column(
                "cr_our_answer", lambda row: say(f"cr_joint_answer_{row.task.answer}", language)
            ),
            Column(
                "cr_state",
                lambda row: state_said(f"cr_joint_{row.task.state}", language),
                "state",
            ),
        ),
        find=find,
        empty="cr_no_joint_tasks",
    )


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
